"""What datamodel-code-generator answers, read as a tree: models with fields, and nothing else."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class AnswerError(Exception):
    """An answer holds what models are not made of: a defect, or a generator nobody has tried."""

    def __init__(self, node: ast.AST) -> None:
        """Say what was found."""
        super().__init__(f"datamodel-code-generator wrote {ast.unparse(node)!r}")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A field of a model: `name: annotation`, with `= MISSING` if it may be absent.

    `key` is what requests call it: its alias if the annotation gives it one.
    """

    name: str
    key: str
    annotation: ast.expr
    optional: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """Models by name, inner ones first, and the types that have a name of their own."""

    models: Mapping[str, Sequence[Attribute]]
    types: Mapping[str, ast.expr]


def read_answer(text: str) -> Answer:
    """Return the models of an answer.

    Raises:
        AnswerError: if there is anything else in it.

    """
    models: dict[str, Sequence[Attribute]] = {}
    types: dict[str, ast.expr] = {}
    for node in ast.parse(text).body:
        match node:
            case ast.ImportFrom():
                pass  # what is printed in the end says itself what it imports
            case ast.ClassDef(name=name, bases=[ast.Name("BaseModel")], decorator_list=[]):
                models[name] = [one for row in node.body for one in _attributes(row)]
            case ast.Assign([ast.Name(name)], ast.Call(ast.Name("TypeAliasType"), [_, type_], [])):
                types[name] = type_
            case _:
                raise AnswerError(node)
    return Answer(models, types)


def _attributes(node: ast.stmt) -> tuple[Attribute, ...]:
    match node:
        case ast.Pass() | ast.Assign([ast.Name("model_config")], ast.Call(ast.Name("ConfigDict"))):
            return ()
        case ast.AnnAssign(ast.Name(name), annotation, None):
            return (Attribute(name, _alias(annotation) or name, annotation, optional=False),)
        case ast.AnnAssign(ast.Name(name), annotation, ast.Name("MISSING")):
            return (Attribute(name, _alias(annotation) or name, annotation, optional=True),)
        case _:
            raise AnswerError(node)


def _alias(annotation: ast.expr) -> str | None:
    match annotation:
        case ast.Subscript(ast.Name("Annotated"), ast.Tuple([_, ast.Call(keywords=keywords)])):
            values = (one.value for one in keywords if one.arg == "alias")
            return next((str(ast.literal_eval(one)) for one in values), None)
        case _:
            return None
