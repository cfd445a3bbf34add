"""Where the project of a client stands, and that no two stand in one place."""

from __future__ import annotations

from pathlib import Path

import pytest
from specpress.diagnostics.report import Report, SpecError
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api
from specpress.targets.python import TARGET
from specpress.targets.python.names import client_name, error_names

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def apis() -> tuple[Api, ...]:
    folders = ("tests/cases/good/every-word/specs", "specs")
    return tuple(api for one in folders for api in load_apis(ROOT / one, Report()))


def projects(apis: tuple[Api, ...]) -> list[str]:
    files = press(apis, (TARGET,), Context(Templates()))
    return [one.path for one in files if one.path.endswith(("pyproject.toml", "/client.py"))]


def test_the_only_package_stands_at_the_top(apis: tuple[Api, ...]) -> None:
    assert projects(apis[1:]) == ["python/pyproject.toml", "python/rivya/client.py"]


def test_each_of_several_packages_has_a_folder_of_its_own(apis: tuple[Api, ...]) -> None:
    assert projects(apis) == [
        "python/atelier/atelier/client.py",
        "python/atelier/pyproject.toml",
        "python/rivya-client/pyproject.toml",
        "python/rivya-client/rivya/client.py",
    ]


def test_projects_in_one_place_would_be_refused(
    apis: tuple[Api, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specpress.emit.run.replace", lambda context, **_: context)
    with pytest.raises(SpecError) as caught:
        projects(apis)
    assert {one.code for one in caught.value.diagnostics} == {"E0407"}


def test_a_class_is_called_as_nothing_else_is() -> None:
    assert client_name("rivya") == "Rivya"
    assert client_name("job") == "JobClient"
    codes = ("rate_limited", "timeout", "rate_limited_error", "api")
    assert list(error_names(codes)) == [
        "RateLimitedError",
        "ApiTimeoutError",
        "ApiRateLimitedError",
        "ApiApiError",
    ]
