"""OpenAPI 3.1 of a platform and of each of its models."""

from specpress.targets.openapi.target import TARGET

__all__ = ["TARGET"]
