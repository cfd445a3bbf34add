"""Names in Python for ids and keys, and of files in comments."""

from __future__ import annotations

import builtins
import keyword
import sys
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from specpress.emit.encoders.code import Code
from specpress.emit.python.naming import (
    argument_name,
    class_name,
    constant_name,
    module_name,
    path_name,
    variable_name,
)
from specpress.emit.python.reserved_words import MODULES, WORDS

Namer = Callable[[str], Code]


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("kling-2-6", "kling_2_6"),
        ("4o-image", "model_4o_image"),
        ("rivya", "rivya"),
        ("class", "class_"),
        ("match", "match_"),
        ("typing", "typing_"),
        ("json", "json_"),
        ("print", "print_"),
    ],
)
def test_modules_are_called_after_ids(id_: str, name: str) -> None:
    assert module_name(id_) == name


@pytest.mark.parametrize(
    ("key", "class_", "argument", "constant"),
    [
        ("aspect_ratio", "AspectRatio", "aspect_ratio", "ASPECT_RATIO"),
        ("aspectRatio", "AspectRatio", "aspect_ratio", "ASPECT_RATIO"),
        ("mimeType", "MimeType", "mime_type", "MIME_TYPE"),
        ("URLPath", "URLPath", "url_path", "URL_PATH"),
        ("image2", "Image2", "image2", "IMAGE2"),
        ("type", "Type", "type_", "TYPE"),
        ("class", "Class", "class_", "CLASS"),
        ("id", "Id", "id_", "ID"),
        ("none", "None_", "none", "NONE"),
        ("warning", "Warning_", "warning", "WARNING"),
        ("credits", "Credits", "credits_", "CREDITS"),
        ("re", "Re", "re_", "RE"),
        ("x__y_", "XY", "x_y", "X_Y"),
    ],
)
def test_one_key_gives_a_class_an_argument_and_a_constant(
    key: str, class_: str, argument: str, constant: str
) -> None:
    assert (class_name(key), argument_name(key), constant_name(key)) == (
        class_,
        argument,
        constant,
    )


def test_variables_and_constants_are_cut_and_arguments_are_not() -> None:
    key = "reference_media_items_of_a_clip"

    assert variable_name(key) == "reference_media_items_of"
    assert constant_name(key) == "REFERENCE_MEDIA_ITEMS_OF"
    assert argument_name(key) == key
    assert variable_name("a_name_of_no_more_thank_you") == "a_name_of_no_more_thank"


@pytest.mark.parametrize("namer", [class_name, variable_name, argument_name, constant_name])
@settings(derandomize=True, max_examples=200, deadline=None)
@given(key=st.from_regex(r"[A-Za-z][A-Za-z0-9_]{0,62}", fullmatch=True))
def test_every_key_gives_a_name_that_python_takes(namer: Namer, key: str) -> None:
    name = namer(key)

    assert name.isidentifier()
    assert name.isascii()
    assert not keyword.iskeyword(name)
    assert not hasattr(builtins, name)


@settings(derandomize=True, max_examples=200, deadline=None)
@given(st.from_regex(r"[a-z0-9][a-z0-9-]{0,62}", fullmatch=True))
def test_every_id_gives_a_module_that_hides_none_of_pythons(id_: str) -> None:
    name = module_name(id_)

    assert name.isidentifier()
    assert not keyword.iskeyword(name)
    assert name not in sys.stdlib_module_names


@pytest.mark.parametrize("text", ["", "_", "2k", "a-b", "a b", "\u0e01", "x\ny", "a.b", "x;y"])
def test_what_is_no_name_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a name in Python"):
        argument_name(text)


def test_reserved_words_do_not_depend_on_the_version_of_python() -> None:
    names = {one for one in dir(builtins) if not one.startswith("_")}

    assert {*keyword.kwlist, *keyword.softkwlist, *names} <= WORDS
    assert {one for one in sys.stdlib_module_names if one[0] != "_" and one.islower()} <= MODULES


def test_a_path_in_a_comment_stays_in_the_comment() -> None:
    assert path_name("specs/rivya/kling-2-6.yaml") == "specs/rivya/kling-2-6.yaml"
    assert path_name("my specs\nimport os\r/\u2028x.yaml") == (
        "my%20specs%0Aimport%20os%0D/%E2%80%A8x.yaml"
    )
