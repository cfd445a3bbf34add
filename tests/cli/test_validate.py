"""`validate`: where requests come from, which model judges them, and in which language."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from .conftest import Run

GOOD = '{"model": "kling-2-6", "prompt": "A lighthouse"}'
BAD = '{"model": "kling-2-6", "prompt": "A lighthouse", "params": {"duration": 5}}'
NAMELESS = '{"prompt": "A lighthouse", "model": "nobody"}'

pytestmark = pytest.mark.usefixtures("kling")


def test_the_examples_of_the_page_are_accepted(run: Run) -> None:
    judged = run("validate", "examples/minimal.json", "examples/with-reference.json")
    assert (judged.exit_code, judged.stderr) == (0, "")
    assert judged.stdout == (
        "examples/minimal.json: accepted\nexamples/with-reference.json: accepted\n"
    )


def test_every_violation_is_placed(run: Run) -> None:
    judged = run("validate", "examples/refused.json", "examples/minimal.json")
    assert judged.exit_code == 1
    assert judged.stdout == "examples/refused.json: refused\nexamples/minimal.json: accepted\n"
    places = [one.strip() for one in judged.stderr.splitlines() if "-->" in one]
    assert places == [
        "--> examples/refused.json:5:17",
        "--> examples/refused.json:6:5",
        "--> examples/refused.json:7:28",
        "--> examples/refused.json:8:16",
        "--> examples/refused.json:9:59",
    ]
    assert judged.stderr.endswith("\n5 errors\n")


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_a_request_is_read_from_standard_input(run: Run, arguments: list[str]) -> None:
    assert run("validate", *arguments, given=GOOD).output == "<stdin>: accepted\n"
    refused = run("validate", *arguments, given=BAD)
    assert (refused.exit_code, refused.stdout) == (1, "<stdin>: refused\n")
    assert '/params/duration must be "5" or "10", not 5; write "5"' in refused.stderr
    assert "--> <stdin>:1:73" in refused.stderr


def test_violations_are_said_in_thai(run: Run) -> None:
    refused = run("validate", "--locale", "th", given=BAD)
    assert refused.exit_code == 1
    assert '/params/duration ต้องเป็น "5" หรือ "10" ไม่ใช่ 5 ให้เขียน "5"' in refused.stderr
    assert run("validate", "--locale", "fr", given=BAD).exit_code == 2


def test_a_named_model_judges_whatever_the_request_says(run: Run) -> None:
    refused = run("validate", "--model", "rivya/kling-2-6", given=NAMELESS)
    assert refused.exit_code == 1
    assert '/model must be "kling-2-6", not "nobody"' in refused.stderr
    for name, said in (
        ("rivya/kling-26", "there is no model rivya/kling-26; did you mean rivya/kling-2-6?"),
        ("kling-2-6", "kling-2-6 is not of the form PLATFORM/MODEL"),
    ):
        wrong = run("validate", "--model", name, given=GOOD)
        assert (wrong.exit_code, wrong.stdout) == (2, "")
        assert said in wrong.stderr


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (NAMELESS, "error[E0609]: no spec here is of the model this request names\n"),
        ('{"prompt": "A lighthouse"}', "error[E0609]: the request does not name its model\n"),
        ("[]", "error[E0609]: the request does not name its model\n"),
        ('"kling-2-6"', "error[E0609]: the request does not name its model\n"),
        ('{"model": 26}', "error[E0609]: no spec here is of the model this request names\n"),
    ],
)
def test_a_request_that_names_no_known_model_is_refused(run: Run, request_: str, said: str) -> None:
    refused = run("validate", given=request_)
    assert (refused.exit_code, refused.stdout) == (1, "<stdin>: refused\n")
    assert refused.stderr.startswith(said)
    assert "the models here are kling-2-6" in refused.stderr


def test_one_of_several_models_is_chosen_by_its_id(run: Run) -> None:
    run("new", "acme/clip")
    judged = run("validate", "--lines", given=f'{GOOD}\n{{"model": "clip", "prompt": "A"}}\n')
    assert judged.output == "<stdin>: 2 accepted, 0 refused\n"


def test_lines_are_judged_one_by_one(kling: Path, run: Run) -> None:
    lines = f"{GOOD}\n\n{BAD}\r\n   \n{{\n{GOOD}"
    (kling / "requests.jsonl").write_text(lines, "utf-8", newline="")
    judged = run("validate", "requests.jsonl")
    assert (judged.exit_code, judged.stdout) == (1, "requests.jsonl: 2 accepted, 2 refused\n")
    assert "--> requests.jsonl:3:73" in judged.stderr
    assert "--> requests.jsonl:5:2" in judged.stderr
    assert run("validate", "--lines", given=lines).stdout == "<stdin>: 2 accepted, 2 refused\n"


def test_no_lines_are_no_requests(run: Run) -> None:
    judged = run("validate", "--lines", given="\n \n")
    assert (judged.exit_code, judged.stdout) == (1, "<stdin>: 0 accepted, 0 refused\n")
    assert "error[E0601]: the file holds no request" in judged.stderr


def test_json_is_one_document_for_all_files(run: Run) -> None:
    judged = run("validate", "--format", "json", "examples/refused.json", "-", given=BAD)
    assert (judged.exit_code, judged.stderr) == (1, "")
    found = json.loads(judged.stdout)
    assert {one["code"] for one in found} == {"E0608"}
    assert [one["path"] for one in found].count("examples/refused.json") == 5
    assert [one["path"] for one in found].count("<stdin>") == 1
    assert json.loads(run("validate", "--format", "json", given=GOOD).stdout) == []


def test_github_annotations_stand_at_the_lines(run: Run) -> None:
    judged = run("validate", "--format", "github", "examples/refused.json")
    assert (judged.exit_code, judged.stderr) == (1, "")
    first = judged.stdout.splitlines()[0]
    assert first.startswith("::error file=examples/refused.json,line=5,col=17,")


def test_a_file_that_cannot_be_read_is_said_and_the_others_judged(run: Run) -> None:
    judged = run("validate", "nowhere.json", "examples", "examples/minimal.json")
    assert judged.exit_code == 1
    assert judged.stdout == (
        "nowhere.json: not read\nexamples: not read\nexamples/minimal.json: accepted\n"
    )
    assert "error[E0603]: `nowhere.json` cannot be read: " in judged.stderr
    assert "error[E0603]: `examples` cannot be read: " in judged.stderr


def test_garbage_is_refused_without_a_traceback(run: Run) -> None:
    noise = random.Random(0)  # noqa: S311 - noise, not a secret
    for size in (1, 2, 3, 10, 1000, 100_000):
        judged = run("validate", given=noise.randbytes(size))
        assert (judged.exit_code, judged.stdout) == (1, "<stdin>: refused\n")
        assert judged.stderr.startswith("error[E060")
        lines = run("validate", "--lines", given=noise.randbytes(size))
        assert lines.exit_code == 1
        assert lines.stderr.startswith("error[E060")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "E0601"),
        (b"{'model': 'kling-2-6'}", "E0601"),
        (GOOD.encode("utf-16"), "E0602"),
        (b'{"model": "kling-2-6\xff"}', "E0602"),
        (b'{"model": "a", "model": "b"}', "E0604"),
        (b'{"model": NaN}', "E0605"),
        (b"[" * 2**20, "E0606"),
        (b'{"model": ' + b"9" * 4301 + b"}", "E0605"),
        (b'{"model": "\\ud83d"}', "E0607"),
    ],
)
def test_what_is_no_request_has_its_code(run: Run, content: bytes, code: str) -> None:
    judged = run("validate", given=content)
    assert judged.exit_code == 1
    assert judged.stderr.startswith(f"error[{code}]")


def test_specs_may_stand_elsewhere(kling: Path, run: Run) -> None:
    (kling / "specs").rename(kling / "pages")
    assert run("validate", "--specs", "pages", given=GOOD).exit_code == 0
    missing = run("validate", given=GOOD)
    assert missing.exit_code == 1
    assert "error[E0302]: no specs in `specs`" in missing.stderr
