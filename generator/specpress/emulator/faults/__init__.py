"""What goes wrong on purpose, and how it is injected."""
