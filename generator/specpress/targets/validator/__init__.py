"""Validators: one file a model, standard library only, to copy into any codebase."""

from specpress.targets.validator.target import TARGET

__all__ = ["TARGET"]
