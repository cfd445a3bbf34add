"""The import statements of a validator, computed from what it uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from specpress.emit.code import Code
from specpress.emit.request.builder import Builder
from specpress.emit.request.limits import limits_of
from specpress.emit.request.named import NamedChoice, NamedRecord, parts_of, records_of
from specpress.emit.width import WIDTH
from specpress.targets.validator.carried import Carried


def imports_for(request: NamedRecord, builder: Builder, carried: Carried) -> Code:
    """Return the imports as `ruff` sorts them, each used."""
    modules: dict[str, set[str]] = {}
    for module, name in (*carried.imports, *_typing_names(request)):
        modules.setdefault(module, set()).add(name)
    sequences = any(str(one.annotation).startswith("Sequence[") for one in builder.keywords)
    if builder.settings is not None:
        modules["typing"].add("Unpack")
    if sequences:
        modules["typing"].add("TYPE_CHECKING")
    patterns = any("re.compile" in str(one.value) for one in limits_of(request))
    blocks = [
        "from __future__ import annotations",
        "\n".join([*(["import re"] if patterns else []), *_from_lines(modules)]),
    ]
    if sequences:
        blocks.append("if TYPE_CHECKING:\n    from collections.abc import Sequence")
    return Code("\n\n".join(blocks))


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


def _from_lines(modules: dict[str, set[str]]) -> Iterator[str]:
    for module in sorted(modules):
        names = sorted(modules[module], key=_order)
        line = f"from {module} import {', '.join(names)}"
        yield line if len(line) <= WIDTH else _exploded(module, names)


def _exploded(module: str, names: Iterable[str]) -> str:
    lines = "".join(f"    {name},\n" for name in names)
    return f"from {module} import (\n{lines})"


def _order(name: str) -> tuple[int, str]:
    """Sort as isort does: CONSTANTS, then Classes, then functions."""
    rank = 0 if name.isupper() else 1 if name[0].isupper() else 2
    return rank, name.casefold()
