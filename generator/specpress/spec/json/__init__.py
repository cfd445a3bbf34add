"""Requests read as JSON, with the place of every fault."""
