"""What goes wrong next."""

from __future__ import annotations

from dataclasses import replace

from specpress.emulator.faults.faults import OF_DELIVERIES, Fault
from specpress.emulator.faults.profiles import Profile


class Plan:
    """What goes wrong next: what was asked for, first come, first served; else the profile."""

    def __init__(self, profile: Profile, seed: int) -> None:
        """Follow a profile from its beginning."""
        self.profile = profile
        self.seed = seed
        self._ordinal = 0
        self._queue: list[Fault] = []

    def follow(self, profile: Profile, seed: int) -> None:
        """Follow another profile, from its beginning."""
        self.profile, self.seed, self._ordinal = profile, seed, 0

    def ask(self, fault: Fault) -> None:
        """Let a fault meet the next calls that it is meant for."""
        self._queue.append(fault)

    def clear(self) -> None:
        """Forget the faults that were asked for."""
        self._queue.clear()

    @property
    def queue(self) -> tuple[Fault, ...]:
        """The faults that were asked for and have not met their calls yet."""
        return tuple(self._queue)

    def draw(self, operation: str) -> Fault | None:
        """Return what goes wrong with this call, if anything does."""
        self._ordinal += 1
        at = next((at for at, one in enumerate(self._queue) if one.meets(operation)), None)
        if at is None:
            drawn = self.profile.draw(self.seed, self._ordinal)
            return drawn if drawn is not None and drawn.meets(operation) else None
        return self._taken(at)

    def draw_delivery(self) -> Fault | None:
        """Return what goes wrong with this delivery of a webhook, if it was asked for."""
        kinds = (at for at, one in enumerate(self._queue) if one.kind in OF_DELIVERIES)
        at = next(kinds, None)
        return None if at is None else self._taken(at)

    def _taken(self, at: int) -> Fault:
        fault = self._queue[at]
        if fault.times > 1:
            self._queue[at] = replace(fault, times=fault.times - 1)
        else:
            del self._queue[at]
        return fault
