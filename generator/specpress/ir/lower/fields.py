"""Lower descriptions of values: fields of requests, of references and of answers."""

from __future__ import annotations

from dataclasses import dataclass

from specpress.ir.lower import values
from specpress.ir.types.text import Word
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Field,
    Format,
    Integer,
    Json,
    JsonArray,
    List,
    Number,
    Record,
    ScalarValue,
    Text,
    Type,
)
from specpress.spec.node import Entry, Node, Scalar


@dataclass(frozen=True, slots=True)
class Roles:
    """The types that the words `model_id`, `prompt`, `kind` and their like stand for here."""

    types: tuple[tuple[str, Type], ...] = ()

    def get(self, word: str) -> Type | None:
        """Return the type of a role, or None if `word` is no role."""
        return next((type_ for name, type_ in self.types if name == word), None)


NO_ROLES = Roles()


def lower_record(node: Node, roles: Roles = NO_ROLES) -> Record:
    """Return a mapping of keys to descriptions as a record."""
    return Record(tuple(lower_field(one, roles) for one in values.entries(node)))


def lower_field(entry: Entry, roles: Roles = NO_ROLES) -> Field:
    """Return one key and its description as a field."""
    node = entry.value
    type_ = lower_type(node, roles)
    return Field(
        values.word(entry.key),
        type_,
        role=_role(node, roles),
        taken_from=values.present(node, "from", values.word),
        required=values.present(node, "required", values.flag) or False,
        nullable=values.present(node, "nullable", values.flag) or False,
        default=values.present(node, "default", lambda one: _exact(values.json(one), type_)),
        doc=values.present(node, "doc", values.doc),
        inferred=values.present(node, "inferred", values.inferences) or (),
        places=values.places(entry.key, node),
    )


def _role(node: Node, roles: Roles) -> Word | None:
    """Return the word of a value's role, or of the items' if the value is a list of them."""
    word = values.present(node, "type", values.word)
    if word == "list":
        return values.present(node, "items", lambda items: _role(items, roles))
    return None if word is None or roles.get(word) is None else word


def _exact(value: Json, type_: Type) -> Json:
    """Return a default whose whole numbers are written as such: 1.0 is an integer in JSON only."""
    match type_, value:
        case Integer(), float() if value.is_integer():
            return int(value)
        case List(item=item), JsonArray(items=items, spans=spans):
            return JsonArray(tuple(_exact(one, item) for one in items), spans=spans)
        case _:
            return value


def lower_type(node: Node, roles: Roles = NO_ROLES) -> Type:
    """Return the type a description names; `choices` without `type` is a choice."""
    choices = values.present(node, "choices", values.items)
    word = values.present(node, "type", values.word)
    if choices is not None:
        return Choice(tuple(scalar(one) for one in choices))
    if word is not None and (role := roles.get(word)) is not None:
        return role
    return _plain_type(word or "text", node, roles)


def _plain_type(word: str, node: Node, roles: Roles) -> Type:
    match word:
        case "integer":
            return Integer(
                values.present(node, "min", values.integer),
                values.present(node, "max", values.integer),
            )
        case "number":
            return Number(
                values.present(node, "min", values.number),
                values.present(node, "max", values.number),
                values.present(node, "step", values.number),
            )
        case "boolean":
            return Boolean()
        case "list":
            return List(
                values.present(node, "items", lambda item: lower_type(item, roles)) or Text(),
                values.present(node, "min_items", values.integer),
                values.present(node, "max_items", values.integer),
                item_places=values.present(node, "items", values.places_within),
            )
        case "object":
            record = values.present(node, "fields", lambda fields: lower_record(fields, roles))
            return record or Record(())
        case _:
            return Text(
                values.present(node, "min_length", values.integer),
                values.present(node, "max_length", values.integer),
                values.present(node, "format", lambda name: Format(values.word(name))),
            )


def scalar(node: Node) -> ScalarValue:
    """Return a choice: text or a number."""
    if isinstance(node, Scalar) and isinstance(node.value, int | float):
        return node.value
    return values.text(node)
