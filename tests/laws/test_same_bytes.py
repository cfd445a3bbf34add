"""Law 11: the same spec gives the same bytes, whatever the machine is set to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SHUFFLED = """
import os, random, pathlib, sys
shuffle = random.Random(7).shuffle
listdir, scandir = os.listdir, os.scandir

def shuffled_listdir(*arguments):
    names = listdir(*arguments)
    shuffle(names)
    return names

class shuffled_scandir:
    def __init__(self, *arguments):
        with scandir(*arguments) as found:
            self.found = list(found)
        shuffle(self.found)
    def __enter__(self):
        return iter(self.found)
    def __exit__(self, *problem):
        return None
    def __iter__(self):
        return iter(self.found)

os.listdir, os.scandir = shuffled_listdir, shuffled_scandir
if hasattr(pathlib, "_NormalAccessor"):
    pathlib._NormalAccessor.listdir = staticmethod(shuffled_listdir)
from specpress.cli import main
main(sys.argv[1:])
"""

SETTINGS = [
    pytest.param({"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": zone}, id=f"{seed}-{locale}")
    for seed, locale, zone in (
        ("1", "C", "Asia/Bangkok"),
        ("2", "C.UTF-8", "America/St_Johns"),
        ("2", "C", "UTC"),
        ("1", "C.UTF-8", "Pacific/Kiritimati"),
    )
]


def generated(cwd: Path, specs: Path, output: Path, settings: dict[str, str]) -> dict[str, bytes]:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            SHUFFLED,
            "generate",
            "--specs",
            str(specs),
            "--output",
            str(output),
        ],
        cwd=cwd,
        env={**os.environ, **settings},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return {
        path.relative_to(output).as_posix(): path.read_bytes()
        for path in sorted(output.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("plain")
    specs = ROOT / "tests/cases/good/every-word/specs"
    return generated(folder, specs, folder / "out", {"PYTHONHASHSEED": "0"})


@pytest.mark.parametrize("settings", SETTINGS)
def test_the_bytes_do_not_depend_on_hash_seed_locale_zone_order_or_folder(
    settings: dict[str, str], expected: dict[str, bytes], tmp_path: Path
) -> None:
    specs = tmp_path / "elsewhere" / "renamed"
    shutil.copytree(ROOT / "tests/cases/good/every-word/specs", specs)
    found = generated(tmp_path, specs, tmp_path / "out", settings)
    assert found == expected
    assert len([one for one in found if "/_runtime/" not in one]) == 36


def test_no_generated_file_names_this_machine(expected: dict[str, bytes]) -> None:
    for content in expected.values():
        for secret in (str(Path.home()), str(ROOT), "/tmp/"):  # noqa: S108 - looked for, not used
            assert secret.encode() not in content
