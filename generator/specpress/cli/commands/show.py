"""`specpress show`: print what each stage makes of a model."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from specpress.cli.console import format_option, reporting
from specpress.cli.model_name import find_model, find_named
from specpress.cli.project import find_project

if TYPE_CHECKING:
    from specpress.spec.node import Node


@click.command()
@click.argument("stage", type=click.Choice(["nodes", "ir", "contract"]))
@click.argument("model", metavar="PLATFORM/MODEL")
@click.option("--specs", type=click.Path(path_type=Path), help="Where the specs are.")
@format_option
@reporting
def show(stage: str, model: str, specs: Path | None, format_: str) -> None:
    """Print one stage on the way of a model.

    \b
    nodes     what the author wrote, each value with its line and column
    ir        what it means, as JSON
    contract  the JSON Schema every target must agree with

    \b
    Example:
      specpress show contract rivya/kling-2-6
    """  # noqa: D301 - click's \b keeps the lines
    del format_
    folder = specs or find_project(Path.cwd()).specs
    click.echo(_nodes(folder, model) if stage == "nodes" else _tree(folder, model, stage), nl=False)


def _tree(specs: Path, name: str, stage: str) -> str:
    from specpress.diagnostics.report import Report
    from specpress.emit.encoders.encoders import json_text
    from specpress.ir.contract.rule_contract import contract_of
    from specpress.ir.dump import dump
    from specpress.ir.load import load_apis

    _, model = find_model(load_apis(specs, Report()), name)
    return json_text(dump(model) if stage == "ir" else contract_of(model))


def _nodes(specs: Path, name: str) -> str:
    from specpress.diagnostics.report import Report
    from specpress.spec.workspace import read_workspace

    report = Report()
    trees = {
        f"{files.platform.name}/{one.name}": one.tree
        for files in read_workspace(specs, report)
        for one in files.models
    }
    report.stop_if_failed()
    return "".join(f"{line}\n" for line in _outline(find_named(trees, name), "", 0))


def _outline(node: Node, key: str, depth: int) -> Iterator[str]:
    from specpress.spec.node import Mapping, Scalar, Sequence

    start = node.span.start
    place = "" if start is None else f"{start.line}:{start.column}"
    lead = f"{place:>8}  {'  ' * depth}{key}"
    match node:
        case Mapping():
            yield f"{lead}mapping"
            for entry in node.entries:
                yield from _outline(entry.value, f"{entry.key.text}: ", depth + 1)
        case Sequence():
            yield f"{lead}list"
            for item in node.items:
                yield from _outline(item, "- ", depth + 1)
        case Scalar():
            yield f"{lead}{node.value!r}"
        case _ as unreachable:
            assert_never(unreachable)
