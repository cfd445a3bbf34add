"""The emulator's own calls, below `/__emulator__`: ledger, faults, clock, assumptions, files."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from specpress.emulator.emulation import Emulation
from specpress.emulator.faults.faults import Fault, FaultError, fault_of
from specpress.emulator.faults.profiles import profile_named, with_retry_after
from specpress.emulator.platform.assumptions import assumptions_of
from specpress.emulator.platform.clock import written

ROOT: Final = "/__emulator__"
_BAD_REQUEST, _FORBIDDEN, _TOO_LARGE, _UNSUPPORTED = 400, 403, 413, 415
_LONGEST: Final = 365 * 24 * 3600.0
_LONGEST_BODY: Final = 1_000_000

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]


class _UnfitError(Exception):
    """A call that is not looked into; the status and the message say why."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def control_routes(emulation: Emulation) -> list[Route]:
    """Return the routes of an emulation's own calls."""
    control = _Control(emulation)
    calls: list[tuple[str, str, _Endpoint]] = [
        ("GET", "ledger", control.ledger),
        ("GET", "assumptions", control.assumptions),
        ("GET", "faults", control.faults),
        ("POST", "faults", control.change_faults),
        ("DELETE", "faults", control.clear_faults),
        ("GET", "clock", control.clock),
        ("POST", "clock", control.advance),
    ]
    return [
        *(Route(f"{ROOT}/{path}", _guarded(one), methods=[verb]) for verb, path, one in calls),
        Route(f"{ROOT}/results/{{file}}", control.result),
    ]


def _guarded(endpoint: _Endpoint) -> _Endpoint:
    """Return an endpoint that says what is wrong, and that pages of other origins cannot call."""

    async def guarded(request: Request) -> Response:
        origin, host = request.headers.get("origin"), request.headers.get("host")
        if origin not in {None, f"{request.url.scheme}://{host}"}:
            return _json({"error": "pages of other origins may not do this"}, _FORBIDDEN)
        try:
            return await endpoint(request)
        except FaultError as problem:
            return _json({"error": str(problem)}, _BAD_REQUEST)
        except _UnfitError as problem:
            return _json({"error": str(problem)}, problem.status)

    return guarded


class _Control:
    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation

    async def ledger(self, request: Request) -> Response:
        del request
        return _json(self._emulation.tree())

    async def assumptions(self, request: Request) -> Response:
        del request
        return _json([one.tree() for one in assumptions_of(self._emulation.api)])

    async def faults(self, request: Request) -> Response:
        del request
        return _json(self._plan())

    async def change_faults(self, request: Request) -> Response:
        change_faults(self._emulation, await _wish(request))
        return _json(self._plan())

    async def clear_faults(self, request: Request) -> Response:
        del request
        self._emulation.plan.clear()
        self._emulation.plan.follow(profile_named("none"), self._emulation.options.seed)
        return _json(self._plan())

    async def clock(self, request: Request) -> Response:
        del request
        return _json(self._time())

    async def advance(self, request: Request) -> Response:
        self._emulation.clock.advance(_seconds(await _wish(request)))
        return _json(self._time())

    async def result(self, request: Request) -> Response:
        id_, _, _ = request.path_params["file"].partition(".")
        found = self._emulation.jobs.result(id_)
        return Response(found.content, media_type=found.mime)

    def _plan(self) -> dict[str, Any]:
        plan = self._emulation.plan
        queue = [_shown(one) for one in plan.queue]
        return {"profile": plan.profile.name, "seed": plan.seed, "queue": queue}

    def _time(self) -> dict[str, Any]:
        clock = self._emulation.clock
        return {"now": written(clock.now()), "speed": clock.speed}


def change_faults(emulation: Emulation, wish: Mapping[str, Any]) -> None:
    """Do what JSON asks for: a profile, with its seed and Retry-After, or faults.

    `{"profile": "storm", "seed": 7}`, `{"fault": "slow", "times": 2}` or `{"queue": [{…}, …]}`.

    Raises:
        FaultError: it asks for nothing that there is.

    """
    operations = frozenset(str(one.name) for one in emulation.api.platform.operations)
    if "profile" in wish:
        profile = profile_named(wish["profile"])
        seed, seconds = wish.get("seed", emulation.plan.seed), wish.get("retry_after")
        is_whole = all(one is None or type(one) is int for one in (seed, seconds))
        if not is_whole or set(wish) - {"profile", "seed", "retry_after"}:
            message = "with a profile go seed and retry_after, whole numbers, and nothing else"
            raise FaultError(message)
        emulation.plan.follow(
            profile if seconds is None else with_retry_after(profile, seconds), seed
        )
        return
    queue = wish["queue"] if set(wish) == {"queue"} else [wish]
    if not isinstance(queue, list) or not all(isinstance(one, dict) for one in queue):
        message = "queue is a list of faults"
        raise FaultError(message)
    for fault in [fault_of(one, operations) for one in queue]:
        emulation.fault(fault)


def _json(tree: Any, status: int = 200) -> Response:
    """Return JSON that ends with a line feed, for people with a terminal."""
    return Response(f"{json.dumps(tree)}\n", status, media_type="application/json")


def _shown(fault: Fault) -> dict[str, Any]:
    """Return a fault as it may be asked for, without what goes without saying."""
    usual = asdict(Fault(kind=fault.kind))
    rest = {name: one for name, one in asdict(fault).items() if one != usual[name]}
    return {"fault": fault.kind, **rest}


async def _wish(request: Request) -> dict[str, Any]:
    """Return the JSON object that is sent; a page cannot send one elsewhere without asking."""
    kind, _, _ = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "application/json":
        raise _UnfitError(_UNSUPPORTED, "the body must be sent as Content-Type: application/json")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            raise _UnfitError(_TOO_LARGE, f"the body is longer than {_LONGEST_BODY} bytes")
    return _object(body)


def _object(body: bytearray) -> dict[str, Any]:
    try:
        tree = json.loads(body)
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        message = "the body must be a JSON object"
        raise FaultError(message)
    return tree


def _seconds(wish: Mapping[str, Any]) -> float:
    seconds = wish.get("advance")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        message = 'the body must be {"advance": SECONDS}'
        raise FaultError(message)
    if not 0 <= seconds <= _LONGEST:
        message = "the clock goes forward, by a year at most"
        raise FaultError(message)
    return float(seconds)
