"""Check names: those that no file system or language can tell apart, and reserved ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.ir.types.api import Api
from specpress.ir.types.text import Word
from specpress.ir.types.types import Record, innermost
from specpress.spec.devices import DEVICES

_BOUNDARY: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def check_model_names(api: Api) -> Iterator[Diagnostic]:
    """Yield ids that are reserved, or that two models share once they name a module."""
    for name in (api.platform.id, *(model.id for model in api.models)):
        if name in DEVICES:
            yield Diagnostic(
                "E0316",
                f"`{name}` is a reserved name",
                Label(name.span, "Windows keeps it for a device"),
                notes=("files named after it could not be written there",),
                help="choose another id, if the API lets you",
            )
    yield from _check_collisions([model.id for model in api.models], "models")


def check_record_names(record: Record, what: str) -> Iterator[Diagnostic]:
    """Yield keys of a record, and of those within, that differ only in case or underscores."""
    yield from _check_collisions([one.name for one in record.fields], what)
    for field in record.fields:
        inner = innermost(field.type)
        if isinstance(inner, Record):
            yield from check_record_names(inner, what)


def _check_collisions(names: Iterable[Word], what: str) -> Iterator[Diagnostic]:
    seen: dict[str, Word] = {}
    for name in names:
        folded = _BOUNDARY.sub("_", name).casefold().replace("-", "_")
        first = seen.setdefault(folded, name)
        if first is not name:
            yield Diagnostic(
                "E0313",
                f"the {what} `{first}` and `{name}` would have one name in code",
                Label(name.span, f"both become `{folded}`"),
                (Label(first.span, "the other one"),),
                help="rename one of the two",
            )
