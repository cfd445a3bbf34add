"""What is generated from the real specs and from the invented platform, pressed once and run."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema_rs
import pytest
from specpress.diagnostics.report import Report
from specpress.emit.file import File
from specpress.emit.python.naming import module_name
from specpress.emit.registry import load_targets
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis

ROOT = Path(__file__).parents[2]
SPECS = (
    ROOT / "specs",
    *(ROOT / f"tests/cases/good/{one}/specs" for one in ("every-word", "prices")),
)


@dataclass(frozen=True, slots=True)
class Generated:
    """One model's generated parts, ready to be used."""

    name: str
    source: str
    contract: dict[str, Any]
    oracle: jsonschema_rs.Draft202012Validator
    cases: list[dict[str, Any]]


@pytest.fixture(scope="session")
def pressed() -> dict[str, File]:
    """Every generated file of all platforms, by path."""
    report, context = Report(), Context(Templates())
    targets = load_targets(report)
    found = [press(load_apis(one, report), targets, context) for one in SPECS]
    return {file.path: file for files in found for file in files}


@pytest.fixture(scope="session")
def models(pressed: dict[str, File]) -> dict[str, Generated]:
    """Every model of all platforms, by PLATFORM/MODEL."""
    found = {}
    for path, file in pressed.items():
        if path.startswith("vectors/"):
            _, platform, stem = path.removesuffix(".json").split("/")
            contract = json.loads(pressed[f"jsonschema/{platform}/{stem}.schema.json"].text)
            module = f"validator/{module_name(platform)}/{module_name(stem)}.py"
            found[f"{platform}/{stem}"] = Generated(
                f"{platform}/{stem}",
                pressed[module].text,
                contract,
                jsonschema_rs.Draft202012Validator(contract),
                json.loads(file.text)["cases"],
            )
    return found


@pytest.fixture(scope="session")
def run_module(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], ModuleType]:
    """Import the text of a module from a file of its own."""
    folder = tmp_path_factory.mktemp("modules")

    def run(text: str) -> ModuleType:
        path = folder / f"generated_{len(list(folder.iterdir()))}.py"
        path.write_text(text, "utf-8")
        spec = importlib.util.spec_from_file_location(path.stem, path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[path.stem] = module
        spec.loader.exec_module(module)
        return module

    return run
