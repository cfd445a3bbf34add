from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from specpress.diagnostics.diagnostic import Diagnostic
from specpress.diagnostics.report import SpecError
from specpress.emit.file import File
from specpress.emit.writer import Difference, Written, compare_tree, write_tree
from specpress.emit.writer.directory.root import PORTABLE


@dataclass(frozen=True, slots=True)
class Tree:
    """An output folder, and the two ways to ask something of the writer."""

    root: Path
    portable: bool

    def write(
        self, texts: Mapping[str, str], *, targets: str = "a b", force: bool = False
    ) -> Written:
        files = [File(path, text) for path, text in texts.items()]
        owned = frozenset(targets.split())
        return write_tree(self.root, files, targets=owned, force=force, portable=self.portable)

    def refused(
        self, texts: Mapping[str, str], *, targets: str = "a b", force: bool = False
    ) -> tuple[Diagnostic, ...]:
        """Return why a run is refused, having seen that it changed nothing."""
        before = self.everything()
        with pytest.raises(SpecError) as refusal:
            self.write(texts, targets=targets, force=force)
        assert self.everything() == before
        return refusal.value.diagnostics

    def compare(self, texts: Mapping[str, str], *, targets: str = "a b") -> tuple[Difference, ...]:
        """Return the differences, having seen that looking for them changed nothing."""
        before = self.everything()
        files = [File(path, text) for path, text in texts.items()]
        owned = frozenset(targets.split())
        found = compare_tree(self.root, files, targets=owned, portable=self.portable)
        assert self.everything() == before
        return found

    def put(self, path: str, content: str | bytes) -> Path:
        """Write a file past the writer, as a user would."""
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
        return place

    def texts(self) -> dict[str, str]:
        """Return every file below the root but the writer's own, as text."""
        return {
            path: content.decode()
            for path, content in self.everything().items()
            if content is not None and not path.startswith(".specpress")
        }

    def everything(self) -> dict[str, bytes | None]:
        """Return every path below the root: bytes of files, None for anything else."""
        return {
            path.relative_to(self.root).as_posix(): (
                path.read_bytes() if path.is_file() and not path.is_symlink() else None
            )
            for path in self.root.rglob("*")
            if path.name != ".specpress.lock"
        }


@pytest.fixture(params=["descriptors", "portable"])
def tree(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tree:
    if request.param == "descriptors" and PORTABLE:
        pytest.skip("this system has no directory descriptors")
    monkeypatch.chdir(tmp_path)
    return Tree(tmp_path / "generated", request.param == "portable")


@pytest.fixture
def codes() -> Callable[[tuple[Diagnostic, ...]], list[str]]:
    return lambda diagnostics: [f"{one.code} {one.primary.span.source.path}" for one in diagnostics]
