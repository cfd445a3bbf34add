"""Checks of rules: what they speak of, and whether they can be broken and kept."""
