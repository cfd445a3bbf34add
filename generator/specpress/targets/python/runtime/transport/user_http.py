"""Where an HTTP client of the user's may be used: its connections are not ours."""

from __future__ import annotations

import os

from ..errors.local import MisplacedError


class Home:
    """The process, and the event loop if there is one, that connections belong to."""

    __slots__ = ("_loop", "_process")

    def __init__(self, loop: object = None) -> None:
        """Be this process; without `loop`, the first loop that asks for it."""
        self._process = os.getpid()
        self._loop = loop

    def require(self, loop: object = None) -> None:
        """See that connections can be used here, in `loop`.

        Raises:
            MisplacedError: they would fail, or bring the answers of others.

        """
        if self._process != os.getpid():
            place = "process, which was forked since; open a client in each"
        elif self._loop not in (None, loop):
            place = "event loop; open a client in each, or leave out http="
        else:
            self._loop = loop
            return
        whose = "the client that was passed as http= belongs to another"
        message = f"{whose} {place}; nothing was sent"
        raise MisplacedError(message)
