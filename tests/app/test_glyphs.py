from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.segment import Segment

from tui.app import glyphs
from tui.app.glyphs import ASCII, in_ascii
from tui.app.output.surface import Surface

APP = Path(__file__).resolve().parents[2] / "tui"
SIGNS = {name: sign for name, sign in vars(glyphs).items() if name.isupper() and isinstance(sign, str)}
_NARROW = ("N", "Na")
"""Neutral and narrow in Unicode's table of widths."""


def literals(path: Path) -> Iterator[tuple[int, str]]:
    """Yield every text of a module that may reach a screen: all but its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.lineno, node.value


READING = {
    *("state/broker_labels.py", "app/glyphs.py", "app/output/input.py", "domain/search.py"),
    "domain/pinyin.py",
    *("domain/refusals.py", "trading/cancels.py"),
}
"""What only reads what comes from elsewhere is not shown."""


@pytest.mark.parametrize("layer", ["app", "state", "trading", "client", "wire", "domain", "commands"])
def test_no_text_of_ours_has_signs_that_some_terminals_draw_wider(layer: str) -> None:
    paths = set((APP / layer).rglob("*.py")) - {APP / path for path in READING}
    assert len(paths) > 20
    wide = [
        f"{path.name} line {line}: {text!r}"
        for path in paths
        for line, text in literals(path)
        if any(unicodedata.east_asian_width(char) not in _NARROW for char in text)
    ]
    assert wide == []


def test_every_sign_of_ours_has_one_in_ascii_that_means_no_other() -> None:
    signs = {sign for sign in SIGNS.values() if not sign.isascii()}
    assert signs <= set(ASCII)
    assert len({ASCII[sign] for sign in signs}) == len(signs)
    assert all(len(ASCII[sign]) == 1 for sign in signs)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("412.8 \u25b4", "412.8 ^"),
        ("\u9a30\u8a0a\u63a7\u80a1", "????????"),
        ("\u5c0f\u7c73\uff0d\uff37", "????- W "),
        ("Soci\u00e9t\u00e9 G\u00e9n\u00e9rale", "Societe Generale"),
        ("e\u0301\u0302\u0303 x", "e x"),
        ("\u250c\u2500\u2510", "+-+"),
        ("\u2594\u2594 \u2581\u2581", "-- __"),
        ("\u300c\u8cb7\u5165\u300d", '" ????" '),
        ("\U0001f600!", "??!"),
        ("\u20ac5", "?5"),
        ("\x1b[31m", "[31m"),
        ("plain", "plain"),
    ],
)
def test_what_is_shown_in_ascii(text: str, shown: str) -> None:
    surface = Surface(len(shown) + 2, 1, ascii_only=True)
    surface.put(0, 0, [Segment(text)], ColorSystem.TRUECOLOR)
    assert "".join(surface.chars[0]).rstrip(" ") == shown.rstrip(" ")


@given(st.text(max_size=40))
def test_any_text_takes_as_many_cells_in_ascii(text: str) -> None:
    plain, ascii_only = Surface(60, 1), Surface(60, 1, ascii_only=True)
    ends = [surface.put(0, 0, [Segment(text)], ColorSystem.TRUECOLOR) for surface in (plain, ascii_only)]
    assert ends[0] == ends[1]
    assert all(len(cell) == 1 and cell.isascii() and cell.isprintable() for cell in ascii_only.chars[0])


def test_a_wide_sign_at_the_edge_is_left_out_in_ascii_too() -> None:
    assert in_ascii(["a", "\u9a30", "", "b"]) == ["a", "?", "?", "b"]
    surface = Surface(2, 1, ascii_only=True)
    surface.put(0, 0, [Segment("a\u9a30")], ColorSystem.TRUECOLOR)
    assert surface.chars[0][0] == "a"
    assert len(surface.chars[0]) == 2
