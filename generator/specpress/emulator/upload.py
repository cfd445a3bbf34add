"""A form with a file, read as it arrives: of the file its size, digest and first bytes stay."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

HEAD: Final = 512
_LONGEST_TEXT: Final = 65_536
_MOST_PARTS: Final = 100


class FormError(Exception):
    """What was sent is no form; the message says why."""


@dataclass(slots=True)
class Part:
    """A part of a form: of a file, its name, and what is kept of its bytes."""

    name: str = ""
    file_name: str | None = None
    size: int = 0
    head: bytes = b""
    digest: str = ""


@dataclass(slots=True)
class Form:
    """The texts and the files of a form, by the names of their parts."""

    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, Part] = field(default_factory=dict)


class _Reader:
    """Takes the events of a parser."""

    def __init__(self, files: frozenset[str]) -> None:
        self.form = Form()
        self._files = files
        self._parts = 0
        self._begin()

    def _begin(self) -> None:
        self._part = Part()
        self._header = self._value = b""
        self._text = bytearray()
        self._hash = hashlib.sha256()
        self._parts += 1
        if self._parts > _MOST_PARTS:
            message = "the form has too many parts"
            raise FormError(message)

    def on_part_begin(self) -> None:
        self._begin()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._value)
            self._part.name = options.get(b"name", b"").decode("utf-8", "replace")
            file_name = options.get(b"filename")
            if file_name is not None:
                self._part.file_name = file_name.decode("utf-8", "replace")
        self._header = self._value = b""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        piece = memoryview(data)[start:end]
        self._part.size += len(piece)
        if len(self._part.head) < HEAD:
            self._part.head += bytes(piece[: HEAD - len(self._part.head)])
        if self._is_file:
            self._hash.update(piece)
        elif self._part.size > _LONGEST_TEXT:
            message = f"the part {self._part.name!r} is too long"
            raise FormError(message)
        else:
            self._text += piece

    def on_part_end(self) -> None:
        name = self._part.name
        if name in self.form.texts or name in self.form.files:
            message = f"the part {name!r} comes twice"
            raise FormError(message)
        if self._is_file:
            self._part.digest = self._hash.hexdigest()
            self.form.files[name] = self._part
        else:
            self.form.texts[name] = self._text.decode("utf-8", "replace")

    @property
    def _is_file(self) -> bool:
        return self._part.file_name is not None or self._part.name in self._files


async def read_form(content_type: str, body: AsyncIterator[bytes], file_key: str) -> Form:
    """Read a multipart form; the part called `file_key` is a file even if it has no file name.

    Raises:
        FormError: the body is no such form.

    """
    kind, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if kind != b"multipart/form-data" or not boundary:
        message = "the body must be multipart/form-data, with a boundary"
        raise FormError(message)
    reader = _Reader(frozenset({file_key}))
    is_over = False

    def end() -> None:
        nonlocal is_over
        is_over = True

    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": reader.on_part_begin,
                "on_header_field": reader.on_header_field,
                "on_header_value": reader.on_header_value,
                "on_header_end": reader.on_header_end,
                "on_part_data": reader.on_part_data,
                "on_part_end": reader.on_part_end,
                "on_end": end,
            },
        )
        async for chunk in body:
            parser.write(chunk)
    except FormParserError as problem:
        message = f"the form cannot be read: {problem}"
        raise FormError(message) from None
    if not is_over:
        message = "the form breaks off"
        raise FormError(message)
    return reader.form
