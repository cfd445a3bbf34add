"""The example that ends `make run`, on a terminal; what others see is a session of README."""

from __future__ import annotations

import os
import re
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "examples/first_job.py"
GREEN = "\x1b[32m"
WIDTH = 24
PATIENCE = 60
"""Seconds in which a busy machine shows something, and ends what it was told to."""
SHOWN = r"\r\x1b\[Kwait {6}(?:\x1b\[32m)?(█*)(░*)(?:\x1b\[0m)? (\w+), \d+\.\d s"

pty = pytest.importorskip("pty", reason="this system has no pseudo-terminals")


@contextmanager
def on_terminal(
    folder: Path, *options: str, **settings: str
) -> Iterator[tuple[subprocess.Popen[bytes], Iterator[str]]]:
    """Run the example on a terminal; yield its process, and what it shows so far, ever longer."""
    leader, follower = pty.openpty()
    inherited = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    ours = {"PYTHONPATH": str(ROOT / "generated/python"), "TMPDIR": str(folder), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, str(PROGRAM), "--db", str(folder / "ledger.db"), *options],
        env={**inherited, **ours, **settings},
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=follower,
        start_new_session=True,
    ) as process:
        os.close(follower)
        try:
            yield process, shown_on(leader)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            os.close(leader)


def shown_on(leader: int) -> Iterator[str]:
    seen = b""
    while select.select([leader], [], [], PATIENCE)[0]:
        try:
            seen += os.read(leader, 4096)
        except OSError:  # Linux says so that nobody will write any more
            return
        yield seen.decode("utf-8", "ignore")
    pytest.fail("it neither goes on nor ends")


def bars(shown: str) -> list[tuple[int, str]]:
    """Return how far the bar was, and the state, whenever one of them changed."""
    found = re.findall(SHOWN, shown)
    assert all(len(full + rest) == WIDTH for full, rest, _ in found)
    return list(dict.fromkeys((len(full), state) for full, _, state in found))


@pytest.mark.usefixtures("interruptible")
def test_when_it_is_stopped_so_is_its_emulator(tmp_path: Path) -> None:
    with on_terminal(tmp_path, "--speed", "0.01") as (process, screen):
        waiting = next(one for one in screen if "queued" in one)
        assert tmp_path.joinpath("ledger.db-wal").exists()
        process.send_signal(signal.SIGINT)
        *_, shown = screen
        assert process.wait(PATIENCE) == 130
    assert GREEN in waiting
    assert bars(shown) == [(8, "queued")]
    assert not tmp_path.joinpath("ledger.db-wal").exists(), "the emulator has ended"
    *_, said, kept = shown.splitlines()
    assert said == "stopped"
    assert Path(kept.removeprefix("what was started is in ")).is_file()


@pytest.mark.soak
@pytest.mark.parametrize("declined", [{}, {"NO_COLOR": ""}, {"TERM": "dumb"}])
def test_the_bar_goes_through_the_states(tmp_path: Path, declined: dict[str, str]) -> None:
    with on_terminal(tmp_path, **declined) as (process, screen):
        *_, shown = screen
        assert process.wait(PATIENCE) == 0
    assert (GREEN in shown) is (not declined)
    if "TERM" in declined:
        assert "\x1b" not in shown
        assert re.findall(r"^wait {6}(\w+)", shown, re.MULTILINE) == [
            *("queued", "processing", "succeeded"),
        ]
    else:
        assert bars(shown) == [(8, "queued"), (16, "processing"), (24, "succeeded")]


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_on_a_bad_day_it_ends_well_or_says_why_not(tmp_path: Path, seed: int) -> None:
    ran = subprocess.run(
        [
            sys.executable,
            str(PROGRAM),
            *("--speed", "20", "--faults", "storm", "--seed", str(seed)),
        ],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generated/python"), "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode == 0:
        assert "credits   9,995, which is 5 fewer" in ran.stdout
    else:
        assert ran.returncode == 1
        assert re.search(r"^what was started is in .*jobs\.sqlite$", ran.stderr, re.MULTILINE)
        assert "Traceback" not in ran.stderr
