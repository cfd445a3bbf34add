"""Check a platform and its models."""

from __future__ import annotations

from collections.abc import Iterator

from specpress.diagnostics.diagnostic import Diagnostic
from specpress.ir.checks.examples import check_examples
from specpress.ir.checks.fields.names import check_model_names
from specpress.ir.checks.model import check_model
from specpress.ir.checks.platform import check_platform
from specpress.ir.types.api import Api


def check_api(api: Api) -> Iterator[Diagnostic]:
    """Yield everything in which the specs of one platform contradict themselves or each other."""
    platform = list(check_platform(api.platform))
    yield from platform
    yield from check_model_names(api)
    for model in api.models:
        found = list(check_model(model, api.platform))
        yield from found
        if not platform and not found:
            yield from check_examples(model, api.platform)
