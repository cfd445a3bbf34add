"""No redirect is followed: to another origin go neither the key nor a body."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specpress.targets.python.runtime.errors import ClientError
from specpress.targets.python.runtime.flow_create import create_flow
from specpress.targets.python.runtime.flow_download import download_flow
from specpress.targets.python.runtime.flow_get import get_flow
from specpress.targets.python.runtime.flow_read import credits_flow, file_flow, models_flow
from specpress.targets.python.runtime.flow_upload import upload_flow
from specpress.targets.python.runtime.flow_wait import wait_flow
from specpress.targets.python.runtime.job import Job

from tests.runtime.callers import Caller
from tests.runtime.loopback import PATIENCE, Loopback, Reply, raw
from tests.runtime.test_secrets import assert_no_key

PNG = b"\x89PNG\r\n\x1a\n" + bytes(9)
JOB = Job("lantern", "j", status="waiting")
CALLS: dict[str, tuple[str, Callable[[str, Path], Callable[[Any], Any]]]] = {
    "create": ("POST /v1/jobs", lambda *_: lambda one: create_flow(one, REQUEST)),
    "get": ("GET /v1/jobs/j", lambda *_: lambda one: get_flow(one, JOB)),
    "wait": ("GET /v1/jobs/j", lambda *_: lambda one: wait_flow(one, JOB, timeout=PATIENCE)),
    "upload": ("POST /v1/files", lambda *_: lambda one: upload_flow(one, PNG)),
    "file": ("GET /v1/files/f", lambda *_: lambda one: file_flow(one, "f")),
    "credits": ("GET /v1/credits", lambda *_: credits_flow),
    "models": ("GET /v1/models", lambda *_: models_flow),
    "download": (
        "GET /clip",
        lambda url, folder: lambda one: download_flow(one, f"{url}/clip", folder / "clip.mp4"),
    ),
}
REQUEST = {"model": "wick-1", "prompt": "A lamp"}


@pytest.mark.parametrize("name", CALLS)
def test_nothing_arrives_at_another_origin(
    caller: Caller, server: Loopback, tmp_path: Path, name: str
) -> None:
    script, flow = CALLS[name]
    with raw(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as other:
        for status in range(301, 309):
            server.on(script, Reply({}, status, {"location": f"{other.url}/stolen"}))
            with pytest.raises(ClientError) as caught:
                caller(server.url, flow(server.url, tmp_path))
            assert_no_key(caught.value)
        assert (other.served, other.received) == (0, [])
    assert len(server.seen) == 8
    assert list(tmp_path.iterdir()) == []
