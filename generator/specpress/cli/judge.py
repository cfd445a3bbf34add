"""Judge requests by the validators of their models, each rendered once."""

from __future__ import annotations

from collections.abc import Sequence

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.types.api import Api, Model
from specpress.spec.json.places import JsonPlaces
from specpress.spec.json.requests import RequestDocument
from specpress.spec.nearest import listed, nearest
from specpress.targets.validator.load import (
    Estimate,
    Validator,
    Violation,
    load_validator,
)

_OF_KEYS = frozenset({"unknown"})
"""Violations that are about a key, not about its value."""


class Judge:
    """Knows the models of a folder of specs, and which of them a request is for."""

    def __init__(self, apis: Sequence[Api], fixed: tuple[Api, Model] | None, locale: str) -> None:
        """Judge by `fixed` if it is given, else by the model that each request names."""
        self._models = [(api, model) for api in apis for model in api.models]
        self._fixed = fixed
        self._locale = locale
        self._context = Context(Templates())
        self._validators: dict[tuple[str, str], Validator] = {}

    def accepts(self, document: RequestDocument, report: Report) -> bool:
        """Return whether a request is accepted; report every violation with its place."""
        found = self._fixed or self._named(document)
        if found is None:
            report.add(self._unknown(document))
            return False
        violations = self._validator(*found).check(document.value)
        places = JsonPlaces(document.source)
        report.add(*(self._diagnostic(one, places) for one in violations))
        return not violations

    def name(self, document: RequestDocument) -> str:
        """Return the model that an accepted request is for, as PLATFORM/MODEL."""
        api, model = self._found(document)
        return f"{api.platform.id}/{model.id}"

    def estimate(self, document: RequestDocument, report: Report) -> Estimate | None:
        """Return what an accepted request costs, or None after reporting that no price says it."""
        api, model = self._found(document)
        validator = self._validator(api, model)
        if validator.estimate is None:
            report.add(self._without_price(document, model))
            return None
        try:
            return validator.estimate(document.value)
        except validator.unpriced as problem:
            place = JsonPlaces(document.source).place("", key=False)
            table = model.places.of("price")
            report.add(
                Diagnostic(
                    "E0641",
                    str(problem),
                    Label(place, "cannot be priced"),
                    (Label(table, "the price"),),
                    help="ask the platform, and add what it says to the spec",
                )
            )
            return None

    def _found(self, document: RequestDocument) -> tuple[Api, Model]:
        found = self._fixed or self._named(document)
        if found is None:
            message = "the request was not accepted"
            raise ValueError(message)
        return found

    def _validator(self, api: Api, model: Model) -> Validator:
        name = (api.platform.id, model.id)
        if name not in self._validators:
            self._validators[name] = load_validator(api, model, self._context)
        return self._validators[name]

    @staticmethod
    def _without_price(document: RequestDocument, model: Model) -> Diagnostic:
        place = JsonPlaces(document.source).place("", key=False)
        return Diagnostic(
            "E0640",
            f"the spec of `{model.id}` states no price",
            Label(place, "cannot be priced"),
            (Label(model.places.key, "has neither `credits` nor `price`"),),
            help="add the price that the page states",
        )

    def _named(self, document: RequestDocument) -> tuple[Api, Model] | None:
        value = document.value if isinstance(document.value, dict) else {}
        return next(
            (
                (api, model)
                for api, model in self._models
                if value.get(model.request.model_key) == model.id
            ),
            None,
        )

    def _diagnostic(self, violation: Violation, places: JsonPlaces) -> Diagnostic:
        span = places.place(violation.at, key=violation.code in _OF_KEYS)
        return Diagnostic("E0608", violation.message(self._locale), Label(span, violation.code))

    def _unknown(self, document: RequestDocument) -> Diagnostic:
        keys = sorted({str(model.request.model_key) for _, model in self._models})
        value = document.value if isinstance(document.value, dict) else {}
        key = next((one for one in keys if one in value), None)
        ids = sorted(str(model.id) for _, model in self._models)
        meant = None if key is None else nearest(str(value[key]), ids)
        place = JsonPlaces(document.source).place(f"/{key}" if key else "", key=False)
        return Diagnostic(
            "E0609",
            "no spec here is of the model this request names"
            if key
            else "the request does not name its model",
            Label(place, "not a known model" if key else f"has no {listed(keys)}"),
            notes=(f"the models here are {listed(ids, 'and')}",) if ids else (),
            help=f"did you mean `{meant}`?" if meant else "name it with --model PLATFORM/MODEL",
        )
