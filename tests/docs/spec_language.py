"""The page of the words of the spec language, made from its schemas and its cases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from specpress.diagnostics.codes import REGISTER

from .excerpts import Bad, Good, bad, good
from .language import ANYWHERE, Schema, Word, resolved, uses, words
from .sections import CALLED, SECTIONS, Section

TYPES: Final = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "null",
    "number": "a number",
    "object": "keys with values",
    "string": "text",
}


def spec_language() -> Iterator[str]:
    """Yield the paragraphs of the page."""
    yield "# The words of the spec language"
    yield (
        "Every word: what it means, what it takes, where it stands in a spec that passes, and a "
        "line that is refused. The page is made from the schemas and from tested specs, so it is "
        "never out of date. [specs.md](specs.md) is the tour, and [diagnostics.md](diagnostics.md) "
        "explains the codes. Names that authors give, as to a setting, are left out: "
        "`operations.method` is the method of any operation."
    )
    parts = [(one, sorted(_words_of(one), key=lambda word: _part(word)[1])) for one in SECTIONS]
    yield "\n".join(_line_of_contents(one, found) for one, found in parts if found)
    for section, found in parts:
        if found:
            yield f"## {section.title}"
            yield section.about
        for word in found:
            yield from _entry(word)


def _words_of(section: Section) -> list[Word]:
    return [one for one in words() if _part(one)[0] == section]


def _part(word: Word) -> tuple[Section, int]:
    """Return the section of a word, and which of its parts the word belongs to."""
    path = str(word)
    matching = [
        (len(part), section, at)
        for section in SECTIONS
        for at, part in enumerate(section.parts)
        if part in {"", path} or path.startswith(f"{part}.")
    ]
    _, section, at = max(matching, key=lambda one: one[0])
    return section, at


def title_of(word: Word) -> str:
    """Return the heading of a word: the words around it, and itself."""
    name = _name(word)
    others = [one for one in words() if one != word and _name(one) == name]
    if others and word.home == "model":
        return f"`{name}` of a model"
    return f"`{name}`"


def _name(word: Word) -> str:
    first, _, rest = word.home.partition(".")
    home = CALLED.get(first, "" if first in {"platform", "model"} else first)
    return ".".join(one for one in (home, rest, word.name) if one)


def _line_of_contents(section: Section, found: list[Word]) -> str:
    links = [f"[{title_of(one)}](#{_anchor(title_of(one))})" for one in found]
    return f"- **[{section.title}](#{_anchor(section.title)})**: {', '.join(links)}"


def _anchor(title: str) -> str:
    """Return what a heading is called in links."""
    kept = [one for one in title.lower() if one.isalnum() or one in "_- "]
    return "".join(kept).replace(" ", "-")


def _entry(word: Word) -> Iterator[str]:
    said = words()[word]
    yield f"### {title_of(word)}"
    yield " ".join((_meaning(said), *_takes(said), *_where(word)))
    passes = list(_good(good()[word])) if word in good() else []
    refused = [_bad(bad()[word])] if word in bad() else []
    if len(passes) == 1:
        yield "\\\n".join(passes + refused)
    else:
        yield from passes + refused


def _meaning(said: Schema) -> str:
    title, about = said.get("title", ""), said.get("description", "")
    text = f"{title[:1].upper()}{title[1:]}. {about}".strip()
    ended = text if text[-1] in ".}" else f"{text}."
    return ended.replace("<", "\\<").replace("*", "\\*")


def _takes(said: Schema) -> Iterator[str]:
    """Yield what kind of value a word takes, unless its title does; of a closed set, all of it."""
    items = resolved(said.get("items", {})).get("enum")
    if "enum" in said or items:
        quoted = _choice([f"`{one}`" for one in said.get("enum") or items])
        yield f"*{f'A list of {quoted}' if items else quoted}.*"
        return
    written = said["type"]
    types = [written] if isinstance(written, str) else written
    text = _choice([TYPES[one] for one in types])
    if set(types) >= TYPES.keys() - {"integer"}:
        yield "*Any JSON value.*"
    elif not said["title"].startswith(text):
        yield f"*{text[:1].upper()}{text[1:]}.*"


def _choice(names: list[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} or {last}" if most else last


def _where(word: Word) -> Iterator[str]:
    """Yield where a word stands that means the same in several places."""
    if word.home == ANYWHERE:
        owners = dict.fromkeys(_called(one.owner) for one in uses() if one.word == word)
        yield f"In {', '.join(owners)}."


def _called(owner: str) -> str:
    match owner:
        case "platform" | "model":
            return f"a {owner}"
        case "setting":
            return "any value"
        case _:
            return f"`{CALLED.get(owner, owner.removeprefix('platform.').removeprefix('model.'))}`"


def _good(excerpt: Good) -> Iterator[str]:
    place = f"[{excerpt.file}](../{excerpt.file})"
    if "\n" not in excerpt.text:
        yield f"Passes: {_code(excerpt.text.strip())} in {place}"
        return
    last = excerpt.text.rpartition("\n")[2]
    margin = " " * (len(last) - len(last.lstrip()))
    rest = f"\n{margin}# …" if excerpt.cut else ""
    yield f"Passes, in {place}:"
    yield f"```yaml\n{excerpt.text}{rest}\n```"


def _bad(excerpt: Bad) -> str:
    link = _anchor(f"{excerpt.code}: {REGISTER[excerpt.code].title}")
    case = f"[{excerpt.case}](../tests/cases/bad/{excerpt.case}/expected.txt)"
    said = f"[{excerpt.code}](diagnostics.md#{link}), {excerpt.message}"
    return f"Refused: {_code(excerpt.line)} in {case}: {said}"


def _code(text: str) -> str:
    return f"`` {text} ``" if "`" in text else f"`{text}`"
