"""A platform that answers calls, in process: its ledger, its clock, its key and its faults."""

from __future__ import annotations

import time
from collections import Counter as Counts
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from specpress.emulator.admission.admission import Admission
from specpress.emulator.admission.keys import Keys
from specpress.emulator.admission.rate_limit import Counter
from specpress.emulator.answers.characters import characters
from specpress.emulator.answers.shapes import JsonObject, Known, filled
from specpress.emulator.faults.broken_answers import Ending
from specpress.emulator.faults.faults import Fault, FaultError, Kind
from specpress.emulator.faults.injection import CutShortError, broken, holding
from specpress.emulator.faults.plan import Plan
from specpress.emulator.faults.profiles import profile_named
from specpress.emulator.jobs.jobs import Jobs
from specpress.emulator.jobs.webhook_deliveries import Deliveries
from specpress.emulator.ledger.bill import exact, shown
from specpress.emulator.ledger.ledger import Ledger
from specpress.emulator.options import Options
from specpress.emulator.platform.account import Account
from specpress.emulator.platform.answer import Answer, Envelope, RefusedError, json_bytes
from specpress.emulator.platform.clock import Clock
from specpress.emulator.platform.error_codes import Meaning, Meanings
from specpress.emulator.platform.key_names import balance_keys
from specpress.emulator.platform.models import Catalog
from specpress.emulator.platform.webhook_events import Messages
from specpress.emulator.report import ledger_tree
from specpress.emulator.uploads.uploads import Uploads
from specpress.ir.types.api import Api, Operation, Platform
from specpress.ir.types.api import Job as JobSpec

_LONGEST_BODY: Final = 4_000_000


class UnservableError(Exception):
    """A platform that cannot be emulated; the message says what its spec lacks."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its headers with names in lower case, the id in its path, and its body.

    `base` is the URL of the emulator as the client knows it.
    """

    operation: Operation
    headers: Mapping[str, str]
    id: str
    body: AsyncIterator[bytes]
    base: str


class Emulation:
    """One platform, one account, one run."""

    def __init__(self, api: Api, options: Options | None = None) -> None:
        """Open the ledger and make a key.

        Raises:
            UnservableError: the spec describes no jobs, or no call that creates them.
            FaultError: there is no such profile of faults.
            LedgerError: the file is no ledger of this platform.

        """
        self.api = api
        self.options = options = options or Options()
        spec = _servable(api.platform)
        self.plan = Plan(profile_named(options.faults), options.seed)
        self.keys = Keys(api.platform.auth)
        self.meanings = Meanings(api.platform)
        self.ledger = Ledger(options.db, api.platform.id, exact(options.opening))
        self.clock = Clock(options.speed, max(time.time(), self.ledger.latest()))
        self.counts: Counts[str] = Counts()
        self.faults: dict[str, Counts[str]] = {}
        self._refused = 0
        self._envelope = Envelope(api.platform.error_answer)
        self._catalog = Catalog(api)
        self._admission = Admission(self.keys, Counter(self.clock), self.meanings)
        account = Account(
            api.platform, options, self.ledger, self.clock, self.meanings, self._catalog
        )
        self.jobs = Jobs(account, spec)
        self._uploads = Uploads(account)
        self.deliveries = self._opened_deliveries()
        self.refuse_connections: Callable[[float], None] | None = None
        """Set by a server, which alone has a listener to close."""

    def __repr__(self) -> str:
        """Show no key."""
        return f"<Emulation of {self.api.platform.id}>"

    async def answer(self, call: Call) -> Answer | Ending:
        """Answer a call, or break the answer as the plan of faults has it."""
        name = call.operation.name
        self.counts[name] += 1
        fault = self.plan.draw(name)
        if fault is not None:
            self.faults.setdefault(name, Counts())[fault.kind] += 1
        try:
            self._admission.admit(call.operation, call.headers, self.plan.profile.limit)
            answer = await self._act(call, fault)
        except CutShortError as cut:
            return cut.outcome
        except RefusedError as error:
            answer = self.refused(error)
        return broken(fault, answer)

    def refused(self, error: RefusedError) -> Answer:
        """Return the answer to a call that is refused."""
        self._refused += 1
        return self._envelope.answer(error, f"req_{self._refused:06}")

    async def _act(self, call: Call, fault: Fault | None) -> Answer:
        operation, hold = call.operation, holding(fault, self.meanings)
        if operation.name == "create":
            if self.deliveries is not None:
                self.deliveries.base = call.base
            key = call.headers.get(characters(operation.idempotency).lower()) or None
            return await self.jobs.create(await self._body(call), key, call.base, fault, hold)
        await hold()
        if operation.form is not None:
            kind = call.headers.get("content-type", "")
            return await self._uploads.add(operation.form, kind, call.body, call.base)
        match operation.name:
            case "status":
                return self.jobs.status(call.id, call.base)
            case "file":
                return self._uploads.get(operation, call.id, call.base)
            case "credits":
                return Answer(json_bytes(self._credits(operation)))
            case _:
                return self._listed(operation)

    def _listed(self, operation: Operation) -> Answer:
        """Return the answer to a call that no part of the emulator knows: the models, at most."""
        rows = self._catalog.rows()
        tree = {} if operation.answer is None else filled(operation.answer, Known(rows=rows))
        return Answer(json_bytes(tree))

    def _credits(self, operation: Operation) -> JsonObject:
        self.jobs.lifecycle.settle()
        balance = shown(self.ledger.balance)
        if operation.answer is None:
            return {"credits": balance}
        keys = dict.fromkeys(balance_keys(operation.answer), balance)
        return filled(operation.answer, Known(keys=keys))

    async def _body(self, call: Call) -> bytes:
        body = bytearray()
        async for chunk in call.body:
            body += chunk
            if len(body) > _LONGEST_BODY:
                message = f"the body is longer than {_LONGEST_BODY} bytes"
                raise RefusedError(self.meanings.of(Meaning.INVALID), message)
        return bytes(body)

    def fault(self, fault: Fault) -> None:
        """Let a fault meet the next calls that it is meant for, or at once the job it names.

        Raises:
            FaultError: there is no such job, code or state, or no server.

        """
        if fault.kind is Kind.REFUSE_CONNECTIONS:
            if self.refuse_connections is None:
                message = "there is no server whose connections could be refused"
                raise FaultError(message)
            self.refuse_connections(fault.seconds)
            return
        if fault.kind is Kind.ERROR and self.meanings.named(fault.code or "") is None:
            codes = ", ".join(one.code for one in self.api.platform.errors)
            message = f"the platform has no error {fault.code!r}; it has {codes}"
            raise FaultError(message)
        if fault.state is not None and fault.state not in self.jobs.lifecycle.states:
            states = ", ".join(self.jobs.lifecycle.states)
            message = f"the platform has no state {fault.state!r}; it has {states}"
            raise FaultError(message)
        if fault.job is None:
            self.plan.ask(fault)
            return
        try:
            self.jobs.end_otherwise(fault.job, fault)
        except RefusedError as error:
            raise FaultError(error.message) from None

    def tree(self) -> JsonObject:
        """Return the ledger, as of now, for JSON."""
        lifecycle = self.jobs.lifecycle
        state = partial(lifecycle.state, now=lifecycle.settle())
        sent = () if self.deliveries is None else self.deliveries
        return ledger_tree(self.ledger, state, sent, self.counts, self.faults)

    def _opened_deliveries(self) -> Deliveries | None:
        """Return what sends word of jobs, where a spec has webhooks."""
        spec = self.api.platform.webhooks
        if spec is None:
            return None
        address = self.options.webhook
        return Deliveries(Messages(spec), self.jobs, self.clock, self.plan, address)

    def close(self) -> None:
        """Close the ledger."""
        self.ledger.close()


def _servable(platform: Platform) -> JobSpec:
    names = {one.name for one in platform.operations}
    lacks = [f"an operation `{one}`" for one in ("create", "status") if one not in names]
    if platform.job is None:
        lacks.append("`job`")
    if lacks or platform.job is None:
        message = f"{platform.id} cannot be emulated: platform.yaml has no {' and no '.join(lacks)}"
        raise UnservableError(message)
    return platform.job
