"""Multiples in exact decimal arithmetic."""

from __future__ import annotations

from fractions import Fraction


def is_multiple(value: float, step: float) -> bool:
    """Return whether `value` is a multiple of `step`.

    A float counts as the shortest decimal that reads back as it, so that 0.15 is a multiple of
    0.05. Both are finite, and `step` is not zero.
    """
    return (Fraction(repr(value)) / Fraction(repr(step))).denominator == 1
