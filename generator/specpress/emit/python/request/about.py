"""What the docstring of a module of requests says: of what model it is, and from which page."""

from __future__ import annotations

from collections.abc import Sequence

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import Piece, docstring
from specpress.ir.types.api import Api, Model


def module_docstring(api: Api, model: Model, what: str, *usage: str) -> Code:
    """Return the docstring of a module: `what` it holds of a model's requests, and its usage."""
    platform = api.platform
    paragraphs: list[Sequence[Piece]] = [
        [f"Requests to `{model.id}`: {what}."],
        [model.name, " on ", platform.name, ", ", platform.version, "."],
        *([one] for one in usage),
    ]
    if model.source is not None:
        read: list[Piece] = [", read ", model.source.read] if model.source.read else []
        locale = f" ({model.source.locale})" if model.source.locale else ""
        paragraphs.append(["Source: ", model.source.page, locale, *read, "."])
    return docstring(*paragraphs)
