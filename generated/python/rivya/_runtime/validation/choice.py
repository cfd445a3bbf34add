"""What counts as one of the choices, where some of them are numbers."""

from __future__ import annotations


def is_choice(value: object, choices: tuple[str | float, ...]) -> bool:
    """Return whether a value is among the choices; true and false are no numbers."""
    scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
    return scalar and value in choices
