"""The platforms whose clients are walked through their specs; and specs with words added."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml
from specpress.diagnostics.report import Report
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.emulator.answers.characters import characters
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api, ErrorKind, Job, Operation
from specpress.targets.python.target import TARGET as PYTHON
from specpress.targets.vectors.target import TARGET as VECTORS

ROOT: Final = Path(__file__).parents[2]
SPECS: Final = (ROOT / "specs", *sorted((ROOT / "tests/cases/good").glob("*/specs")))

NEW_STATES: Final = {"succeeded": ("archived",), "failed": ("cancelled", "expired")}
NEW_CODES: Final = {
    "withdrawn": "{ http: 410, retry: never, doc: It was taken back. }",
    "crowded": "{ http: 503, retry: queue, doc: There is no place in the queue. }",
    "unheard_of": "{ doc: No page says more of it. }",
}
"""What is added to a spec, in YAML alone: by the name of its set of states, and by code."""


@dataclass(frozen=True)
class Platform:
    """A platform as a client is generated for it: its spec, cut to one model.

    `folder` holds its platform.yaml. `new` are the words that were added to it, none for a spec
    that is read as it is.
    """

    name: str
    api: Api
    written: Any
    new: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        return self.name

    @property
    def job(self) -> Job:
        assert self.api.platform.job is not None
        return self.api.platform.job

    @property
    def states(self) -> dict[str, tuple[str, ...]]:
        """The states of a job by the name of their set, in the order of the page."""
        sets = ("pending", "succeeded", "failed")
        return {one: tuple(map(characters, getattr(self.job, one))) for one in sets}

    @property
    def errors(self) -> dict[str, ErrorKind]:
        return {str(one.code): one for one in self.api.platform.errors}

    @property
    def operations(self) -> dict[str, Operation]:
        return {str(one.name): one for one in self.api.platform.operations}

    def write_package(self, folder: Path) -> None:
        """Write the client's package, as `specpress generate` does, below `folder`."""
        for file in press((self.api,), (PYTHON,), Context(Templates())):
            path = folder / file.path.removeprefix("python/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file.text, "utf-8")

    def request(self) -> dict[str, Any]:
        """Return a request that the page allows."""
        (file,) = press((self.api,), (VECTORS,), Context(Templates()))
        cases = json.loads(file.text)["cases"]
        request: dict[str, Any] = next(one["request"] for one in cases if "violation" not in one)
        return request


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every platform of the project that has a client, and each with words added."""
    with TemporaryDirectory() as folder:
        return tuple(_walked(Path(folder)))


def has_client(api: Api) -> bool:
    """Return whether a client is generated, and an emulator can be asked in its place."""
    platform = api.platform
    calls = {one.name for one in platform.operations}
    return None not in (platform.package, platform.job) and {"create", "status"} <= calls


def _walked(folder: Path) -> Iterator[Platform]:
    for specs in SPECS:
        for api in load_apis(specs, Report()):
            if has_client(api):
                id_ = str(api.platform.id)
                yield _platform(id_, specs / id_)
                yield grown(specs / id_, folder)


def grown(folder: Path, into: Path) -> Platform:
    """Return the platform of a spec to which states and codes were added, in YAML alone."""
    id_ = folder.name
    copy = into / f"grown-{id_}" / id_
    shutil.copytree(folder, copy)
    path = copy / "platform.yaml"
    text = path.read_text("utf-8")
    for name, added in NEW_STATES.items():
        text, count = re.subn(
            rf"^(  {name}: \[.*)\]$", rf"\1, {', '.join(added)}]", text, flags=re.MULTILINE
        )
        assert count == 1
    lines = "".join(f"  {code}: {facts}\n" for code, facts in NEW_CODES.items())
    text, count = re.subn(r"^errors:\n", f"errors:\n{lines}", text, flags=re.MULTILINE)
    assert count == 1
    path.write_text(text, "utf-8")
    new = {*NEW_CODES, *(one for added in NEW_STATES.values() for one in added)}
    return _platform(f"{id_}-with-new-words", copy, frozenset(new))


def _platform(name: str, folder: Path, new: frozenset[str] = frozenset()) -> Platform:
    apis = load_apis(folder.parent, Report())
    (api,) = (one for one in apis if one.platform.id == folder.name)
    written = yaml.safe_load((folder / "platform.yaml").read_text("utf-8"))
    return Platform(name, replace(api, models=api.models[:1]), written, new)
