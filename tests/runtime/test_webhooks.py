"""Webhooks: what the platform sent is read, whatever else comes is refused in one way."""

from __future__ import annotations

import base64
import copy
import json
import os
import pickle
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specpress.targets.python.runtime.errors.received import WebhookError
from specpress.targets.python.runtime.facts import WebhookShape
from specpress.targets.python.runtime.webhooks.replay import MemoryStore, ReplayStore, SqliteStore
from specpress.targets.python.runtime.webhooks.secret import WebhookSecret

from tests.runtime.deliveries import BODY, OTHER, SECRET, Receiver, forged, signed
from tests.runtime.test_secrets import assert_no_key, shown

NOW = 1_800_000_000.0
SHORT = 3_000
LONG = 1_000_000
RAW = SECRET.removeprefix("whsec_")


@pytest.fixture(scope="module", autouse=True)
def still() -> Iterator[None]:
    """Let it be one moment for those who sign and for those who judge."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(time, "time", lambda: NOW)
        yield


def refused(receiver: Receiver, headers: Any, body: Any = BODY) -> WebhookError:
    with pytest.raises(WebhookError) as caught:
        receiver.verify(headers, body)
    assert_no_secret(caught.value)
    return caught.value


def assert_no_secret(error: BaseException) -> None:
    assert_no_key(error, RAW)
    assert_no_key(error, "CANARY")


def test_a_delivery_becomes_an_event() -> None:
    event = Receiver(SECRET).verify(signed(), BODY)
    assert (event.id, event.type) == ("msg_1", "job.lit")
    assert event.job is not None
    assert (event.job.platform, event.job.id, event.job.status) == ("lantern", "j1", "lit")
    assert event.timestamp == int(NOW)
    assert event.body["data"]["result"] == {"first": "https://x"}


def test_the_worked_example_of_standard_webhooks_is_signed_so() -> None:
    """The figures of the specification: https://www.standardwebhooks.com."""
    shape = WebhookShape(variable="X")
    secret = WebhookSecret.find(shape, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    assert isinstance(secret, WebhookSecret)
    content = b'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}'
    assert secret.has_signed(content, [b"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="])


@pytest.mark.parametrize("form", ["upper", "pairs", "bytes", "title"])
def test_headers_may_come_in_any_form(form: str) -> None:
    headers = signed()
    forms: dict[str, Any] = {
        "upper": {name.upper(): text for name, text in headers.items()},
        "title": {name.title(): text for name, text in headers.items()} | {"X-Other": "é"},
        "pairs": list(headers.items()),
        "bytes": [(name.encode(), text.encode()) for name, text in headers.items()],
    }
    assert Receiver(SECRET).verify(forms[form], BODY).type == "job.lit"


def test_one_good_signature_of_several_is_enough() -> None:
    headers = signed()
    proofs = ["v1,AAAA", "v1a,xyz", "", headers["webhook-signature"], "v2,é".encode().hex()]
    headers["webhook-signature"] = " ".join(proofs)
    assert Receiver(SECRET).verify(headers, BODY)


def test_a_new_secret_is_taken_beside_the_old_one() -> None:
    receiver = Receiver(OTHER, SECRET)
    assert receiver.verify(signed(), BODY)
    assert receiver.verify(signed(name="msg_2", secret=OTHER), BODY)


@pytest.mark.parametrize(("age", "code"), [(-300, None), (300, None), (301, "too_old")])
def test_clocks_may_be_apart_but_not_too_far(age: int, code: str | None) -> None:
    receiver = Receiver(SECRET)
    if code is None:
        assert receiver.verify(signed(age=age), BODY)
    else:
        assert refused(receiver, signed(age=age)).code == code
    assert refused(Receiver(SECRET), signed(age=-301)).code == "too_new"


def test_what_another_secret_signed_is_refused() -> None:
    assert refused(Receiver(SECRET), signed(secret=OTHER)).code == "signature"
    assert refused(Receiver(SECRET), signed(), BODY + b" ").code == "signature"
    assert refused(Receiver(SECRET), signed() | {"webhook-id": "msg_2"}).code == "signature"


def test_an_id_that_reads_as_another_delivery_is_refused() -> None:
    moment = str(int(NOW))
    body = f"{moment}.{{}}".encode()
    headers = signed(body)
    twisted = {**headers, "webhook-id": f"msg_1.{moment}"}
    assert refused(Receiver(SECRET), twisted, b"{}").code == "headers"


@pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_a_header_that_stands_twice_or_not_at_all_is_refused(name: str) -> None:
    headers = signed()
    assert name in str(refused(Receiver(SECRET), [*headers.items(), (name, "x")]))
    del headers[name]
    assert name in str(refused(Receiver(SECRET), headers))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff", b"{", b"[" * 100_000, b"1" * 5000, "{}", 7])
def test_a_body_that_is_no_object_is_refused(body: Any) -> None:
    headers = signed(body) if isinstance(body, bytes) else signed()
    assert refused(Receiver(SECRET), headers, body).code == "body"


@pytest.mark.parametrize("body", [b"{}", b'{"type": 7, "data": []}', b'{"data": {"id": 1}}'])
def test_a_delivery_about_no_job_is_read(body: bytes) -> None:
    event = Receiver(SECRET).verify(signed(body), body)
    assert (event.type, event.job) == (None, None)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
KEYS = st.sampled_from(["id", "status", "result", "first", "error", "code", "text", "glow"])
ANY = st.recursive(
    SCALARS | st.sampled_from(["lit", "smashed", "glowing"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from(["type", "data"]), ANY))
def test_whatever_the_platform_signs_is_read_or_refused(said: dict[str, Any]) -> None:
    body = json.dumps(said).encode()
    event = Receiver(SECRET).verify(signed(body), body)
    assert event.type is None or event.type == said["type"]
    assert event.job is None or event.job.id == str(said["data"]["id"])


@pytest.fixture(params=["memory", "file"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> ReplayStore:
    return MemoryStore() if request.param == "memory" else SqliteStore(tmp_path / "taken.db")


def test_a_delivery_is_taken_once(store: ReplayStore) -> None:
    receiver = Receiver(SECRET, store=store)
    event = receiver.verify(signed(), BODY)
    assert refused(receiver, signed()).code == "replayed"
    assert refused(receiver, signed(age=1)).code == "replayed"
    receiver.forget(event)
    assert receiver.verify(signed(), BODY) == event


def test_a_refused_delivery_takes_no_place(store: ReplayStore) -> None:
    receiver = Receiver(SECRET, store=store)
    refused(receiver, signed(secret=OTHER))
    assert receiver.verify(signed(), BODY)


def test_several_processes_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "taken.db"
    SqliteStore(path)
    code = (
        "import sys; from specpress.targets.python.runtime.webhooks.replay import SqliteStore; "
        "store = SqliteStore(sys.argv[1]); "
        "print(sum(store.take(str(one), 9e9) for one in range(40)))"
    )
    command = [sys.executable, "-c", code, str(path)]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        for _ in range(2)
    ]
    assert sum(int(one.communicate(timeout=60)[0]) for one in running) == 40


def test_a_file_that_does_not_answer_is_not_kept_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, connect = SqliteStore(tmp_path / "taken.db"), sqlite3.connect
    (tmp_path / "taken.db").write_bytes(b"no database" * 999)
    made: list[sqlite3.Connection] = []

    def remembered(*given: Any, **named: Any) -> sqlite3.Connection:
        made.append(connect(*given, **named))
        return made[-1]

    monkeypatch.setattr(sqlite3, "connect", remembered)
    for call in (lambda: store.take("a", 10.0), lambda: store.forget("a")):
        with pytest.raises(WebhookError, match="does not answer"):
            call()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            made.pop().execute("SELECT 1")
    assert made == []


def test_a_file_that_does_not_answer_is_our_error(tmp_path: Path) -> None:
    with pytest.raises(WebhookError, match="does not answer"):
        SqliteStore(tmp_path / "no" / "taken.db")
    store = SqliteStore(tmp_path / "taken.db")
    (tmp_path / "taken.db").write_bytes(b"no database" * 999)
    receiver = Receiver(SECRET, store=store)
    assert refused(receiver, signed()).code == "store"


@pytest.mark.parametrize(
    "secret",
    ["", " ", "CANARY", "whsec_CANARY", "whsec_é", f"whsec_{base64.b64encode(b'CANARY').decode()}"],
)
def test_what_is_no_secret_is_refused_and_not_repeated(
    secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LANTERN_WEBHOOK_SECRET", raising=False)
    with pytest.raises(WebhookError) as caught:
        Receiver(SECRET, secret)
    assert caught.value.code == "secret"
    assert_no_secret(caught.value)


def test_the_secret_is_found_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANTERN_WEBHOOK_SECRET", f" {SECRET}\n")
    assert Receiver().verify(signed(), BODY)
    monkeypatch.delenv("LANTERN_WEBHOOK_SECRET")
    with pytest.raises(WebhookError, match="LANTERN_WEBHOOK_SECRET"):
        Receiver()


def test_a_secret_does_not_show_itself() -> None:
    receiver = Receiver(SECRET)
    event = receiver.verify(signed(), BODY)
    for text in ("CANARY", RAW):
        assert text not in "".join(shown(receiver)) + "".join(shown(vars(receiver)))
        assert text not in repr(event)
    for spill in (pickle.dumps, copy.deepcopy):
        with pytest.raises(TypeError, match="cannot be pickled or copied"):
            spill(receiver)
    error = refused(receiver, signed(secret=OTHER))
    assert "CANARY" not in repr(pickle.loads(pickle.dumps(error)))  # noqa: S301 - our own bytes


def storm(count: int, seed: int) -> int:
    """Hold so many forged deliveries to being refused in our way; return how many there were."""
    draw, receiver = random.Random(seed), Receiver(SECRET)  # noqa: S311 - to be repeated
    refusals = 0
    for _ in range(count):
        headers, body = forged(draw)
        try:
            receiver.verify(headers, body)
        except WebhookError:
            refusals += 1
    return refusals


def test_nothing_forged_is_taken() -> None:
    assert storm(SHORT, seed=1) == SHORT


@pytest.mark.soak
@pytest.mark.skipif("SPECPRESS_SOAK" not in os.environ, reason="runs in `make soak` only")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_forged_is_taken_of_a_million(seed: int) -> None:
    assert storm(LONG // 4, seed) == LONG // 4
