"""No text goes to what takes it for markup: a name with a bracket must neither end the program nor act."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parents[2] / "tui" / "app"
TELLS = {"notify"}
"""What takes its text for markup unless it is told not to."""
SHOWS = {
    *("Static", "Label", "Button", "Checkbox", "RadioButton", "Switch", "Link", "Markdown", "Digits"),
    *("Option", "OptionList", "SelectionList", "TabPane", "Collapsible", "ListItem"),
    *("DataTable", "Tree", "RichLog", "Log", "Select", "Toast"),
}
"""Textual's widgets that take texts; ours draw lines of spans."""
TITLES = {"border_title", "border_subtitle", "tooltip"}


def told_as_markup(source: str) -> Iterator[str]:
    """Yield what a module hands to Textual as markup, or could."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            plain = any(
                word.arg == "markup" and isinstance(word.value, ast.Constant) and word.value.value is False
                for word in node.keywords
            )
            tells = name in TELLS or any(getattr(one, "attr", "") in TELLS for one in node.args)
            shows = name in SHOWS and bool(node.args) and not _is_ours(node.args[0])
            if (tells or shows) and not plain:
                yield f"line {node.lineno}: {name}"
            if name == "from_markup":
                yield f"line {node.lineno}: {name}"
        if isinstance(node, ast.Assign):
            yield from (
                f"line {node.lineno}: {target.attr}"
                for target in node.targets
                if isinstance(target, ast.Attribute) and target.attr in TITLES
            )


def _is_ours(text: ast.expr) -> bool:
    """Whether a text is written out, with nothing in it but constants of ours."""
    if isinstance(text, ast.JoinedStr):
        return all(
            isinstance(part, ast.Constant)
            or (isinstance(part, ast.FormattedValue) and ast.unparse(part.value).startswith("SMALLEST["))
            for part in text.values
        )
    return isinstance(text, ast.Constant)


@pytest.mark.parametrize("path", sorted(APP.rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_is_handed_over_as_markup(path: Path) -> None:
    assert list(told_as_markup(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("self.notify(name)", True),
        ("self.notify(name, markup=True)", True),
        ("self.app.notify(f'{name}', severity='error')", True),
        ("call(self.notify, name)", True),
        ("Static(name)", True),
        ("Static(f'a {name}')", True),
        ("Button(name, id='x')", True),
        ("pane.border_title = name", True),
        ("Text.from_markup(name)", True),
        ("self.notify(name, markup=False)", False),
        ("call(self.notify, name, markup=False)", False),
        ("Static('ours')", False),
        ("Static(name, markup=False)", False),
        ("Static(id='x')", False),
    ],
)
def test_a_planted_one_is_found(source: str, found: bool) -> None:
    assert bool(list(told_as_markup(source))) is found
