"""One job from beginning to end: upload, estimate, create, wait, download, and what it cost.

    python examples/first_job.py                   on an emulator, which costs nothing
    python examples/first_job.py --faults storm    on a bad day; any options of `emulate`
    python examples/first_job.py --real            on the platform, with your RIVYA_API_KEY

`make_picture` is what a program of yours would have; the rest starts an emulator and draws a bar.
"""

from __future__ import annotations

import json
import os
import struct
import sys
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from tempfile import mkdtemp
from typing import Final, Self

from rivya import ClientError, Job, Rivya
from rivya.models import nano_banana_2

SPECS: Final = Path(__file__).resolve().parents[1] / "specs"
EMULATE: Final = ("emulate", "rivya", "--specs", str(SPECS), "--json", "--until-eof")
PACE: Final = ("--speed", "2", "--seed", "5")
MOST_CREDITS: Final = 20
STATES: Final = ("queued", "processing", "succeeded")
WIDTH: Final = 24


def make_picture(client: Rivya, folder: Path) -> None:
    """Have one picture made from another, and say at each step what came of it."""
    before = client.credits()["current_credits"]
    say("credits", f"{before:,}")

    product = folder / "product.png"
    product.write_bytes(png(256, 256))
    image = client.upload(product, model=nano_banana_2)
    say("upload", f"{image['name']}, {product.stat().st_size:,} bytes")

    request = nano_banana_2.request("On a beach, at dawn", output_format="png", references=[image])
    cost = client.estimate(request)
    say("estimate", f"{cost.low:g} credits" if cost else "no page says")

    job = client.create(request, max_credits=MOST_CREDITS)
    say("create", f"{job.id}, {job.answer['reserved_credits']} credits reserved")

    with Bar(job) as bar:
        result = client.wait(job, timeout=600, on_progress=bar.show)

    made = client.download(result, folder / "result.png")
    say("download", f"{made.name}, {made.stat().st_size:,} bytes")

    after = client.credits()["current_credits"]
    say("credits", f"{after:,}, which is {before - after:,} fewer")


def main(options: list[str]) -> int:
    """Make a picture on the platform that the command line asks for; return the exit code."""
    folder = Path(mkdtemp(prefix="first-job-"))
    journal = folder / "jobs.sqlite"
    try:
        with platform(options, journal) as client:
            make_picture(client, folder)
    except (ClientError, KeyboardInterrupt) as error:
        print(f"{str(error) or 'stopped'}\nwhat was started is in {journal}", file=sys.stderr)
        return 130 if isinstance(error, KeyboardInterrupt) else 1
    say("files", str(folder))
    return 0


@contextmanager
def platform(options: list[str], journal: Path) -> Iterator[Rivya]:
    """Yield a client of the platform itself, or of an emulator; all else is the same."""
    if options == ["--real"]:
        with Rivya(journal=journal) as client:
            say("platform", "Rivya; this costs credits")
            yield client
        return
    with (
        emulator(*options) as (url, key),
        Rivya(base_url=url, api_key=key, journal=journal) as client,
    ):
        say("platform", "Rivya, emulated on this machine; nothing is charged")
        yield client


def say(step: str, what: str) -> None:
    """Print a step and what came of it, one below the other."""
    print(f"{step:<10}{what}", flush=True)


class Bar:
    """How a job goes on, on stderr: a bar on a terminal, elsewhere a line for each state.

    Nobody knows how long a job will take, so the bar counts states, and a clock runs beside it.
    """

    def __init__(self, job: Job) -> None:
        """Begin with a job that was just created."""
        self._state = job.status or ""
        self._live = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._colours = ("", "") if "NO_COLOR" in os.environ else ("\x1b[32m", "\x1b[0m")
        self._began = time.monotonic()
        self._ended = threading.Event()
        self._clock = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> Self:
        """Show the first state, and let the clock run if anybody sees it."""
        if self._live:
            self._clock.start()
        else:
            self._line()
        return self

    def __exit__(self, *_: object) -> None:
        """Leave the last state standing."""
        self._ended.set()
        if self._live:
            self._clock.join()
            print(file=sys.stderr)

    def show(self, job: Job) -> None:
        """Take note of the state that a job is in by now."""
        news = job.status != self._state
        self._state = job.status or ""
        if news and not self._live:
            self._line()

    def _line(self) -> None:
        print(f"{'wait':<10}{self._state}", file=sys.stderr, flush=True)

    def _tick(self) -> None:
        while not self._ended.wait(0.1):
            self._draw()
        self._draw()

    def _draw(self) -> None:
        reached = STATES.index(self._state) + 1 if self._state in STATES else 0
        full = WIDTH * reached // len(STATES)
        bar = f"{'█' * full}{'░' * (WIDTH - full)}".join(self._colours)
        line = f"{'wait':<10}{bar} {self._state}, {time.monotonic() - self._began:.1f} s"
        print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


@contextmanager
def emulator(*options: str) -> Iterator[tuple[str, str]]:
    """Emulate the platform in a child process; yield where it is, and the key of this run.

    It ends with the block, or when this program does, whatever ends that: its stdin is closed then.
    """
    command = [sys.executable, "-m", "specpress", *EMULATE, *PACE, *options]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as child:
        line = child.stdout.readline() if child.stdout else ""
        if not line:
            sys.exit(child.wait())  # it has said why
        said = json.loads(line)
        yield said["url"], said["api_key"]


def png(width: int, height: int) -> bytes:
    """Return a picture of dawn, eight bits a colour."""
    rows = b"".join(
        b"\0"
        + bytes((255 - 127 * y // height, 96 + 96 * y // height, 64 + 160 * y // height)) * width
        for y in range(height)
    )
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
