"""The routes of an emulator: the platform's own calls, and the emulator's below `/__emulator__`."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from functools import cache
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from specpress.emit.encoders.encoders import placeholders
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.emulator.answers.characters import characters
from specpress.emulator.emulation import Call, Emulation
from specpress.emulator.http.control import control_routes
from specpress.emulator.http.log import log_call
from specpress.emulator.platform.answer import Answer, RefusedError
from specpress.emulator.platform.assumptions import OPENAPI
from specpress.emulator.platform.error_codes import Meaning, Refusal
from specpress.ir.types.api import Operation
from specpress.targets.openapi import TARGET as OPENAPI_TARGET

_NOT_FOUND: Final = 404


def app_of(emulation: Emulation) -> Starlette:
    """Return the ASGI app of an emulation."""
    refusals = _Refusals(emulation)
    return Starlette(
        routes=[*control_routes(emulation), *_routes(emulation), *_openapi(emulation)],
        exception_handlers={HTTPException: refusals.of_http, RefusedError: refusals.of_call},
    )


def _routes(emulation: Emulation) -> Iterator[Route]:
    """Yield a route a path; of two operations with one path and method, the first is served."""
    paths: dict[str, dict[str, Operation]] = {}
    for one in emulation.api.platform.operations:
        paths.setdefault(characters(one.path), {}).setdefault(one.method, one)
    for path, operations in paths.items():
        yield Route(path, _endpoint(emulation, operations), methods=list(operations))


def _endpoint(emulation: Emulation, operations: dict[str, Operation]) -> Any:
    ids = {one.name: next(map(str, placeholders(one.path)), None) for one in operations.values()}

    async def endpoint(request: Request) -> ASGIApp:
        operation = operations["GET" if request.method == "HEAD" else request.method]
        name = ids[operation.name]
        call = Call(
            operation,
            request.headers,
            "" if name is None else request.path_params[name],
            _body(request),
            base_of(request),
        )
        answer = await emulation.answer(call)
        log_call(operation.name, answer)
        return response_of(answer) if isinstance(answer, Answer) else answer

    return endpoint


async def _body(request: Request) -> AsyncIterator[bytes]:
    try:
        async for chunk in request.stream():
            if chunk:
                yield chunk
    except ClientDisconnect:
        # There is nobody left to answer; what was sent is no whole body.
        raise ConnectionResetError from None


def response_of(answer: Answer) -> Response:
    """Return an answer for Starlette to send."""
    return Response(answer.body, answer.status, dict(answer.headers), answer.media_type)


def base_of(request: Request) -> str:
    """Return the URL of the emulator as the client knows it."""
    host = request.headers.get("host")
    return f"{request.scope['scheme']}://{host}" if host else str(request.base_url).rstrip("/")


class _Refusals:
    """Writes what goes wrong outside of any call in the envelope of the platform."""

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation

    async def of_http(self, request: Request, error: Exception) -> Response:
        """Answer a path or a method that there is not."""
        del request
        status = error.status_code if isinstance(error, HTTPException) else _NOT_FOUND
        headers = (error.headers if isinstance(error, HTTPException) else None) or {}
        refusal = self._emulation.meanings.of(Meaning.NOT_FOUND)
        if status != _NOT_FOUND:
            refusal = Refusal(status, "method_not_allowed", is_code_stated=False)
        return self._response(RefusedError(refusal, "there is no such call", headers))

    async def of_call(self, request: Request, error: Exception) -> Response:
        """Answer a call of the emulator's own that is refused."""
        del request
        if not isinstance(error, RefusedError):
            raise error
        return self._response(error)

    def _response(self, error: RefusedError) -> Response:
        return response_of(self._emulation.refused(error))


def _openapi(emulation: Emulation) -> Iterator[Route]:
    """Yield the route of the OpenAPI document, with this emulator as its server."""
    if not emulation.api.models:
        return

    @cache
    def document() -> Any:
        files = OPENAPI_TARGET.emit(emulation.api, Context(Templates()))
        return json.loads(next(iter(files)).text)

    async def endpoint(request: Request) -> Response:
        servers = [{"url": base_of(request), "description": "An emulator on this machine."}]
        return JSONResponse({**document(), "servers": servers})

    yield Route(OPENAPI, endpoint)
