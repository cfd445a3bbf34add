"""The checks of a request as Python: the fast phase, the exact one, the rules."""
