"""Whether what is written can be read on what is behind it, also where the terminal has fewer colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem
from textual.theme import Theme

from tui.app.contrast import Looks
from tui.app.palette import look_of
from tui.app.themes import load_themes, looks_of

DEPTHS = (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD)


def ours() -> tuple[Theme, ...]:
    """Return our themes but those of the terminal's own colours, which are as readable as it is set to be."""
    themes, problems = load_themes(Path(__file__).resolve().parents[2] / "themes")
    assert problems == ()
    return tuple(theme for theme in themes if not theme.ansi)


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_text_can_be_read_on_what_is_behind_it(theme: Theme, depth: ColorSystem) -> None:
    assert list(Looks(theme, depth).weak()) == []


@pytest.mark.parametrize("depth", DEPTHS, ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_up_and_down_and_own_orders_look_different(theme: Theme, depth: ColorSystem) -> None:
    looks = Looks(theme, depth)
    inks = {name: looks.colour(name, "foreground") for name in ("quote-up", "quote-down", "own-order")}
    assert len(set(inks.values())) == len(inks)
    assert looks.colour("env-real", "foreground") != looks.colour("env-paper", "foreground")


@pytest.mark.parametrize("depth", DEPTHS[:2], ids=lambda depth: depth.name)
@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_the_row_at_the_cursor_and_the_bars_stand_out(theme: Theme, depth: ColorSystem) -> None:
    looks = Looks(theme, depth)
    grounds = ("cursor-row", "pane-header-focus", "bar-up", "bar-down")
    flat = {ground: looks.contrast(ground, "background") for ground in grounds}
    assert {ground: round(ratio, 2) for ground, ratio in flat.items() if ratio < 1.15} == {}
    assert looks.colour("cursor-row", "background") != looks.colour("cursor-row-blurred", "background")
    assert looks.colour("bar-up", "background") != looks.colour("bar-down", "background")


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_where_there_are_few_colours_grounds_are_signs_of_another_kind(theme: Theme) -> None:
    looks = {**theme.variables, **looks_of(theme, ColorSystem.STANDARD)}
    for ground in ("cursor-row", "pane-header-focus", "bar-up", "bar-down"):
        assert look_of(looks[ground])[1] == {"reverse": True}
