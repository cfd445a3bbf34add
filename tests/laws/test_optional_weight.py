"""datamodel-code-generator is imported by the target `pydantic` alone, and only when it runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = "datamodel_code_generator"


def imports_it(code: str) -> bool:
    """Return whether a program has imported the library by its end."""
    program = f"import sys\n{code}\nsys.exit(7 if {HEAVY!r} in sys.modules else 0)"
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False, timeout=300)
    assert ran.returncode in {0, 7}
    return ran.returncode == 7


def command(*arguments: str) -> str:
    return f"from specpress.cli import main\nmain({list(arguments)!r}, standalone_mode=False)"


@pytest.mark.parametrize(
    "code",
    [
        "import specpress.targets.pydantic",
        command("lint"),
        command("targets"),
        command("validate", "examples/minimal.json"),
        command("generate", "--check", "--target", "jsonschema", "--target", "python"),
    ],
    ids=["import", "lint", "targets", "validate", "generate"],
)
def test_it_is_not_imported_where_no_models_are_made(code: str) -> None:
    assert not imports_it(code)


def test_it_is_imported_where_models_are_made() -> None:
    assert imports_it(command("generate", "--check", "--target", "pydantic"))
