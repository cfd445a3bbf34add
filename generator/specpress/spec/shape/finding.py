"""What the schema of the spec language found, and how its nouns are called."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from specpress.spec.node import Mapping, Node, Scalar, Sequence


@dataclass(frozen=True, slots=True)
class Finding:
    """What a schema says about a tree: a keyword, its value, and the instance it refuses.

    `path` leads from the root to the instance, or to the mapping whose key it is (`of_key`).
    """

    keyword: str
    value: Any
    path: tuple[str | int, ...]
    schema: dict[str, Any]
    instance: Any
    of_key: bool

    @property
    def title(self) -> str:
        """Return what the schema calls the value: its noun, with an article."""
        return str(self.schema.get("title", "another type"))

    @property
    def about(self) -> tuple[str, ...]:
        """Return a note that says how such a value is written, if the schema has one."""
        description = self.schema.get("description")
        return () if description is None else (f"{self.title}: {description}",)


def kind_of(node: Node) -> str:
    """Return what a node is, in the words of an author."""
    match node:
        case Mapping():
            return "a mapping"
        case Sequence():
            return "a list"
        case Scalar(value=None):
            return "nothing"
        case Scalar(value=bool()):
            return f"the truth value {node.text}"
        case Scalar(value=str()):
            return "text"
        case Scalar():
            return f"the number {node.text}"


def repair_of(node: Node, finding: Finding) -> str | None:
    """Return what to write in place of a node of the wrong type, if that can be told."""
    types = [finding.value] if isinstance(finding.value, str) else finding.value
    takes_choices = "choices" in finding.schema.get("properties", ())
    match node:
        case Scalar(value=bool() | int() | float()) if "string" in types:
            return f"quote it if it is text: {json.dumps(node.text)}"
        case Scalar(value=bool() | int() | float() | str()) if takes_choices:
            return f"write {{ choices: {_quoted_list([node])} }}"
        case Sequence(items=items) if takes_choices:
            return f"write {{ choices: {_quoted_list(items)} }}"
        case Scalar(value=str()) if types == ["array"]:
            return f"write a list: {_quoted_list([node])}"
        case _:
            return None


def _quoted_list(nodes: Iterable[Node]) -> str:
    texts = [one.text for one in nodes if isinstance(one, Scalar)]
    return f"[{', '.join(json.dumps(text, ensure_ascii=False) for text in texts)}]"
