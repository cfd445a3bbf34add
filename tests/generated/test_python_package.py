"""The client package: installed alone, typed, and at work against a server on this machine."""

from __future__ import annotations

import ast
import asyncio
import importlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.runtime.loopback import Loopback, Reply, serving

ROOT = Path(__file__).parents[2]
CONFIG = Path(__file__).with_name("generated-python.toml")
PACKAGE = ROOT / "generated/python"
KEY = "rvya_sk_for_tests"
CREATE, STATUS = "POST /api/v1/generations", "GET /api/v1/generations/job-1"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

Call = Callable[..., Any]


@pytest.fixture(scope="module")
def rivya() -> Iterator[ModuleType]:
    sys.path.insert(0, str(PACKAGE))
    yield importlib.import_module("rivya")
    sys.path.remove(str(PACKAGE))
    for name in [one for one in sys.modules if one.split(".")[0] == "rivya"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def kling(rivya: ModuleType) -> ModuleType:
    return importlib.import_module(f"{rivya.__name__}.models.kling_2_6")


@pytest.fixture(scope="module")
def server() -> Iterator[Loopback]:
    with serving() as loopback:
        yield loopback


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest, rivya: ModuleType, server: Loopback) -> Call:
    """Call one method of one of the two clients."""
    server.forget()

    def run(method: str, *arguments: Any, **named: Any) -> Any:
        if request.param == "sync":
            with rivya.Rivya(api_key=KEY, base_url=server.url) as client:
                return getattr(client, method)(*arguments, **named)

        async def awaited() -> Any:
            async with rivya.AsyncRivya(api_key=KEY, base_url=server.url) as client:
                return await getattr(client, method)(*arguments, **named)

        return asyncio.run(awaited())

    return run


def answer(status: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "job-1",
        "status": status,
        "model": "kling-2-6",
        "reserved_credits": 55,
        "brand_new_key": {"kept": True},
        **more,
    }


def test_a_job_is_started_waited_for_and_its_result_returned(
    call: Call, kling: ModuleType, server: Loopback
) -> None:
    url = "https://cdn.example.com/clip.mp4"
    server.on(CREATE, Reply(answer("queued")))
    done = answer("succeeded", result={"primary_url": url, "urls": [url, f"{url}?2"]})
    server.on(STATUS, Reply(answer("processing")), Reply(done))
    request = kling.request("A lighthouse", duration="10")
    job = call("create", request)
    assert (job.id, job.status, job.answer["brand_new_key"]) == ("job-1", "queued", {"kept": True})
    (sent,) = server.calls("POST")
    assert json.loads(sent.body) == request
    assert sent.headers["authorization"] == f"Bearer {KEY}"
    assert sent.headers["idempotency-key"] == job.idempotency_key
    assert call("get", job.id).status == "processing"
    result = call("wait", job, timeout=30)
    assert result.urls == (url, f"{url}?2")
    assert result.answer == done


def test_an_upload_becomes_a_reference(
    call: Call, kling: ModuleType, server: Loopback, tmp_path: Path
) -> None:
    (tmp_path / "product.png").write_bytes(PNG)
    url = "https://cdn.example.com/product.png"
    server.on("POST /api/v1/files", Reply({"url": url, "duration_token": "t-1"}))
    item = call("upload", tmp_path / "product.png", model=kling)
    assert item == {
        "url": url,
        "kind": "image",
        "name": "product.png",
        "mimeType": "image/png",
        "durationToken": "t-1",
    }
    (sent,) = server.calls("POST")
    assert sent.form == {
        "file": ("product.png", "image/png", PNG),
        "kind": "image",
        "model": "kling-2-6",
    }
    assert kling.check(kling.request("A lighthouse", references=[item])) == []


def test_what_the_model_does_not_take_is_refused_before_anything_is_sent(
    call: Call, rivya: ModuleType, kling: ModuleType, server: Loopback
) -> None:
    with pytest.raises(rivya.InvalidRequestError, match='write "10"'):
        call("create", kling.request("A lighthouse", duration=10))
    with pytest.raises(rivya.UploadRefusedError):
        call("upload", b"GIF89a" + bytes(20), model=kling, name="a.gif")
    with pytest.raises(rivya.UploadRefusedError):
        call("upload", PNG + bytes(10_000_000), model=kling, name="a.png")
    assert server.seen == []


POLICY = "image may have 10,000,000 bytes at most, as image/jpeg, image/png, image/webp"


@pytest.mark.parametrize(
    ("code", "content", "name"),
    [
        ("name", b"\xff\xd8\xff\xe0" + bytes(20), "product.png"),
        ("too_large", PNG + bytes(11_000_000), "product.png"),
        ("format", b"\x00\x00\x00\x20ftypisom" + bytes(20), "clip.mp4"),
    ],
)
def test_a_refused_file_is_told_the_policy_before_a_byte_leaves(
    call: Call, kling: ModuleType, server: Loopback, code: str, content: bytes, name: str
) -> None:
    server.forget()
    with pytest.raises(Exception, match=POLICY) as caught:
        call("upload", content, model=kling, name=name)
    assert getattr(caught.value, "code", None) == code
    assert server.seen == []


def test_a_second_reference_is_refused_before_a_byte_leaves(
    call: Call, kling: ModuleType, server: Loopback
) -> None:
    server.forget()
    item = {"url": "https://x/1", "kind": "image"}
    request = kling.request("A lamp", references=[item, item])
    with pytest.raises(Exception, match="/params/referenceMediaItems") as caught:
        call("create", request)
    assert [one.code for one in getattr(caught.value, "violations", ())] == ["too_many"]
    assert server.seen == []


def documented() -> list[Any]:
    """Return the class, the code and the retry class of every error of the package."""
    classes = ast.parse((PACKAGE / "rivya/errors.py").read_text("utf-8")).body
    found = []
    for one in (one for one in classes if isinstance(one, ast.ClassDef)):
        facts = {
            ast.unparse(line.targets[0]): ast.literal_eval(line.value)
            for line in one.body
            if isinstance(line, ast.Assign)
        }
        found.append(pytest.param((one.name, facts["code"], facts.get("retry")), id=one.name))
    assert len(found) == 12
    return found


@pytest.mark.parametrize("known", documented())
def test_each_error_code_raises_its_own_class(
    call: Call, rivya: ModuleType, server: Loopback, known: tuple[str, str, str | None]
) -> None:
    name, code, retry = known
    body = {"error": {"code": code, "message": "As the page says.", "requestId": "req_7"}}
    server.on(CREATE, Reply(body, 429 if retry == "backoff" else 409, {"Retry-After": "0"}))
    with pytest.raises(getattr(rivya, name)) as caught:
        call("create", {"model": "kling-2-6", "prompt": "A lighthouse"})
    error = caught.value
    assert isinstance(error, rivya.ApiError)
    assert (error.code, error.message, error.request_id) == (code, "As the page says.", "req_7")
    assert error.retry == retry
    assert json.loads(error.body) == body
    assert len(server.calls("POST")) == (3 if retry == "backoff" else 1)


def test_credits_files_and_models_are_read(call: Call, server: Loopback) -> None:
    server.on("GET /api/v1/credits", Reply({"current_credits": 123}))
    server.on("GET /api/v1/files/f%2F1", Reply({"url": "https://cdn.example.com/f"}))
    server.on("GET /api/v1/models", Reply({"object": "list", "data": []}))
    assert call("credits") == {"current_credits": 123}
    assert call("file", "f/1") == {"url": "https://cdn.example.com/f"}
    assert call("models") == {"object": "list", "data": []}
    assert "authorization" not in server.seen[-1].headers


@pytest.mark.parametrize("path", sorted((ROOT / "generated/vectors/rivya").glob("*.json")))
def test_every_vector_has_its_verdict(rivya: ModuleType, path: Path) -> None:
    known = importlib.import_module(f"{rivya.__name__}._facts").PLATFORM.models_by_id
    model = importlib.import_module(known[path.stem])
    cases = json.loads(path.read_text("utf-8"))["cases"]
    assert len(cases) > 20
    for case in cases:
        found = [(one.code, one.at) for one in model.check(case["request"])]
        wanted = case.get("violation")
        assert found == ([] if wanted is None else [(wanted["code"], wanted["at"])]), case


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=cwd, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_it_is_formatted_linted_and_strictly_typed() -> None:
    config = ("--config", str(CONFIG))
    assert run("ruff", "format", "--check", "--no-cache", *config, ".", cwd=PACKAGE) == ""
    assert run("ruff", "check", "--no-cache", *config, ".", cwd=PACKAGE) == ""
    typed = ("--strict", "--config-file=", "--cache-dir=/dev/null")
    assert run("mypy", *typed, "-p", "rivya", cwd=PACKAGE) == ""


USE = """\
from rivya import AsyncRivya, Job, Rivya
from rivya.models import kling_2_6


def make(image: str) -> str:
    with Rivya() as client:
        reference = client.upload(image, model=kling_2_6)
        request = kling_2_6.request("A reveal", duration={!r}, references=[reference])
        job: Job = client.create(request)
        return client.wait(job, timeout=600).urls[0]


async def make_many(prompt: str) -> list[str]:
    async with AsyncRivya() as client:
        job = await client.create(kling_2_6.request(prompt))
        return list((await client.wait(job, timeout=600)).urls)
"""


def test_a_wrong_literal_in_a_users_call_is_a_type_error(tmp_path: Path) -> None:
    (tmp_path / "right.py").write_text(USE.format("10"), "utf-8")
    (tmp_path / "wrong.py").write_text(USE.format("15"), "utf-8")
    strict = ("--strict", "--config-file=", "--cache-dir", str(tmp_path / "cache"))
    (tmp_path / "rivya").symlink_to(PACKAGE / "rivya")
    assert run("mypy", *strict, "right.py", cwd=tmp_path) == ""
    wrong = run("mypy", *strict, "wrong.py", cwd=tmp_path)
    assert 'Argument "duration" to "request" has incompatible type' in wrong
    assert "Found 1 error" in wrong


def test_installed_without_its_dependencies_it_judges_requests(tmp_path: Path) -> None:
    quiet = ("--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation")
    assert run("pip", "install", *quiet, "--target", "site", str(PACKAGE), cwd=tmp_path) == ""
    code = (
        "import sys; sys.path.insert(0, 'site')\n"
        "from rivya.models import kling_2_6\n"
        "print(kling_2_6.is_valid(kling_2_6.request('x', duration='10')))\n"
        "known = {*sys.stdlib_module_names, '__main__', 'rivya'}\n"
        "print({one.partition('.')[0] for one in sys.modules} - known)\n"
        "import rivya\n"
        "print('Rivya' in dir(rivya), 'asyncio' in sys.modules)\n"
        "rivya.Rivya\n"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["True", "set()", "True False"]
    assert "No module named 'httpx2'" in done.stderr
    (metadata,) = (tmp_path / "site").glob("*.dist-info/METADATA")
    written = metadata.read_text("utf-8")
    assert "Name: rivya-client\nVersion: 0.1.0\n" in written
    assert "Requires-Dist: httpx2>=2\n" in written
    assert (tmp_path / "site/rivya/py.typed").is_file()


def test_a_name_that_is_not_offered_is_an_attribute_error(rivya: ModuleType) -> None:
    assert set(rivya.__all__) <= set(dir(rivya))
    for name in rivya.__all__:
        assert getattr(rivya, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Riviera'"):
        _ = rivya.Riviera
