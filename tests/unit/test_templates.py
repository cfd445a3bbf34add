"""Templates: what they can print, what they can reach, and how their faults are shown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import SpecError
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders.code import Code
from specpress.emit.templates import environment as module
from specpress.emit.templates.environment import Templates, stock_templates
from specpress.ir.types.text import SpecText

Write = Callable[..., Path]


@dataclass(frozen=True, slots=True)
class Row:
    name: Code
    note: str = "raw"


@dataclass(frozen=True, slots=True)
class View:
    name: Code
    count: int
    rows: tuple[Row, ...]
    raw: str
    text: SpecText
    flag: bool = True
    nothing: None = None


VIEW = View(
    Code("kling_2_6"),
    3,
    (Row(Code("duration")), Row(Code("sound"))),
    "raw <b>",
    SpecText("spec", Span(Source("specs/acme/clip.yaml"))),
)


@pytest.fixture
def stock(tmp_path: Path) -> Write:
    """Return what writes stock templates, and gives their folder."""

    def write(**texts: str) -> Path:
        for name, text in texts.items():
            path = tmp_path / "stock" / "python" / f"{name}.py.jinja"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return tmp_path / "stock"

    return write


def render(folder: Path, override: Path | None = None) -> str:
    return Templates(override, stock=folder).render("python/model.py.jinja", VIEW)


def fault(folder: Path, override: Path | None = None) -> Diagnostic:
    """Return the one diagnostic of a template that fails."""
    with pytest.raises(SpecError) as caught:
        render(folder, override)
    (only,) = caught.value.diagnostics
    return only


def test_a_view_is_laid_out(stock: Write) -> None:
    folder = stock(
        model="""\
{% from "python/_row.py.jinja" import row %}
{# a comment #}
NAME = {{ name }}
COUNT = {{ count }}
    {% for one in rows %}
{{ row(one) }}{% if not loop.last %},{% endif %}

    {% endfor %}
""",
        _row="{% macro row(one) %}{{ one.name }}!{% endmacro %}",
    )

    assert render(folder) == "NAME = kling_2_6\nCOUNT = 3\nduration!,\nsound!\n"


def test_nothing_is_escaped_for_html(stock: Write) -> None:
    folder = stock(model="{% block x %}<{{ name }}> & {% endblock %}{{ self.x() }}\n")

    assert render(folder) == "<kling_2_6> & <kling_2_6> & \n"


@pytest.mark.parametrize(
    ("template", "type_"),
    [
        ("{{ raw }}", "str"),
        ("{{ text }}", "SpecText"),
        ("{{ flag }}", "bool"),
        ("{{ nothing }}", "NoneType"),
        ("{{ rows }}", "tuple"),
        ("{{ rows[0].note }}", "str"),
        ("{{ 'constant' }}", "str"),
        ("{{ 1.5 }}", "float"),
        ("{{ name + raw }}", "str"),
        ("{{ raw + name }}", "str"),
        ("{{ name + 'constant' }}", "str"),
        ("{% autoescape false %}{{ raw }}{% endautoescape %}", "str"),
        ("{% autoescape false %}{{ 'constant' }}{% endautoescape %}", "str"),
        ("{% set x %}{{ raw }}{% endset %}{{ x }}", "str"),
        ("{% macro m(x) %}{{ x }}{% endmacro %}{{ m(raw) }}", "str"),
        ("{% for one in raw %}{{ one }}{% endfor %}", "str"),
    ],
)
def test_a_template_prints_code_and_whole_numbers_only(
    stock: Write, template: str, type_: str
) -> None:
    found = fault(stock(model=f"\n{template}\n"))

    assert found.code == "E0405"
    assert found.message == f"the template failed: a {type_} is not code"
    assert found.help == "print it through an encoder, or a field of the view"
    assert found.primary.span.place == ("stock/python/model.py.jinja", 2, 1)


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("{% if %}", "Expected an expression, got 'end of statement block'"),
        ("{{ missing }}", "'missing' is undefined"),
        ("{{ rows[0].missing }}", "Row object' has no attribute 'missing'"),
        ("{% for x in missing %}{% endfor %}", "'missing' is undefined"),
        ("{% include 'missing.jinja' %}", "missing.jinja"),
        ("{{ name ~ raw }}", "`~` joins what is not code; write values side by side"),
        ("{{ raw | safe }}", "No filter named 'safe'."),
        ("{% if name is defined %}{% endif %}", "No test named 'defined' found"),
        ("{{ range(3) }}", "'range' is undefined"),
        ("{{ name.upper() }}", "a template calls macros, blocks and super() only"),
        ("{{ name.format(raw) }}", "a template calls macros, blocks and super() only"),
        ("{{ name.__class__ }}", "access to attribute '__class__' of 'Code' object is unsafe."),
        ("{{ name % raw }}", "not all arguments converted"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{% for x in count %}{% endfor %}", "'int' object is not iterable"),
        ("{% include 'python/model.py.jinja' %}", "maximum recursion depth exceeded"),
    ],
)
def test_a_fault_is_shown_where_it_stands(stock: Write, template: str, message: str) -> None:
    found = fault(stock(model=f"\n{template}\n"))

    assert found.code == "E0404"
    assert message in found.message
    assert found.primary.span.place == ("stock/python/model.py.jinja", 2, 1)
    assert found.primary.span.source.line(2) == template


def test_a_fault_in_an_included_part_is_shown_there(stock: Write) -> None:
    folder = stock(model="{% include 'python/_part.py.jinja' %}", _part="\n\n{{ missing }}\n")

    assert fault(folder).primary.span.place[1] == 3
    assert fault(folder).primary.span.place[0].endswith("python/_part.py.jinja")


def test_a_template_that_is_not_there_is_shown_by_name(stock: Write) -> None:
    with pytest.raises(SpecError) as caught:
        Templates(stock=stock(model="")).render("python/modle.py.jinja", VIEW)

    (found,) = caught.value.diagnostics
    assert found.code == "E0404"
    assert found.primary.span.place[0] == "python/modle.py.jinja"


def test_a_template_that_is_not_utf_8_is_a_fault(stock: Write) -> None:
    folder = stock(model="")
    (folder / "python/model.py.jinja").write_bytes(b"\xff\xfe")

    assert fault(folder).code == "E0404"


def test_a_fault_that_is_python_s_own_leaves_as_it_is(
    stock: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "_gate", stop)
    with pytest.raises(KeyboardInterrupt):
        render(stock(model="{{ name }}"))


def test_an_overriding_template_replaces_the_stock_one(stock: Write, tmp_path: Path) -> None:
    folder = stock(model="stock\n")
    override = tmp_path / "mine/python"
    override.mkdir(parents=True)
    (override / "model.py.jinja").write_text("mine {{ name }}\n", "utf-8")
    (tmp_path / "mine/.DS_Store").write_bytes(b"hidden")

    assert render(folder, tmp_path / "mine") == "mine kling_2_6\n"


def test_an_overriding_template_changes_one_block(stock: Write, tmp_path: Path) -> None:
    folder = stock(model="{% block a %}a{% endblock %} {% block b %}b{% endblock %}\n")
    override = tmp_path / "mine/python"
    override.mkdir(parents=True)
    (override / "model.py.jinja").write_text(
        '{% extends "stock/python/model.py.jinja" %}{% block b %}{{ super() }}!{% endblock %}',
        "utf-8",
    )

    assert render(folder, tmp_path / "mine") == "a b!"


def test_a_template_that_replaces_nothing_is_an_error(stock: Write, tmp_path: Path) -> None:
    folder = stock(model="")
    override = tmp_path / "mine/python"
    override.mkdir(parents=True)
    (override / "modle.py.jinja").write_text("", "utf-8")
    (override / "wholly-different.txt").write_text("", "utf-8")

    with pytest.raises(SpecError) as caught:
        Templates(tmp_path / "mine", stock=folder)

    first, second = caught.value.diagnostics
    assert (first.code, second.code) == ("E0408", "E0408")
    assert first.message == "`python/modle.py.jinja` replaces no stock template"
    assert first.help == "did you mean `python/model.py.jinja`?"
    assert second.help is None


def test_a_folder_that_is_not_there_is_an_error(stock: Write, tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="there is no such folder of templates"):
        Templates(tmp_path / "missing", stock=stock(model=""))


def test_stock_templates_stand_at_the_root_of_a_checkout(root: Path) -> None:
    assert stock_templates() == root / "templates"


def test_stock_templates_stand_beside_the_package_in_a_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "specpress/templates").mkdir(parents=True)
    monkeypatch.setattr(
        module, "__file__", str(tmp_path / "specpress/emit/templates/environment.py")
    )

    assert stock_templates() == tmp_path / "specpress/templates"


def test_no_payload_is_evaluated(stock: Write, payload: str) -> None:
    author = SpecText(payload, Span(Source("specs/acme/clip.yaml")))
    view = View(Code("x"), 1, (), payload, author)
    templates = Templates(stock=stock(model="{{ text }}"))

    with pytest.raises(SpecError) as caught:
        templates.render("python/model.py.jinja", view)

    (found,) = caught.value.diagnostics
    assert found.message == "the template failed: a SpecText is not code"
