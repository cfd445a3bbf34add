"""A request that may be sent: checked, and made into bytes once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ..errors.base import ClientError, InvalidRequestError
from ..errors.local import UnforeseenError
from .body import Body
from .cost import cost_of
from .model import model_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ..errors.base import Violation
    from ..facts import Platform
    from .cost import Cost
    from .model import ModelModule


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that its model accepts, and its bytes."""

    model: ModelModule
    request: Mapping[str, object]
    body: Body

    def cost(self) -> Cost | None:
        """Return what it costs; None if no page says that."""
        return cost_of(self.model, self.request)


def prepare(platform: Platform, request: Mapping[str, object]) -> Prepared:
    """Return a request that may be sent.

    Raises:
        InvalidRequestError: it breaks the page's rules, or is not JSON.
        UnforeseenError: it is an object whose methods raise.

    """
    try:
        return _prepared(platform, request)
    except ClientError:
        raise
    except Exception as error:
        raise UnforeseenError.of(error) from error


def _prepared(platform: Platform, request: Mapping[str, object]) -> Prepared:
    model = model_in(platform, request)
    violations = tuple(model.check(request))
    if violations:
        raise InvalidRequestError(violations)
    return Prepared(model, request, Body.of(request))


def prepare_all(
    platform: Platform,
    requests: Sequence[Mapping[str, object]],
) -> tuple[Prepared, ...]:
    """Return requests that may be sent, all of them or none.

    Raises:
        InvalidRequestError: what is wrong with any; its place begins with the number of
            the request, from 0.

    """
    found: list[Prepared] = []
    wrong: list[Violation] = []
    for number, request in enumerate(requests):
        try:
            found.append(prepare(platform, request))
        except InvalidRequestError as error:
            wrong += (_OfMany(number, one) for one in error.violations)
    if wrong:
        raise InvalidRequestError(tuple(wrong))
    return tuple(found)


class _OfMany(NamedTuple):
    """A violation in one of several requests."""

    number: int
    violation: Violation

    @property
    def code(self) -> str:
        return self.violation.code

    @property
    def at(self) -> str:
        return f"/{self.number}{self.violation.at}"

    def message(self, locale: str = "en") -> str:
        return f"/{self.number}: {self.violation.message(locale)}"
