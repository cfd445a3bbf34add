"""PLATFORM/MODEL on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from specpress.ir.api import Api, Model


def split_name(name: str) -> tuple[str, str]:
    """Return the two ids of PLATFORM/MODEL, or end with a usage error."""
    platform, slash, model = name.partition("/")
    if not (platform and slash and model) or "/" in model:
        message = f"{name} is not of the form PLATFORM/MODEL, such as rivya/kling-2-6"
        raise click.UsageError(message)
    return platform, model


def find_model(apis: Sequence[Api], name: str) -> tuple[Api, Model]:
    """Return the model called PLATFORM/MODEL and its Api, or end with a usage error."""
    from specpress.spec.nearest import nearest

    platform, id_ = split_name(name)
    known = {f"{api.platform.id}/{model.id}": (api, model) for api in apis for model in api.models}
    if (found := known.get(f"{platform}/{id_}")) is not None:
        return found
    meant = nearest(name, known)
    message = f"there is no model {name}" + (f"; did you mean {meant}?" if meant else "")
    raise click.UsageError(message)
