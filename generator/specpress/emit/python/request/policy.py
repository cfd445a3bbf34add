"""What the module of a model's requests may import and call."""

from __future__ import annotations

from typing import Final

from specpress.emit.python.policy_check import PythonPolicy

_TYPING: Final = (
    "TYPE_CHECKING",
    "Final",
    "Literal",
    "NamedTuple",
    "NotRequired",
    "Required",
    "TypeAlias",
    "TypeGuard",
    "TypedDict",
    "Unpack",
)

MODULE_POLICY: Final = PythonPolicy(
    imports=frozenset(
        {
            "__future__.annotations",
            "collections.abc.Sequence",
            "re",
            *(f"typing.{name}" for name in _TYPING),
        }
    ),
    calls=frozenset(
        {
            "TypedDict",
            "abs",
            "any",
            "enumerate",
            "float",
            "int",
            "isinstance",
            "len",
            "list",
            "max",
            "min",
            "next",
            "ord",
            "range",
            "re.compile",
            "repr",
            "reversed",
            "set",
            "str",
            "sum",
            "type",
        }
    ),
    methods=frozenset(
        {
            "_hint",
            "_sides",
            "append",
            "bit_length",
            "casefold",
            "copy",
            "extend",
            "format",
            "fullmatch",
            "get",
            "is_integer",
            "isdisjoint",
            "isprintable",
            "items",
            "join",
            "nearest",
            "partition",
            "replace",
            "rpartition",
            "setdefault",
            "split",
        }
    ),
)
"""A module that carries its runtime along; one that imports it may import and call that too."""
