"""From a folder of specs to the Apis they mean."""

from __future__ import annotations

from pathlib import Path

from specpress.diagnostics.report import Report
from specpress.ir.checks import check_api, check_packages
from specpress.ir.lower import lower_api
from specpress.ir.types.api import Api
from specpress.spec.workspace import read_workspace


def load_apis(specs: Path, report: Report) -> tuple[Api, ...]:
    """Return the platforms below `specs`, in the order of their ids.

    Warnings are added to `report`.

    Raises:
        SpecError: with everything found by the first floor that found an error.

    """
    files = read_workspace(specs, report)
    report.stop_if_failed()
    apis = tuple(lower_api(one) for one in files)
    for api in apis:
        report.add(*check_api(api))
    report.add(*check_packages(one.platform for one in apis))
    report.stop_if_failed()
    return apis
