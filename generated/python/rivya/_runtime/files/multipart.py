"""An upload's body (RFC 7578): a few fields and one file, never whole in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self, TypeAlias

from ..callback import call_back
from .source import pieces

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .source import File, FileFacts


Progress: TypeAlias = Callable[[int, int], None]
"""Is told how many bytes of how many have been sent; a new attempt begins again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The file's part: the name of its field, and what is said of the file."""

    field: str
    filename: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class Multipart:
    """A body that is read anew, from the beginning, each time it is sent."""

    boundary: str
    before: bytes
    file: File
    facts: FileFacts
    after: bytes
    on_progress: Progress | None = None

    @classmethod
    def of(
        cls,
        boundary: str,
        fields: Iterable[tuple[str, str]],
        part: Part,
        file: tuple[File, FileFacts],
        on_progress: Progress | None = None,
    ) -> Self:
        """Lay out `fields` and then the file."""
        texts = (_field(boundary, name, text) for name, text in fields)
        before = "".join((*texts, _file_head(boundary, part))).encode()
        after = f"\r\n--{boundary}--\r\n".encode()
        return cls(boundary, before, *file, after, on_progress)

    @property
    def size(self) -> int:
        """The length of the body in bytes."""
        return len(self.before) + self.facts.size + len(self.after)

    @property
    def media_type(self) -> str:
        """The value of the Content-Type header."""
        return f"multipart/form-data; boundary={self.boundary}"

    def chunks(self) -> Iterator[bytes]:
        """Yield the body.

        Raises:
            FileError: the file is not what it was when it was checked.

        """
        yield self.before
        yield from pieces(self.file, self.facts)
        yield self.after

    def chunks_told(self) -> Iterator[bytes]:
        """Yield the body, and tell `on_progress` of each chunk once it has been taken.

        Raises:
            FileError: the file is not what it was when it was checked.

        """
        sent = 0
        for chunk in self.chunks():
            yield chunk
            sent += len(chunk)
            self.tell(sent)

    def tell(self, sent: int) -> None:
        """Tell `on_progress`, if there is one, how much of the body has been sent."""
        if self.on_progress is not None:
            call_back(self.on_progress, sent, self.size)


def _field(boundary: str, name: str, text: str) -> str:
    disposition = f'Content-Disposition: form-data; name="{_quoted(name)}"'
    return f"--{boundary}\r\n{disposition}\r\n\r\n{text}\r\n"


def _file_head(boundary: str, part: Part) -> str:
    names = f'name="{_quoted(part.field)}"; filename="{_quoted(part.filename)}"'
    disposition = f"Content-Disposition: form-data; {names}"
    kind = f"Content-Type: {part.mime_type}"
    return f"--{boundary}\r\n{disposition}\r\n{kind}\r\n\r\n"


def _quoted(text: str) -> str:
    """Return `text` as browsers write it in a disposition, unable to end a line."""
    escaped = text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
    return escaped.encode("utf-8", "replace").decode()
