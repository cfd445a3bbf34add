"""Campaigns against the writer: short ones whenever the tests run, whole ones in `make soak`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

CAMPAIGN = Path(__file__).with_name("campaign.py")
JOB = Path(__file__).with_name("job.py")


def can_trace() -> bool:
    strace = shutil.which("strace")
    if strace is None:
        return False
    return subprocess.run([strace, "-o", os.devnull, "true"], check=False).returncode == 0


needs_strace = pytest.mark.skipif(
    not can_trace(), reason="strace is not installed, or not allowed to trace"
)
soak = (
    pytest.mark.soak,
    pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only"),
)
short_and_whole = pytest.mark.parametrize("whole", [False, pytest.param(True, marks=soak)])


def run(campaign: str, size: int, *, whole: bool) -> dict[str, Any]:
    limits = [] if whole else ["--at-most", str(size), "--seed", "1"]
    ran = subprocess.run(
        [sys.executable, str(CAMPAIGN), campaign, *limits],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    ends: dict[str, Any] = json.loads(ran.stdout)
    return ends


@needs_strace
@short_and_whole
def test_a_killed_run_leaves_the_old_tree_or_is_finished_by_the_next(*, whole: bool) -> None:
    ends = run("kill", 36, whole=whole)
    assert ends["before"] > 0
    assert ends["inside"] > 0
    assert ends["after"] > 0
    assert ends["before"] + ends["inside"] + ends["after"] == ends["tried"]
    assert ends["tried"] == (ends["calls"] if whole else 36)
    assert ends["mixed until recovery"] > 0


@needs_strace
@short_and_whole
def test_a_disk_that_fails_leaves_the_old_tree(*, whole: bool) -> None:
    ends = run("fail", 7, whole=whole)
    intact, later = ends["old tree intact"], ends["finished by the next run"]
    assert intact > 0
    assert later > 0
    # ENOSPC and EIO, each once and from there on
    assert intact + later + ends["done all the same"] == 4 * ends["tried"]


@short_and_whole
def test_of_four_writers_at_once_one_wins_wholly(*, whole: bool) -> None:
    ends = run("race", 10, whole=whole)
    assert ends.pop("rounds") == sum(ends.values())


def run_jobs(*options: str) -> dict[str, int]:
    ran = subprocess.run(
        [sys.executable, str(JOB), *options], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    ends: dict[str, int] = json.loads(ran.stdout)
    return ends


@needs_strace
@short_and_whole
def test_a_killed_client_is_charged_once_and_has_one_result(*, whole: bool) -> None:
    ends = run_jobs() if whole else run_jobs("--at-most", "12", "--seed", "1")
    assert ends["between the key and the result"] >= (200 if whole else 3)
    assert ends["after the result was told"] > 0
    assert whole or ends["killed"] == 12


@needs_strace
@pytest.mark.soak
@pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only")
def test_a_killed_client_of_an_event_loop_is_charged_once() -> None:
    ends = run_jobs("--awaited")
    assert ends["between the key and the result"] >= 100
    assert ends["killed"] > 500
