"""The headers of a delivery, in every form in which servers and frameworks hand them over."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from email.message import Message
from http.client import parse_headers
from typing import Any

import pytest
from multidict import CIMultiDict, CIMultiDictProxy
from specpress.targets.python.runtime.errors.received import WebhookError
from starlette.datastructures import Headers

from tests.runtime.deliveries import BODY, SECRET, Receiver, signed

Pairs = list[tuple[str, str]]
NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature"]


def of_http_server(pairs: Pairs) -> Message:
    lines = "".join(f"{name.title()}: {text}\r\n" for name, text in pairs)
    return parse_headers(io.BytesIO(f"{lines}\r\n".encode("latin-1")))


def of_email(pairs: Pairs) -> Message:
    message = Message()
    for name, text in pairs:
        message[name] = text
    return message


def of_asgi(pairs: Pairs) -> list[tuple[bytes, bytes]]:
    return [(name.encode("latin-1"), text.encode("latin-1")) for name, text in pairs]


class Werkzeug:
    """As `werkzeug.datastructures.Headers`: pairs by iteration, and `items` with an argument."""

    def __init__(self, pairs: Pairs) -> None:
        self._pairs = pairs

    def items(self, *, lower: bool = False) -> Iterable[tuple[str, str]]:
        for name, text in self._pairs:
            yield name.lower() if lower else name.title(), text

    def __iter__(self) -> Any:
        return iter(self._pairs)


MANY: list[Callable[[Pairs], Any]] = [
    *(of_http_server, of_email, of_asgi, Werkzeug, list, tuple, iter, CIMultiDict),
    lambda pairs: CIMultiDictProxy(CIMultiDict(pairs)),
    lambda pairs: Headers(raw=of_asgi(pairs)),
    lambda pairs: [list(one) for one in pairs],
]
"""Forms in which a header may stand several times."""


def of_wsgi(pairs: Pairs) -> dict[str, Any]:
    named = {f"HTTP_{name.upper().replace('-', '_')}": text for name, text in pairs}
    return {"REQUEST_METHOD": "POST", "CONTENT_LENGTH": "", "wsgi.input": io.BytesIO()} | named


ONCE: list[Callable[[Pairs], Any]] = [
    *(dict, of_wsgi),
    lambda pairs: {name.upper(): text for name, text in pairs},
    lambda pairs: {**dict(pairs), "X-Count": 5, 7: "x", "X-Many": ["a"], "X-None": None},
    lambda pairs: [*pairs, ("X-Count", 5), (None, None), (b"x", object())],
]


@pytest.mark.parametrize("form", [*MANY, *ONCE])
def test_a_delivery_is_read_from_them(form: Callable[[Pairs], Any]) -> None:
    pairs = [("content-type", "application/json"), *signed().items(), ("x-other", "\xe9")]
    assert Receiver(SECRET).verify(form(pairs), BODY).type == "job.lit"


@pytest.mark.parametrize("form", MANY)
@pytest.mark.parametrize("name", NAMES)
def test_one_that_stands_twice_is_refused_in_all(form: Callable[[Pairs], Any], name: str) -> None:
    pairs = [*signed().items(), (name, "x")]
    with pytest.raises(WebhookError, match=f"{name}, once"):
        Receiver(SECRET).verify(form(pairs), BODY)


@pytest.mark.parametrize("form", [*MANY, *ONCE])
def test_one_that_is_missing_is_refused_in_all(form: Callable[[Pairs], Any]) -> None:
    with pytest.raises(WebhookError, match="webhook-id, once"):
        Receiver(SECRET).verify(form(list(signed().items())[1:]), BODY)


def test_what_wsgi_and_http_call_it_is_one_header() -> None:
    headers = signed()
    both = {**headers, **of_wsgi(list(headers.items()))}
    with pytest.raises(WebhookError, match="once"):
        Receiver(SECRET).verify(both, BODY)


@pytest.mark.parametrize("value", [5, None, ["x"], object(), 1.5])
@pytest.mark.parametrize("name", NAMES)
def test_one_of_the_three_that_is_no_text_is_refused(name: str, value: object) -> None:
    with pytest.raises(WebhookError) as caught:
        Receiver(SECRET).verify({**signed(), name: value}, BODY)
    assert caught.value.code in {"headers", "signature"}


@pytest.mark.parametrize("headers", [None, 7, "webhook-id", [1], [("a",)], object, dict, {"a"}])
def test_what_is_no_headers_is_refused(headers: Any) -> None:
    with pytest.raises(WebhookError) as caught:
        Receiver(SECRET).verify(headers, BODY)
    assert caught.value.code == "headers"
