"""The parts of docs/ that say what stands in code."""

from __future__ import annotations

import configparser
import json
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from specpress.diagnostics.codes import REGISTER, Severity
from specpress.runtime.violation import Violation

from .pages import blocks
from .spec_language import spec_language

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SITE = ROOT / "tests/cases/good/forms/site"

GROUPS = {
    "E01": "Reading a file",
    "E02": "The shape of a spec",
    "E03": "The meaning of a spec",
    "E04": "Targets and templates",
    "E05": "Writing",
    "E06": "Requests and configuration",
}


def diagnostics() -> Iterator[str]:
    """Yield the paragraphs of the page of diagnostics."""
    yield "# Diagnostics"
    yield (
        "Every code of a diagnostic, and what it means. `specpress explain CODE` says the same "
        "with an example. Numbers are never used again. A run that finds an error exits 1; if all "
        "its errors are of codes marked so below, it exits 3."
    )
    group = ""
    for code, entry in REGISTER.items():
        if code[:3] != group:
            group = code[:3]
            yield f"## {GROUPS[group]}"
        yield f"### {code}: {entry.title}"
        yield entry.meaning
        if entry.severity is Severity.WARNING:
            yield "A warning: the run goes on."
        if entry.differs:
            yield "Exits 3."


def test_the_page_of_diagnostics_is_the_register(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "diagnostics.md", "\n\n".join(diagnostics()) + "\n")


def test_the_page_of_words_is_what_schemas_and_cases_say(
    golden: Callable[[Path, str], None],
) -> None:
    golden(DOCS / "spec-language.md", "\n\n".join(spec_language()) + "\n")


def test_every_code_of_a_violation_is_in_the_table() -> None:
    page = (DOCS / "validators.md").read_text("utf-8")
    table = page.split("| code | said of |")[1].split("\n\n")[0]
    listed = re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)
    known = re.search(r"`code` is one of (.*?)\.", Violation.__doc__ or "", re.DOTALL)
    assert known is not None
    assert listed == re.findall(r"`(\w+)`", known[1])


def test_every_block_of_the_stock_template_is_named() -> None:
    template = (ROOT / "templates/validator/model.py.jinja").read_text("utf-8")
    page = (DOCS / "extending.md").read_text("utf-8")
    listed = page.split("The blocks of `validator/model.py.jinja` are ")[1].split(";")[0]
    assert re.findall(r"`(\w+)`", listed) == re.findall(r"{% block (\w+) %}", template)


def test_every_word_of_a_setting_is_in_the_table_of_types() -> None:
    schemas = ROOT / "generator/specpress/spec/schemas"
    words = json.loads((schemas / "words.schema.json").read_text("utf-8"))["$defs"]
    setting = words["setting"]["properties"]
    page = (DOCS / "specs.md").read_text("utf-8")
    section = page.split("| type | words |")[1].split("\n## ")[0]
    known = {*setting, *setting["type"]["enum"], *setting["format"]["enum"]}
    assert set(re.findall(r"`([a-z_-]+)`", section)) == known - {"type"} | {"nullable"}


def test_the_package_of_the_example_offers_the_target_of_the_good_case(tmp_path: Path) -> None:
    for one in blocks(DOCS / "extending.md"):
        if one.file in {"acme_forms.py", "acme-forms/pyproject.toml"}:
            (tmp_path / Path(one.file).name).write_text(one.text, "utf-8")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        points = archive.read("acme_forms-1.0.dist-info/entry_points.txt").decode()
        module = archive.read("acme_forms.py")
    case = (SITE / "acme_forms-1.0.dist-info/entry_points.txt").read_text("utf-8")
    assert table(points) == table(case)
    assert module == (SITE / "acme_forms.py").read_bytes()


def table(text: str) -> dict[str, dict[str, str]]:
    parser = configparser.ConfigParser()
    parser.read_string(text)
    return {name: dict(parser[name]) for name in parser.sections()}


def test_the_keys_of_the_configuration_are_named() -> None:
    written = [one for one in blocks(DOCS / "extending.md") if one.file == "pyproject.toml"]
    assert [tomllib.loads(one.text)["tool"]["specpress"] for one in written] == [
        {"templates": "mine"}
    ]
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "`[tool.specpress]` has `specs`, `output` and `templates`" in readme


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))])
def test_a_page_names_no_host_but_those_of_examples(page: Path) -> None:
    hosts = set(re.findall(r"https?://(\w[\w.-]*\w)", page.read_text("utf-8")))
    assert hosts <= {"api.example.com", "cdn.example.com", "example.com", "rivya.ai"}
