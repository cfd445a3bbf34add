"""The printer of statements: what it writes is what `ruff format` would leave."""

from __future__ import annotations

import ast
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from specpress.emit.encoders.code import Code
from specpress.emit.encoders.encoders import literal
from specpress.emit.encoders.width import WIDTH, columns
from specpress.emit.python.printer import one_line, print_assignment, print_statements
from specpress.emit.python.syntax import (
    Assign,
    Call,
    Compare,
    DictOf,
    Do,
    Expression,
    For,
    If,
    Item,
    Joined,
    Raw,
    Return,
    Statement,
    Subtract,
    Try,
    TupleOf,
)

REFUSE = Return(Raw(Code("False")))
LONG = Code("reference_media_items_of")


def code(text: str) -> Raw:
    return Raw(Code(text))


def call(function: str, *arguments: Expression) -> Call:
    return Call(Code(function), arguments)


def compare(left: str, operator: str, right: str) -> Compare:
    return Compare(Code(left), Code(operator), Code(right))


def formatted(text: str) -> str:
    """Return a file as `ruff format` leaves it; an error if it cannot read it."""
    return subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "-"],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout


def function(body: Sequence[Statement], depth: int = 1) -> str:
    """Return a function with a body that stands `depth` deep."""
    lines = ["def check(request):", *(f"{'    ' * at}if request:" for at in range(1, depth))]
    return "\n".join([*lines, str(print_statements(body, depth))]) + "\n"


TESTED: dict[str, tuple[Statement, str]] = {
    "type": (
        If(compare("type(request)", "is not", "dict"), (REFUSE,)),
        """
        if type(request) is not dict:
            return False
        """,
    ),
    "try": (
        Try(
            (Assign(Code("model"), Item(Code("request"), Code('"model"'))),),
            Code("KeyError"),
            (REFUSE,),
        ),
        """
        try:
            model = request["model"]
        except KeyError:
            return False
        """,
    ),
    "choice": (
        If(
            Joined(
                Code("or"),
                (compare("type(x)", "is not", "str"), compare("x", "not in", '("5", "10")')),
            ),
            (REFUSE,),
        ),
        """
        if type(x) is not str or x not in ("5", "10"):
            return False
        """,
    ),
    "chain": (
        If(code("a"), (Return(),), (If(code("b"), (REFUSE,), (Subtract(Code("left")),)),)),
        """
        if a:
            return
        elif b:
            return False
        else:
            left -= 1
        """,
    ),
    "for": (
        For(
            Code("index, item"),
            call("enumerate", code("items")),
            (Do(call("found.append", code("item"))),),
        ),
        """
        for index, item in enumerate(items):
            found.append(item)
        """,
    ),
    "three tests": (
        If(
            Joined(
                Code("and"),
                (
                    Call(Code("is_choice"), (Raw(LONG), code("_CHOICES")), prefix=Code("not ")),
                    compare(LONG, "!=", f"{LONG}_2"),
                    code("left"),
                ),
            ),
            (REFUSE,),
        ),
        """
        if (
            not is_choice(reference_media_items_of, _CHOICES)
            and reference_media_items_of != reference_media_items_of_2
            and left
        ):
            return False
        """,
    ),
    "two tests, the last with brackets": (
        If(
            Joined(
                Code("or"),
                (
                    compare(f"type({LONG})", "is not", "str"),
                    Call(Code("_DATE_TIME.fullmatch"), (Raw(LONG),), prefix=Code("not ")),
                ),
            ),
            (REFUSE,),
        ),
        """
        if type(reference_media_items_of) is not str or not _DATE_TIME.fullmatch(
            reference_media_items_of,
        ):
            return False
        """,
    ),
    "comparison": (
        If(compare(f'"{LONG}_and_a_little_more"', "not in", f"{LONG}_and_then_some_more"), ()),
        """
        if (
            "reference_media_items_of_and_a_little_more"
            not in reference_media_items_of_and_then_some_more
        ):
        """,
    ),
    "call": (
        Do(
            call(
                "found.append",
                call(
                    "Violation", code('"too_long"'), code(f'f"{{at}}/{LONG}"'), code(f"len({LONG})")
                ),
            )
        ),
        """
        found.append(
            Violation(
                "too_long",
                f"{at}/reference_media_items_of",
                len(reference_media_items_of),
            ),
        )
        """,
    ),
    "method of a value": (
        Assign(
            LONG,
            Call(
                Code("request.get"),
                (code(f'"{LONG}_and_then_some"'), code("{}")),
                suffix=Code(".copy()"),
            ),
        ),
        """
        reference_media_items_of = request.get(
            "reference_media_items_of_and_then_some",
            {},
        ).copy()
        """,
    ),
    "long name": (
        Assign(Code(f'body["{LONG}_and_a_key_that_is_longer"]'), code(f"{LONG}_and_more")),
        """
        body["reference_media_items_of_and_a_key_that_is_longer"] = (
            reference_media_items_of_and_more
        )
        """,
    ),
    "item": (
        Return(Item(LONG, Code(f'"{LONG}_{LONG}_{LONG}"'))),
        """
        return reference_media_items_of[
            "reference_media_items_of_reference_media_items_of_reference_media_items_of"
        ]
        """,
    ),
    "dict": (
        Assign(
            Code("body"),
            DictOf(
                ((Code('"model"'), Code("MODEL")), (Code('"prompt"'), Code(f"{LONG}_the_clip")))
            ),
            Code("ARequestWithALongName"),
        ),
        """
        body: ARequestWithALongName = {
            "model": MODEL,
            "prompt": reference_media_items_of_the_clip,
        }
        """,
    ),
}


@pytest.mark.parametrize("name", TESTED)
def test_statements_are_printed_as_a_careful_colleague_would(name: str) -> None:
    statement, expected = TESTED[name]

    assert print_statements([statement], 0) == textwrap.dedent(expected).strip("\n")


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_the_formatter_leaves_them_at_any_depth(depth: int) -> None:
    body = [one for name, (one, _) in TESTED.items() if name != "comparison"]
    written = function(body, depth)

    assert formatted(written) == written


def test_a_constant_is_broken_where_it_is_too_long() -> None:
    few = TupleOf(tuple(literal(one) for one in ("5", "10")))
    many = TupleOf(tuple(literal(f"a choice of {one}") for one in ("sound", "sight", "taste", "x")))
    one = TupleOf((literal("5"),))

    assert print_assignment(Code("_A"), Code("Final"), few) == '_A: Final = ("5", "10")'
    assert print_assignment(Code("_A"), Code("Final"), one) == '_A: Final = ("5",)'
    assert print_assignment(Code("_AN"), Code("Final"), many).split("\n") == [
        "_AN: Final = (",
        '    "a choice of sound",',
        '    "a choice of sight",',
        '    "a choice of taste",',
        '    "a choice of x",',
        ")",
    ]


def test_a_constant_that_grows_has_a_line_for_each_element() -> None:
    keys = TupleOf((Code('"a"'), Code('"b"')), grows=True)
    only = TupleOf((Code('"a"'),), grows=True)

    assert print_assignment(Code("_K"), Code("Final"), keys) == (
        '_K: Final = (\n    "a",\n    "b",\n)'
    )
    assert print_assignment(Code("_K"), Code("Final"), only) == '_K: Final = ("a",)'


def test_width_is_counted_in_columns_and_thai_marks_take_none() -> None:
    fits = Code('"' + "ที่" * 40 + '"')
    assert (columns(fits), len(fits)) == (42, 122)

    body = [Assign(Code("text"), Raw(fits)), Assign(Code("x"), Raw(Code(f"[{fits}, {fits}]")))]
    written = function(body)

    assert f"    text = {fits}\n" in written
    assert formatted(written) == written


@pytest.mark.parametrize("text", ["x" * 90, f'"{"x" * 90}"', f"not {'x' * 90}"])
def test_what_cannot_be_broken_stays_on_its_line(text: str) -> None:
    assert print_statements([Return(code(text))], 1) == f"    return {text}"


NAMES = ("x", "left", "value", "aspect_ratio", "a_name_of_twenty_four_chr", "_PROMPT_MAX")
FUNCTIONS = ("found.append", "re.compile", "_URL.fullmatch", "Violation", "len")
SIGNS = ("==", "!=", "<", ">=", "in", "not in", "is", "is not", "+", "-")
OTHERS = ("0", "-1", "0.05", 'f"{at}/items/{index}"', "str", "None", '"ความยาวของคลิป"')


class Writer:
    """Writes random statements, with every operator and bracket that checks are made of."""

    def __init__(self, chance: Random) -> None:
        self.one_of = chance.choice
        self.chance = chance

    def statements(self, depth: int) -> tuple[Statement, ...]:
        return tuple(self.statement(depth) for _ in range(self.chance.randint(1, 2)))

    def statement(self, depth: int) -> Statement:
        whole = Raw(Code(self.expression(2)))
        match self.chance.randrange(9 if depth else 5):
            case 0:
                return Assign(Code(self.one_of(NAMES)), whole)
            case 1:
                return Assign(Code(f"{self.one_of(NAMES)}[{self.string()}]"), whole)
            case 2:
                return Return(self.one_of([None, whole]))
            case 3:
                return Subtract(Code(self.one_of(NAMES)))
            case 4:
                return Do(Call(Code(self.one_of(FUNCTIONS)), (whole, whole)))
            case 5:
                return For(Code("index, item"), whole, self.statements(depth - 1))
            case 6:
                body, handler = self.statements(depth - 1), self.statements(depth - 1)
                return Try(body, Code("KeyError"), handler)
            case _:
                orelse = self.one_of([(), self.statements(depth - 1)])
                return If(whole, self.statements(depth - 1), orelse)

    def expression(self, depth: int) -> str:
        match self.chance.randrange(8):
            case 0 | 1:
                return self.joined(depth)
            case 2:
                return f"not ({self.joined(depth)})"
            case 3:
                return f"({self.joined(depth)}) == {self.value(depth)}"
            case _:
                return self.test(depth)

    def joined(self, depth: int) -> str:
        operands = [self.test(depth) for _ in range(self.chance.randint(2, 3))]
        if self.chance.random() < 0.2:
            operands[self.chance.randrange(len(operands))] = f"({self.joined(0)})"
        return self.one_of([" and ", " or "]).join(operands)

    def test(self, depth: int) -> str:
        match self.chance.randrange(4):
            case 0:
                return f"not {self.one_of(FUNCTIONS)}({self.value(depth)})"
            case 1 | 2:
                return f"{self.value(depth)} {self.one_of(SIGNS)} {self.value(depth)}"
            case _:
                return self.value(depth)

    def value(self, depth: int) -> str:
        match self.chance.randrange(18) if depth else 17:
            case 0 | 1:
                return f"{self.one_of(FUNCTIONS)}({self.list_of(depth)})"
            case 2:
                named = self.expression(depth - 1)
                return f"{self.one_of(FUNCTIONS)}({self.list_of(depth, 1)}, at={named})"
            case 3:
                return f"{self.one_of(NAMES)}.get({self.list_of(depth)}).copy()"
            case 4:
                key = self.one_of([self.string(), self.list_of(depth, 2)])
                return f"{self.one_of(NAMES)}[{key}]"
            case 5:
                one = f"({self.expression(depth - 1)},)"
                return self.one_of([one, f"({self.list_of(depth, 2)})"])
            case 6:
                return f"[{self.list_of(depth)}]"
            case 7:
                pairs = (f"{self.string()}: {self.expression(depth - 1)}" for _ in range(2))
                return f"{{{', '.join(pairs)}}}"
            case _:
                return self.one_of([self.string(), self.one_of(NAMES), self.one_of(OTHERS)])

    def list_of(self, depth: int, least: int = 0) -> str:
        count = self.chance.randint(least, 3)
        return ", ".join(self.expression(depth - 1) for _ in range(count))

    def string(self) -> str:
        letters = self.chance.choices("abcdefgh  _-/'\"\\", k=self.chance.randint(0, 30))
        return literal("".join(letters))


RANDOM = st.randoms(note_method_calls=False, use_true_random=True)


def test_the_formatter_leaves_random_statements_as_they_are() -> None:
    drawn: list[str] = []

    @settings(derandomize=True, max_examples=300, deadline=None, phases=[Phase.generate])
    @given(RANDOM, st.integers(1, 4))
    def draw(chance: Random, depth: int) -> None:
        drawn.append(function(Writer(chance).statements(2), depth))

    draw()
    fitting = [one for one in drawn if all(map(fits, one.split("\n")))]
    written = "\n\n".join(fitting)
    left = formatted(written)

    assert len(fitting) > 0.9 * len(drawn)
    assert any("\n    ):\n" in one for one in fitting)
    assert written.split("\n\n\n") == left.split("\n\n\n")


def fits(line: str) -> bool:
    return columns(line) <= WIDTH


@settings(derandomize=True, max_examples=300, deadline=None)
@given(RANDOM)
def test_a_broken_expression_means_what_it_meant(chance: Random) -> None:
    expression = Raw(Code(Writer(chance).expression(2)))
    broken = print_statements([Return(expression)], 8).lstrip()

    assert ast.dump(ast.parse(broken)) == ast.dump(ast.parse(f"return {one_line(expression)}"))


@pytest.mark.parametrize(
    "operands",
    [
        [f"SomeRatherLongName{number}" for number in range(6)],
        ["Annotated[StrictFloat, Field(ge=0.5, le=0.5)]"] * 3,
        ["(Alpha | Beta | Gamma)[0]", *(f"SomeRatherLongName{number}" for number in range(4))],
        ["(SomeRatherLongName - Other)", *(f"SomeRatherLongName{number}" for number in range(4))],
    ],
)
def test_operands_of_one_operator_stand_in_a_row_or_each_on_a_line(operands: list[str]) -> None:
    value = Raw(Code(" | ".join(operands)))
    written = f"{print_assignment(Code('Choice'), Code('TypeAlias'), value)}\n"
    assert len(written.splitlines()) == len(operands) + 2
    assert formatted(written) == written
