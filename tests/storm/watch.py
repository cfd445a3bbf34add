"""Transports that count what really arrives at a client, and can keep its keys from leaving."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2

_KEY = "Idempotency-Key"


@dataclass
class Watch:
    """What arrived, by kind; `slow` are the answers that took `patience` seconds or more.

    Where `keyless`, no idempotency key leaves the client, which does not know it.
    """

    keyless: bool = False
    patience: float = 0.2
    seen: Counter[str] = field(default_factory=Counter)

    @contextmanager
    def sending(self, request: httpx2.Request) -> Iterator[None]:
        if self.keyless:
            request.headers.pop(_KEY, None)
        began = time.monotonic()
        try:
            yield
        except httpx2.TransportError:
            self.seen["reset"] += 1
            raise
        if time.monotonic() - began >= self.patience:
            self.seen["slow"] += 1

    @contextmanager
    def reading(self) -> Iterator[None]:
        try:
            yield
        except httpx2.TransportError:
            self.seen["truncated"] += 1
            raise

    def watched(
        self, answer: httpx2.Response, stream: httpx2.SyncByteStream | httpx2.AsyncByteStream
    ) -> httpx2.Response:
        self.seen[str(answer.status_code)] += 1
        return httpx2.Response(
            answer.status_code, headers=answer.headers, stream=stream, extensions=answer.extensions
        )


class SyncWatched(httpx2.BaseTransport):
    def __init__(self, inner: httpx2.BaseTransport, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._watch.sending(request):
            answer = self._inner.handle_request(request)
        assert isinstance(answer.stream, httpx2.SyncByteStream)
        return self._watch.watched(answer, _SyncStream(answer.stream, self._watch))

    def close(self) -> None:
        self._inner.close()


class AsyncWatched(httpx2.AsyncBaseTransport):
    def __init__(self, inner: httpx2.AsyncBaseTransport, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        with self._watch.sending(request):
            answer = await self._inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx2.AsyncByteStream)
        return self._watch.watched(answer, _AsyncStream(answer.stream, self._watch))

    async def aclose(self) -> None:
        await self._inner.aclose()


class _SyncStream(httpx2.SyncByteStream):
    def __init__(self, inner: httpx2.SyncByteStream, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    def __iter__(self) -> Iterator[bytes]:
        with self._watch.reading():
            yield from self._inner

    def close(self) -> None:
        self._inner.close()


class _AsyncStream(httpx2.AsyncByteStream):
    def __init__(self, inner: httpx2.AsyncByteStream, watch: Watch) -> None:
        self._inner, self._watch = inner, watch

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with self._watch.reading():
            async for chunk in self._inner:
                yield chunk

    async def aclose(self) -> None:
        await self._inner.aclose()
