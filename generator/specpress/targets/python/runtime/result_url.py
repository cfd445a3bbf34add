"""Where a result is fetched: its URL may be signed, so it can be used, but not seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, NoReturn, Self
from urllib.parse import urlsplit

from .address import fault_of
from .errors_received import DownloadError
from .origin import is_loopback

if TYPE_CHECKING:
    from .effects import Response

_SHORTEST_HIDDEN: Final = 8
_HIDDEN: Final = "[query]"


class ResultUrl:
    """A URL from which a result may be fetched.

    It has no `__dict__`, says nothing in `repr`, `str` or a format, and refuses to be
    pickled or copied.
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        """Hold a URL that was found to be safe."""
        self._text = text

    @classmethod
    def of(cls, text: object, *, is_local: bool) -> Self | DownloadError:
        """Return the URL that `text` is, or why nothing is fetched from it.

        The error is returned and not raised, so that no traceback holds this frame.
        `is_local` if the platform itself is reached by plain HTTP.
        """
        fault = _refusal(text, is_local=is_local)
        if fault is not None:
            return DownloadError("url", f"its URL {fault}")
        return cls(str(text))

    def reveal(self) -> str:
        """Return the URL as it was written, for it may be signed."""
        return self._text

    @property
    def place(self) -> str:
        """The part that a log may show; a query may be a signature."""
        parts = urlsplit(self._text)
        return f"{parts.hostname}{parts.path}"

    def hide_in(self, answer: Response) -> Response:
        """Return an answer with the query blotted out, should the host have echoed it.

        One of less than 8 characters is left: it is no signature.
        """
        query = urlsplit(self._text).query
        if len(query) < _SHORTEST_HIDDEN:
            return answer
        headers, body = answer.headers, answer.body
        for form in (query, query.replace("&", "&amp;")):
            headers = tuple((name, one.replace(form, _HIDDEN)) for name, one in headers)
            body = body.replace(form.encode(), _HIDDEN.encode())
        return replace(answer, headers=headers, body=body)

    def __repr__(self) -> str:
        """Say that there is a URL, but not which."""
        return "<ResultUrl>"

    def __reduce__(self) -> NoReturn:
        """Refuse: a pickle would show the URL."""
        message = "the URL of a result cannot be pickled or copied"
        raise TypeError(message)


def _refusal(text: object, *, is_local: bool) -> str | None:
    fault = fault_of(text)
    if fault is not None:
        return fault
    parts = urlsplit(str(text))
    if parts.username is not None or parts.password is not None:
        return "must not hold a user name or a password"
    is_here = is_local and is_loopback(parts.hostname or "")
    if parts.scheme == "http" and not is_here:
        return "begins with http://, which others can read and change"
    return None
