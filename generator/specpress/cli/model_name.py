"""PLATFORM/MODEL on the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from specpress.ir.types.api import Api, Model

Found = TypeVar("Found")


def split_name(name: str) -> tuple[str, str]:
    """Return the two ids of PLATFORM/MODEL, or end with a usage error."""
    platform, slash, model = name.partition("/")
    if not (platform and slash and model) or "/" in model:
        message = f"{name} is not of the form PLATFORM/MODEL, such as rivya/kling-2-6"
        raise click.UsageError(message)
    return platform, model


def find_model(apis: Sequence[Api], name: str) -> tuple[Api, Model]:
    """Return the model called PLATFORM/MODEL and its Api, or end with a usage error."""
    known = {f"{api.platform.id}/{model.id}": (api, model) for api in apis for model in api.models}
    return find_named(known, name)


def find_named(known: Mapping[str, Found], name: str) -> Found:
    """Return what PLATFORM/MODEL names, or end with a usage error that says what was meant."""
    from specpress.spec.nearest import nearest

    split_name(name)
    if name in known:
        return known[name]
    meant = nearest(name, known)
    message = f"there is no model {name}" + (f"; did you mean {meant}?" if meant else "")
    raise click.UsageError(message)
