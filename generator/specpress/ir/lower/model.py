"""Lower a model and join it with its platform."""

from __future__ import annotations

from specpress.ir.lower import values
from specpress.ir.lower.platform import policies
from specpress.ir.lower.prices import Choices, lower_price, lower_price_example, price_of_credits
from specpress.ir.lower.request import join_request
from specpress.ir.lower.rules import lower_rules
from specpress.ir.types.api import Billing, Credits, Example, Model, References
from specpress.ir.types.prices import Price, PriceExample
from specpress.ir.types.types import Json, JsonObject
from specpress.spec.node import Mapping, Node
from specpress.spec.workspace import SpecFile


def lower_model(file: SpecFile, platform: Mapping) -> Model:
    """Return one model of the platform written in `platform`."""
    tree = file.tree
    references = values.present(tree, "references", _references)
    examples = values.present(tree, "examples", lambda node: node)
    return Model(
        id=values.word(values.child(tree, "model")),
        name=values.text(values.child(tree, "name")),
        output=values.word(values.child(tree, "output")),
        inputs=values.present(tree, "input", values.words) or (),
        credits=values.present(tree, "credits", _credits),
        price=_price(platform, tree),
        files_api=values.present(tree, "files_api", values.word),
        request=join_request(platform, tree, references),
        references=references,
        errors=values.present(tree, "errors", values.words) or (),
        request_examples=_examples(examples, "requests"),
        answer_examples=_examples(examples, "answers"),
        price_examples=_price_examples(examples),
        source=values.present(tree, "source", values.provenance),
        notes=values.present(tree, "notes", values.docs) or (),
        path=file.path,
        rules=values.present(tree, "rules", lower_rules) or (),
        places=values.file_places(tree),
    )


def _credits(node: Node) -> Credits:
    billing = Billing(values.word(values.child(node, "billing")))
    return Credits(billing, values.integer(values.child(node, "base")))


def _price(platform: Mapping, tree: Mapping) -> Price | None:
    stated, credits = tree.get("price"), tree.get("credits")
    if stated is not None:
        return lower_price(stated, Choices(platform, tree))
    if credits is not None:
        return price_of_credits(_credits(credits), values.places_within(credits))
    return None


def _references(node: Node) -> References:
    return References(
        values.integer(values.child(node, "max_items")),
        policies(node),
        values.present(node, "doc", values.doc),
    )


def _examples(node: Node | None, group: str) -> tuple[Example, ...]:
    found = None if node is None else values.present(node, group, lambda one: one)
    if found is None:
        return ()
    return tuple(
        Example(
            values.word(one.key),
            _object(values.json(one.value)),
            places=values.places(one.key, one.value),
        )
        for one in values.entries(found)
    )


def _price_examples(node: Node | None) -> tuple[PriceExample, ...]:
    found = None if node is None else values.present(node, "prices", values.entries)
    return tuple(lower_price_example(one) for one in found or ())


def _object(value: Json) -> JsonObject:
    return value if isinstance(value, JsonObject) else JsonObject(())
