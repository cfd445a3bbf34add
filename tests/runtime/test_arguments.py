"""Arguments that cannot be: each is a ClientError, whatever its type, and nothing is sent."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.arguments import require_path
from specpress.targets.python.runtime.effects import Fetch, Flow, Save, Send
from specpress.targets.python.runtime.errors import ClientError
from specpress.targets.python.runtime.flow_create import create_flow
from specpress.targets.python.runtime.flow_download import download_flow
from specpress.targets.python.runtime.flow_get import get_flow
from specpress.targets.python.runtime.flow_many import create_flows
from specpress.targets.python.runtime.flow_read import file_flow
from specpress.targets.python.runtime.flow_resume import resume_flow
from specpress.targets.python.runtime.flow_upload import upload_flow
from specpress.targets.python.runtime.flow_wait import wait_flow
from specpress.targets.python.runtime.session import Session

from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.world import World

SESSION = Session(platform=LANTERN, has_key=True)
REQUEST = {"model": "wick-1", "prompt": "A lamp"}
DEAR = REQUEST | {"price": "at least 5"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
URL = "https://cdn.invalid/clip"
NO_NUMBERS: list[Any] = [10**400, True, "5", b"5", 5j, [5], object()]
NO_SPANS = [*NO_NUMBERS, None, math.nan, math.inf, -math.inf, -1, -0.001, -(10**400)]
NO_PATHS: list[Any] = ["a\0b", "\ud800", 7, None, b"clip.mp4", ["clip.mp4"], True]
NO_IDS: list[Any] = ["", "..", "\ud800", "x" * 2_049, "\u0e01" * 700, 7, None, ["j"]]
TABLE: dict[str, tuple[Callable[[Any], Flow[Any]], list[Any]]] = {
    "wait, timeout": (lambda one: wait_flow(SESSION, "j", timeout=one), NO_SPANS),
    "download, timeout": (lambda one: download_flow(SESSION, URL, "c", timeout=one), NO_SPANS),
    "resume, timeout": (lambda one: resume_flow(SESSION, timeout=one), NO_SPANS),
    "resend_within": (
        lambda one: resume_flow(SESSION, timeout=5, resend_within=one),
        NO_SPANS,
    ),
    "done_within": (
        lambda one: create_flow(SESSION, REQUEST, done_within=one),
        [one for one in NO_SPANS if one is not None],
    ),
    "max_bytes": (lambda one: download_flow(SESSION, URL, "c", max_bytes=one), [*NO_SPANS, 0]),
    "max_credits": (lambda one: create_flow(SESSION, DEAR, max_credits=one), NO_NUMBERS),
    "idempotency_key": (
        lambda one: create_flow(SESSION, REQUEST, idempotency_key=one),
        [7, b"key", "", " a", "a\n", "\u0e01", "x" * 256],
    ),
    "path": (lambda one: download_flow(SESSION, URL, one), NO_PATHS),
    "result": (lambda one: download_flow(SESSION, one, "c"), [7, None, b"https://x", [URL], ""]),
    "get, job": (lambda one: get_flow(SESSION, one), NO_IDS),
    "wait, job": (lambda one: wait_flow(SESSION, one, timeout=5), NO_IDS),
    "upload, name": (lambda one: upload_flow(SESSION, PNG, name=one), [7, b"a.png", ["a.png"]]),
    "upload, kind": (lambda one: upload_flow(SESSION, PNG, kind=one), [7, b"image", ["image"]]),
    "upload, model": (lambda one: upload_flow(SESSION, PNG, model=one), [7, b"wick-1", []]),
    "upload, file": (lambda one: upload_flow(SESSION, one), [7, None, [PNG], bytearray(PNG)]),
    "file": (lambda one: file_flow(SESSION, one), NO_IDS),
}


@pytest.mark.parametrize("name", TABLE)
def test_an_argument_that_cannot_be_is_refused_before_anything_is_done(name: str) -> None:
    flow, values = TABLE[name]
    for value in values:
        world = World([])
        with pytest.raises(ClientError) as caught:
            world.run(flow(value))
        assert str(caught.value)
        assert not [one for one in world.effects if isinstance(one, Send | Fetch | Save)]


@pytest.mark.parametrize("limit", NO_NUMBERS)
def test_a_limit_for_many_that_is_no_number_is_refused(limit: object) -> None:
    odd: Any = limit
    with pytest.raises(ClientError):
        create_flows(SESSION, [DEAR], concurrency=1, max_credits=odd)


@pytest.mark.parametrize("requests", [7, None, object(), [None], "xy"])
def test_what_is_no_list_of_requests_is_refused(requests: object) -> None:
    odd: Any = requests
    with pytest.raises(ClientError):
        create_flows(SESSION, odd, concurrency=1)


@pytest.mark.parametrize("client", [Lantern, AsyncLantern])
@pytest.mark.parametrize("path", ["a\0b", "\ud800", 7, b"jobs.sqlite", ["jobs.sqlite"]])
def test_a_journal_at_no_path_is_refused(
    client: type[Lantern | AsyncLantern], path: object
) -> None:
    odd: Any = path
    with pytest.raises(ClientError):
        client(api_key=KEY, journal=odd)


@pytest.mark.parametrize("path", ["clip.mp4", Path("clip.mp4"), "\u0e01.mp4", "no UTF-8 \udcff"])
def test_a_path_that_a_system_can_have_is_kept(path: str | Path) -> None:
    assert require_path(path, "path") == Path(path)
