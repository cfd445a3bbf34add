"""An example request, as a call of curl and as a program in Python."""

from __future__ import annotations

import keyword
from collections.abc import Iterator
from dataclasses import dataclass

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import (
    json_literal,
    json_text,
    literal,
    shell_name,
    shell_word,
)
from specpress.emit.encoders.markdown import fence_of
from specpress.emit.python.naming import class_name, module_name
from specpress.emit.python.request.builder import Builder, builder_of
from specpress.emit.python.request.named_request import NamedField, NamedRecord
from specpress.emit.python.request.naming import name_request
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.api import Model, Operation, Platform
from specpress.ir.types.text import SpecText, Word
from specpress.ir.types.types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of JSON and the fence around them."""

    fence: Code
    lines: Code


@dataclass(frozen=True, slots=True)
class Curl:
    """A call of curl.

    `key` is the environment variable that holds the key, `once` the idempotency header; each is
    None where the call has none.
    """

    method: Code
    url: Code
    key: Code | None
    once: Code | None
    body: Block


@dataclass(frozen=True, slots=True)
class Program:
    """A program in Python: it sends the request by `client`, or only checks it where that is None.

    `arguments` are those of `request`, one a line.
    """

    fence: Code
    package: Code
    client: Code | None
    module: Code
    arguments: tuple[Code, ...]


def json_block(body: JsonObject) -> Block:
    """Return an example as a block of JSON."""
    lines = json_text(json_tree(body))
    return Block(fence_of(lines), Code(lines.removesuffix("\n")))


def curl_of(platform: Platform, create: Operation, body: JsonObject) -> Curl:
    """Return the call that sends a request; a line of JSON never ends the shell's document."""
    keyed = platform.auth is not None and create.authenticated
    return Curl(
        method=shell_name(create.method),
        url=shell_word(platform.server, create.path),
        key=shell_name(platform.auth.variable) if platform.auth and keyed else None,
        once=None if create.idempotency is None else shell_name(create.idempotency),
        body=json_block(body),
    )


def program_of(platform: Platform, model: Model, body: JsonObject) -> Program:
    """Return the program that builds a request and sends or checks it."""
    builder = builder_of(model.request, name_request(model.request.record))
    arguments = tuple(_arguments(builder, model, body))
    package = module_name(platform.id)
    client = class_name(platform.id.replace("-", "_"))
    return Program(
        fence_of(*arguments),
        package,
        None if platform.package is None else client,
        module_name(model.id),
        arguments,
    )


def _arguments(builder: Builder, model: Model, body: JsonObject) -> Iterator[Code]:
    """Yield the arguments of `request` that build a body, in the order of its parameters."""
    request = model.request
    settings = _given(body, request.settings_key)
    inner = settings if isinstance(settings, JsonObject) else JsonObject(())
    if builder.prompt is not None:
        yield from _argument(builder.prompt.field, body, "")
    for one in builder.keywords:
        is_inner = one.field.field.name == request.references_key
        yield from _argument(one.field, inner if is_inner else body, f"{one.name}=")
    holder = None if builder.settings is None else builder.settings.field.type
    for field in holder.fields if isinstance(holder, NamedRecord) else ():
        name = field.field.name
        if name != request.references_key:
            lead = f"**{{{literal(str(name))}: " if keyword.iskeyword(name) else f"{name}="
            yield from _argument(field, inner, lead)


def _argument(field: NamedField, body: JsonObject, lead: str) -> Iterator[Code]:
    value = _given(body, field.field.name)
    if value is not None:
        yield Code(f"{lead}{json_literal(value)}{'}' if lead.endswith(': ') else ''}")


def _given(body: JsonObject, name: Word | None) -> Json:
    """Return the value of a key, or None: no request holds null."""
    if name is None:
        return None
    key = SpecText(name, name.span)
    return next((one.value for one in body.members if one.key == key), None)
