"""Collect what is wrong, so that one run shows all of it."""

from __future__ import annotations

from collections.abc import Iterable

from specpress.diagnostics.codes import is_error
from specpress.diagnostics.diagnostic import Diagnostic


class SpecError(Exception):
    """The only exception that leaves the library: the diagnostics that stopped it."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Keep the diagnostics, in the order they are to be shown."""
        self.diagnostics = tuple(diagnostics)
        super().__init__("; ".join(f"{one.code}: {one.message}" for one in self.diagnostics))


class Report:
    """Diagnostics of one run, in the order of their places.

    A floor adds all it finds; the next floor starts only when `stop_if_failed` lets it.
    """

    __slots__ = ("_found",)

    def __init__(self) -> None:
        """Start with nothing found."""
        self._found: dict[Diagnostic, None] = {}

    def add(self, *diagnostics: Diagnostic) -> None:
        """Record diagnostics; the same one twice is recorded once."""
        self._found.update(dict.fromkeys(diagnostics))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return everything found, sorted by file, line, column and code."""
        return tuple(sorted(self._found, key=lambda one: (*one.primary.span.place, one.code)))

    @property
    def count(self) -> int:
        """Return how many were found."""
        return len(self._found)

    @property
    def failed(self) -> bool:
        """Return whether anything found is an error."""
        return any(is_error(one.code) for one in self._found)

    def stop_if_failed(self) -> None:
        """Raise SpecError with everything found if any of it is an error."""
        if self.failed:
            raise SpecError(self.diagnostics)
