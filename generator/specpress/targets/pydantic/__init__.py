"""Pydantic models: what datamodel-code-generator makes of a contract, set in our own type."""

from specpress.targets.pydantic.target import TARGET

__all__ = ["TARGET"]
