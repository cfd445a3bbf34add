"""The models of a platform: their validators, made when they are first needed, and their facts."""

from __future__ import annotations

from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.emulator.answers.characters import characters
from specpress.emulator.answers.shapes import Known
from specpress.ir.types.api import Api, Model
from specpress.ir.types.types import Text
from specpress.targets.validator.load import Validator, load_validator


class Catalog:
    """Knows the models of one platform."""

    def __init__(self, api: Api) -> None:
        """Know the models; nothing is rendered yet."""
        self._api = api
        self._models = {str(one.id): one for one in api.models}
        self._context = Context(Templates())
        self._validators: dict[str, Validator] = {}

    def model(self, id_: object) -> Model | None:
        """Return a model by its id."""
        return self._models.get(id_) if isinstance(id_, str) else None

    def ids(self) -> list[str]:
        """Return the ids of all models."""
        return list(self._models)

    def validator(self, model: Model) -> Validator:
        """Return what judges the requests of a model."""
        if model.id not in self._validators:
            self._validators[model.id] = load_validator(self._api, model, self._context)
        return self._validators[model.id]

    def rows(self) -> list[Known]:
        """Return what is known of each model, by the names that keys usually have."""
        return [_row(one) for one in self._models.values()]


def _row(model: Model) -> Known:
    name = characters(model.name)
    prompt = model.request.prompt_key and model.request.record.get(model.request.prompt_key)
    longest = prompt.type.max_length if prompt and isinstance(prompt.type, Text) else None
    credits_ = {}
    if model.credits is not None:
        credits_ = {
            "base_credits": model.credits.base,
            "billing_type": model.credits.billing.value,
        }
    keys = {
        "name": name,
        "display_name": name,
        "category": str(model.output),
        "output": str(model.output),
        "max_prompt_length": longest,
        **credits_,
    }
    return Known({"model_id": str(model.id)}, keys)
