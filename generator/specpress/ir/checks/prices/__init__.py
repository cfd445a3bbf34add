"""Checks of prices: tables, figures, worked examples."""
