"""Pydantic models of any request: none is judged wrongly, and no text of an author is shown."""

from __future__ import annotations

import ast
import importlib.util
import json
import random
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from specpress.diagnostics.report import Report, SpecError
from specpress.diagnostics.source import Source, Span
from specpress.emit.encoders.encoders import json_text
from specpress.emit.python.request.naming import name_request
from specpress.emit.target import Context
from specpress.emit.templates.environment import Templates
from specpress.ir.load import load_apis
from specpress.ir.types.api import Api
from specpress.ir.types.text import Places, SpecText, Tree, Word
from specpress.ir.types.types import (
    Boolean,
    Choice,
    Doc,
    Field,
    Format,
    Inference,
    Integer,
    List,
    Number,
    Record,
    Text,
    Type,
)
from specpress.targets.pydantic.annotations import Printer, choice_type
from specpress.targets.pydantic.answer import AnswerError, read_answer
from specpress.targets.pydantic.generator import generated_models
from specpress.targets.pydantic.question import Question, question_of
from specpress.targets.pydantic.target import render_models
from specpress.targets.vectors.samples import sample
from specpress.targets.vectors.variants import variants

SPAN = Span(Source("specs/acme/pen.yaml"))
ROOT = Path(__file__).parents[2]
LOST = {"integral_float", "step_ulp"}
OF_MODELS = [one for one in dir(BaseModel) if re.fullmatch("[A-Za-z][A-Za-z0-9_]*", one)]
"""Names that pydantic gives its models."""

KEYS = sorted(
    {
        *OF_MODELS,
        *("model_dump_path", "model_validate_url", "model_x", "schema_", "copy_", "fields"),
        *("MISSING", "Annotated", "Literal", "Literal_", "Field", "BaseModel", "ConfigDict"),
        *("Request", "Record0", "Record1", "StrictStr", "RootModel", "Enum", "Any", "Optional"),
        *("list", "int", "str", "dict", "bool", "object", "type", "print", "isinstance"),
        *("class", "match", "None", "True", "self", "cls", "I", "O", "l", "a__b", "camelCase"),
    }
)


def text(characters: str) -> SpecText:
    return SpecText(characters, SPAN)


def field(name: str, type_: Type, *, required: bool = False) -> Field:
    return Field(Word(name, SPAN), type_, required=required, places=Places(SPAN))


@pytest.fixture(scope="module")
def api() -> Api:
    (api,) = load_apis(ROOT / "specs", Report())
    return api


Models = Callable[[Record], str]


@pytest.fixture(scope="module")
def models(api: Api) -> Models:
    """Return what renders the models of a record."""
    kling = api.models[0]

    def render(record: Record) -> str:
        model = replace(kling, request=replace(kling.request, record=record))
        return render_models(api, model, Context(Templates())).text

    return render


def imported(file: Path, content: str) -> ModuleType:
    file.write_text(content, "utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_json(tree: Tree) -> Any:
    return json.loads(json_text(tree))


def accepts(module: ModuleType, request: object) -> bool:
    try:
        module.Request.model_validate(request)
    except ValidationError:
        return False
    return True


def any_type(chance: random.Random, depth: int) -> Type:
    kinds: list[Callable[[], Type]] = [
        lambda: Text(chance.choice([None, 1]), chance.choice([None, 3]), None),
        lambda: Text(format=chance.choice([*Format])),
        lambda: Choice((text("a"), 1, 0.5, text("ไทย"), -2, -1.5)[: chance.randint(1, 6)]),
        lambda: Choice(chance.choice([(False,), (True, False)])),
        lambda: Integer(chance.choice([None, -(10**20)]), chance.choice([None, 7, 10**30])),
        lambda: Number(chance.choice([None, -1.5]), chance.choice([None, 1e300])),
        Boolean,
        lambda: List(any_type(chance, depth + 1), *chance.choice([(None, 2), (1, None), (0, 0)])),
        lambda: any_record(chance, depth + 1),
    ]
    return chance.choice(kinds if depth < 3 else kinds[:7])()


def any_record(chance: random.Random, depth: int = 0) -> Record:
    keys = chance.sample(KEYS, chance.randint(0, 6))
    return Record(tuple(field(one, any_type(chance, depth), required=depth > 1) for one in keys))


def test_models_of_any_request_judge_right_and_read_well(models: Models, tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    judged = 0
    for number in range(80):
        record = any_record(chance)
        module = imported(tmp_path / f"models_{number}.py", models(record))
        request = as_json(sample(record))
        assert accepts(module, request), number
        assert module.Request.model_validate(request).model_dump(mode="json") == request
        for one in record.fields:
            for variant in variants(one.type):
                if LOST.isdisjoint(variant.tags) and not is_true(one.type, variant.value):
                    changed = {**request, one.name: as_json(variant.value)}
                    assert accepts(module, changed) is (variant.code is None), (number, variant)
                    judged += 1
    assert judged > 1000
    config = ROOT / "tests/generated/generated-python.toml"
    for words in (("format", "--check"), ("check", "--quiet", "--ignore=N815")):
        ran = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "--no-cache", "--config", config, "."],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout


def is_true(type_: Type, value: Tree) -> bool:
    """Return whether a variant is what a choice holds; the variants know no choice of true."""
    return isinstance(type_, Choice) and value is True and any(one is True for one in type_.values)


def test_every_name_of_pydantic_may_be_a_key(models: Models, tmp_path: Path) -> None:
    record = Record(tuple(field(one, Text()) for one in KEYS))
    module = imported(tmp_path / "every_name.py", models(record))
    request = dict.fromkeys(KEYS, "x")
    assert module.Request.model_validate(request).model_dump(mode="json") == request
    assert len(OF_MODELS) > 20


OF_AUTHOR = "Words of an author"


def test_no_word_of_an_author_is_shown_to_the_generator(models: Models) -> None:
    words = text(OF_AUTHOR)
    described = Field(
        Word("colour", SPAN),
        Choice((words, text("red"))),
        default=words,
        doc=Doc(words),
        inferred=(Inference(Word("doc", SPAN), words),),
        places=Places(SPAN),
    )
    question = question_of(name_request(Record((described,))))
    assert OF_AUTHOR not in question.schema
    assert OF_AUTHOR not in generated_models(question.schema, question.root, ())
    assert models(Record((described,))).count(OF_AUTHOR) == 4


@pytest.fixture
def question() -> Question:
    inner = Record((field("a", Choice((1,))), field("b", Text(format=Format.URL))))
    return question_of(name_request(Record((field("inner", inner), field("MISSING", Text())))))


def test_a_question_names_what_it_hides(question: Question) -> None:
    assert json.loads(question.schema)["properties"]["inner"] == {"$ref": "#/$defs/Record0"}
    assert [str(one.class_name) for one in question.records.values()] == ["Inner", "Request"]
    assert question.root == "Record1"
    assert question.fields == {"MISSING": "MISSING_"}


@pytest.mark.parametrize(
    "answer",
    [
        "import os",
        "x = 1",
        "os.system('x')",
        "def f() -> None: ...",
        "@os.system\nclass Record0(BaseModel):\n    pass",
        "class Record0(BaseModel, Other):\n    pass",
        "class Record0(os.x):\n    pass",
        "class Record0(BaseModel):\n    os.system('x')",
        "class Record0(BaseModel):\n    '''Text.'''",
        "class Record0(BaseModel):\n    a = 1",
        "class Record0(BaseModel):\n    a: int = os.system('x')",
        "class Record0(BaseModel):\n    model_config = os.system('x')",
        "class Record0(BaseModel):\n    def f(self) -> None: ...",
    ],
)
def test_an_answer_that_holds_more_than_models_is_refused(answer: str) -> None:
    with pytest.raises(AnswerError, match="datamodel-code-generator wrote"):
        read_answer(answer)


@pytest.mark.parametrize(
    "annotation",
    [
        "os",
        "os.system",
        "f()",
        "lambda: 1",
        "'text'",
        "1",
        "True",
        "dict[str, StrictStr]",
        "StrictStr & StrictInt",
        "Literal['text']",
        "Literal[1]",
        "Annotated[StrictStr, f()]",
        "Annotated[StrictStr, Field('x')]",
        "Annotated[StrictStr, Field(pattern='x')]",
        "Annotated[StrictStr, Field(alias='x')]",
        "Annotated[StrictStr, Field(ge='x')]",
        "Annotated[StrictStr, Field(default=1)]",
        "Annotated[StrictStr, Field(default_factory=f)]",
    ],
)
def test_an_annotation_of_other_words_is_refused(annotation: str, question: Question) -> None:
    answer = read_answer("class Record0(BaseModel):\n    pass")
    printer = Printer(question, answer)
    node = ast.parse(annotation, mode="eval").body
    with pytest.raises((AnswerError, ValueError)):
        printer.code(node)


@pytest.mark.parametrize(
    ("annotation", "printed"),
    [
        ("Record0 | None", "Inner | None"),
        ("list[list[StrictInt]]", "list[list[StrictInt]]"),
        ("Literal['_A']", "Annotated[Literal[1], BeforeValidator(_number)]"),
        (
            'Annotated[StrictStr | MISSING, Field(alias="MISSING", max_length=3)]',
            'Annotated[StrictStr | MISSING, Field(alias="MISSING", max_length=3)]',
        ),
        ("Named", "Annotated[StrictFloat, Field(ge=-1.5)]"),
    ],
)
def test_an_annotation_is_printed_again(annotation: str, printed: str, question: Question) -> None:
    types = 'Named = TypeAliasType("Named", Annotated[StrictFloat, Field(ge=-1.5)])'
    printer = Printer(question, read_answer(types))
    assert printer.code(ast.parse(annotation, mode="eval").body) == printed


def test_a_choice_keeps_each_kind_apart() -> None:
    choice = Choice((True, 1, text("1"), 0.5, 2, 1e22))
    assert choice_type(choice).split(" | ") == [
        'Literal["1"]',
        "Annotated[Literal[1, 2], BeforeValidator(_number)]",
        "Annotated[Literal[True], BeforeValidator(_truth_value)]",
        "Annotated[StrictFloat, Field(ge=0.5, le=0.5)]",
        "Annotated[StrictFloat, Field(ge=1e22, le=1e22)]",
    ]


def test_a_template_that_does_more_is_refused(api: Api, tmp_path: Path) -> None:
    path = tmp_path / "pydantic" / "model.py.jinja"
    path.parent.mkdir()
    more = '{% block aliases %}\nimport os\n\nos.system("x")\n{% endblock %}\n'
    path.write_text('{% extends "stock/pydantic/model.py.jinja" %}\n' + more, "utf-8")
    with pytest.raises(SpecError) as refused:
        render_models(api, api.models[0], Context(Templates(tmp_path)))
    assert [one.code for one in refused.value.diagnostics] == ["E0406", "E0406"]


def test_what_does_not_generate_does_not_import_the_generator() -> None:
    code = (
        "import sys\n"
        "from specpress.cli import main\n"
        "from specpress.diagnostics.report import Report\n"
        "from specpress.emit.registry import load_targets\n"
        "main(['lint'], standalone_mode=False)\n"
        "assert 'pydantic' in {one.name for one in load_targets(Report())}\n"
        "print([one for one in sys.modules if one.split('.')[0] in NAMES])\n"
    ).replace("NAMES", "{'datamodel_code_generator', 'pydantic', 'black', 'isort'}")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
