"""The import statements of a validator, computed from what it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specpress.emit.encoders.code import Code
from specpress.emit.python.imports import from_lines
from specpress.emit.python.request.builder import Builder
from specpress.emit.python.request.checks.limits import limits_of
from specpress.emit.python.request.named_request import (
    NamedChoice,
    NamedRecord,
    parts_of,
    records_of,
)
from specpress.emit.python.request.runtime_bundle import Carried


def imports_for(request: NamedRecord, builder: Builder, carried: Carried) -> Code:
    """Return the imports as `ruff` sorts them, each used."""
    modules = by_module([*(carried.imports if carried.text else ()), *_typing_names(request)])
    own = {} if carried.text else by_module(carried.imports)
    sequences = any(str(one.annotation).startswith("Sequence[") for one in builder.keywords)
    if builder.settings is not None:
        modules["typing"].add("Unpack")
    if sequences:
        modules["typing"].add("TYPE_CHECKING")
    patterns = any("re.compile" in str(one.value) for one in limits_of(request))
    blocks = [
        "from __future__ import annotations",
        "\n".join([*(["import re"] if patterns else []), *from_lines(modules)]),
        *(["\n".join(from_lines(own, grow=True))] if own else []),
    ]
    if sequences:
        blocks.append("if TYPE_CHECKING:\n    from collections.abc import Sequence")
    return Code("\n\n".join(blocks))


def by_module(names: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return pairs of module and name as names by module."""
    modules: dict[str, set[str]] = {}
    for module, name in names:
        modules.setdefault(module, set()).add(name)
    return modules


def _typing_names(request: NamedRecord) -> Iterator[tuple[str, str]]:
    yield from (("typing", name) for name in ("Final", "TypedDict", "TypeGuard"))
    fields = [field.field for record in records_of(request) for field in record.fields]
    for needed, name in ((True, "Required"), (False, "NotRequired")):
        if any(one.required is needed for one in fields):
            yield "typing", name
    choices = [one for one in parts_of(request) if isinstance(one, NamedChoice)]
    if any(not all(isinstance(v, float) for v in one.type.values) for one in choices):
        yield "typing", "Literal"
    if any(one.alias is not None for one in choices):
        yield "typing", "TypeAlias"
