"""Each of Rivya's validators accepts all that its page allows, and refuses all that lies beyond.

The pages are retyped in rivya_facts.py; no spec is read here.
"""

from __future__ import annotations

import json
import math
import runpy
from collections.abc import Iterator
from contextlib import suppress
from fractions import Fraction
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__)
VALIDATORS = HERE.parents[2] / "generated/validator/rivya"
MODELS: dict[str, dict[str, Any]] = runpy.run_path(str(HERE.with_name("rivya_facts.py")))["MODELS"]

SETTINGS = [(name, key) for name, facts in MODELS.items() for key in facts["params"]]
OPTIONS = {one for name, key in SETTINGS for one in MODELS[name]["params"][key].get("options", ())}
FOREIGN = {one.lower() for one in OPTIONS} | {one.upper() for one in OPTIONS} | OPTIONS | {""}
WRONG = {
    "select": (None, [], {}),
    "number": (None, True, "6", [], {}),
    "text": (None, True, 6, [], {}),
    "array": (None, True, 6, "6", {}),
}
"""Values that are of no type that a setting could have."""

MEDIA = {name: facts["references"] for name, facts in MODELS.items() if "references" in facts}
KINDS = ("image", "video", "audio")
MIME = {one for media in MEDIA.values() for kind in KINDS for one in media.get(kind, ())}
FILES = "/params/referenceMediaItems"
RULES = {"rule:images_alone", "rule:images_beside_a_video", "rule:one_video"}
"""What the page of happyhorse-1-0 says of its files together."""


@cache
def validator(name: str) -> dict[str, Any]:
    prefix = "model_" if name[0].isdigit() else ""
    return runpy.run_path(str(VALIDATORS / f"{prefix}{name.replace('-', '_')}.py"))


def violations(name: str, request: object) -> list[tuple[str, str]]:
    """Return the code and the JSON Pointer of everything that is wrong with a request."""
    module = validator(name)
    found = [(one.code, one.at) for one in module["check"](request)]
    assert module["is_valid"](request) is (not found)
    return found


def choices(name: str, request: object) -> tuple[str, ...]:
    """Return the choices that the one violation of a request names."""
    (violation,) = validator(name)["check"](request)
    return violation.expected


def request(name: str, **params: Any) -> dict[str, Any]:
    """Return the page's request with other settings."""
    body = MODELS[name]["request"]
    return {**body, "params": {**body.get("params", {}), **params}}


def without(mapping: dict[str, Any], key: str) -> dict[str, Any]:
    return {one: value for one, value in mapping.items() if one != key}


@pytest.mark.parametrize("name", MODELS)
def test_the_request_of_the_page_is_accepted(name: str) -> None:
    body = MODELS[name]["request"]
    assert violations(name, body) == []
    assert violations(name, {**body, "client_request_id": "order-123-preview"}) == []


@pytest.mark.parametrize("name", MODELS)
def test_what_is_required_is_missed_and_nothing_else(name: str) -> None:
    body, facts = MODELS[name]["request"], MODELS[name]
    required = [key for key, one in facts["params"].items() if one.get("required")]
    needed = {
        "model": True,
        "prompt": not facts.get("prompt_optional"),
        "params": bool(required),
        "client_request_id": False,
    }
    for key, is_needed in needed.items():
        wanted = [("required", f"/{key}")] if is_needed else []
        assert violations(name, without(body, key)) == wanted
    for key in facts["params"]:
        wanted = [("required", f"/params/{key}")] if key in required else []
        params = without(request(name)["params"], key)
        assert violations(name, {**body, "params": params}) == wanted


@pytest.mark.parametrize("name", MODELS)
def test_defaults_are_those_of_the_page(name: str) -> None:
    filled = validator(name)["with_defaults"]({"model": name, "prompt": "x", "params": {}})
    settings = MODELS[name]["params"].items()
    assert filled["params"] == {key: one["default"] for key, one in settings if "default" in one}


@pytest.mark.parametrize("name", MODELS)
def test_what_no_page_names_is_unknown(name: str) -> None:
    known = {*MODELS[name]["params"], *(["referenceMediaItems"] if name in MEDIA else [])}
    for key in {"referenceMediaItems", *(key for _, key in SETTINGS)} - known:
        assert violations(name, request(name, **{key: "5"})) == [("unknown", f"/params/{key}")]
    for key in ("files", "referenceMediaItems", "duration", "clientRequestId"):
        assert violations(name, {**request(name), key: "5"}) == [("unknown", f"/{key}")]


@pytest.mark.parametrize("name", MODELS)
def test_no_other_model_and_no_other_type_around_the_settings(name: str) -> None:
    for other in (MODELS.keys() | {name.upper(), name.replace("-", "_"), ""}) - {name}:
        assert violations(name, {**request(name), "model": other}) == [("choice", "/model")]
    for key, value in product(("model", "prompt", "params", "client_request_id"), (None, [])):
        assert violations(name, {**request(name), key: value}) == [("type", f"/{key}")]


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("character", ["x", "ก", "🎬"])
def test_a_prompt_may_have_as_many_characters_as_the_page_says(name: str, character: str) -> None:
    most = MODELS[name]["prompt"]
    assert violations(name, {**request(name), "prompt": character * (most or 100_000)}) == []
    if most is not None:
        too_long = {**request(name), "prompt": character * (most + 1)}
        assert violations(name, too_long) == [("too_long", "/prompt")]


def allowed(setting: dict[str, Any]) -> Iterator[Any]:
    match setting:
        case {"type": "select", "options": options}:
            yield from options
        case {"type": "number", "min": low, "max": high, "step": step}:
            pace = Fraction(str(step))
            first, last = (int(Fraction(str(bound)) / pace) for bound in (low, high))
            yield from (float(count * pace) for count in range(first, last + 1))
            yield from (low, high)
        case {"type": "number", "min": low, "max": high}:
            yield from (low, float(low), low + 0.123, low + 1e-9)
            yield from (10**15, 1e300) if high is None else (high, float(high), high - 0.123)
        case {"type": "text"}:
            yield from ("", "x" * 100_000, 'ก "🎬"\n')
        case {"type": "array", "of": keys}:
            line = dict.fromkeys(keys, "x")
            yield from ([line], [line] * 100)
    if "default" in setting:
        yield setting["default"]


def beyond(setting: dict[str, Any]) -> Iterator[tuple[Any, str, str]]:
    """Yield values to refuse, each with its code and its place within the setting."""
    yield from ((one, "type", "") for one in WRONG[setting["type"]])
    match setting:
        case {"type": "select", "options": options}:
            yield from ((one, "choice", "") for one in FOREIGN - {*options})
            for one in options:
                with suppress(ValueError):
                    yield json.loads(one), "choice", ""  # 5 for "5", true for "true"
        case {"type": "number", "min": low, "max": high}:
            step = setting.get("step")
            yield math.nextafter(low, -math.inf) if step is None else low - step, "minimum", ""
            if high is not None:
                yield math.nextafter(high, math.inf) if step is None else high + step, "maximum", ""
            if step is not None:
                yield low + step / 2, "step", ""
                yield low + step / 1000, "step", ""
        case {"type": "array", "of": keys}:
            line = dict.fromkeys(keys, "x")
            yield ["x"], "type", "/0"
            yield [line, {**line, "extra": "x"}], "unknown", "/1/extra"
            for key in keys:
                yield [line, without(line, key)], "required", f"/1/{key}"
                yield [{**line, key: 6}], "type", f"/0/{key}"


@pytest.mark.parametrize(("name", "key"), SETTINGS)
def test_a_setting_takes_all_that_the_page_allows(name: str, key: str) -> None:
    for value in allowed(MODELS[name]["params"][key]):
        assert violations(name, request(name, **{key: value})) == [], value


@pytest.mark.parametrize(("name", "key"), SETTINGS)
def test_a_setting_takes_nothing_beyond(name: str, key: str) -> None:
    for value, code, within in beyond(MODELS[name]["params"][key]):
        wanted = [(code, f"/params/{key}{within}")]
        assert violations(name, request(name, **{key: value})) == wanted, value


@pytest.mark.parametrize(("name", "key"), SETTINGS)
def test_a_refusal_names_the_options_of_the_page(name: str, key: str) -> None:
    """So that no option is accepted which these tests did not think of."""
    if "options" in (setting := MODELS[name]["params"][key]):
        assert choices(name, request(name, **{key: "?"})) == setting["options"]


def file(kind: str, **more: Any) -> dict[str, Any]:
    return {"url": "https://cdn.example.com/reference", "kind": kind, **more}


def with_files(name: str, *files: dict[str, Any]) -> dict[str, Any]:
    return request(name, referenceMediaItems=[*files])


def mixes(name: str) -> Iterator[tuple[list[dict[str, Any]], bool]]:
    """Yield files of every mix of kinds up to one too many, and whether the page allows the mix."""
    media = MEDIA[name]
    kinds = [kind for kind in KINDS if kind in media]
    for counts in product(range(media["files"] + 2), repeat=len(kinds)):
        mix = dict(zip(kinds, counts, strict=True))
        fits = any(all(mix[kind] <= most.get(kind, 0) for kind in kinds) for most in media["most"])
        yield [file(kind) for kind in kinds for _ in range(mix[kind])], fits


@pytest.mark.parametrize("name", MEDIA)
def test_as_many_files_as_the_page_allows(name: str) -> None:
    for files, fits in mixes(name):
        if fits:
            assert violations(name, with_files(name, *files)) == []
        elif len(files) > MEDIA[name]["files"]:
            assert ("too_many", FILES) in violations(name, with_files(name, *files))


def test_images_beside_a_video_are_fewer() -> None:
    name = "happyhorse-1-0"
    for files, fits in mixes(name):
        if not fits and len(files) <= MEDIA[name]["files"]:
            codes = {code for code, _ in violations(name, with_files(name, *files))}
            assert codes
            assert codes <= RULES


@pytest.mark.parametrize("name", MEDIA)
def test_files_are_of_the_kinds_and_types_that_the_page_names(name: str) -> None:
    media = MEDIA[name]
    kinds = [kind for kind in KINDS if kind in media]
    types = [mime for kind in kinds for mime in media[kind]]
    for kind, mime in [(one, mime) for one in kinds for mime in media[one]]:
        assert violations(name, with_files(name, file(kind, mimeType=mime))) == []
    for kind in {*KINDS, "Image", "?"} - {*kinds}:
        wrong = with_files(name, file(kind))
        assert violations(name, wrong) == [("choice", f"{FILES}/0/kind")]
        assert choices(name, wrong) == (*kinds,)
    for mime in {*MIME, "image/gif", "IMAGE/PNG"} - {*types}:
        wrong = with_files(name, file(kinds[0], mimeType=mime))
        assert violations(name, wrong) == [("choice", f"{FILES}/0/mimeType")]
        assert {*choices(name, wrong)} <= {*types}


@pytest.mark.parametrize("name", [name for name in MEDIA if "video" in MEDIA[name]])
def test_a_file_has_a_mime_type_of_its_kind(name: str) -> None:
    for kind, other in (("image", "video"), ("video", "image")):
        for mime in MEDIA[name][other]:
            wanted = [("choice", f"{FILES}/0/mimeType")]
            assert violations(name, with_files(name, file(kind, mimeType=mime))) == wanted


@pytest.mark.parametrize("name", MEDIA)
def test_a_file_has_the_keys_of_the_platform(name: str) -> None:
    full = file("image", name="a.png", mimeType="image/png", durationSeconds=1.5, durationToken="x")
    assert violations(name, with_files(name, full)) == []
    for key in full:
        wanted = [("required", f"{FILES}/0/{key}")] if key in {"url", "kind"} else []
        assert violations(name, with_files(name, without(full, key))) == wanted
    for key, value, code in (
        *((key, None, "type") for key in full),
        ("url", "reference.png", "format"),
        ("file_id", "x", "unknown"),
    ):
        wrong = with_files(name, {**full, key: value})
        assert violations(name, wrong) == [(code, f"{FILES}/0/{key}")]
    assert violations(name, request(name, referenceMediaItems=full)) == [("type", FILES)]
