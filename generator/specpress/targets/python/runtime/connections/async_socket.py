"""Sockets of asyncio, connected to whichever address of a host answers first."""

from __future__ import annotations

import asyncio
import socket
from functools import partial
from itertools import chain, zip_longest
from typing import Any, Final, TypeAlias

_Address: TypeAlias = tuple[int, Any]

_HEAD_START: Final = 0.25
"""How many seconds an address has before the next is tried as well (RFC 8305)."""


async def connected_to(host: str, port: int) -> socket.socket:
    """Return a socket that is connected to the first address of a host that answers.

    It does not block, and belongs to no event loop.

    Raises:
        OSError: the host is not known, or none of its addresses answers.

    """
    addresses = await _addresses(host, port)
    if len(addresses) == 1:
        return await _opened(addresses[0])
    begun: list[asyncio.Task[socket.socket]] = []
    won: socket.socket | None = None
    try:
        won = await _raced(addresses, begun)
        return won
    finally:
        for one in begun:
            one.cancel()
        lost = await asyncio.gather(*begun, return_exceptions=True)
        for other in lost:
            if isinstance(other, socket.socket) and other is not won:
                other.close()


async def _addresses(host: str, port: int) -> list[_Address]:
    """Return the addresses of a host, its kinds by turns."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = look_up(flags=socket.AI_NUMERICHOST)
    except OSError:
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(None, look_up)
    kinds = [
        [one for one in found if one[0] == kind]
        for kind in {one[0]: 0 for one in found}
    ]
    turns = chain.from_iterable(zip_longest(*kinds))
    return [(one[0], one[4]) for one in turns if one is not None]


async def _raced(
    addresses: list[_Address],
    begun: list[asyncio.Task[socket.socket]],
) -> socket.socket:
    """Begin with one address after the other, until one answers or none is left."""
    for number, address in enumerate(addresses, 1):
        begun.append(asyncio.ensure_future(_opened(address)))
        is_last = number == len(addresses)
        while running := [one for one in begun if not one.done()]:
            pause = None if is_last else _HEAD_START
            first = asyncio.FIRST_COMPLETED
            ended, _ = await asyncio.wait(running, timeout=pause, return_when=first)
            if won := [one.result() for one in ended if one.exception() is None]:
                return won[0]
            if not is_last:
                break
    return begun[-1].result()


async def _opened(address: _Address) -> socket.socket:
    kind, place = address
    made = socket.socket(kind, socket.SOCK_STREAM)
    try:
        made.settimeout(0)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(made, place)
    except BaseException:
        made.close()
        raise
    return made
