"""Checks of fields: names, limits, defaults."""
