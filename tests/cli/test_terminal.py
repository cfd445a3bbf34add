"""Colour where there is a terminal that wants it, and words on streams that lack letters."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from specpress.cli import main

from .conftest import Run

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")
termios = pytest.importorskip("termios", reason="this system has no pseudo-terminals")

REQUEST = {"model": "kling-2-6", "prompt": "แมว", "params": {"duration": 5}}
RED = "\x1b[1;31m"

Specpress = Callable[..., subprocess.CompletedProcess[str]]


def on_terminal(*arguments: str, cwd: Path, columns: int = 0, **environment: str) -> str:
    """Return what the command line prints to a terminal on its stderr; 0 columns are unknown."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (0, columns))
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    try:
        ran = subprocess.run(
            [sys.executable, "-m", "specpress", *arguments],
            cwd=cwd,
            env={**inherited, "TERM": "xterm", **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=follower,
            check=False,
        )
        assert ran.returncode == 1
        return os.read(leader, 100_000).decode()
    finally:
        os.close(follower)
        os.close(leader)


def test_a_terminal_gets_colour(kling: Path) -> None:
    shown = on_terminal("validate", "examples/refused.json", cwd=kling)
    assert shown.startswith(f"{RED}error[E0608]\x1b[0m")


@pytest.mark.parametrize("declined", [{"NO_COLOR": "1"}, {"NO_COLOR": ""}, {"TERM": "dumb"}])
def test_a_terminal_that_declines_gets_none(kling: Path, declined: dict[str, Any]) -> None:
    shown = on_terminal("validate", "examples/refused.json", cwd=kling, **declined)
    assert shown.startswith("error[E0608]")
    assert "\x1b" not in shown


def test_lines_are_cut_to_the_width_of_the_terminal(kling: Path) -> None:
    request = {**REQUEST, "prompt": "A lighthouse. " * 5}
    (kling / "request.json").write_text(json.dumps(request), "utf-8")

    def widest(columns: int) -> int:
        shown = on_terminal("validate", "request.json", cwd=kling, columns=columns, NO_COLOR="1")
        return max(len(one) for one in shown.splitlines() if one.startswith("1 |"))

    assert widest(60) <= 60
    assert 60 < widest(120) <= 120
    assert widest(0) == len("1 | ") + len(json.dumps(request)) > 120


def test_progress_is_shown_on_a_terminal_and_nowhere_else(kling: Path, run: Run) -> None:
    line = json.dumps(REQUEST, ensure_ascii=False)
    (kling / "many.jsonl").write_text(f"{line}\n" * 3, "utf-8")
    assert "100%" in on_terminal("validate", "many.jsonl", cwd=kling)
    assert "%" not in run("validate", "many.jsonl").output


def test_a_stream_that_has_no_thai_gets_escapes_and_no_traceback(
    kling: Path, specpress: Specpress
) -> None:
    narrow = {"PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    shown = specpress("show", "ir", "rivya/kling-2-6", cwd=kling, **narrow)
    assert shown.returncode == 0
    wide = specpress("show", "ir", "rivya/kling-2-6", cwd=kling, PYTHONIOENCODING="utf-8")
    assert json.loads(shown.stdout) == json.loads(wide.stdout)
    (kling / "request.json").write_text(json.dumps(REQUEST, ensure_ascii=False), "utf-8")
    refused = specpress("validate", "--locale", "th", "request.json", cwd=kling, **narrow)
    assert refused.returncode == 1
    assert refused.stderr.startswith("error[E0608]: /params/duration \\u{e15}\\u{e49}")
    assert '"\\u{e41}\\u{e21}\\u{e27}"' in refused.stderr


def test_a_closed_standard_input_is_an_empty_request(kling: Path) -> None:
    command = f"exec {sys.executable} -m specpress validate <&-"
    ran = subprocess.run(
        ["/bin/sh", "-c", command], cwd=kling, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stdout) == (1, "<stdin>: refused\n")
    assert ran.stderr.startswith("error[E0601]: the request is empty")


def test_a_caller_may_put_any_text_stream_in_place_of_stdout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caught = io.StringIO()
    monkeypatch.setattr(sys, "stdout", caught)
    main(["targets"], standalone_mode=False)
    assert "validator" in caught.getvalue()
