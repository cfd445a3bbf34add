"""What tests of generated code share: rendering it, running it and asking the linter."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TypeAlias

import pytest
from specpress.diagnostics.report import Report
from specpress.emit.encoders.encoders import json_text
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.targets.validator.target import render_validator
from specpress.targets.vectors.derive import derive

Validator: TypeAlias = "Callable[[str, str], Rendered]"
Linter: TypeAlias = Callable[[list[str]], str]


@dataclass(frozen=True, slots=True)
class Rendered:
    """A validator: its text, its module, and the vectors of its model that it judges wrongly."""

    text: str
    module: ModuleType
    wrong: tuple[str, ...]


@pytest.fixture
def validator(tmp_path_factory: pytest.TempPathFactory) -> Validator:
    """Return what renders and tries the validator of `pen` from the texts of its specs."""

    def render(platform: str, model: str) -> Rendered:
        specs = tmp_path_factory.mktemp("specs")
        (specs / "acme").mkdir()
        (specs / "acme" / "platform.yaml").write_text(platform, "utf-8")
        (specs / "acme" / "pen.yaml").write_text(model, "utf-8")
        (api,) = load_apis(specs, Report())
        text = render_validator(api, api.models[0], Context(Templates())).text
        module = ModuleType("pen")
        exec(compile(text, "pen.py", "exec"), module.__dict__)  # noqa: S102 - what is tested
        cases = list(derive(api.models[0]))
        requests = json.loads(json_text([one.request for one in cases]))
        wrong = []
        for case, request in zip(cases, requests, strict=True):
            verdict = [] if case.verdict is None else [(case.verdict.code, case.verdict.at)]
            found = [(one.code, one.at) for one in module.check(request)]
            if found != verdict or module.is_valid(request) is bool(verdict):
                wrong.append(case.name)
            elif not verdict and module.check(module.with_defaults(request)):
                wrong.append(f"{case.name}, with defaults")
        return Rendered(text, module, tuple(wrong))

    return render


@pytest.fixture
def linter(tmp_path: Path) -> Linter:
    """Return what the formatter and the linter say of generated files, all of them at once.

    A text or a key may be longer than a line, so that the formatter alone judges width.
    """
    tool = Path(sys.executable).with_name("ruff")
    alone = ("--isolated", "--no-cache", "--target-version=py311", ".")
    ignored = "--ignore=CPY001,INP001,C901,PLR0911,PLR0912,PLR0915,COM812,D203,D213,E501"

    def lint(texts: list[str]) -> str:
        for number, text in enumerate(texts):
            (tmp_path / f"pen_{number}.py").write_text(text, "utf-8")
        said = ""
        for words in (("format", "--diff"), ("check", "--quiet", "--select=ALL", ignored)):
            ran = subprocess.run(
                [tool, *words, *alone], cwd=tmp_path, capture_output=True, text=True, check=False
            )
            said += ran.stdout
        return said

    return lint
