"""The target `python`: a package with a typed client, to install."""

from specpress.targets.python.target import TARGET

__all__ = ["TARGET"]
