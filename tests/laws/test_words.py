"""Law 12: a word no target reads is an error, and the invented platform uses every word."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.report import Report
from specpress.emit.registry import load_targets
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.ir.types import api as api_module
from specpress.ir.types import prices as prices_module
from specpress.ir.types import rules as rules_module
from specpress.ir.types import types as types_module
from specpress.ir.types import webhooks as webhooks_module
from specpress.spec.node import Mapping, Node, Sequence
from specpress.spec.shape.shape import schema_text
from specpress.spec.workspace import read_workspace

ROOT = Path(__file__).parents[2]
SPECS = [ROOT / f"tests/cases/good/{one}/specs" for one in ("every-word", "prices")]

UNREAD = {
    "ReferenceShape.param": "the joined request holds it under its own key",
}
"""Words that nothing acts on yet, and what is to. A word that finds its reader leaves this list."""


def properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        for value in schema.values():
            yield from properties(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from properties(value)


def keys(node: Node) -> Iterator[str]:
    if isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key.text
            yield from keys(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from keys(item)


def test_the_invented_platform_uses_every_word_of_the_language() -> None:
    words = {
        one
        for name in ("platform", "model", "words")
        for one in properties(json.loads(schema_text(name)))
    }
    found = [one for specs in SPECS for one in read_workspace(specs, Report())]
    used = {
        one
        for files in found
        for file in (files.platform, *files.models)
        for one in keys(file.tree)
    }
    assert words - used == set()


def test_every_word_has_a_reader_or_is_known_to_wait_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = Report()
    read: set[str] = set()
    records = [
        one
        for module in (api_module, prices_module, rules_module, types_module, webhooks_module)
        for one in vars(module).values()
        if isinstance(one, type) and is_dataclass(one) and one.__module__ == module.__name__
    ]
    known = {
        f"{record.__name__}.{one.name}"
        for record in records
        for one in fields(record)
        if one.compare
    }
    for record in records:
        monkeypatch.setattr(record, "__getattribute__", recording(read), raising=False)
    apis = [one for specs in SPECS for one in load_apis(specs, report)]
    press(apis, load_targets(report), Context(Templates()))
    monkeypatch.undo()
    assert known - read - {"Api.version"} == set(UNREAD)


def recording(read: set[str]) -> Any:
    def get(self: object, name: str) -> object:
        read.add(f"{type(self).__name__}.{name}")
        return object.__getattribute__(self, name)

    return get
