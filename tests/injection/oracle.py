"""What hostile text may change in generated files: the text they hold, and nothing else."""

from __future__ import annotations

import ast
import builtins
import json
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from types import ModuleType
from typing import Any, Final, NoReturn

from pydantic import ValidationError
from specpress.emit.python.naming import module_name

from tests.injection.markdown import page_complaints

UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
IMPORTS: Final = frozenset({"__future__", "collections.abc", "difflib", "math", "re", "typing"})
PYDANTIC: Final = frozenset({"pydantic", "pydantic_core"})
TRAPS: Final = (
    *("breakpoint", "compile", "eval", "exec", "exit", "help", "input", "open", "print", "quit"),
    *("delattr", "dir", "getattr", "globals", "hasattr", "locals", "setattr", "vars"),
)
"""What no validator takes from Python; modules are guarded, and `os` is a trap as well."""


class SprungError(BaseException):
    """A generated file did what no validator does. No `except Exception` hides it."""


def complaints(
    files: Mapping[str, str], plain: Mapping[str, str], swapped: Mapping[str, str]
) -> Iterator[str]:
    """Yield what is wrong with files made of hostile text.

    `plain` are the files without it, `swapped` says which text stands where another one stood.
    """
    if files.keys() != plain.keys():
        yield f"other files: {sorted(files.keys() ^ plain.keys())}"
        return
    for path, text in files.items():
        for one in set(text) - {"\n"}:
            if unicodedata.category(one) in UNSEEN:
                yield f"{path} holds U+{ord(one):04X}"
        if "1337" in text:
            yield f"{path} holds what an expression was evaluated to"
        judge = _JUDGES.get(path.rpartition(".")[2], _untouched)
        yield from (f"{path} {one}" for one in judge(text, plain[path], swapped))
    yield from _behaviour(files)


@cache
def skeleton(text: str) -> str:
    """Return what a file of Python is but for the text in its strings and docstrings."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree, annotate_fields=False)


def _python(text: str, plain: str, _swapped: Mapping[str, str]) -> Iterator[str]:
    if text == plain:  # as the runtime of a client is, which holds no text of a spec
        return
    try:
        same = skeleton.__wrapped__(text) == skeleton(plain)
    except (SyntaxError, ValueError) as problem:
        yield f"does not parse: {problem}"
    else:
        if not same:
            yield "has other statements than without the text"


def _untouched(text: str, plain: str, _swapped: Mapping[str, str]) -> Iterator[str]:
    if text != plain:
        yield "is another than without the text"


def _toml(text: str, plain: str, swapped: Mapping[str, str]) -> Iterator[str]:
    try:
        tree = tomllib.loads(text)
    except ValueError:
        yield "does not parse"
    else:
        yield from _differences(tree, tomllib.loads(plain), swapped, "")


def _json(text: str, plain: str, swapped: Mapping[str, str]) -> Iterator[str]:
    tree = _parsed(text)
    if tree is None:
        yield "does not parse"
    else:
        yield from _differences(tree, _loaded(plain), swapped, "")


def _page(text: str, plain: str, swapped: Mapping[str, str]) -> Iterator[str]:
    yield from page_complaints(text, plain, swapped, {"json": _json, "python": _python})


def _parsed(text: str) -> Any:
    """Return what JSON says, or None if it is none; no generated file is `null`."""
    try:
        return json.loads(text)
    except ValueError:
        return None


@cache
def _loaded(text: str) -> Any:
    return json.loads(text)


_JUDGES: Final = {"py": _python, "json": _json, "md": _page, "toml": _toml}
"""How files are judged, by how their names end; all others hold no text of a spec."""


def _differences(tree: Any, plain: Any, swapped: Mapping[str, str], at: str) -> Iterator[str]:
    if isinstance(tree, dict) and isinstance(plain, dict) and list(tree) == list(plain):
        for key, one in tree.items():
            yield from _differences(one, plain[key], swapped, f"{at}/{key}")
    elif isinstance(tree, list) and isinstance(plain, list) and len(tree) == len(plain):
        for index, one in enumerate(tree):
            yield from _differences(one, plain[index], swapped, f"{at}/{index}")
    elif isinstance(plain, str) and plain in swapped and tree == swapped[plain]:
        return
    elif (type(tree), tree) != (type(plain), plain):
        yield f"differs at {at}: {tree!r} for {plain!r}"


def _behaviour(files: Mapping[str, str]) -> Iterator[str]:
    """Run what judges requests on its vectors, with a trap under all that it has no need of."""
    cases = {
        _stem(path): _parsed(text)["cases"]
        for path, text in files.items()
        if path.startswith("vectors/") and _parsed(text) is not None
    }
    for path, text in files.items():
        if not path.startswith(("pydantic/", "validator/")):
            continue
        judge = _case if path.startswith("validator/") else _parse
        try:
            module = _run(path, text)
        except (SprungError, Exception) as problem:  # noqa: BLE001 - whatever hostile code raises
            yield f"{path} did more than define: {problem!r}"
        else:
            found = (one for case in cases.get(_stem(path), ()) for one in judge(module, case))
            yield from (f"{path} {one}" for one in found)


def _stem(path: str) -> str:
    """Return the platform and the model of a file, in any target."""
    _, platform, name = path.split("/")
    return f"{module_name(platform)}/{module_name(name.partition('.')[0])}"


def _parse(module: ModuleType, case: Any) -> Iterator[str]:
    is_rule = case.get("violation", {}).get("code", "").startswith("rule:")
    if is_rule or {*case.get("tags", ())} & {"integral_float", "step_ulp", "discriminator"}:
        return
    try:
        module.Request.model_validate(case["request"])
    except ValidationError as problem:
        if case["valid"] or "1337" in str(problem):
            yield f"judged `{case['name']}` otherwise: {problem}"
    except (SprungError, Exception) as problem:  # noqa: BLE001 - likewise
        yield f"failed at `{case['name']}`: {problem!r}"
    else:
        if not case["valid"]:
            yield f"judged `{case['name']}` otherwise: it is accepted"


def _case(module: ModuleType, case: Any) -> Iterator[str]:
    try:
        found = module.check(case["request"])
        told = [one.message(locale) for one in found for locale in ("en", "th")]
        if case["valid"]:
            module.with_defaults(case["request"])
    except (SprungError, Exception) as problem:  # noqa: BLE001 - likewise
        yield f"failed at `{case['name']}`: {problem!r}"
        return
    expected = [] if case["valid"] else [case["violation"]]
    if [{"code": one.code, "at": one.at} for one in found] != expected:
        yield f"judged `{case['name']}` otherwise: {found}"
    if any("1337" in one for one in told):
        yield f"evaluated an expression in the message of `{case['name']}`"


def _run(path: str, text: str) -> ModuleType:
    module = ModuleType("hostile")
    traps = {name: _trap(name) for name in TRAPS}
    vars(module)["__builtins__"] = {**vars(builtins), **traps, "__import__": _guarded}
    for name in ("os", "subprocess", "sys"):
        vars(module)[name] = _trap(name)
    exec(compile(text, path, "exec", dont_inherit=True), vars(module))  # noqa: S102 - what is shown to be harmless
    return module


def _guarded(name: str, *rest: Any) -> ModuleType:
    if name not in IMPORTS | PYDANTIC:
        message = f"it imported {name}"
        raise SprungError(message)
    return __import__(name, *rest)


def _trap(name: str) -> Any:
    class Trap:
        def __getattr__(self, inner: str) -> NoReturn:
            message = f"it reached for {name}.{inner}"
            raise SprungError(message)

        def __call__(self, *_: object, **__: object) -> NoReturn:
            message = f"it called {name}"
            raise SprungError(message)

    return Trap()
