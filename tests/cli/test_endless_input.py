"""Input without end, or far too large, is told by its beginning, in little memory."""

from __future__ import annotations

import os
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from specpress.diagnostics.report import Report
from specpress.spec.json import requests
from specpress.spec.json.requests import LARGEST, read_request, read_request_lines
from specpress.spec.workspace import read_workspace
from specpress.spec.yaml.limits import LIMITS

from .conftest import Run

ZERO = "/dev/zero"
GOOD = b'{"model": "kling-2-6", "prompt": "A lighthouse"}\n'
BAD = b'{"model": "kling-2-6", "prompt": "A lighthouse", "params": {"duration": 5}}\n'

pytestmark = pytest.mark.usefixtures("kling")


@pytest.mark.skipif(not Path(ZERO).exists(), reason="this system has no such device")
@pytest.mark.parametrize("command", [("validate",), ("validate", "--lines"), ("estimate",)])
def test_a_device_without_end_is_refused_in_little_memory(
    run: Run, command: tuple[str, ...]
) -> None:
    tracemalloc.start()
    judged = run(*command, ZERO)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert judged.exit_code == 1
    assert "error[E0603]: the request has more than 16,777,216 bytes\n" in judged.stderr
    assert f" --> {ZERO}:1:1\n" in judged.stderr
    assert peak < 5 * LARGEST


@contextmanager
def flowing(path: Path, line: bytes) -> Iterator[None]:
    """Let a pipe have this line again and again, for as long as somebody reads."""
    os.mkfifo(path)

    def write() -> None:
        with suppress(BrokenPipeError), path.open("wb") as pipe:
            while True:
                pipe.write(line)

    thread = threading.Thread(target=write)
    thread.start()
    yield
    thread.join(60)
    assert not thread.is_alive()


@pytest.mark.parametrize("command", ["validate", "estimate"])
@pytest.mark.parametrize("line", [BAD, b"{\n", b"\xff\n"])
def test_a_pipe_without_end_of_what_is_refused_ends(
    run: Run, here: Path, monkeypatch: pytest.MonkeyPatch, command: str, line: bytes
) -> None:
    monkeypatch.setattr(requests, "_MOST_REFUSED", 30_000)
    with flowing(here / "pipe.jsonl", line):
        judged = run(command, "pipe.jsonl")
    assert judged.exit_code == 1
    number = 30_000 // (len(line) + 1024) + 1
    said = f"error[E0603]: the lines up to {number} were judged, and too many refused to go on\n"
    assert said in judged.stderr
    assert " --> pipe.jsonl\n" in judged.stderr


def test_what_is_accepted_takes_no_room(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(requests, "_MOST_REFUSED", 10)
    judged = run("validate", "--lines", given=GOOD * 100)
    assert judged.output == "<stdin>: 100 accepted, 0 refused\n"


def test_a_long_line_is_placed_and_ends_the_reading(run: Run) -> None:
    long = b'{"model": "' + b"x" * LARGEST + b'"}\n'
    judged = run("validate", "--lines", given=GOOD + long + GOOD)
    assert (judged.exit_code, judged.stdout) == (1, "<stdin>: 1 accepted, 1 refused\n")
    assert " --> <stdin>:2:1\n" in judged.stderr
    assert judged.stderr.endswith("\n1 error\n")


def test_the_largest_request_is_read() -> None:
    text = b'["' + b"x" * (LARGEST - 4) + b'"]'
    report = Report()
    assert read_request(text, "a.json", report) is not None
    assert [one.value for one in read_request_lines([text], "a.jsonl", report)] == [
        ["x" * (LARGEST - 4)]
    ]
    assert report.diagnostics == ()
    assert read_request(text + b" ", "a.json", report) is None
    assert [one.code for one in report.diagnostics] == ["E0603"]


def test_of_a_spec_no_more_is_read_than_tells_that_it_is_too_large(here: Path) -> None:
    with (here / "specs/rivya/kling-2-6.yaml").open("wb") as file:
        file.truncate(1 << 40)  # a hole, which takes no room on the disk
    report = Report()
    tracemalloc.start()
    read_workspace(here / "specs", report)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [one.code for one in report.diagnostics] == ["E0103"]
    assert peak < 20 * LIMITS.size
