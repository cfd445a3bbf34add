"""The parameters that rules speak of: settings, the references among them, and the prompt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from specpress.ir.types.api import Request
from specpress.ir.types.text import Word
from specpress.ir.types.types import Field, List, Record


@dataclass(frozen=True, slots=True)
class Parameter:
    """A field that rules may name, and the keys that lead to it from the request."""

    field: Field
    path: tuple[Word, ...]

    @property
    def pointer(self) -> str:
        """Return its JSON Pointer; keys of requests hold nothing to escape."""
        return "".join(f"/{one}" for one in self.path)

    @property
    def is_list(self) -> bool:
        """Return whether it is a list."""
        return isinstance(self.field.type, List)


def parameters(request: Request) -> Iterator[Parameter]:
    """Yield the parameters of a request: the settings first, which hide a prompt of their name."""
    settings = None if request.settings_key is None else request.record.get(request.settings_key)
    if settings is not None and isinstance(settings.type, Record):
        for field in settings.type.fields:
            yield Parameter(field, (settings.name, field.name))
    prompt = None if request.prompt_key is None else request.record.get(request.prompt_key)
    if prompt is not None:
        yield Parameter(prompt, (prompt.name,))


def parameter(request: Request, name: str) -> Parameter | None:
    """Return the parameter that a rule calls `name`, or None."""
    return next((one for one in parameters(request) if one.field.name == name), None)


def item_field(type_: List, name: str) -> Field | None:
    """Return the field `name` of a list's items, or None."""
    return type_.item.get(name) if isinstance(type_.item, Record) else None


def group_pointer(group: tuple[Parameter, ...]) -> str:
    """Return the pointer of what holds these parameters: the settings, or the request."""
    holders = {one.path[:-1] for one in group}
    (holder,) = holders if len(holders) == 1 else {()}
    return "".join(f"/{one}" for one in holder)
