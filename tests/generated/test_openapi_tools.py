"""Other people's linters, generators and mock server take the documents of Rivya.

Each tool is installed into a folder of its own when its test runs, so that nobody who only runs
the tests needs Node or Java. `make soak` needs Node 20 with npm, Java 17 and a package registry
for Python and for Node.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from specpress.diagnostics.report import Report
from specpress.emit.run import press
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.targets.openapi import TARGET

pytestmark = pytest.mark.soak
needs_node = pytest.mark.skipif(shutil.which("npm") is None, reason="needs Node 20 with npm")
needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17")
each = pytest.mark.parametrize("name", ["rivya", "rivya/kling-2-6"])
each_linted = pytest.mark.parametrize(
    "name", ["rivya", "rivya/kling-2-6", "rivya/wan-2-6", "rivya/happyhorse-1-0"]
)

IMPORT_ALL = """
import importlib, pkgutil, sys
sys.path.insert(0, ".")
package = importlib.import_module(sys.argv[1])
found = [one.name for one in pkgutil.walk_packages(package.__path__, f"{sys.argv[1]}.")]
for name in found:
    importlib.import_module(name)
print(len(found))
"""
TSCONFIG = {
    "compilerOptions": {
        "noEmit": True,
        "strict": True,
        "target": "es2022",
        "module": "esnext",
        "moduleResolution": "bundler",
        "lib": ["es2022", "dom", "dom.iterable"],
        "types": [],
    },
    "include": ["out/**/*.ts"],
}


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    return said


def npm(folder: Path, *packages: str) -> Path:
    """Install packages of Node into a folder; nothing of it outlives the tests."""
    (folder / "package.json").write_text('{"private": true}\n', "utf-8")
    options = ("--no-save", "--no-package-lock", "--no-audit", "--no-fund")
    run("npm", "install", *options, *packages, cwd=folder)
    return folder / "node_modules" / ".bin"


@pytest.fixture(scope="module")
def python_tools(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the generators that come from PyPI, and what their output imports."""
    folder = tmp_path_factory.mktemp("python")
    run(sys.executable, "-m", "venv", "venv", cwd=folder)
    scripts = folder / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    packages = (
        *("openapi-python-client", "openapi-generator-cli", "ruff"),
        *("pydantic", "python-dateutil", "typing-extensions", "urllib3"),
    )
    run(scripts / "python", "-m", "pip", "install", "--quiet", *packages, cwd=folder)
    return scripts


@pytest.fixture
def document(name: str, root: Path, tmp_path: Path) -> Path:
    """Write a document of Rivya by itself."""
    files = press(load_apis(root / "specs", Report()), (TARGET,), Context(Templates()))
    (text,) = (one.text for one in files if one.path == f"openapi/{name}.openapi.json")
    path = tmp_path / f"{name.replace('/', '-')}.json"
    path.write_text(text, "utf-8")
    return path


def imported(scripts: Path, folder: Path, package: str) -> int:
    """Byte-compile a generated package, import all of it, and return how many modules it has."""
    run(scripts / "python", "-W", "error", "-m", "compileall", "-q", package, cwd=folder)
    return int(run(scripts / "python", "-W", "error", "-c", IMPORT_ALL, package, cwd=folder))


def examples(document: Path) -> list[Any]:
    """Return the bodies of the page's examples."""
    read = json.loads(document.read_text("utf-8"))
    create = read["paths"]["/api/v1/generations"]["post"]
    shown = create["requestBody"]["content"]["application/json"]["examples"]
    return [one["value"] for one in shown.values()]


def with_settings_of(body: Any, other: Any) -> Any:
    """Return a body with no other settings than another has."""
    kept = {key: one for key, one in body.get("params", {}).items() if key in other["params"]}
    return {**body, "params": kept}


def of_kling(bodies: list[Any]) -> list[Any]:
    """Return the bodies that ask for Kling 2.6, of which its page has two."""
    found = [one for one in bodies if one["model"] == "kling-2-6"]
    assert len(found) == 2
    return found


@pytest.fixture(scope="module")
def linters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return npm(tmp_path_factory.mktemp("linters"), "@stoplight/spectral-cli", "@redocly/cli")


@needs_node
@each_linted
def test_spectral_finds_nothing(linters: Path, document: Path, tmp_path: Path) -> None:
    (tmp_path / ".spectral.yaml").write_text('extends: ["spectral:oas"]\n', "utf-8")
    options = ("--fail-severity", "hint", "--format", "json", "--quiet")
    assert json.loads(run(linters / "spectral", "lint", *options, document, cwd=tmp_path)) == []


@needs_node
@each_linted
def test_redocly_finds_no_more_than_that_there_is_no_licence(
    linters: Path, document: Path, tmp_path: Path
) -> None:
    options = ("--extends", "recommended", "--format", "json")
    done = subprocess.run(
        [linters / "redocly", "lint", *options, document],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    found = json.loads(done.stdout)["problems"]
    assert [(one["ruleId"], one["severity"]) for one in found] == [("info-license", "warn")]


@each
def test_openapi_python_client_generates_what_imports_and_keeps_the_examples(
    python_tools: Path, document: Path, tmp_path: Path
) -> None:
    tool = python_tools / "openapi-python-client"
    options = ("generate", "--meta", "none", "--output-path", "client", "--fail-on-warning")
    config = tmp_path / "config.yaml"
    config.write_text("post_hooks: []\n", "utf-8")
    run(tool, *options, "--config", config, "--path", document, cwd=tmp_path)
    assert imported(python_tools, tmp_path, "client") > 20
    code = (
        "import json, sys; from client.models import Kling26Request as R\n"
        "for one in json.loads(sys.argv[1]): assert R.from_dict(one).to_dict() == one\n"
    )
    bodies = json.dumps(of_kling(examples(document)))
    run(python_tools / "python", "-c", code, bodies, cwd=tmp_path)


@needs_java
@each
def test_openapi_generator_generates_what_imports_and_keeps_the_examples(
    python_tools: Path, document: Path, name: str, tmp_path: Path
) -> None:
    tool = python_tools / "openapi-generator-cli"
    options = ("-g", "python", "-o", "out", "--additional-properties=packageName=client")
    run(tool, "generate", *options, "-i", document, cwd=tmp_path)
    assert imported(python_tools, tmp_path / "out", "client") > 15
    body = "Kling26Request" if "/" in name else "CreateRequest"
    code = (
        f"import json, sys; from client.models import {body} as R\n"
        "for one in json.loads(sys.argv[1]): print(json.dumps(R.from_dict(one).to_dict()))\n"
    )
    bodies = examples(document)
    said = run(python_tools / "python", "-c", code, json.dumps(bodies), cwd=tmp_path / "out")
    back = [json.loads(line) for line in said.splitlines()]
    assert of_kling(back) == of_kling(bodies)
    # The tool spells out the defaults of settings that an example leaves out.
    assert [with_settings_of(one, body) for one, body in zip(back, bodies, strict=True)] == bodies


@pytest.fixture(scope="module")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typescript")
    return npm(folder, "openapi-typescript", "orval", "typescript@5")


def type_errors(tools: Path, folder: Path) -> str:
    (folder / "tsconfig.json").write_text(json.dumps(TSCONFIG), "utf-8")
    done = subprocess.run(
        [tools / "tsc", "-p", folder],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


@needs_node
@each
def test_openapi_typescript_generates_types_that_know_the_choices(
    typescript: Path, document: Path, tmp_path: Path
) -> None:
    # Left to itself, the tool makes what has a default a required key.
    options = ("--default-non-nullable=false", "-o", "out/api.d.ts")
    run(typescript / "openapi-typescript", document, *options, cwd=tmp_path)
    use = (
        'import type { components } from "./api";\n'
        'type Params = components["schemas"]["Kling26Params"];\n'
        "export const params: Params = { duration: VALUE };\n"
    )
    (tmp_path / "out" / "use.ts").write_text(use.replace("VALUE", '"5"'), "utf-8")
    assert type_errors(typescript, tmp_path) == ""
    (tmp_path / "out" / "use.ts").write_text(use.replace("VALUE", "5"), "utf-8")
    assert "TS2322" in type_errors(typescript, tmp_path)


@needs_node
@each
def test_orval_generates_what_compiles(typescript: Path, document: Path, tmp_path: Path) -> None:
    output = {"target": "./out/api.ts", "client": "fetch"}
    config = {"api": {"input": str(document), "output": output}}
    (tmp_path / "orval.config.cjs").write_text(f"module.exports = {json.dumps(config)};\n", "utf-8")
    run(typescript / "orval", "--config", "orval.config.cjs", cwd=tmp_path)
    assert "file: Blob;" in (tmp_path / "out" / "api.ts").read_text("utf-8")
    assert type_errors(typescript, tmp_path) == ""


@pytest.fixture(scope="module")
def prism(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return npm(tmp_path_factory.mktemp("prism"), "@stoplight/prism-cli") / "prism"


@contextmanager
def served(prism: Path, document: Path) -> Iterator[int]:
    """Serve a document on a free port until the block ends."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    command = [prism, "mock", "--errors", "--host", "127.0.0.1", "--port", str(port), document]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            wait_for(port)
            yield port
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(120):
        with socket.socket() as attempt:
            if attempt.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    message = f"nobody listens on port {port}"
    raise AssertionError(message)


def sent(port: int, body: object) -> tuple[int, Any]:
    """Return the status and the answer of a create call."""
    headers = {"Content-Type": "application/json", "Authorization": "Bearer rvya_sk_test"}
    with closing(HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
        connection.request("POST", "/api/v1/generations", json.dumps(body), headers)
        answer = connection.getresponse()
        return answer.status, json.load(answer)


@needs_node
@each
def test_prism_accepts_both_examples_and_refuses_another_shape(prism: Path, document: Path) -> None:
    bodies = examples(document)
    (kling, _) = of_kling(bodies)
    with served(prism, document) as port:
        for body in bodies:
            status, job = sent(port, body)
            assert (status, job["status"]) == (200, "queued"), body
        wrong = {**kling, "params": {**kling["params"], "aspect_ratio": "4:3"}}
        status, refusal = sent(port, wrong)
        assert (status, refusal["error"]["code"]) == (400, "validation_failed")


@needs_node
@pytest.mark.parametrize("name", ["rivya/happyhorse-1-0"])
def test_prism_refuses_what_is_not_of_its_kind_and_nothing_that_keeps_the_rules(
    prism: Path, document: Path
) -> None:
    def asked(*references: tuple[str, str]) -> dict[str, object]:
        url = "https://example.com/a"
        items = [{"url": url, "kind": kind, "mimeType": mime} for kind, mime in references]
        params = {"referenceMediaItems": items}
        return {"model": "happyhorse-1-0", "prompt": "A meadow", "params": params}

    image, video = ("image", "image/png"), ("video", "video/mp4")
    with served(prism, document) as port:
        for kept in ((), (video,), (image,) * 9, (*(image,) * 5, video)):
            # The page shows no answer, so there is none to mock.
            assert sent(port, asked(*kept))[0] == 500
        assert sent(port, asked(("image", "video/mp4")))[0] == 400
