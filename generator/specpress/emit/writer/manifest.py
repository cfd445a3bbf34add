"""The manifest: which files below the output folder are ours, and the bytes we gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from specpress.emit.writer.paths import fault_of
from specpress.emit.writer.refusal import damaged
from specpress.emit.writer.transaction.record import is_digest, read_record, render_record


@dataclass(frozen=True, slots=True)
class Manifest:
    """Path to SHA-256 of every file that was generated, of all targets."""

    files: Mapping[str, str] = field(default_factory=dict)

    def owned_by(self, targets: frozenset[str]) -> Manifest:
        """Return the part whose paths begin with a folder of `targets`."""
        return Manifest(
            {path: digest for path, digest in self.files.items() if target_of(path) in targets}
        )

    def replaced(self, targets: frozenset[str], files: Mapping[str, str]) -> Manifest:
        """Return a manifest with `files` in place of all entries of `targets`."""
        others = {
            path: digest for path, digest in self.files.items() if target_of(path) not in targets
        }
        return Manifest({**others, **files})

    def render(self) -> str:
        """Return the manifest as JSON text, sorted, one file a line."""
        return render_record("files", dict(sorted(self.files.items())))


def target_of(path: str) -> str:
    """Return the first folder of a path, which is the name of its target."""
    return path.partition("/")[0]


def read_manifest(content: bytes, shown: str) -> Manifest:
    """Read a manifest's bytes.

    Raises:
        SpecError: E0506 at the path `shown` if they are not what `Manifest.render` writes.

    """
    files = read_record(content, "files", shown)
    if not isinstance(files, dict):
        raise damaged(shown, "`files` is not a table of paths and digests")
    for path, digest in files.items():
        fault = fault_of(path)
        if fault is not None:
            raise damaged(shown, f"it lists {path!a}, but {fault}")
        if not is_digest(digest):
            raise damaged(shown, f"{path!a} has no SHA-256")
    return Manifest(files)
