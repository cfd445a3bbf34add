"""Judge requests by the validators of their models, each rendered once."""

from __future__ import annotations

from collections.abc import Sequence

from specpress.diagnostics.diagnostic import Diagnostic, Label
from specpress.diagnostics.report import Report
from specpress.emit.target import Context
from specpress.emit.templates import Templates
from specpress.ir.api import Api, Model
from specpress.spec.json_places import JsonPlaces
from specpress.spec.nearest import listed, nearest
from specpress.spec.requests import RequestDocument
from specpress.targets.validator.load import Check, Violation, load_check

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
        self._checks: dict[tuple[str, str], Check] = {}

    def accepts(self, document: RequestDocument, report: Report) -> bool:
        """Return whether a request is accepted; report every violation with its place."""
        found = self._fixed or self._named(document)
        if found is None:
            report.add(self._unknown(document))
            return False
        violations = self._check(*found)(document.value)
        places = JsonPlaces(document.source)
        report.add(*(self._diagnostic(one, places) for one in violations))
        return not violations

    def _check(self, api: Api, model: Model) -> Check:
        name = (api.platform.id, model.id)
        if name not in self._checks:
            self._checks[name] = load_check(api, model, self._context)
        return self._checks[name]

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
