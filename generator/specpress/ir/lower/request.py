"""Join the platform's envelope with the model's words into the request's record."""

from __future__ import annotations

from dataclasses import replace

from specpress.ir.lower import values
from specpress.ir.lower.fields import Roles, lower_field, lower_record
from specpress.ir.lower.roles import item_roles
from specpress.ir.types.api import References, Request
from specpress.ir.types.text import Places, SpecText, Word
from specpress.ir.types.types import Choice, Discriminator, Field, List, Record, Text, Variant
from specpress.spec.node import Entry, Mapping, Node


def lower_envelope(envelope: Node) -> Request:
    """Return the body of any create call, as far as the platform says it."""
    fields = tuple(_shared_field(one) for one in values.entries(envelope))
    return Request(
        Record(fields),
        model_key=_key(envelope, "model_id") or fields[0].name,
        prompt_key=_key(envelope, "prompt"),
        settings_key=_key(envelope, "settings"),
    )


def join_request(platform: Mapping, model: Mapping, references: References | None) -> Request:
    """Return the body of the model's create call.

    The envelope gives the keys and their order. The model fills in its own id, narrows the
    prompt, and lists its settings; references enter the settings under the platform's key.
    """
    envelope = values.child(platform, "request")
    media = None if references is None else _reference_field(platform, references)
    fields = tuple(_join(one, model, media) for one in values.entries(envelope))
    return replace(
        lower_envelope(envelope),
        record=Record(fields),
        references_key=None if media is None else media.name,
    )


def _shared_field(entry: Entry) -> Field:
    roles = Roles((("model_id", Text()), ("settings", Record(()))))
    field = lower_field(entry, roles)
    return replace(field, required=True) if _role(entry) == "model_id" else field


def _key(envelope: Node, role: str) -> Word | None:
    found = (values.word(one.key) for one in values.entries(envelope) if _role(one) == role)
    return next(found, None)


def _role(entry: Entry) -> str | None:
    return values.present(entry.value, "type", values.word)


def _join(entry: Entry, model: Mapping, media: Field | None) -> Field:
    field = _shared_field(entry)
    match _role(entry):
        case "model_id":
            own = values.text(values.child(model, "model"))
            return replace(field, type=Choice((own,)))
        case "prompt":
            prompt = model.get("prompt")
            return field if prompt is None else _narrow_prompt(field, prompt)
        case "settings":
            return _with_settings(field, model.get("params"), media)
        case _:
            return field


def _narrow_prompt(field: Field, prompt: Node) -> Field:
    shared = field.type if isinstance(field.type, Text) else Text()
    least = values.present(prompt, "min_length", values.integer)
    most = values.present(prompt, "max_length", values.integer)
    return replace(
        field,
        type=Text(
            shared.min_length if least is None else least,
            shared.max_length if most is None else most,
        ),
        required=field.required or not values.present(prompt, "optional", values.flag),
        doc=values.present(prompt, "doc", values.doc) or field.doc,
        inferred=values.present(prompt, "inferred", values.inferences) or field.inferred,
        places=values.places_within(prompt),
    )


def _with_settings(field: Field, params: Node | None, media: Field | None) -> Field:
    own = () if params is None else lower_record(params).fields
    fields = own if media is None else (*own, media)
    required = field.required or any(one.required for one in fields)
    return replace(field, type=Record(fields), required=required)


def _reference_field(platform: Mapping, references: References) -> Field | None:
    shape = platform.get("references")
    if shape is None:
        return None
    kinds = Choice(tuple(SpecText(str(one.kind), one.kind.span) for one in references.policies))
    mime = tuple(dict.fromkeys(one for policy in references.policies for one in policy.mime))
    entries = values.child(shape, "item")
    by_kind = _by_kind(_key(entries, "kind"), references)
    item = lower_record(entries, item_roles(kinds, Choice(mime, by_kind)))
    param = values.child(shape, "param")
    doc = references.doc or values.present(shape, "doc", values.doc)
    items = List(item, max_items=references.max_items)
    return Field(values.word(param), items, doc=doc, places=Places(param.span))


def _by_kind(key: Word | None, references: References) -> Discriminator | None:
    """Return which MIME types go with each kind, where there is more than one."""
    if key is None or len(references.policies) == 1:
        return None
    return Discriminator(key, tuple(Variant(one.kind, one.mime) for one in references.policies))
