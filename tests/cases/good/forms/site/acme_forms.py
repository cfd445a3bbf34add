"""A target of specpress: the settings of each model, for a form on a web page."""

from collections.abc import Iterator

from specpress.emit.file import File
from specpress.emit.target import Context
from specpress.emit.encoders.encoders import json_text
from specpress.ir.types.api import Api, Model
from specpress.ir.contract.contract import json_tree
from specpress.ir.types.text import Tree
from specpress.ir.types.types import Choice, Field, Record


class FormsTarget:
    """Writes `forms/PLATFORM/MODEL.json`, a list with one entry for each setting."""

    name = "forms"
    summary = "the settings of each model, for a form on a web page"

    def emit(self, api: Api, context: Context) -> Iterator[File]:
        """Yield one form a model; models without settings have none."""
        del context  # it holds the templates, and this target writes JSON
        for model in api.models:
            entries = [entry(one) for one in settings(model)]
            if entries:
                path = f"{self.name}/{api.platform.id}/{model.id}.json"
                yield File(path, json_text(entries), loses=("limits of numbers and lengths",))


def settings(model: Model) -> tuple[Field, ...]:
    """Return the fields of a model's settings, in the order of the page."""
    key = model.request.settings_key
    holder = model.request.record.get(key) if key else None
    return holder.type.fields if holder and isinstance(holder.type, Record) else ()


def entry(field: Field) -> dict[str, Tree]:
    """Return what a form needs to know of one setting."""
    shown: dict[str, Tree] = {"key": field.name, "required": field.required}
    if field.doc is not None:
        shown["label"] = {"en": field.doc.en, "th": field.doc.th or field.doc.en}
    if isinstance(field.type, Choice):
        shown["choices"] = list(field.type.values)
    if field.default is not None:
        shown["default"] = json_tree(field.default)
    return shown


TARGET = FormsTarget()
