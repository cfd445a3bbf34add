"""What OpenAPI has no words for, as extensions: where a fact was read, and what no page states."""

from __future__ import annotations

from collections.abc import Iterable

from specpress.ir.contract.contract import Schema
from specpress.ir.contract.rule_contract import is_sayable
from specpress.ir.types.api import Polling, UploadPolicy
from specpress.ir.types.provenance import Provenance
from specpress.ir.types.rules import Rule
from specpress.ir.types.text import SpecText, Tree, Word
from specpress.ir.types.types import Doc, Inference


def source(provenance: Provenance | None) -> Schema:
    """Return the page a fact was read from."""
    if provenance is None:
        return {}
    page: Schema = {
        "page": provenance.page,
        "locale": provenance.locale,
        "read": provenance.read,
        "trust": provenance.trust.value,
    }
    return {"x-source": {key: one for key, one in page.items() if one is not None}}


def inferred(reasons: Iterable[Inference]) -> Schema:
    """Return the words that no page states, each with the reason why it is there."""
    words: Schema = {one.word: one.reason for one in reasons}
    return {"x-inferred": words} if words else {}


def notes(docs: Iterable[Doc]) -> Schema:
    """Return what a page says beside its tables."""
    said: list[Tree] = [one.en for one in docs]
    return {"x-notes": said} if said else {}


def rules(found: Iterable[Rule]) -> Schema:
    """Return what a page says of parameters together, and what becomes of a request that differs.

    A rule that refuses requests says whether the schema does, or validators alone.
    """
    told: list[Tree] = [_rule(one) for one in found]
    return {"x-rules": told} if told else {}


def _rule(rule: Rule) -> Schema:
    said: Schema = {"id": rule.id, "description": rule.doc.en, "effect": rule.effect.value}
    if rule.is_refusal:
        said["enforced_by"] = "this schema" if is_sayable(rule) else "validators only"
    return said | inferred(rule.inferred) | source(rule.source)


def polling(advice: Polling | None) -> Schema:
    """Return the page's advice on asking again, in seconds."""
    if advice is None:
        return {}
    return {
        "x-poll": {"first": advice.first, "every": advice.every, "at_most": advice.at_most},
    }


def policies(found: Iterable[UploadPolicy]) -> Tree:
    """Return what files of each kind may be uploaded."""
    return [{"kind": one.kind, "max_bytes": one.max_bytes, "mime": list(one.mime)} for one in found]


def present(**facts: Word | SpecText | list[Word] | None) -> Schema:
    """Return the facts that are known, as extensions."""
    known = {key: one for key, one in facts.items() if one}
    return {f"x-{key.replace('_', '-')}": one for key, one in known.items()}
