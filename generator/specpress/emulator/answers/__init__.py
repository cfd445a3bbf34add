"""Answers in the shapes of the spec, and sample media."""
