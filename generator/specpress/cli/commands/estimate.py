"""`specpress estimate`: say what requests cost by the spec of their model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from specpress.cli.console import WRONG, fail, format_option, print_diagnostics, reporting
from specpress.cli.model_name import find_model
from specpress.cli.project import find_project
from specpress.cli.request_files import STDIN, content_in, lines_in, opened, shown_name
from specpress.cli.table import table
from specpress.diagnostics.formats import as_json
from specpress.diagnostics.report import Report, SpecError
from specpress.spec.json.requests import RequestDocument, read_request, read_request_lines

if TYPE_CHECKING:
    from specpress.cli.judge import Judge
    from specpress.targets.validator.load import Estimate


@dataclass(frozen=True, slots=True)
class _Priced:
    request: str
    model: str
    estimate: Estimate


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--model",
    "name",
    metavar="PLATFORM/MODEL",
    help="Price by this model; by default, by the one the request names.",
)
@click.option("--specs", type=click.Path(path_type=Path), help="Where the specs are.")
@format_option
@reporting
def estimate(*, files: tuple[str, ...], name: str | None, specs: Path | None, format_: str) -> None:
    """Say what requests cost, before they are sent.

    They are read from FILES, or from standard input; each line of a .jsonl file is one.

    A request is judged first, as `validate` does. Exits 1 if any is refused, or has no price.
    With --format json, one object holds `estimates` and `diagnostics`.

    \b
    Example:
      specpress estimate request.json
      specpress estimate --model rivya/kling-2-6 requests.jsonl
    """  # noqa: D301 - click's \b keeps the example's lines
    report = Report()
    try:
        priced = list(_price(files, name, specs, report))
    except SpecError as stop:
        if format_ != "json":
            raise
        priced, report = [], Report()
        report.add(*stop.diagnostics)
    if format_ == "json":
        click.echo(_json(priced, report))
        sys.exit(WRONG if report.failed else 0)
    if format_ == "text" and priced:
        click.echo(_table(priced), nl=False)
    if report.failed:
        fail(report.diagnostics, format_)
    print_diagnostics(report.diagnostics, format_)


def _price(
    files: tuple[str, ...], name: str | None, specs: Path | None, report: Report
) -> Iterator[_Priced]:
    from specpress.cli.judge import Judge
    from specpress.ir.load import load_apis

    apis = load_apis(specs or find_project(Path.cwd()).specs, report)
    judge = Judge(apis, None if name is None else find_model(apis, name), "en")
    for file in files or (STDIN,):
        yield from _price_file(file, judge, report)


def _price_file(file: str, judge: Judge, report: Report) -> Iterator[_Priced]:
    """Yield what each request of a file costs; report those that are refused or have no price."""
    shown, by_line = shown_name(file), file.endswith(".jsonl")
    for document in _documents(file, report, by_line=by_line):
        if judge.accepts(document, report):
            found = judge.estimate(document, report)
            place = f"{shown}:{document.source.first_line}" if by_line else shown
            if found is not None:
                yield _Priced(place, judge.name(document), found)


def _documents(file: str, report: Report, *, by_line: bool) -> Iterator[RequestDocument]:
    held = opened(file, report)
    if held is None:
        return
    with held as stream:
        if by_line:
            yield from read_request_lines(lines_in(stream, file, report), shown_name(file), report)
            return
        content = content_in(stream, file, report)
    document = None if content is None else read_request(content, shown_name(file), report)
    if document is not None:
        yield document


def _table(priced: list[_Priced]) -> str:
    rows = [
        (
            one.request,
            one.model,
            repr(one.estimate.low),
            "?" if one.estimate.high is None else repr(one.estimate.high),
            one.estimate.unit,
            _basis(one.estimate),
        )
        for one in priced
    ]
    return table(("request", "model", "low", "high", "unit", "basis"), rows, right=(2, 3))


def _basis(estimate: Estimate) -> str:
    """Return the first step of a price, and how many others there are."""
    first, *others = estimate.basis
    return f"{first} + {len(others)} more" if others else first


def _json(priced: list[_Priced], report: Report) -> str:
    """Return one object: what requests cost, and the diagnostics as other commands print them."""
    diagnostics = json.loads(as_json(report.diagnostics))
    shown = {"estimates": [_object(one) for one in priced], "diagnostics": diagnostics}
    return json.dumps(shown, indent=2)


def _object(one: _Priced) -> dict[str, Any]:
    return {
        "request": one.request,
        "model": one.model,
        "low": one.estimate.low,
        "high": one.estimate.high,
        "unit": one.estimate.unit,
        "basis": list(one.estimate.basis),
    }
