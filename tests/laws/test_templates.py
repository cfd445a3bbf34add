"""Law 5: templates lay out, views decide."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).parents[2] / "templates"

LAYOUT = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Not,
    nodes.Block,
    nodes.Extends,
    nodes.Include,
    nodes.Import,
    nodes.FromImport,
    nodes.Macro,
    nodes.Call,
    nodes.Const,
)
"""All that a template is made of. What is not here computes: it belongs into the view."""

NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)
"""What may hold a constant: the name of another template."""


def faults(text: str) -> Iterator[str]:
    """Yield what a template does besides laying out."""
    tree = jinja2.Environment(autoescape=True).parse(text)
    macros = {one.name for one in tree.find_all(nodes.Macro)}
    macros |= {name if isinstance(name, str) else name[1] for name in _imported(tree)}
    modules = {one.target for one in tree.find_all(nodes.Import)}
    for node in (tree, *_nodes(tree)):
        if not isinstance(node, LAYOUT):
            yield type(node).__name__
        elif isinstance(node, nodes.Call) and not _is_macro(node, macros, modules):
            yield "Call"
        elif isinstance(node, nodes.For) and (node.test or node.recursive):
            yield "For"
        else:
            within = [] if isinstance(node, NAMING) else node.iter_child_nodes()
            yield from ("Const" for one in within if isinstance(one, nodes.Const))


def _nodes(node: nodes.Node) -> Iterator[nodes.Node]:
    for one in node.iter_child_nodes():
        yield one
        yield from _nodes(one)


def _imported(tree: nodes.Template) -> Iterator[str | tuple[str, str]]:
    for one in tree.find_all(nodes.FromImport):
        yield from one.names


def _is_macro(call: nodes.Call, macros: set[str], modules: set[str]) -> bool:
    match call.node:
        case nodes.Name(name=name):
            return name == "super" or name in macros
        case nodes.Getattr(node=nodes.Name(name=module)):
            return module in modules
        case _:
            return False


@pytest.mark.parametrize(
    "path", sorted(one.relative_to(TEMPLATES).as_posix() for one in TEMPLATES.rglob("*.jinja"))
)
def test_a_template_lays_out_and_does_nothing_else(path: str) -> None:
    assert list(faults((TEMPLATES / path).read_text("utf-8"))) == []


def test_there_are_templates_and_nothing_else_beside_them() -> None:
    files = [one for one in TEMPLATES.rglob("*") if one.is_file()]

    assert files
    assert [one for one in files if one.suffix != ".jinja"] == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ a.b }}{# c #}{% for x in a.b %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}",
        "{% if a %}1{% elif b.c %}2{% else %}3{% endif %}",
        '{% extends "stock/x.jinja" %}{% block b %}{{ super() }}{% endblock %}',
        '{% import "m.jinja" as m %}{{ m.row(a) }}{% include "p.jinja" %}',
        '{% from "m.jinja" import row, other as two %}{{ row(a) }}{{ two(a.b) }}',
        "{% macro row(x) %}{{ x }}{% endmacro %}{{ row(a) }}",
    ],
)
def test_layout_is_allowed(text: str) -> None:
    assert list(faults(text)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{% set a = b %}", "Assign"),
        ("{% set a %}b{% endset %}", "AssignBlock"),
        ("{% with a = b %}{{ a }}{% endwith %}", "With"),
        ("{{ a + b }}", "Add"),
        ("{{ a - b }}", "Sub"),
        ("{{ -a }}", "Neg"),
        ("{{ a ~ b }}", "Concat"),
        ("{{ a % b }}", "Mod"),
        ("{% if a == b %}{% endif %}", "Compare"),
        ("{% if a and b %}{% endif %}", "And"),
        ("{% if a or b %}{% endif %}", "Or"),
        ("{% if a is defined %}{% endif %}", "Test"),
        ("{{ a[0] }}", "Getitem"),
        ("{{ a['b'] }}", "Getitem"),
        ("{{ a[1:] }}", "Slice"),
        ("{{ a | upper }}", "Filter"),
        ("{% filter upper %}a{% endfilter %}", "FilterBlock"),
        ("{{ a if b else c }}", "CondExpr"),
        ("{{ 'text' }}", "Const"),
        ("{{ 1 }}", "Const"),
        ("{% macro row(x='y') %}{% endmacro %}", "Const"),
        ("{{ [a] }}", "List"),
        ("{{ {a: b} }}", "Dict"),
        ("{{ (a, b) }}", "Tuple"),
        ("{{ a() }}", "Call"),
        ("{{ a.b() }}", "Call"),
        ("{{ range(a) }}", "Call"),
        ("{{ self.block() }}", "Call"),
        ("{% for a in b if a %}{% endfor %}", "For"),
        ("{% for a in b recursive %}{% endfor %}", "For"),
        ("{% autoescape false %}{{ a }}{% endautoescape %}", "ScopedEvalContextModifier"),
    ],
)
def test_computing_is_not(text: str, fault: str) -> None:
    assert fault in set(faults(text))
