"""`specpress validate`: judge requests by the spec of their model."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from specpress.cli.console import fail, format_option, print_diagnostics, reporting
from specpress.cli.model_name import find_model
from specpress.cli.project import find_project
from specpress.cli.request_files import STDIN, content_in, lines_in, opened, shown_name
from specpress.diagnostics.report import Report
from specpress.spec.json.requests import read_request, read_request_lines

if TYPE_CHECKING:
    from specpress.cli.judge import Judge


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option(
    "--model",
    "name",
    metavar="PLATFORM/MODEL",
    help="Judge by this model; by default, by the one the request names.",
)
@click.option("--specs", type=click.Path(path_type=Path), help="Where the specs are.")
@click.option(
    "--lines", is_flag=True, help="Each line is a request (JSON Lines); implied by .jsonl."
)
@click.option(
    "--locale",
    type=click.Choice(["en", "th"]),
    default="en",
    show_default=True,
    help="The language of what is said about a request.",
)
@format_option
@reporting
def validate(  # noqa: PLR0913 - one parameter an option
    *,
    files: tuple[str, ...],
    name: str | None,
    specs: Path | None,
    lines: bool,
    locale: str,
    format_: str,
) -> None:
    """Judge requests before they are sent.

    They are read from FILES, or from standard input.

    Every violation is shown at its line and column, with the nearest allowed value. Exits 1 if
    any request is refused. A request, or a line, has 16 MiB at most.

    \b
    Example:
      specpress validate request.json
      specpress validate --locale th < request.json
      specpress validate --model rivya/kling-2-6 requests.jsonl
    """  # noqa: D301 - click's \b keeps the example's lines
    from specpress.cli.judge import Judge
    from specpress.ir.load import load_apis

    report = Report()
    apis = load_apis(specs or find_project(Path.cwd()).specs, report)
    judge = Judge(apis, None if name is None else find_model(apis, name), locale)
    said = [
        _judge_file(file, judge, report, lines=lines or file.endswith(".jsonl"))
        for file in files or (STDIN,)
    ]
    if format_ == "text":
        click.echo("".join(said), nl=False)
    if report.failed:
        fail(report.diagnostics, format_)
    print_diagnostics(report.diagnostics, format_)


def _judge_file(file: str, judge: Judge, report: Report, *, lines: bool) -> str:
    """Report what is wrong with the requests of a file, and return a line that sums it up."""
    shown = shown_name(file)
    held = opened(file, report)
    if held is None:
        return f"{shown}: not read\n"
    with held as stream:
        if lines:
            return _judge_lines(stream, file, judge, report)
        content = content_in(stream, file, report)
    if content is None:
        return f"{shown}: not read\n"
    document = read_request(content, shown, report)
    accepted = document is not None and judge.accepts(document, report)
    return f"{shown}: {'accepted' if accepted else 'refused'}\n"


def _judge_lines(stream: BinaryIO, file: str, judge: Judge, report: Report) -> str:
    shown, count = shown_name(file), 0
    size = Path(file).stat().st_size if Path(file).is_file() else 0
    hidden = not (size and sys.stderr.isatty())
    with click.progressbar(length=size, label=shown, file=sys.stderr, hidden=hidden) as bar:

        def counted() -> Iterator[bytes]:
            nonlocal count
            for line in lines_in(stream, file, report):
                count += not line.isspace()
                bar.update(len(line))
                yield line

        documents = read_request_lines(counted(), shown, report)
        accepted = sum(judge.accepts(one, report) for one in documents)
    return f"{shown}: {accepted} accepted, {count - accepted} refused\n"
