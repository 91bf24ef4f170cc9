from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.toml_file import Place, TomlError, lines_of, parse_toml, read_toml, unknown

TEXT = '''\
# theme = "no"
theme = "dark"  # up = 1
[trading]
note = """
real = true
[fees]
"""
real = false
list = [
  "a = 1",  # ]
  "]",
]

[real.281756455988247915]
"max qty" = 5
a.b = { c = 1 }
[[many]]
'x' = 1
[ spaced . "q\\u0041" ]
'''


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("theme",), 2),
        (("trading",), 3),
        (("trading", "note"), 4),
        (("trading", "real"), 8),
        (("trading", "list"), 9),
        (("real",), 14),
        (("real", "281756455988247915"), 14),
        (("real", "281756455988247915", "max qty"), 15),
        (("real", "281756455988247915", "a", "b"), 16),
        (("many", "x"), 18),
        (("spaced", "qA"), 19),
    ],
)
def test_every_key_has_the_line_it_stands_on(place: Place, line: int) -> None:
    assert tomllib.loads(TEXT)
    assert lines_of(TEXT)[place] == line


def test_what_is_in_strings_and_comments_is_no_key() -> None:
    places = lines_of(TEXT)
    assert ("up",) not in places
    assert ("fees",) not in places
    assert ("trading", "a") not in places


def test_what_has_no_line_takes_that_of_what_it_is_in() -> None:
    document = parse_toml("x.toml", TEXT)
    assert document.at("real", "281756455988247915", "a", "b", "c") == "x.toml line 16"
    assert document.at("nowhere") == "x.toml"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("theme", "x.toml line 1: Expected '=' after a key in a key/value pair"),
        ("a = 1\nb = [1, 2", "x.toml line 2: Unclosed array"),
        ("a = 1\na = 2", "x.toml line 2: Cannot overwrite a value"),
        ("", ""),
    ],
)
def test_a_mistake_of_the_syntax_names_its_line(text: str, says: str) -> None:
    try:
        told = "" if parse_toml("x.toml", text).values == {} else "read"
    except TomlError as error:
        told = str(error)
    assert told == says


def test_numbers_beyond_all_measure_are_told() -> None:
    with pytest.raises(TomlError, match=r"^x.toml: InvalidOperation in it"):
        parse_toml("x.toml", "a = 1e99999999999999999999", parse_float=Decimal)


def test_files_that_are_none(tmp_path: Path) -> None:
    assert read_toml(tmp_path / "x.toml").values == {}
    (tmp_path / "x.toml").write_bytes(b"a = '\xff'")
    with pytest.raises(TomlError, match=r"^x.toml: is not text in UTF-8$"):
        read_toml(tmp_path / "x.toml")
    with pytest.raises(TomlError, match=r"cannot be read: Is a directory$"):
        read_toml(tmp_path)


def test_the_nearest_name_is_told_else_all() -> None:
    assert unknown("them", ["up", "theme"]) == '"them" is not known; did you mean "theme"?'
    assert unknown("xyz", ["up", "theme"]) == '"xyz" is not known; there are up, theme'


@given(st.text(alphabet="[]{}=.\"'#\n\\ a1", max_size=60))
def test_the_scanner_finds_all_keys_of_any_sound_text(text: str) -> None:
    lines = lines_of(text) if _sound(text) else None
    for key in tomllib.loads(text) if lines is not None else ():
        assert lines is not None
        assert (key,) in lines


def _sound(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True
