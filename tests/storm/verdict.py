"""What the ledger says of a program's orders."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Verdict:
    """How many orders or jobs are not as they should be; `jobs` and `charges` are the ledger's.

    `lost`: orders without a job, or without its result. `double`: orders that were charged more
    than once. `orphans`: jobs that were charged and that the program knows nothing of. `wrong`:
    orders with results that are not their own or are several, jobs that are not settled at their
    price, and bodies that nobody ordered.
    """

    jobs: int
    charges: int
    lost: int
    double: int
    orphans: int
    wrong: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.double or self.orphans or self.wrong)


def judge(
    ledger: Mapping[str, Any],
    requests: Sequence[Mapping[str, Any]],
    delivered: Mapping[int, Sequence[Any]],
) -> Verdict:
    """Hold results, by the number of their order, against the ledger."""
    orders = {_body(one): number for number, one in enumerate(requests)}
    charged = Counter(one["job"] for one in ledger["charges"])
    jobs: dict[int | None, list[str]] = defaultdict(list)
    for one in ledger["jobs"]:
        jobs[orders.get(_body(one["request"]))].append(one["id"])
    known = {one.job.id for results in delivered.values() for one in results}
    return Verdict(
        jobs=len(ledger["jobs"]),
        charges=len(ledger["charges"]),
        lost=sum(not (jobs[number] and delivered.get(number)) for number in orders.values()),
        double=sum(sum(charged[job] for job in jobs[number]) > 1 for number in orders.values()),
        orphans=sum(one["id"] not in known for one in ledger["jobs"]),
        wrong=len(jobs[None])
        + sum(not _is_own(results, jobs[number]) for number, results in delivered.items())
        + sum(not _is_settled(one, charged[one["id"]]) for one in ledger["jobs"])
        + (not _adds_up(ledger)),
    )


def _body(request: Mapping[str, Any]) -> str:
    return json.dumps(request, sort_keys=True)


def _is_own(results: Sequence[Any], jobs: Sequence[str]) -> bool:
    """Return whether an order has one result, and that is of a job that it was sent for."""
    return len(results) == 1 and all(
        one.job.id in jobs and len(one.urls) == 1 and one.job.id in one.urls[0] for one in results
    )


def _is_settled(job: Mapping[str, Any], charges: int) -> bool:
    return charges == 1 and 0 < (job["final_credits"] or 0) <= job["reserved_credits"]


def _adds_up(ledger: Mapping[str, Any]) -> bool:
    spent = sum(one["final_credits"] or 0 for one in ledger["jobs"])
    return bool(ledger["opening"] - ledger["balance"] == spent)
