"""Texts that break out of encoders that forget something, and how to see that one did."""

from __future__ import annotations

import ast
import doctest
import unicodedata
from collections.abc import Iterator

PAYLOADS: tuple[tuple[str, str], ...] = (
    ("plain", "Length of the clip, in seconds"),
    ("double quote", 'a "quoted" word'),
    ("single quote", "it's one"),
    ("both quotes", "\"it's\" and 'so' on"),
    ("more double than single", '"a" "b" it\'s'),
    ("ends in a double quote", 'five"'),
    ("ends in a single quote", "five'"),
    ("begins with a quote", '"5" is it'),
    ("only quotes", '""""""'),
    ("triple quotes", 'a """ b'),
    ("triple single quotes", "a ''' b"),
    ("docstring breakout", '"""\nimport os; os.system("x")\n"""'),
    ("string breakout", '"; import os; os.system("x"); "'),
    ("single string breakout", "'; import os; os.system('x'); '"),
    ("list breakout", '"] + [__import__("os").system("x")] + ["'),
    ("call breakout", '") or os.system("x") or ("'),
    ("type breakout", '"]; os.system("x"); x: Literal["'),
    ("escaped breakout", '\\"; os.system("x") #'),
    ("escaped triple breakout", '\\"""\nos.system("x")\n"""'),
    ("trailing backslash", "a path\\"),
    ("two trailing backslashes", "a path\\\\"),
    ("three trailing backslashes", "a path\\\\\\"),
    ("backslash and quote", '\\"'),
    ("backslash before a line feed", "one\\\ntwo"),
    ("escapes", "\\n \\t \\x41 \\u0041 \\U00000041 \\N{BULLET} \\101"),
    ("half an escape", "\\u12 and \\x and \\N{"),
    ("line feeds", "one\ntwo\n\nthree"),
    ("statement after a line feed", "one\nos.system('x')"),
    ("indented statement", "one\n    os.system('x')\n"),
    ("carriage return", "one\rimport os"),
    ("CRLF", "one\r\nimport os"),
    ("tab and form feed", "one\ttwo\x0cthree\x0bfour"),
    ("line separator", "one\u2028import os\u2029two"),
    ("next line and separators", "one\x85two\x1cthree\x1dfour\x1efive"),
    ("NUL", "one\x00two"),
    ("control characters", "\x01\x07\x08\x1b[31mred\x7f\x9b"),
    ("bidirectional override", "one \u202ekcabdet\u202c two \u2066x\u2069"),
    ("zero width", "one\u200btwo\u200dthree\ufeff"),
    ("tag characters", "one\U000e0041\U000e007f"),
    ("lone surrogate", "one\ud800two\udfff"),
    ("astral", "clip \U0001f3ac and \U0001d4d0"),
    ("confusables", "1\u20132 \u00d7 3 \uff08\u0430\u0435\u043e\uff09"),
    ("other spaces", "one\u00a0two\u3000three\u2003"),
    ("Thai", "ความยาวของคลิปเป็นวินาที เช่น ๕ หรือ ๑๐"),
    ("Latin", "caf\u00e9 na\u00efve \u00df \u0130"),
    ("Jinja expression", "{{7*191}}"),
    ("Jinja statement", "{% for x in ().__class__.__mro__ %}{{ x }}{% endfor %}"),
    ("Jinja comment", "{# hidden #} {{ super() }}"),
    ("Jinja attributes", "{{ ''.__class__.__base__.__subclasses__() }}"),
    ("Jinja raw", "{% endraw %}{% extends 'x' %}"),
    ("format fields", "{0} {name!r} {0.__class__} {} {{"),
    ("percent format", "%s %(name)s %d %% %"),
    ("f-string", "{__import__('os').system('x')}"),
    ("template string", "$x ${x} $(touch x) `touch x`"),
    ("comment", "# type: ignore\n# noqa\n# fmt: off"),
    ("encoding declaration", "# -*- coding: utf-7 -*-"),
    ("comment breakout", "ok\n#\nos.system('x')"),
    ("doctest", ">>> import os; os.system('x')"),
    ("doctest after words", "It is said.\n\n    >>> os.system('x')\n    0"),
    ("directive", ".. include:: /etc/passwd"),
    ("section", "Returns:\n    nothing"),
    ("another section", "One.\n\nExamples\n--------\nos"),
    ("says this", "This sets the length"),
    ("question", "Is it so?"),
    ("markup", "<script>alert(1)</script> &amp; &lt;"),
    ("JSON breakout", '", "evil": {"$ref": "file:///etc/passwd"}, "x": "'),
    ("YAML", "!!python/object/apply:os.system ['x']"),
    ("very long word", "x" * 500),
    ("very long words", " ".join(["https://example.com/" + "a" * 120] * 3)),
    ("many words", "word " * 200),
    ("one letter", "a"),
    ("dots", "..."),
    ("number", "1e999"),
    ("code", "lambda: os.system('x')"),
)
"""Names and texts. What any of them would call is `os.system`."""


def traces(text: str) -> Iterator[str]:
    """Yield what payloads left in a generated Python file besides data; nothing if none did.

    The file itself imports no `os` and calls nothing of it.
    """
    yield from unseen(text)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as problem:
        yield f"it does not parse: {problem}"
        return
    for node in ast.walk(tree):
        match node:
            case ast.Import() | ast.ImportFrom() if "os" in ast.unparse(node).split():
                yield "it imports os"
            case ast.Call(func=called) if "os" in _names(called) or "__import__" in _names(called):
                yield f"it calls {ast.unparse(called)}"
            case ast.Expr(value=ast.Constant(value=str(words))):
                if doctest.DocTestParser().get_examples(words):
                    yield "it holds a doctest"
            case ast.Constant(value=1337):
                yield "it evaluated an expression"
            case _:
                pass


def unseen(text: str) -> Iterator[str]:
    """Yield the code points of a generated file that no generated file may hold."""
    for one in text:
        if one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}:
            yield f"it holds U+{ord(one):04X}"


def _names(node: ast.expr) -> set[str]:
    return {one.id for one in ast.walk(node) if isinstance(one, ast.Name)}
