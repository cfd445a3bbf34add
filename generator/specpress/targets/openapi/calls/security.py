"""The key."""

from __future__ import annotations

from typing import Final

from specpress.ir.contract.contract import Schema
from specpress.ir.types.api import Auth
from specpress.ir.types.text import Tree
from specpress.targets.openapi import extensions as marks

_SCHEME: Final = "bearer"


def security_of(auth: Auth | None) -> list[Tree]:
    """Return what every call needs that says nothing else."""
    return [] if auth is None else [{_SCHEME: []}]


def schemes_of(auth: Auth | None) -> Schema:
    """Return the way to sign in, if there is one."""
    if auth is None:
        return {}
    about = f"Your key. Keep it in the environment variable {auth.variable}."
    scheme: Schema = {"type": "http", "scheme": "bearer", "description": about}
    return {_SCHEME: scheme | marks.present(key_prefix=auth.prefix)}
