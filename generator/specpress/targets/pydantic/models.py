"""Models as the template of a file sees them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import docstring
from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.printer import print_after, print_statements
from specpress.emit.python.request.docs import field_paragraphs
from specpress.emit.python.request.named_request import NamedField, NamedRecord
from specpress.emit.python.syntax import Assign, Raw
from specpress.ir.types.types import Number, innermost
from specpress.targets.pydantic.annotations import Printer
from specpress.targets.pydantic.answer import Attribute, read_answer
from specpress.targets.pydantic.question import question_of

_MISSING: Final = Code("MISSING")
_PROTECTED: Final = ("model_dump", "model_validate")
"""How fields begin that pydantic warns of, lest they hide its methods."""


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field of a model: its statement, and the text under it if there is one."""

    statement: Code
    doc: Code | None


@dataclass(frozen=True, slots=True)
class ModelView:
    """A model: its name, docstring, `ConfigDict(…)` and fields."""

    name: Code
    doc: Code
    config: Code
    fields: tuple[FieldView, ...]


def models_of(request: NamedRecord) -> Iterator[ModelView]:
    """Yield what datamodel-code-generator makes of a request, inner models first.

    Raises:
        AnswerError: if it says what no model needs.

    """
    # It takes half a second to import, for which only those who generate should wait.
    from specpress.targets.pydantic.generator import generated_models  # noqa: PLC0415

    question = question_of(request)
    fields = tuple(question.fields.items())
    answer = read_answer(generated_models(question.schema, question.root, fields))
    printer = Printer(question, answer)
    for name, attributes in answer.models.items():
        yield _model(question.records[name], attributes, printer)


def _model(record: NamedRecord, attributes: Sequence[Attribute], printer: Printer) -> ModelView:
    """Return a record's model, its fields in the page's order."""
    by_key = {one.key: one for one in attributes}
    fields = [(one, by_key[one.field.name]) for one in record.fields]
    config = Code(f"ConfigDict({', '.join(_config(record, attributes))})")
    return ModelView(
        record.class_name,
        docstring([record.summary], depth=1),
        print_after("model_config = ", config, "", 1),
        tuple(_field(field, one, printer.code(one.annotation)) for field, one in fields),
    )


def _config(record: NamedRecord, attributes: Sequence[Attribute]) -> Iterator[str]:
    """Yield what a model is told: to refuse unknown keys, and whatever else its fields need."""
    if any(isinstance(innermost(one.field.type), Number) for one in record.fields):
        yield "allow_inf_nan=False"
    yield 'extra="forbid"'
    if any(one.name.startswith(_PROTECTED) for one in attributes):
        yield "protected_namespaces=()"
    if any(one.name != one.key for one in attributes):
        yield "serialize_by_alias=True"
    if any(field_paragraphs(one.field) for one in record.fields):
        yield "use_attribute_docstrings=True"


def _field(field: NamedField, attribute: Attribute, annotation: Code) -> FieldView:
    paragraphs = field_paragraphs(field.field)
    return FieldView(
        _statement(Code(attribute.name), annotation, optional=attribute.optional),
        docstring(*paragraphs, depth=1, summary=False) if paragraphs else None,
    )


def _statement(name: Code, annotation: Code, *, optional: bool) -> Code:
    """Return `name: annotation`, with `= MISSING` if it is optional.

    Formatters break behind the `=` first, within brackets that they put there.
    """
    if optional and columns(f"    {name}: {annotation} = (") <= WIDTH:
        return Code(print_statements([Assign(name, Raw(_MISSING), annotation)], 1).strip())
    tail = f" = {_MISSING}" if optional else ""
    return Code(f"{name}: {print_after(f'{name}: ', annotation, tail, 1)}{tail}")
