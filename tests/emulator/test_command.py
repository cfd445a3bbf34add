"""`specpress emulate`: what it prints, how it ends, and what it does not say."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from specpress.cli import main

from tests.emulator.calls import ATELIER, ROOT

SPECS = ("--specs", str(ATELIER))


@contextmanager
def running(*options: str, stdin: int | None = None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "specpress", "emulate", *options]
    with subprocess.Popen(
        command, stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def get(url: str, key: str) -> None:
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})  # noqa: S310
    urllib.request.urlopen(request).close()  # noqa: S310 - loopback


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_cleanly(end: signal.Signals, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with running("atelier", *SPECS, "--json", "--db", str(path)) as process:
        assert process.stdout is not None
        said = json.loads(process.stdout.readline())
        assert set(said) == {"url", "api_key", "webhook_secret", "variables"}
        assert said["variables"] == {
            "base_url": "ATELIER_BASE_URL",
            "api_key": "ATELIER_TOKEN",
            "webhook_secret": "ATELIER_WEBHOOK_SECRET",
        }
        assert said["webhook_secret"].startswith("whsec_")
        assert said["url"].startswith("http://127.0.0.1:")
        with pytest.raises(urllib.error.HTTPError, match="404"):
            get(f"{said['url']}/v2/drawings/job_000001", said["api_key"])
        process.send_signal(end)
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output, errors) == (0, "", "")
    assert path.is_file()
    assert not path.with_name("ledger.db-wal").exists(), "the ledger was closed"


def test_it_ends_with_the_program_that_started_it(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    options = ("atelier", *SPECS, "--json", "--db", str(path), "--until-eof")
    with running(*options, stdin=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())
        assert path.with_name("ledger.db-wal").exists()
        output, errors = process.communicate("this is not the end", timeout=60)
    assert (process.returncode, output, errors) == (0, "", "")
    assert not path.with_name("ledger.db-wal").exists(), "the ledger was closed"


def test_people_are_told_what_to_do_and_calls_are_logged_without_keys() -> None:
    with running("atelier", *SPECS) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        url = first.split()[-1]
        rest = [process.stdout.readline() for _ in range(6)]
        key = rest[2].partition("=")[2].strip()
        with pytest.raises(urllib.error.HTTPError):
            get(f"{url}/v2/drawings/{key}?key={key}", key)
        process.terminate()
        _, errors = process.communicate(timeout=60)
    assert first == f"atelier is emulated at {url}\n"
    assert rest[1] == f"  export ATELIER_BASE_URL={url}\n"
    assert rest[2] == f"  export ATELIER_TOKEN={key}\n"
    assert rest[3].startswith("  export ATELIER_WEBHOOK_SECRET=whsec_")
    assert rest[3].partition("=")[2].strip() not in errors
    assert key.startswith("at-emulated_")
    assert "status 404" in errors
    assert key not in errors


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("ateliers", *SPECS), "there is no platform ateliers; did you mean atelier?"),
        (("atelier", *SPECS, "--faults", "x"), "there is no profile 'x'; there are none, storm"),
        (("atelier", *SPECS, "--host", "192.0.2.1"), "nothing can listen at 192.0.2.1, port 0"),
        (("atelier", *SPECS, "--speed", "0"), "--speed"),
        (
            ("loom", "--specs", str(ROOT / "tests/cases/good/prices/specs")),
            "loom cannot be emulated: platform.yaml has no an operation `create`",
        ),
    ],
)
def test_what_cannot_be_is_said_without_a_traceback(options: tuple[str, ...], said: str) -> None:
    ran = CliRunner().invoke(main, ["emulate", *options])
    assert ran.exit_code == 2
    assert said in " ".join(ran.output.split())


def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ran = CliRunner().invoke(main, ["emulate", "atelier", *SPECS, "--port", port])
    assert ran.exit_code == 2
    assert f"nothing can listen at 127.0.0.1, port {port}" in ran.output


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("specpress.cli.commands.emulate.find_spec", lambda _: None)
    ran = CliRunner().invoke(main, ["emulate", "atelier", *SPECS])
    assert ran.exit_code == 2
    assert "pip install 'specpress[emulator]'" in ran.output
    listed = CliRunner().invoke(main, ["emulate", "atelier", *SPECS, "--assumptions"])
    assert (listed.exit_code, "atelier.A01" in listed.output) == (0, True)
