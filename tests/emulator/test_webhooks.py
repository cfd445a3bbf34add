"""Word of jobs that have ended: signed as the spec says, again until it is taken, once for good."""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import httpx2
import pytest
from specpress.diagnostics.report import Report
from specpress.emulator.http.in_process import EmulatedApp
from specpress.emulator.http.threaded import Emulator
from specpress.emulator.options import Options
from specpress.emulator.platform.assumptions import PAUSES
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api

from tests.emulator.calls import ATELIER, Caller
from tests.emulator.receiver import Inbox, listening

HOOK = "http://127.0.0.1:9/hook"
PEN = {"engine": "pen", "trace": "ab"}
Start: TypeAlias = Callable[..., Caller]


@pytest.fixture(scope="module")
def package() -> Iterator[ModuleType]:
    """Import the client that was generated for the platform."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ATELIER.parent / "expected/python")
        yield importlib.import_module("atelier")
        for name in [one for one in sys.modules if one.partition(".")[0] == "atelier"]:
            del sys.modules[name]


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def atelier(opened: Start) -> Caller:
    return opened("atelier", instant=True, webhook=HOOK)


def deliver(caller: Caller, inbox: Inbox) -> None:
    asyncio.run(caller.app.deliver(httpx2.ASGITransport(app=inbox)))


def delivered(caller: Caller) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = caller.app.ledger()["deliveries"]
    return found


def events_of(caller: Caller, inbox: Inbox, package: ModuleType) -> list[Any]:
    receiver = package.Webhooks(caller.app.webhook_secret)
    return [receiver.verify(headers, body) for headers, body in inbox.seen]


def test_the_client_of_the_platform_takes_what_the_emulator_sends(
    atelier: Caller, inbox: Inbox, package: ModuleType
) -> None:
    created = atelier.create(PEN).json()
    deliver(atelier, inbox)
    (event,) = events_of(atelier, inbox, package)
    assert (event.type, event.job.id) == ("drawing.finished", "job_000001")
    assert event.body["drawing"] == atelier.job("job_000001") == created
    assert delivered(atelier) == [
        {
            "id": "msg_000001",
            "job": "job_000001",
            "event": "drawing.finished",
            "url": HOOK,
            "state": "taken",
            "attempts": 1,
            "status": 204,
        }
    ]


def test_a_failure_has_its_own_event(atelier: Caller, inbox: Inbox, package: ModuleType) -> None:
    atelier.app.fault("failed_job")
    atelier.create(PEN)
    deliver(atelier, inbox)
    assert [one.type for one in events_of(atelier, inbox, package)] == ["drawing.lost"]


def test_a_job_that_has_not_ended_is_not_told_of(opened: Start, inbox: Inbox) -> None:
    atelier = opened("atelier", webhook=HOOK)
    atelier.create(PEN)
    deliver(atelier, inbox)
    assert (inbox.seen, delivered(atelier)) == ([], [])
    atelier.app.advance(30)
    deliver(atelier, inbox)
    assert len(inbox.seen) == 1


def test_what_is_not_taken_comes_again_by_the_schedule(
    atelier: Caller, inbox: Inbox, package: ModuleType
) -> None:
    inbox.answers = [500, 302, 410]
    atelier.create(PEN)
    for attempts, pause in enumerate(PAUSES[:4], 1):
        deliver(atelier, inbox)
        atelier.app.advance(pause - 1)
        deliver(atelier, inbox)
        assert len(inbox.seen) == attempts, "not before its time"
        atelier.app.advance(1)
    deliver(atelier, inbox)
    assert [headers["webhook-id"] for headers, _ in inbox.seen] == ["msg_000001"] * 4
    last = package.Webhooks(atelier.app.webhook_secret).verify(*inbox.seen[-1])
    assert last.job.id == "job_000001"
    assert [(one["state"], one["attempts"]) for one in delivered(atelier)] == [("taken", 4)]


def test_what_nobody_ever_takes_is_given_up(atelier: Caller, inbox: Inbox) -> None:
    inbox.answers = [503] * 20
    atelier.create(PEN)
    for pause in (*PAUSES, 1e6, 1e6):
        deliver(atelier, inbox)
        atelier.app.advance(pause)
    (one,) = delivered(atelier)
    assert (one["state"], one["attempts"], one["status"]) == ("given up", len(PAUSES) + 1, 503)


def test_a_receiver_that_is_not_there_is_tried_again(atelier: Caller) -> None:
    atelier.create(PEN)
    asyncio.run(atelier.app.deliver())
    assert [(one["state"], one["status"]) for one in delivered(atelier)] == [("due", None)]


def test_a_delivery_may_come_twice_and_is_taken_once(
    atelier: Caller, inbox: Inbox, package: ModuleType
) -> None:
    atelier.app.fault("delivery_twice")
    atelier.create(PEN)
    atelier.create(PEN)
    deliver(atelier, inbox)
    assert [one["id"] for one in delivered(atelier)] == ["msg_000001"] * 2 + ["msg_000002"]
    receiver = package.Webhooks(atelier.app.webhook_secret)
    taken = []
    for headers, body in inbox.seen:
        try:
            taken.append(receiver.verify(headers, body).job.id)
        except package.WebhookError as error:
            taken.append(error.code)
    assert sorted(taken) == ["job_000001", "job_000002", "replayed"]


def test_a_delivery_may_come_after_a_later_one(
    atelier: Caller, inbox: Inbox, package: ModuleType
) -> None:
    atelier.app.fault("delivery_late", seconds=40)
    atelier.create(PEN)
    atelier.create(PEN)
    deliver(atelier, inbox)
    atelier.app.advance(41)
    deliver(atelier, inbox)
    found = [one.job.id for one in events_of(atelier, inbox, package)]
    assert found == ["job_000002", "job_000001"]


def test_what_was_changed_or_signed_by_another_is_refused(
    atelier: Caller, opened: Start, inbox: Inbox, package: ModuleType
) -> None:
    atelier.create(PEN)
    deliver(atelier, inbox)
    headers, body = inbox.seen[0]
    other = opened("atelier", webhook=HOOK).app.webhook_secret
    for secret, spoilt in ((atelier.app.webhook_secret, body + b" "), (other, body)):
        with pytest.raises(package.WebhookError) as caught:
            package.Webhooks(secret).verify(headers, spoilt)
        assert caught.value.code == "signature"


@pytest.fixture
def by_request(tmp_path: Path) -> Api:
    """Return the platform with the address of its webhooks in its requests, and without a proof."""
    for one in (ATELIER / "atelier").iterdir():
        text = one.read_text("utf-8")
        if one.name == "platform.yaml":
            start, end = text.index("  proof:\n"), text.index("  event: kind\n")
            text = text[:start] + "  url: callback\n" + text[end:]
            text = text.replace("request:\n", "request:\n  callback: { type: text, format: url }\n")
        target = tmp_path / "atelier" / one.name
        target.parent.mkdir(exist_ok=True)
        target.write_text(text, "utf-8")
    (api,) = load_apis(tmp_path, Report())
    return api


def test_a_request_may_say_where_word_goes_but_not_off_this_machine(
    by_request: Api, inbox: Inbox
) -> None:
    app = EmulatedApp(by_request, Options(instant=True))
    caller = Caller(app, "/v2/drawings")
    for url in (HOOK, "https://example.com/hook", "http://[", "http://127.0.0.1.example.com/"):
        assert caller.create(PEN | {"callback": url}).status_code in {200, 400}
    caller.create(PEN)
    deliver(caller, inbox)
    assert app.webhook_secret is None
    assert [sorted(headers) for headers, _ in inbox.seen if "webhook-signature" in headers] == []
    assert [json.loads(body)["drawing"]["id"] for _, body in inbox.seen] == ["job_000001"]
    states = {one["url"]: one["state"] for one in delivered(caller)}
    assert states.pop(HOOK) == "taken"
    assert set(states.values()) == {"held back"}
    app.close()


def test_an_address_that_is_registered_may_be_anywhere(apis: dict[str, Api], inbox: Inbox) -> None:
    app = EmulatedApp(apis["atelier"], Options(instant=True, webhook="https://example.com/hook"))
    caller = Caller(app, "/v2/drawings")
    caller.create(PEN)
    deliver(caller, inbox)
    assert [one["state"] for one in delivered(caller)] == ["taken"]
    app.close()


def test_a_server_sends_by_itself_and_never_shows_its_secret(
    apis: dict[str, Api],
    inbox: Inbox,
    package: ModuleType,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    with (
        listening(inbox) as url,
        Emulator(apis["atelier"], Options(instant=True, webhook=url)) as emulator,
    ):
        headers = {"Authorization": f"Bearer {emulator.api_key}"}
        answer = httpx2.post(f"{emulator.url}/v2/drawings", json=PEN, headers=headers)
        assert answer.status_code == 200
        assert inbox.arrival.acquire(timeout=60)
        assert emulator.webhook_secret is not None
        event = package.Webhooks(emulator.webhook_secret).verify(*inbox.seen[0])
        assert event.job.id == "job_000001"
        assert f"{emulator!r}{emulator._app!r}".count(emulator.webhook_secret) == 0
        assert emulator.webhook_secret not in caplog.text


def test_a_platform_without_webhooks_sends_none(opened: Start, inbox: Inbox) -> None:
    rivya = opened("rivya", instant=True, webhook=HOOK)
    rivya.create()
    deliver(rivya, inbox)
    assert (rivya.app.webhook_secret, inbox.seen, delivered(rivya)) == (None, [], [])
