"""Creating jobs, and describing them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import replace
from hashlib import sha256
from math import inf
from typing import Any, Final

from specpress.emulator.admission.idempotency import InFlight
from specpress.emulator.answers.sample_media import Sample, sample
from specpress.emulator.answers.shapes import JsonObject, Known, filled
from specpress.emulator.faults.faults import OUTCOMES, Fault
from specpress.emulator.ledger.bill import Bill, bill_of, shown
from specpress.emulator.ledger.ids import job_id, number_of
from specpress.emulator.ledger.rows import JobRow, Outcome
from specpress.emulator.platform.account import Account
from specpress.emulator.platform.answer import Answer, RefusedError, json_bytes
from specpress.emulator.platform.assumptions import CREATED, KEY_RETENTION, RESULT_LIFETIME
from specpress.emulator.platform.clock import written
from specpress.emulator.platform.error_codes import Meaning
from specpress.emulator.platform.key_names import reserved_keys, time_keys
from specpress.emulator.platform.lifecycle import Lifecycle, seconds_of
from specpress.emulator.seeded_random import luck
from specpress.ir.types.api import Job as JobSpec
from specpress.ir.types.api import Model

_SHOWN_VIOLATIONS: Final = 5


class Jobs:
    """The jobs of an account."""

    def __init__(self, account: Account, spec: JobSpec) -> None:
        """Take up the jobs of a ledger."""
        self._model_key = account.platform.request.model_key
        self._spec = spec
        self._options = account.options
        self._ledger = account.ledger
        self._clock = account.clock
        self._meanings = account.meanings
        self._catalog = account.catalog
        self._in_flight = InFlight()
        self._times = time_keys(spec.answer)
        self._reserved = reserved_keys(spec.answer)
        self.lifecycle = Lifecycle(spec, account.ledger, account.clock)

    async def create(
        self,
        body: bytes,
        key: str | None,
        base: str,
        fault: Fault | None,
        hold: Callable[[], Awaitable[None]],
    ) -> Answer:
        """Create the job that a body describes, once for a key.

        `hold` is awaited when everything before the commit is done but the reading of the ledger.

        Raises:
            RefusedError: the call is refused; nothing was done.

        """
        turn: AbstractAsyncContextManager[None] = (
            nullcontext() if key is None else self._in_flight.turn(key)
        )
        async with turn:
            await hold()
            fingerprint = sha256(body).hexdigest()
            earlier = self._earlier(key)
            if earlier is None:
                job = self._new(body, key, fingerprint, fault)
                answer = json_bytes(self.describe(job, base))
                self._ledger.add_job(replace(job, answer=answer))
                self.lifecycle.follow(job)
                return Answer(answer, CREATED)
            if earlier.fingerprint != fingerprint:
                raise self._refused(
                    Meaning.KEY_REUSED, "this idempotency key was used with another body"
                )
            return Answer(earlier.answer, CREATED)

    def get(self, id_: str) -> JobRow:
        """Return a job by its id.

        Raises:
            RefusedError: there is none.

        """
        self.lifecycle.settle()
        number = number_of(id_, job_id)
        job = None if number is None else self._ledger.job(number)
        if job is None:
            raise self._refused(Meaning.NOT_FOUND, "there is no such job")
        return job

    def status(self, id_: str, base: str) -> Answer:
        """Return the state of a job as the platform describes it."""
        return Answer(json_bytes(self.describe(self.get(id_), base)))

    def result(self, id_: str) -> Sample:
        """Return the file that a job has made.

        Raises:
            RefusedError: there is none, not yet, or no more.

        """
        job = self.get(id_)
        model = self._catalog.model(job.model)
        is_there = job.outcome is Outcome.SUCCEEDED and self.lifecycle.has_ended(job)
        if model is None or not is_there or self._clock.now() >= job.ends + RESULT_LIFETIME:
            raise self._refused(Meaning.NOT_FOUND, "there is no such result")
        return sample(model.output, id_)

    def describe(self, job: JobRow, base: str) -> JsonObject:
        """Return what the platform says of a job now; results stand below the URL `base`."""
        now = self._clock.now()
        has_ended = now >= job.ends
        roles: dict[str, Any] = {
            "job_id": job_id(job.number),
            "status": self.lifecycle.state(job, now),
            "model_id": job.model,
        }
        if has_ended and job.outcome is Outcome.SUCCEEDED:
            model = self._catalog.model(job.model)
            ending = sample(model.output if model else "", "").ending
            roles["result_url"] = [f"{base}/__emulator__/results/{job_id(job.number)}.{ending}"]
        if has_ended and job.outcome is Outcome.FAILED:
            roles["error_code"] = job.error_code or self._meanings.of(Meaning.JOB_FAILED).code
            roles["error_message"] = "the job failed"
        return filled(self._spec.answer, Known(roles, self._keys(job, now)))

    def end_otherwise(self, id_: str, fault: Fault) -> JobRow:
        """Let a fault meet a job that has not ended.

        Raises:
            RefusedError: there is no such job, or it has ended.

        """
        job = self.get(id_)
        if self.lifecycle.has_ended(job):
            raise self._refused(Meaning.NOT_FOUND, f"{id_} has ended already")
        outcome = self._outcome(fault)
        code = fault.code if outcome is Outcome.FAILED else None
        return self.lifecycle.end_otherwise(job, outcome, code, fault.state)

    def _outcome(self, fault: Fault | None) -> Outcome:
        if fault is None:
            return Outcome.SUCCEEDED
        if fault.state is not None:
            return self.lifecycle.outcome_in(fault.state)
        return OUTCOMES.get(fault.kind, Outcome.SUCCEEDED)

    def _keys(self, job: JobRow, now: float) -> JsonObject:
        has_ended = now >= job.ends
        updated = job.ends if has_ended else job.created
        times = {
            "created": written(job.created),
            "ended": written(updated) if has_ended else None,
            "updated": written(updated),
        }
        keys: JsonObject = {name: times[kind] for name, kind in self._times}
        keys |= dict.fromkeys(self._reserved, shown(job.reserved))
        if self._spec.charge is not None:
            keys[self._spec.charge] = shown(job.final) if has_ended else 0
        return keys

    def _earlier(self, key: str | None) -> JobRow | None:
        if key is None:
            return None
        return self._ledger.job_of_key(key, self._clock.now() - KEY_RETENTION)

    def _new(self, body: bytes, key: str | None, fingerprint: str, fault: Fault | None) -> JobRow:
        model, request = self._checked(body)
        number = self._ledger.next_job()
        bill = self._bill(model, request, number)
        outcome = self._outcome(fault)
        created = self._clock.now()
        seconds = seconds_of(model.output, self._options.seed, number)
        ends = created if self._options.instant else created + seconds
        return JobRow(
            number=number,
            model=model.id,
            key=key,
            fingerprint=fingerprint,
            request=body,
            created=created,
            ends=inf if outcome is Outcome.STUCK else ends,
            outcome=outcome,
            error_code=fault.code if fault and outcome is Outcome.FAILED else None,
            reserved=bill.reserved,
            final=0 if outcome is Outcome.FAILED else bill.final,
            answer=b"",
            state=fault.state if fault else None,
        )

    def _checked(self, body: bytes) -> tuple[Model, Any]:
        request = self._read(body)
        named = request.get(self._model_key) if isinstance(request, dict) else None
        model = self._catalog.model(named)
        if model is None:
            known = ", ".join(self._catalog.ids())
            message = f"{self._model_key} must be one of {known}"
            raise self._refused(Meaning.INVALID, message)
        violations = self._catalog.validator(model).check(request)
        if violations:
            said = [one.message() for one in violations[:_SHOWN_VIOLATIONS]]
            raise self._refused(Meaning.INVALID, "; ".join(said))
        return model, request

    def _read(self, body: bytes) -> Any:
        try:
            return json.loads(body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise self._refused(Meaning.INVALID, "the body is not JSON") from None

    def _bill(self, model: Model, request: Any, number: int) -> Bill:
        validator = self._catalog.validator(model)
        try:
            estimate = None if validator.estimate is None else validator.estimate(request)
        except validator.unpriced as problem:
            raise self._refused(Meaning.INVALID, str(problem)) from None
        bill = bill_of(estimate, luck(self._options.seed, "bill", number))
        self.lifecycle.settle()
        if bill.reserved > self._ledger.balance:
            message = (
                f"the job needs {shown(bill.reserved)} credits; "
                f"{shown(self._ledger.balance)} are left"
            )
            raise self._refused(Meaning.NO_CREDITS, message)
        return bill

    def _refused(self, meaning: Meaning, message: str) -> RefusedError:
        return RefusedError(self._meanings.of(meaning), message)


def _refuse_constant(_: str) -> None:
    message = "not a number in JSON"
    raise ValueError(message)
