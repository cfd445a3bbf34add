"""Every command, file and excerpt of README and docs/ is what it says it is."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.loopback import Loopback, Reply, serving

from .pages import BASH, Block, agrees, blocks, follow, stands_in

ROOT = Path(__file__).parents[2]
PAGES = ["README.md", *sorted(f"docs/{one.name}" for one in (ROOT / "docs").glob("*.md"))]
SITE = ROOT / "tests/cases/good/forms/site"

pytestmark = pytest.mark.skipif(BASH is None, reason="sessions need bash")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a copy of what a reader of the pages has: specs, examples and generated files."""
    folder = tmp_path / "specpress"
    for name in ("specs", "examples", "generated", "requirements"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".*_cache"))
    return folder


@pytest.fixture
def platform() -> Iterator[Loopback]:
    """Serve a Rivya on this machine, which makes a clip of whatever it is asked for."""
    clip = "https://cdn.example.com/reveal.mp4"
    job = {"id": "task_1", "status": "queued", "model": "kling-2-6", "reserved_credits": 55}
    done = {**job, "status": "succeeded", "result": {"primary_url": clip, "urls": [clip]}}
    with serving() as loopback:
        loopback.on("POST /api/v1/files", Reply({"url": "https://cdn.example.com/product.png"}))
        loopback.on("POST /api/v1/generations", Reply(job))
        loopback.on("GET /api/v1/generations/task_1", Reply(done))
        local = {**done, "id": "task_2", "result": {"primary_url": f"{loopback.url}/reveal.mp4"}}
        loopback.on("GET /api/v1/generations/task_2", Reply(local))
        loopback.on("GET /reveal.mp4", Reply(bytes(4096), 200, {"content-type": "video/mp4"}))
        yield loopback


@pytest.mark.parametrize("page", PAGES)
def test_a_session_prints_what_the_page_says(
    page: str, copy: Path, platform: Loopback, tmp_path: Path
) -> None:
    (copy / "product.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
    installed = tmp_path / "site"
    settings = {
        "PYTHONPATH": str(SITE if page == "docs/extending.md" else installed),
        "RIVYA_API_KEY": "rvya_sk_for_tests",
        "RIVYA_BASE_URL": platform.url,
        "TMPDIR": str(tmp_path),
        # What a page installs is kept out of this environment, which has what it depends on.
        "PIP_TARGET": str(installed),
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    for step, output in follow(blocks(ROOT / page), copy, settings):
        assert agrees(step.expected, output), f"$ {step.command}\n{output}"


@pytest.mark.parametrize("page", PAGES)
def test_an_excerpt_stands_in_a_tested_spec(page: str) -> None:
    found = blocks(ROOT / page)
    written = [one.text for one in found if one.file is not None]
    specs = [*(ROOT / "specs").rglob("*.yaml"), *(ROOT / "tests/cases/good").rglob("*.yaml")]
    texts = [*written, *(one.read_text("utf-8") for one in specs)]
    for block in found:
        if block.file is None and block.language not in {"console", "sh"}:
            assert stands_in(block.text, texts), block.text


@pytest.mark.parametrize("page", PAGES)
def test_a_python_file_of_a_page_is_run_by_a_session(page: str) -> None:
    found = blocks(ROOT / page)
    sessions = "".join(one.text for one in found if one.language == "console")
    for block in found:
        if block.language == "python":
            assert block.file is not None
            ways = (f"$ python3 {block.file}\n", f"$ python3 -m pytest -q {block.file}\n")
            assert any(way in sessions for way in ways) or is_packaged(block)


def is_packaged(block: Block) -> bool:
    """Return whether a file is one of the package that a good case installs."""
    packaged = SITE / str(block.file)
    return packaged.is_file() and packaged.read_text("utf-8") == block.text


@pytest.mark.parametrize("page", PAGES)
def test_a_link_leads_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)", (ROOT / page).read_text("utf-8")):
        assert (ROOT / page).parent.joinpath(target).exists(), target


@pytest.mark.parametrize(
    ("expected", "output", "verdict"),
    [
        ("", "", True),
        ("a\n", "a\n", True),
        ("a\n", "a\nb\n", False),
        ("a\n", "", False),
        ("a\n…\n", "a\nb\nc\n", True),
        ("a\n…\nc\n", "a\nb\nc\n", True),
        ("a\n…\nb\n", "a\nb\n", False),
        ("a.\n", "ab\n", False),
    ],
)
def test_only_a_line_of_an_ellipsis_leaves_something_out(
    expected: str, output: str, verdict: object
) -> None:
    assert agrees(expected, output) is verdict


def test_a_session_that_prints_something_else_is_found(tmp_path: Path) -> None:
    page = (
        Block("text", "sub/greeting.txt", "hello\n"),
        Block("console", None, "$ cat sub/greeting.txt\nhello\n$ false\n$ echo $?\n0\n"),
    )
    said = [(output, agrees(step.expected, output)) for step, output in follow(page, tmp_path)]
    assert said == [("hello\n", True), ("", True), ("1\n", False)]


def test_an_excerpt_that_stands_nowhere_is_found() -> None:
    text = "a: 1\nb: 2\nc: 3\n"
    assert stands_in("a: 1\n# …\nc: 3\n", [text])
    assert not stands_in("a: 1\nc: 3\n", [text])
    assert not stands_in("c: 3\n# …\na: 1\n", [text])
