"""The ledger as JSON, for tests and for people."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from specpress.emulator.answers.shapes import JsonObject
from specpress.emulator.jobs.webhook_deliveries import Delivery
from specpress.emulator.ledger.bill import shown
from specpress.emulator.ledger.ids import file_id, job_id
from specpress.emulator.ledger.ledger import Ledger
from specpress.emulator.ledger.rows import Entry, FileRow, JobRow
from specpress.emulator.platform.clock import written


def ledger_tree(
    ledger: Ledger,
    state: Callable[[JobRow], str],
    deliveries: Iterable[Delivery],
    counts: Mapping[str, int],
    faults: Mapping[str, Mapping[str, int]],
) -> JsonObject:
    """Return everything that happened.

    `state` says in which one a job is. `counts` are the calls of this run by operation, `faults`
    those that a fault met, by operation and kind.
    """
    return {
        "opening": shown(ledger.opening),
        "balance": shown(ledger.balance),
        "jobs": [_job(one, state(one)) for one in ledger.jobs()],
        "charges": [_entry(one) for one in ledger.charges()],
        "refunds": [_entry(one) for one in ledger.refunds()],
        "files": [_file(one) for one in ledger.files()],
        "deliveries": [one.tree() for one in deliveries],
        "requests": dict(counts),
        "faults": {name: dict(kinds) for name, kinds in faults.items()},
    }


def _job(job: JobRow, state: str) -> JsonObject:
    request: Any = json.loads(job.request)
    return {
        "id": job_id(job.number),
        "model": job.model,
        "state": state,
        "outcome": job.outcome,
        "idempotency_key": job.key,
        "fingerprint": job.fingerprint,
        "created_at": written(job.created),
        "reserved_credits": shown(job.reserved),
        "final_credits": shown(job.final) if job.settled else None,
        "request": request,
    }


def _entry(entry: Entry) -> JsonObject:
    return {"job": job_id(entry.job), "credits": shown(entry.credits), "at": written(entry.at)}


def _file(file: FileRow) -> JsonObject:
    return {
        "id": file_id(file.number),
        "kind": file.kind,
        "model": file.model,
        "name": file.name,
        "mime_type": file.mime,
        "size_bytes": file.size,
        "sha256": file.sha256,
        "at": written(file.at),
    }
