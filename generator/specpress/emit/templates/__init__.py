"""Jinja templates, and a user's own in front of them."""
