"""Calling what a program wants to be told by, which may raise whatever it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")


class CallbackError(Exception):
    """A callback of the program raised `raised`, which is the program's to deal with.

    It is wrapped so that nothing on its way takes it for an error of a connection.
    """

    def __init__(self, raised: Exception) -> None:
        """Hold what is raised in its place in the end."""
        super().__init__()
        self.raised = raised


def call_back(told: Callable[P, object], *args: P.args, **named: P.kwargs) -> None:
    """Call a callback.

    Raises:
        CallbackError: it raised.

    """
    try:
        told(*args, **named)
    except Exception as error:
        raised = error
    else:
        return
    raise CallbackError(raised)
