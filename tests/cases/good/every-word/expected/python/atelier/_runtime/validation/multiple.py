"""Whether a number is a multiple of a step, in exact decimal arithmetic."""

from __future__ import annotations


def is_multiple(value: float, step: int, unit: int) -> bool:
    """Return whether `value` is a multiple of `step` / `unit`; `unit` is a power of 10.

    A float counts as the shortest decimal that reads back as it, so that 0.15 is a
    multiple of 0.05, though no float is exactly 0.15.
    """
    if isinstance(value, int):
        return value * unit % step == 0
    mantissa, _, exponent = repr(float(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(exponent or 0) - len(fraction)
    power = int(10 ** abs(shift))
    digits = int(whole + fraction) * unit
    return digits * power % step == 0 if shift >= 0 else digits % (step * power) == 0
