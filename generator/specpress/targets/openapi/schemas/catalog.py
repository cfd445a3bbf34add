"""The records that become schemas, and what their components are called."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from typing import Final

from specpress.emit.python.naming import class_name, module_name
from specpress.emit.python.request.named_request import NamedRecord, records_of
from specpress.emit.python.request.naming import name_request
from specpress.ir.types.api import Api, Operation
from specpress.ir.types.text import Word
from specpress.ir.types.types import Record

CREATE: Final = "CreateRequest"
"""The body of a create call, of any model."""

UNDOCUMENTED: Final = "UndocumentedAnswer"
"""An answer that no page shows."""


@dataclass(frozen=True, slots=True)
class Group:
    """A request, a form or an answer, with all the objects within it.

    A closed one has no keys beside those described; an answer may grow.
    """

    root: str
    prefix: str
    record: NamedRecord
    about: str
    is_closed: bool

    def name_of(self, record: NamedRecord) -> str:
        """Return the name of the component of one of the group's objects."""
        is_root = record.class_name == self.record.class_name
        return self.root if is_root else f"{self.prefix}{record.class_name}"

    def names(self) -> set[str]:
        """Return the names of all components of the group, without their case."""
        return {self.name_of(one).casefold() for one in records_of(self.record)}


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every group of a platform: what belongs to no call, then by the names of calls and models."""

    job: Group | None
    error: Group | None
    forms: dict[Word, Group]
    answers: dict[Word, Group]
    requests: dict[Word, Group]


def catalog_of(api: Api) -> Catalog:
    """Return the groups of a platform; no two components of it share a name."""
    claims = _Claims()
    platform = api.platform
    job = None if platform.job is None else claims.open("Job", "", platform.job.answer, "A job.")
    error = platform.error_answer
    return Catalog(
        job,
        None if error is None else claims.open("", "ErrorAnswer", error, "A call that failed."),
        {one.name: claims.form(one, one.form.record) for one in platform.operations if one.form},
        {one.name: claims.answer(one, one.answer) for one in platform.operations if one.answer},
        {one.id: claims.request(one.id, one.request.record) for one in api.models},
    )


class _Claims:
    """Hands out names of components, each once: tools write files of them, whatever their case."""

    def __init__(self) -> None:
        self._taken = {CREATE.casefold(), UNDOCUMENTED.casefold()}

    def open(self, prefix: str, root: str, record: Record, about: str) -> Group:
        return self._group(prefix, root, record, about, is_closed=False)

    def answer(self, operation: Operation, record: Record) -> Group:
        about = f"What the call `{operation.name}` answers."
        return self.open(str(class_name(operation.name)), "Answer", record, about)

    def form(self, operation: Operation, record: Record) -> Group:
        about = f"What the call `{operation.name}` sends."
        prefix = str(class_name(operation.name))
        return self._group(prefix, "Form", record, about, is_closed=True)

    def request(self, model: Word, record: Record) -> Group:
        about = f"The body of a create call to `{model}`."
        prefix = str(class_name(module_name(model)))
        return self._group(prefix, "Request", record, about, is_closed=True)

    def _group(
        self, prefix: str, root: str, record: Record, about: str, *, is_closed: bool
    ) -> Group:
        """Return a group whose names are free, with a number behind the prefix if need be."""
        named = name_request(record)
        ways = (prefix if at == 1 else f"{prefix}V{at}" for at in count(1))
        groups = (Group(f"{one}{root}", one, named, about, is_closed) for one in ways)
        group = next(one for one in groups if self._taken.isdisjoint(one.names()))
        self._taken |= group.names()
        return group
