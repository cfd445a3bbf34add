"""The rows of the tables of a page: fields, files and errors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown_code, markdown_json
from specpress.ir.types.api import ErrorKind, UploadPolicy
from specpress.ir.types.types import Field, List, Record, innermost
from specpress.targets.markdown.language.say import Say, figure, joined
from specpress.targets.markdown.language.values import takes
from specpress.targets.markdown.sections.sources import marked

_MEGA = 1_000_000
_KILO = 1_000


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A key of a request or an answer: `name` is its path, as in `lines[].by`."""

    name: Code
    takes: Code
    required: Code
    default: Code
    about: Code


@dataclass(frozen=True, slots=True)
class FileRow:
    """What a file of one kind may be."""

    kind: Code
    max_size: Code
    mime: Code


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """An error code, with its HTTP status and whether to send the call again."""

    code: Code
    http: Code
    retry: Code
    meaning: Code


def field_rows(
    record: Record,
    say: Say,
    *,
    prefix: str = "",
    closed: str | None = None,
    file_key: str | None = None,
) -> Iterator[FieldRow]:
    """Yield a row for each field of a record and, below it, for what is within it.

    The field called `closed` is not opened: what is within it has a table of its own. That called
    `file_key` holds a file.
    """
    for field in record.fields:
        path = f"{prefix}{field.name}"
        row = _field_row(field, path, say)
        yield replace(row, takes=say("the_file")) if path == file_key else row
        inner = innermost(field.type)
        if isinstance(inner, Record) and field.name != closed:
            within = f"{path}{'[]' * _depth(field)}."
            yield from field_rows(inner, say, prefix=within, closed=closed)


def file_rows(policies: Iterable[UploadPolicy], say: Say) -> Iterator[FileRow]:
    """Yield a row for each kind of file that may be uploaded."""
    for one in policies:
        mime = joined(map(markdown_code, one.mime))
        yield FileRow(say.word(one.kind), _size(one.max_bytes), mime)


def error_rows(errors: Iterable[ErrorKind], say: Say) -> Iterator[ErrorRow]:
    """Yield a row for each error."""
    for one in errors:
        retry = "not_stated" if one.retry is None else f"retry_{one.retry.value}"
        http = say("not_stated") if one.http is None else figure(one.http)
        meaning = [say.doc(one.doc), *marked(one.inferred, one.source, say)]
        yield ErrorRow(markdown_code(one.code), http, say(retry), joined(meaning, " "))


def _field_row(field: Field, path: str, say: Say) -> FieldRow:
    about = [say.doc(field.doc), *say.reasons(field.inferred)]
    if field.taken_from is not None:
        about.insert(1, say("copied", markdown_code(field.taken_from)))
    return FieldRow(
        markdown_code(path),
        takes(field, say),
        say("yes" if field.required else "no"),
        Code() if field.default is None else markdown_json(field.default),
        joined(about, " "),
    )


def _depth(field: Field) -> int:
    """Return how many lists are around what is within a field."""
    depth, type_ = 0, field.type
    while isinstance(type_, List):
        depth, type_ = depth + 1, type_.item
    return depth


def _size(count: int) -> Code:
    """Return a size in bytes as `10 MB`, `900 kB` or `1,572,864 bytes`."""
    for unit, name in ((_MEGA, "MB"), (_KILO, "kB")):
        if count % unit == 0:
            return Code(f"{count // unit:,} {name}")
    return Code(f"{count:,} B")
