"""`request(…)`: build a request from Python arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.python.naming import argument_name
from specpress.emit.python.request.annotations import annotation
from specpress.emit.python.request.named_request import NamedField, NamedList, NamedRecord
from specpress.emit.python.syntax import (
    Assign,
    Compare,
    DictOf,
    Expression,
    If,
    Raw,
    Return,
    Statement,
)
from specpress.ir.types.api import Request

_BODY: Final = Code("body")
_REFERENCES: Final = "references"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of `request`: its name, its annotation, and whether it must be given."""

    name: Code
    annotation: Code
    required: bool
    field: NamedField


@dataclass(frozen=True, slots=True)
class Builder:
    """The signature and the body of `request`.

    `prompt` comes first and by position. `keywords` are the other fields of the envelope and the
    references. `settings` are the model's own, as `**settings: Unpack[…]`, under the names they
    have on the wire; None if the model has none.
    """

    prompt: Parameter | None
    keywords: tuple[Parameter, ...]
    settings: Parameter | None
    body: tuple[Statement, ...]


def builder_of(request: Request, named: NamedRecord) -> Builder:
    """Return the builder of a request."""
    by_key = {str(one.field.name): one for one in named.fields}
    taken = {str(_BODY)}
    settings = _parameter(by_key.get(request.settings_key or ""), taken)
    prompt = by_key.get(request.prompt_key or "")
    is_first = prompt is not None and prompt.field.required
    first = _parameter(prompt, taken) if is_first else None
    # Settings are arguments too, but they may be called as the one that is given by position is.
    taken |= set() if settings is None else _keys(settings.field)
    second = None if is_first else _parameter(prompt, taken)
    references = _references(settings, request.references_key, taken)
    special = {request.model_key, request.prompt_key, request.settings_key}
    others = [_parameter(one, taken) for key, one in by_key.items() if key not in special]
    known = tuple(one for one in (second, references, *others) if one is not None)
    body = tuple(_body(request, named, settings, (*([first] if first else []), *known)))
    return Builder(first, known, settings, body)


def _parameter(field: NamedField | None, taken: set[str]) -> Parameter | None:
    if field is None:
        return None
    name = _free(argument_name(str(field.field.name)), taken)
    return Parameter(name, _annotation(field), field.field.required, field)


def _references(settings: Parameter | None, key: str | None, taken: set[str]) -> Parameter | None:
    inner = settings.field.type if settings is not None else None
    if key is None or not isinstance(inner, NamedRecord):
        return None
    field = next(one for one in inner.fields if one.field.name == key)
    name = _free(Code(_REFERENCES), taken)
    return Parameter(name, _annotation(field), required=False, field=field)


def _keys(field: NamedField) -> set[str]:
    fields = field.type.fields if isinstance(field.type, NamedRecord) else ()
    return {str(one.field.name) for one in fields}


def _free(name: Code, taken: set[str]) -> Code:
    """Return a name that is not taken, and take it."""
    while name in taken:
        name = Code(f"{name}_")
    taken.add(str(name))
    return name


def _annotation(field: NamedField) -> Code:
    inner = field.type
    if isinstance(inner, NamedList):
        return Code(f"Sequence[{annotation(inner.item)}]")
    return annotation(inner)


def _body(
    request: Request,
    named: NamedRecord,
    settings: Parameter | None,
    parameters: Sequence[Parameter],
) -> Iterator[Statement]:
    outer = [one for one in parameters if one.field in named.fields]
    members = [(literal(str(request.model_key)), Code("MODEL"))]
    members += [(_key(one), _argument(one)) for one in outer if one.required]
    if settings is not None:
        inner = [one for one in parameters if one not in outer]
        yield from (_set_if_given(settings.name, one) for one in inner)
        if settings.required:
            members.append((_key(settings), settings.name))
    yield Assign(_BODY, DictOf(tuple(members)), named.class_name)
    if settings is not None and not settings.required:
        target = Code(f"{_BODY}[{_key(settings)}]")
        yield If(Raw(settings.name), (Assign(target, Raw(settings.name)),))
    yield from (_set_if_given(_BODY, one) for one in outer if not one.required)
    yield Return(Raw(_BODY))


def _set_if_given(target: Code, parameter: Parameter) -> Statement:
    given = Compare(parameter.name, Code("is not"), Code("None"))
    value: Expression = Raw(_argument(parameter))
    return If(given, (Assign(Code(f"{target}[{_key(parameter)}]"), value),))


def _key(parameter: Parameter) -> Code:
    return literal(str(parameter.field.field.name))


def _argument(parameter: Parameter) -> Code:
    is_list = isinstance(parameter.field.type, NamedList)
    return Code(f"list({parameter.name})") if is_list else parameter.name
