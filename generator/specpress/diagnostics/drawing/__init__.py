"""Diagnostics drawn for people: frames, excerpts, underlines."""
