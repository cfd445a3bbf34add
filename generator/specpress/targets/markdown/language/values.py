"""What a value may be, in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import markdown_json
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Integer,
    List,
    Number,
    Record,
    Text,
    Type,
)
from specpress.targets.markdown.language.say import Say, figure, joined


def takes(field: Field, say: Say) -> Code:
    """Return what a field takes: its type and its limits, or its choices."""
    said = _type(field.type, say)
    return say("or_null", said) if field.nullable else said


def _type(type_: Type, say: Say) -> Code:
    match type_:
        case Choice(values=values):
            return joined(markdown_json(one) for one in values)
        case Boolean():
            return say("boolean")
        case Record():
            return say("object")
        case List(item=item):
            limits = _counts(type_.min_items, type_.max_items, "item", say)
            return say("each", say.clauses([say("list"), *limits]), _type(item, say))
        case Text(format=format_):
            name = say("text" if format_ is None else format_.value)
            return say.clauses([name, *_lengths(type_, say)])
        case Integer():
            return say.clauses([say("integer"), *_bounds(type_.minimum, type_.maximum, say)])
        case Number(step=step):
            steps = [] if step is None else [say("steps", figure(step))]
            bounds = _bounds(type_.minimum, type_.maximum, say)
            return say.clauses([say("number"), *bounds, *steps])
        case _ as unreachable:
            assert_never(unreachable)


def _lengths(type_: Text, say: Say) -> Iterator[Code]:
    return _counts(type_.min_length, type_.max_length, "character", say)


def _counts(least: int | None, most: int | None, noun: str, say: Say) -> Iterator[Code]:
    if least is not None and most is not None:
        yield say("between", figure(least), say.counted(noun, most))
    elif most is not None:
        yield say("at_most", say.counted(noun, most))
    elif least is not None:
        yield say("at_least", say.counted(noun, least))


def _bounds(least: float | None, most: float | None, say: Say) -> Iterator[Code]:
    if least is not None and most is not None:
        yield say("between", figure(least), figure(most))
    elif most is not None:
        yield say("at_most", figure(most))
    elif least is not None:
        yield say("at_least", figure(least))
