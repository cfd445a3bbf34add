"""Print the annotations of an answer again, each word of them one that models are made of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.ir.contract.contract import PATTERNS
from specpress.ir.types.types import Choice
from specpress.targets.pydantic.answer import Answer, AnswerError
from specpress.targets.pydantic.question import IMPORTS, Question

NUMBER: Final = Code("_number")
TRUTH_VALUE: Final = Code("_truth_value")
"""What stands before literals, since pydantic takes true for 1: the template defines them."""

_LIMITS: Final = ("ge", "le", "max_length", "min_length", "multiple_of")


def choice_type(choice: Choice) -> Code:
    """Return the type of a choice; there are no literal fractions, so those are two bounds."""
    return Code(" | ".join(_choice_parts(choice)))


def _choice_parts(choice: Choice) -> Iterator[str]:
    by_kind = {
        kind: [literal(one) for one in choice.values if _kind(one) == kind]
        for kind in ("text", "int", "bool", "float")
    }
    if texts := by_kind["text"]:
        yield f"Literal[{', '.join(texts)}]"
    for kind, check in (("int", NUMBER), ("bool", TRUTH_VALUE)):
        if values := by_kind[kind]:
            yield f"Annotated[Literal[{', '.join(values)}], BeforeValidator({check})]"
    for value in by_kind["float"]:
        yield f"Annotated[StrictFloat, Field(ge={value}, le={value})]"


def _kind(value: object) -> str:
    name = type(value).__name__
    return name if name in {"int", "bool", "float"} else "text"


@dataclass(frozen=True, slots=True)
class Printer:
    """Prints what one answer says, with what stands behind the names of its question."""

    question: Question
    answer: Answer

    def code(self, node: ast.expr) -> Code:
        """Return an annotation on one line.

        Raises:
            AnswerError: if there is a word in it that no model needs.

        """
        match node:
            case ast.Name(name):
                return self._named(node, name)
            case ast.Constant(None):
                return Code("None")
            case ast.BinOp(left, ast.BitOr(), right):
                return Code(f"{self.code(left)} | {self.code(right)}")
            case ast.Subscript(ast.Name("Literal"), ast.Constant(str(name))):
                return self._choice(node, name)
            case ast.Subscript(ast.Name("list"), item):
                return Code(f"list[{self.code(item)}]")
            case ast.Subscript(ast.Name("Annotated"), ast.Tuple([type_, ast.Call() as call])):
                return Code(f"Annotated[{self.code(type_)}, {self._field(call)}]")
            case _:
                raise AnswerError(node)

    def _named(self, node: ast.expr, name: str) -> Code:
        if name in self.answer.types:
            return self.code(self.answer.types[name])
        if name in self.question.records:
            return self.question.records[name].class_name
        if name in IMPORTS:
            return Code(name)
        raise AnswerError(node)

    def _choice(self, node: ast.expr, name: str) -> Code:
        choice = self.question.choices.get(name)
        if choice is None:
            raise AnswerError(node)
        return choice_type(choice.type) if choice.alias is None else choice.alias

    def _field(self, call: ast.Call) -> Code:
        match call:
            case ast.Call(ast.Name("Field"), [], keywords):
                words = (f"{one.arg}={self._word(one)}" for one in keywords)
                return Code(f"Field({', '.join(words)})")
            case _:
                raise AnswerError(call)

    def _word(self, word: ast.keyword) -> Code:
        value = ast.literal_eval(word.value)
        known: bool
        match word.arg:
            case "alias":
                known = any(value == one for one in self._keys())
            case "pattern":
                known = value in PATTERNS.values()
            case name:
                known = name in _LIMITS and isinstance(value, int | float)
        if not known:
            raise AnswerError(word.value)
        return literal(value)

    def _keys(self) -> Iterator[str]:
        for record in self.question.records.values():
            yield from (one.field.name for one in record.fields)
