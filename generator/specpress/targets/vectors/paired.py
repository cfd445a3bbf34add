"""Vectors of choices that have a discriminator: what goes together, and what does not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.ir.types.text import SpecText, Tree
from specpress.ir.types.types import Choice, Discriminator, Field, Record, Variant
from specpress.targets.vectors.case import (
    Case,
    Path,
    Verdict,
    members_of,
    pointer,
    with_value,
)

_TAG: Final = "discriminator"
"""The tag of a request that models without conditions accept."""


def agreeing(item: Tree, record: Record, varied: str) -> Tree:
    """Return an object of which one key was varied, so that choices and discriminators agree."""
    for field, found in _paired(record):
        members = members_of(item)
        key, choice = members.get(found.key), members.get(field.name)
        fitting = [one for one in found.variants if choice in one.choices]
        if key is None or not fitting or any(key == _text(one) for one in fitting):
            continue
        if varied == field.name:
            item = with_value(item, (found.key,), _text(fitting[0]))
        else:
            own = (one.choices[0] for one in found.variants if key == _text(one))
            item = with_value(item, (field.name,), next(own, choice))
    return item


def at_odds(record: Record, path: Path, base: Tree) -> Iterator[Case]:
    """Yield a vector for each choice beside each value of its discriminator that excludes it."""
    for field, found in _paired(record):
        inner, key = (*path, field.name), (*path, found.key)
        for one in found.variants:
            for other in found.variants:
                for value in () if other is one else other.choices[:1]:
                    name = f"{pointer(inner)}: {other.value} beside {one.value}"
                    body = with_value(with_value(base, key, _text(one)), inner, value)
                    yield Case(name, body, Verdict("choice", pointer(inner)), (_TAG,))


def _paired(record: Record) -> Iterator[tuple[Field, Discriminator]]:
    for field in record.fields:
        if isinstance(field.type, Choice) and field.type.discriminator is not None:
            yield field, field.type.discriminator


def _text(variant: Variant) -> SpecText:
    return SpecText(str(variant.value), variant.value.span)
