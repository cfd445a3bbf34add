"""Test vectors: requests derived from the spec, each with the verdict it must get."""

from specpress.targets.vectors.target import TARGET

__all__ = ["TARGET"]
