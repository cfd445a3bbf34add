"""What the environment says is judged when a client opens, in words that name the variable."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import httpx2
import pytest
from specpress.targets.python.runtime.calls.retry import RetryPolicy
from specpress.targets.python.runtime.connections.sync_transport import BoundedTransport
from specpress.targets.python.runtime.errors.base import (
    ClientError,
    CredentialsError,
    InsecureUrlError,
)
from specpress.targets.python.runtime.errors.local import ConfigurationError
from specpress.targets.python.runtime.operations.create import create_flow

from tests.runtime.callers import TLS
from tests.runtime.lantern import KEY, LANTERN, AsyncLantern, Lantern
from tests.runtime.test_secrets import assert_no_key

PLATFORM = replace(LANTERN, url_variable="LANTERN_BASE_URL")
READ = (
    *("http_proxy", "https_proxy", "all_proxy", "no_proxy"),
    *("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"),
    *("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE"),
    *("LANTERN_API_KEY", "LANTERN_BASE_URL"),
)
SECRET = "CANARY-77"  # noqa: S105 - a canary
PROXIES = {
    "unknown scheme": f"socks9://me:{SECRET}@proxy.invalid:1",
    "another protocol": f"ftp://me:{SECRET}@proxy.invalid",
    "port of letters": f"http://me:{SECRET}@proxy.invalid:x",
    "port beyond": f"http://me:{SECRET}@proxy.invalid:99999",
    "port 0": f"http://me:{SECRET}@proxy.invalid:0",
    "no host": f"http://me:{SECRET}@",
    "no scheme": "://proxy.invalid",
    "scheme alone": "http://",
    "open bracket": f"http://me:{SECRET}@[::1",
    "line feed": f"http://me:{SECRET}@proxy.invalid\n:1",
    "line feed at the end": f"http://me:{SECRET}@proxy.invalid:1\n",
    "blank before": f" http://me:{SECRET}@proxy.invalid:1",
    "blank in the host": "http://proxy .invalid:1",
    "two dots": "http://proxy..invalid:1",
    "no UTF-8": "http://\udcff:1",
    "no ASCII": "http://\u0e01.invalid",
    "two schemes": "http:proxy.invalid:1",
    "a hash in the password": f"http://me:#{SECRET}@proxy.invalid:1",
    "a slash in the password": f"http://me:/{SECRET}@proxy.invalid:1",
    "a question": f"http://me:?{SECRET}@proxy.invalid:1",
    "long": f"http://{'x' * 70_000}",
}
VARIABLES = ("http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy")
KINDS = ["missing", "folder", "fifo", "text", "empty", "behind a file"]
URLS = {
    "line feed": "https://lantern.invalid\n/v1",
    "line feed at the end": "https://lantern.invalid/\n",
    "blanks around": " https://lantern.invalid ",
    "blank": " ",
    "password": f"https://me:{SECRET}@lantern.invalid",
    "plain": "http://lantern.invalid",
    "no UTF-8": "https://\udcff.invalid",
}
KEYS = {
    "line feed": f"lamp_sk_{SECRET}\nX: y",
    "blank": f"lamp_sk_ {SECRET}",
    "no ASCII": f"lamp_sk_{SECRET}\u0e01",
    "no UTF-8": f"lamp_sk_{SECRET}\udcff",
    "no key": f"sk_{SECRET}",
    "control character": f"lamp_sk_{SECRET}\x1b",
}


class Own(Lantern):
    platform = PLATFORM


class AsyncOwn(AsyncLantern):
    platform = PLATFORM


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in READ:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(params=[Own, AsyncOwn])
def client(request: pytest.FixtureRequest) -> type[Own | AsyncOwn]:
    kind: type[Own | AsyncOwn] = request.param
    return kind


def refused(client: type[Own | AsyncOwn], folder: Path, **more: Any) -> ClientError:
    """Open a client; return what that raised, which must show nothing and leave no journal."""
    journal = folder / "jobs.sqlite"
    with pytest.raises(ClientError, match="environment variable") as caught:
        client(journal=journal, **more)
    assert not journal.exists()
    assert_no_key(caught.value, SECRET)
    assert_no_key(caught.value)
    return caught.value


def place(folder: Path, kind: str) -> Path:
    """Return a path at which something of a kind stands."""
    path = folder / "place"
    match kind:
        case "folder":
            path.mkdir()
        case "fifo":
            os.mkfifo(path)
        case "text":
            path.write_text("no certificate")
        case "empty":
            path.touch()
        case "behind a file":
            path.touch()
            return path / "more"
    return path


@pytest.mark.parametrize("name", PROXIES)
def test_a_proxy_that_cannot_be_is_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable in VARIABLES:
        with monkeypatch.context() as patched:
            patched.setenv(variable, PROXIES[name])
            error = refused(client, tmp_path, api_key=KEY)
        assert isinstance(error, ConfigurationError)
        assert (error.variable, variable in str(error)) == (variable, True)
        assert "proxy.invalid" not in str(error)


def test_a_socks_proxy_asks_for_the_package_that_it_needs(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "specpress.targets.python.runtime.urls.environment.find_spec", lambda _: None
    )
    monkeypatch.setenv("ALL_PROXY", "socks5h://proxy.invalid")
    assert "httpx2[socks]" in str(refused(client, tmp_path, api_key=KEY))


def test_a_list_of_hosts_that_the_library_cannot_read_is_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The oldest release of httpx2 stops at some that later ones pass over."""

    def stops(**_: object) -> None:
        message = f"Invalid port: {SECRET}"
        raise httpx2.InvalidURL(message)

    monkeypatch.setenv("NO_PROXY", f"localhost,{SECRET}:x")
    monkeypatch.setattr("httpx2.AsyncClient", stops)
    error = refused(client, tmp_path, api_key=KEY)
    assert isinstance(error, ConfigurationError)
    assert error.variable == "NO_PROXY"


@pytest.mark.parametrize("kind", KINDS)
def test_certificates_that_cannot_be_read_are_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(place(tmp_path, kind)))
    error = refused(client, tmp_path, api_key=KEY)
    assert isinstance(error, ConfigurationError)
    assert error.variable == "SSL_CERT_FILE"


@pytest.mark.parametrize("kind", [one for one in KINDS if one != "folder"])
def test_a_folder_of_certificates_that_is_none_is_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("SSL_CERT_DIR", f"{place(tmp_path, kind)}{os.pathsep}/no/such")
    error = refused(client, tmp_path, api_key=KEY)
    assert isinstance(error, ConfigurationError)
    assert error.variable == "SSL_CERT_DIR"


@pytest.mark.parametrize("url", ["https://lantern.invalid", "http://127.0.0.1:1"])
@pytest.mark.parametrize("kind", ["folder", "fifo", "behind a file"])
def test_a_log_of_keys_that_cannot_be_written_is_named(
    client: type[Own | AsyncOwn],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    url: str,
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(place(tmp_path, kind)))
    error = refused(client, tmp_path, api_key=KEY, base_url=url)
    assert isinstance(error, ConfigurationError)
    assert error.variable == "SSLKEYLOGFILE"


@pytest.mark.parametrize("name", URLS)
def test_a_base_url_that_cannot_be_is_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LANTERN_BASE_URL", URLS[name])
    error = refused(client, tmp_path, api_key=KEY)
    assert isinstance(error, InsecureUrlError)
    assert "LANTERN_BASE_URL" in str(error)


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_cannot_be_is_named(
    client: type[Own | AsyncOwn], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("LANTERN_API_KEY", KEYS[name])
    error = refused(client, tmp_path)
    assert isinstance(error, CredentialsError)
    assert "LANTERN_API_KEY" in str(error)


HARMLESS = {
    "proxies": {
        "HTTPS_PROXY": f"HTTP://me:{SECRET}%40@[::1]:1/x?y",
        "http_proxy": "proxy.invalid",
        "ALL_PROXY": "https://a_b.invalid.",
    },
    "empty": dict.fromkeys(READ, ""),
    "small letters win": {"HTTPS_PROXY": "socks9://x", "https_proxy": "127.0.0.1:1"},
    "hosts": {"no_proxy": "localhost, 10.0.0.1 ,.x.invalid", "HTTPS_PROXY": "127.0.0.1:1"},
    "some folders": {"SSL_CERT_DIR": f"/no/such{os.pathsep}/"},
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_can_be_used_opens(
    client: type[Own | AsyncOwn], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    for variable, value in HARMLESS[name].items():
        monkeypatch.setenv(variable, value)
    client(api_key=KEY)


BAD = {
    "ALL_PROXY": "socks9://proxy.invalid",
    "HTTPS_PROXY": "http://proxy.invalid:x",
    "NO_PROXY": "[",
    "SSL_CERT_FILE": "/no/such/file",
    "SSL_CERT_DIR": "/no/such/folder",
}


def test_what_a_server_on_this_machine_is_reached_without_is_not_judged(
    client: type[Own | AsyncOwn], monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in BAD.items():
        monkeypatch.setenv(variable, value)
    client(api_key=KEY, base_url="http://127.0.0.1:1")


def test_what_a_client_of_the_users_may_read_is_not_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def open_one() -> None:
        connector = aiohttp.TCPConnector(ssl=TLS)
        async with aiohttp.ClientSession(connector=connector) as session:
            AsyncOwn(api_key=KEY, http=session)

    for variable, value in {**BAD, "SSLKEYLOGFILE": "/no/such/file"}.items():
        monkeypatch.setenv(variable, value)
    Own(api_key=KEY, http=httpx2.Client(verify=TLS, trust_env=False))
    AsyncOwn(api_key=KEY, http=httpx2.AsyncClient(verify=TLS, trust_env=False))
    asyncio.run(open_one())


def test_a_transport_for_a_client_of_the_users_judges_what_it_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for variable, value in BAD.items():
        with monkeypatch.context() as patched:
            patched.setenv(variable, value)
            BoundedTransport(trust_env=False)
            BoundedTransport(verify=TLS)
            if variable != "NO_PROXY":
                with pytest.raises(ConfigurationError, match=variable):
                    BoundedTransport()


def test_what_changes_after_a_client_opened_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So a call cannot trip over it, nor a job be written down that is not sent."""
    http = httpx2.Client(transport=BoundedTransport(verify=TLS))
    with Own(api_key=KEY, http=http, journal=tmp_path / "jobs.sqlite") as client:
        monkeypatch.setenv("HTTPS_PROXY", "socks9://proxy.invalid")
        session = replace(client._session, retries=RetryPolicy(posts=1))
        with pytest.raises(ClientError, match="nothing was sent"):
            client._run(create_flow(session, {"model": "wick-1", "prompt": "A lamp"}))
    with sqlite3.connect(tmp_path / "jobs.sqlite") as rows:
        assert rows.execute("SELECT count(*) FROM entry").fetchone() == (0,)
