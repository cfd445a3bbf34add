"""A look at the output folder: its manifest, what stands in it, and how it differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specpress.diagnostics.report import SpecError
from specpress.emit.writer import refusal
from specpress.emit.writer.comparison.difference import Difference, find_differences
from specpress.emit.writer.comparison.snapshot import Snapshot, take_snapshot
from specpress.emit.writer.directory.directory import Directory, EntryKind
from specpress.emit.writer.manifest import Manifest, read_manifest, target_of
from specpress.emit.writer.paths import MANIFEST
from specpress.emit.writer.transaction.record import digest_of


@dataclass(frozen=True, slots=True)
class Survey:
    """What a run found.

    `manifest` is the part of the old one that the run's targets own. `record` are the bytes of
    the whole old one, None if there is none, and `wanted_record` those it should have.
    """

    manifest: Manifest
    snapshot: Snapshot
    differences: tuple[Difference, ...]
    record: bytes | None
    wanted_record: bytes


def take_survey(directory: Directory, wanted: Mapping[str, str], targets: frozenset[str]) -> Survey:
    """Compare the folders of `targets` with the `wanted` texts, path to text.

    Raises:
        SpecError: E0503 if the manifest is a link, E0506 if it is damaged.

    """
    record = _read_record(directory)
    where = refusal.shown(directory.path / MANIFEST)
    manifest = Manifest() if record is None else read_manifest(record, where)
    owned = manifest.owned_by(targets)
    outside = {target_of(path) for path in manifest.files} - targets
    snapshot = take_snapshot(directory, {*wanted, *owned.files}, outside=outside)
    differences = find_differences(
        wanted, owned, snapshot, lambda path: refusal.shown(directory.path / path)
    )
    digests = {path: digest_of(text.encode()) for path, text in wanted.items()}
    wanted_record = manifest.replaced(targets, digests).render().encode()
    return Survey(owned, snapshot, differences, record, wanted_record)


def _read_record(directory: Directory) -> bytes | None:
    kind = directory.kind(MANIFEST)
    where = refusal.shown(directory.path / MANIFEST)
    if kind is None:
        return None
    if kind is EntryKind.LINK:
        raise SpecError([refusal.link(where)])
    if kind is not EntryKind.FILE:
        raise refusal.damaged(where, f"it is {kind.value}")
    return directory.read(MANIFEST)
