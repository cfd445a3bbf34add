"""What the emulator does although no page says so, each with an id that never changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Final, TypeAlias

from specpress.emulator.options import OPENING
from specpress.emulator.platform.error_codes import Meaning, Meanings
from specpress.emulator.platform.lifecycle import SECONDS
from specpress.emulator.platform.webhook_events import events_of
from specpress.ir.types.api import Api, Billing, Operation

CREATED: Final = 200
KEY_RETENTION: Final = 24 * 3600.0
RESULT_LIFETIME: Final = 24 * 3600.0
OPENAPI: Final = "/openapi.json"
PAUSES: Final = (5.0, 300.0, 1800.0, 7200.0, 18000.0, 36000.0)
"""Virtual seconds between one attempt to send a webhook and the next."""
PATIENCE: Final = 10.0
"""Real seconds that the receiver of a webhook has for its answer."""


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact, the value that was chosen, and why."""

    id: str
    fact: str
    value: str
    reason: str

    def tree(self) -> dict[str, str]:
        """Return it for JSON."""
        return asdict(self)


_Value: TypeAlias = Callable[[Api, Meanings], str | None]
"""What is assumed of a platform; None where its spec says it, or where it does not matter."""


def assumptions_of(api: Api) -> tuple[Assumption, ...]:
    """Return what is assumed of a platform; numbers are those of the table, with gaps."""
    return tuple(_found(api, Meanings(api.platform)))


def _found(api: Api, meanings: Meanings) -> Iterator[Assumption]:
    for number, (fact, value, reason) in _TABLE.items():
        said = value(api, meanings)
        if said is not None:
            yield Assumption(f"{api.platform.id}.A{number:02}", fact, said, reason)


def _always(value: str) -> _Value:
    return lambda _api, _meanings: value


def _operation(api: Api, name: str) -> Operation | None:
    return next((one for one in api.platform.operations if one.name == name), None)


def _with(name: str, value: str) -> _Value:
    """Return what is assumed of platforms that have an operation."""
    return lambda api, _: None if _operation(api, name) is None else value


def _with_key(value: str) -> _Value:
    """Return what is assumed of platforms whose create call takes an idempotency key."""

    def said(api: Api, _: Meanings) -> str | None:
        create = _operation(api, "create")
        return None if create is None or create.idempotency is None else value

    return said


def _undocumented(name: str, value: str) -> _Value:
    """Return what is assumed of an operation whose answer no page shows."""

    def said(api: Api, _: Meanings) -> str | None:
        operation = _operation(api, name)
        return None if operation is None or operation.answer is not None else value

    return said


def _credits_status(api: Api, meanings: Meanings) -> str | None:
    refusal = meanings.of(Meaning.NO_CREDITS)
    is_said = refusal.is_status_stated or _operation(api, "create") is None
    return None if is_said else f"{refusal.status} with {refusal.code}"


def _codes(_: Api, meanings: Meanings) -> str:
    return "; ".join(
        f"{meaning.value}: {refusal.code}"
        for meaning, refusal in meanings
        if refusal.is_code_stated
    )


def _missing_codes(_: Api, meanings: Meanings) -> str | None:
    missing = [
        f"{meaning.value}: {refusal.status} {refusal.code}"
        for meaning, refusal in meanings
        if not refusal.is_code_stated
    ]
    return "; ".join(missing) or None


def _metered(api: Api, _: Meanings) -> str | None:
    is_metered = any(
        one.price is not None
        and (one.price.known_after or (one.credits and one.credits.billing is Billing.METERED))
        for one in api.models
    )
    return "between the least it may cost and what was reserved" if is_metered else None


def _durations(api: Api, _: Meanings) -> str:
    kinds = dict.fromkeys(one.output for one in api.models)
    return ", ".join(f"{kind} {SECONDS[kind][0]:.0f} to {SECONDS[kind][1]:.0f} s" for kind in kinds)


def _free(api: Api, _: Meanings) -> str | None:
    free = [one.id for one in api.models if one.price is None]
    return f"nothing: {', '.join(free)}" if free else None


def _hooked(value: str) -> _Value:
    """Return what is assumed of platforms that send webhooks."""
    return lambda api, _: None if api.platform.webhooks is None else value


def _events(api: Api, _: Meanings) -> str | None:
    found = None if api.platform.webhooks is None else events_of(api.platform.webhooks)
    return None if found is None else f"a success: {found[0]}; a failure: {found[1]}"


def _keys(api: Api, _: Meanings) -> str | None:
    return None if api.platform.auth is None else "a new one each run, with every scope"


_TABLE: Final[dict[int, tuple[str, _Value, str]]] = {
    1: (
        "status of a call that succeeds",
        _always(str(CREATED)),
        "No page names it; the OpenAPI document says the same.",
    ),
    2: (
        "status when credits are too few",
        _credits_status,
        "No page names it; HTTP keeps 402 for payment.",
    ),
    3: (
        "scope of an idempotency key",
        _with_key("the account, for the create call"),
        "The usual one: a key never meets that of somebody else.",
    ),
    4: (
        "how long an idempotency key is remembered",
        _with_key(f"{KEY_RETENTION / 3600:.0f} h"),
        "The usual time; after it the key starts a new job.",
    ),
    5: (
        "a second call while the first under its key is handled",
        _with_key("waits, and is answered as the first"),
        "No page speaks of it; the client cannot tell it from a replay.",
    ),
    6: (
        "a repeated call under the same key",
        _with_key("the status and the bytes of the first answer"),
        "The job may have moved on since; asking for its state tells.",
    ),
    7: (
        "a key whose call was refused",
        _with_key("may be used again, with any body"),
        "Nothing was done under it.",
    ),
    8: (
        "order of the checks of a create call",
        _always("key, scope, rate, idempotency key, body, credits"),
        "From the cheapest to the dearest; a repeat is answered before it is judged again.",
    ),
    9: (
        "keys of the answer to an upload",
        _with("upload", "id, kind, mime_type and size_bytes, beside those of the page"),
        "The call that looks a file up needs an id.",
    ),
    10: (
        "keys of the answer to the lookup of a file",
        _undocumented("file", "those of the upload"),
        "No page shows it.",
    ),
    11: (
        "how a file that breaks the policy is refused",
        lambda api, meanings: (
            None
            if _operation(api, "upload") is None
            else f"{meanings.of(Meaning.INVALID).status} {meanings.of(Meaning.INVALID).code}"
        ),
        "The pages name no code of its own.",
    ),
    12: (
        "rate limit",
        _always("none, unless a profile of faults has one"),
        "No page states figures.",
    ),
    13: ("Retry-After of refusals", _always("whole seconds"), "The simpler of the two forms."),
    14: (
        "how long a result can be downloaded",
        _always(f"{RESULT_LIFETIME / 3600:.0f} h after the job has ended"),
        "No page states it.",
    ),
    15: (
        "what a failed job costs",
        _always("nothing: all that was reserved is given back"),
        "No page says otherwise.",
    ),
    16: (
        "what is reserved when a job starts",
        _always("the most the price allows, or the least where no bound is known"),
        "A job must not cost more than was there when it started.",
    ),
    17: ("what a metered job costs", _metered, "Known only to the platform."),
    18: ("what a job of a model without a price costs", _free, "Its page states no price."),
    19: (
        "how long a job takes, in virtual time",
        _durations,
        "No page states it; drawn by the seed.",
    ),
    20: (
        "opening balance",
        _always(f"{OPENING:,} in the unit of the prices"),
        "Enough for a day of tests.",
    ),
    21: ("what each error code means", _codes, "Taken from its HTTP status and its name."),
    22: ("errors that the pages have no code for", _missing_codes, "The usual status and name."),
    23: (
        "path of the OpenAPI document",
        _always(OPENAPI),
        "The usual place; not every platform has one.",
    ),
    24: ("the key", _keys, "Nobody has to sign up."),
    25: (
        "the charge of a job that has not ended",
        lambda api, _: None if api.platform.job is None or api.platform.job.charge is None else "0",
        "It is not known yet.",
    ),
    26: (
        "which number is the balance",
        _with("credits", "the first whose key speaks of credits or of a balance"),
        "The spec has no word for it.",
    ),
    27: ("which webhook tells of what", _events, "Told by the words of the events' names."),
    28: (
        "when a webhook that nobody takes is sent again",
        _hooked(f"after {', '.join(f'{one:g}' for one in PAUSES)} virtual seconds, then no more"),
        "The schedule that Standard Webhooks advises, without its last days.",
    ),
    29: (
        "when a webhook is taken",
        _hooked(f"a status from 200 to 299 within {PATIENCE:g} real seconds"),
        "The usual rule; the time of a delivery is real as well, since receivers look at theirs.",
    ),
    30: (
        "where webhooks may go",
        _hooked("to this machine, and to the address that --webhook registers"),
        "A request of a test may name the address of somebody else.",
    ),
}
