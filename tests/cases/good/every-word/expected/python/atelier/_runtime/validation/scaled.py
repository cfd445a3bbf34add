"""From a number to whole numbers of a decimal place."""

from __future__ import annotations


def scaled(value: float, places: int) -> int:
    """Return a number times 10 ** `places`, to the nearest whole number; halves go up.

    A float counts as the shortest decimal that reads back as it.
    """
    if isinstance(value, int):
        return int(value * 10**places)
    mantissa, _, exponent = repr(float(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    shift = int(exponent or 0) - len(fraction) + places
    digits, power = int(whole + fraction), int(10 ** abs(shift))
    return digits * power if shift >= 0 else (2 * digits + power) // (2 * power)
