"""`request(…)`: build a request from Python arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from specpress.emit.code import Code
from specpress.emit.naming import variable_name
from specpress.emit.python import Assign, DictOf, If, Return, Statement, raw
from specpress.emit.request.annotations import annotation
from specpress.emit.request.named import NamedField, NamedList, NamedRecord
from specpress.emit.text import literal
from specpress.ir.api import Request


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of `request`: its name, its annotation, and whether it must be given."""

    name: Code
    annotation: Code
    required: bool
    field: NamedField


@dataclass(frozen=True, slots=True)
class Builder:
    """The signature and the body of `request`."""

    positional: tuple[Parameter, ...]
    keywords: tuple[Parameter, ...]
    body: tuple[Statement, ...]


def builder_of(request: Request, named: NamedRecord) -> Builder:
    """Return the builder of a request.

    The prompt comes first; settings and references are keywords of their own, so that a caller
    need not know where in the body they travel.
    """
    settings = next((one for one in named.fields if one.field.name == request.settings_key), None)
    inner = settings.type.fields if settings and isinstance(settings.type, NamedRecord) else ()
    outer = [one for one in named.fields if one is not settings]
    free = [one for one in outer if one.field.name != request.model_key]
    parameters = _parameters(request, free, inner)
    prompt = [one for one in parameters if one.field.field.name == request.prompt_key and one.required]
    first = tuple(one for one in prompt if one.field in free)
    body = (
        *_settings(settings, inner, parameters),
        *_envelope(request, named, settings, parameters),
        Return(raw("body")),
    )
    return Builder(first, tuple(one for one in parameters if one not in first), body)


def _parameters(
    request: Request, outer: Sequence[NamedField], inner: Sequence[NamedField]
) -> tuple[Parameter, ...]:
    taken = {"body"}
    found: list[Parameter] = []
    for field in (*(one for one in outer if one.field.name == request.prompt_key), *inner, *outer):
        if any(one.field is field for one in found):
            continue
        references = field in inner and field.field.name == request.references_key
        name = variable_name("references" if references else str(field.field.name))
        name = name if name not in taken else Code(f"{name}_setting" if field in inner else f"{name}_")
        taken.add(name)
        found.append(Parameter(name, _annotation(field), field.field.required, field))
    return tuple(found)


def _annotation(field: NamedField) -> Code:
    inner = field.type
    if isinstance(inner, NamedList):
        return Code(f"Sequence[{annotation(inner.item)}]")
    return annotation(inner)


def _settings(
    settings: NamedField | None, inner: Sequence[NamedField], parameters: Sequence[Parameter]
) -> Iterator[Statement]:
    if settings is not None and isinstance(settings.type, NamedRecord):
        own = [one for one in parameters if one.field in inner]
        yield from _object(settings.local, settings.type.class_name, (), own)


def _envelope(
    request: Request,
    named: NamedRecord,
    settings: NamedField | None,
    parameters: Sequence[Parameter],
) -> Iterator[Statement]:
    model = (literal(str(request.model_key)), Code("MODEL"))
    fixed = [model]
    if settings is not None and settings.field.required:
        fixed.append((literal(str(settings.field.name)), Code(settings.local)))
    own = [one for one in parameters if one.field in named.fields]
    yield from _object("body", named.class_name, fixed, own)
    if settings is not None and not settings.field.required:
        key = literal(str(settings.field.name))
        yield If(raw(settings.local), (Assign(Code(f"body[{key}]"), raw(settings.local)),))


def _object(
    name: str,
    class_name: str,
    fixed: Sequence[tuple[Code, Code]],
    parameters: Sequence[Parameter],
) -> Iterator[Statement]:
    """Yield what builds an object: its fixed and required members, then those that are given."""
    needed = [(_key(one), _argument(one)) for one in parameters if one.required]
    members = tuple((raw(key), raw(value)) for key, value in (*fixed, *needed))
    yield Assign(Code(name), DictOf(members), Code(class_name))
    for one in parameters:
        if not one.required:
            target = Code(f"{name}[{_key(one)}]")
            yield If(raw(f"{one.name} is not None"), (Assign(target, raw(_argument(one))),))


def _key(parameter: Parameter) -> Code:
    return literal(str(parameter.field.field.name))


def _argument(parameter: Parameter) -> Code:
    is_list = isinstance(parameter.field.type, NamedList)
    return Code(f"list({parameter.name})") if is_list else parameter.name
