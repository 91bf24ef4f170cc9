from __future__ import annotations

from pathlib import Path

import pytest
from textual.color import Color
from textual.theme import Theme

from tui.app.palette import DEFAULTS, Palette, swap_directions
from tui.app.themes import FALLBACK, ThemeError, load_themes, theme_from

TEXTS = (
    "quote-up",
    "quote-down",
    "quote-flat",
    "own-order",
    "env-real",
    "env-paper",
    "warn",
    "failed",
    "dim",
)
GROUNDS = ("cursor-row", "cursor-row-blurred")
READABLE, LEGIBLE = 4.5, 3.0
"""Contrast ratios: of text, and of text that is greyed on purpose or shortly at the cursor."""

GOOD = 'name = "mine"\ndark = true\n[colours]\nprimary = "#58a6ff"\n[variables]\nquote-up = "#00ff00"\n'


def ours() -> tuple[Theme, ...]:
    themes, problems = load_themes([Path(__file__).resolve().parents[2] / "themes"])
    assert problems == ()
    return themes


def contrast(one: str, other: str) -> float:
    def luminance(text: str) -> float:
        parts = (part / 255 for part in Color.parse(text).rgb)
        red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_there_are_themes_for_dark_and_light_rooms_and_for_every_eye() -> None:
    assert {theme.name for theme in ours()} == {"dark", "light", "colour-blind", "high-contrast"}
    assert FALLBACK in {theme.name for theme in ours()}


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_a_theme_names_every_variable(theme: Theme) -> None:
    assert set(theme.variables) == set(DEFAULTS)


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_text_can_be_read_on_what_is_behind_it(theme: Theme) -> None:
    colours, background = theme.variables, theme.background
    assert background is not None
    weak = [name for name in TEXTS if contrast(colours[name], background) < READABLE]
    weak += [
        f"{name} on {ground}"
        for name in TEXTS
        for ground in GROUNDS
        if contrast(colours[name], colours[ground]) < LEGIBLE
    ]
    weak += [
        f"{text} on {bar}"
        for text in ("quote-up", "quote-down", "quote-flat", "dim")
        for bar in ("bar-up", "bar-down")
        if contrast(colours[text], colours[bar]) < LEGIBLE
    ]
    weak += [
        f"{header} header"
        for header in ("pane-header", "pane-header-focus")
        if contrast(colours[f"{header}-text"], colours[header]) < READABLE
    ]
    assert weak == []
    assert contrast(colours["stale"], background) >= LEGIBLE


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name = ", "not TOML"),
        (GOOD.replace("mine", "a b"), "name must be"),
        (GOOD.replace("true", '"yes"'), "dark must be"),
        (GOOD.replace("primary", "secondary"), "colours.primary is missing"),
        (GOOD.replace("#00ff00", "greenish"), "variables.quote-up: 'greenish' is not a colour"),
        (GOOD.replace("quote-up", "quote-upp"), "variables.quote-upp is not known"),
        ("colour = 1\n" + GOOD, "colour is not known"),
        ('variables = 3\nname = "x"\n[colours]\nprimary = "red"\n', "variables must be a table"),
    ],
)
def test_a_bad_theme_is_refused_with_its_cause(text: str, cause: str) -> None:
    with pytest.raises(ThemeError, match=cause):
        theme_from(text)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(GOOD)
    (tmp_path / "b.toml").write_text("name = ")
    (tmp_path / "c.toml").write_bytes(b"\xff\xfe")
    themes, problems = load_themes([tmp_path, tmp_path / "absent"])
    assert [theme.name for theme in themes] == ["mine"]
    assert [problem.partition(":")[0] for problem in problems] == ["theme b.toml", "theme c.toml"]


def test_a_user_theme_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "dark.toml").write_text(GOOD.replace("mine", "dark"))
    themes, _ = load_themes([Path(__file__).resolve().parents[2] / "themes", tmp_path])
    assert next(theme for theme in themes if theme.name == "dark").variables == {"quote-up": "#00ff00"}


def test_red_up_exchanges_up_and_down_only() -> None:
    swapped = swap_directions(DEFAULTS)
    changed = {name for name in DEFAULTS if swapped[name] != DEFAULTS[name]}
    assert changed == {"quote-up", "quote-down", "bar-up", "bar-down"}
    assert (swapped["quote-up"], swapped["quote-down"]) == (DEFAULTS["quote-down"], DEFAULTS["quote-up"])


def test_a_palette_speaks_the_colours_of_its_variables() -> None:
    palette = Palette({"quote-up": "#010203"})
    triplet = palette.text("quote-up").color
    assert triplet is not None
    assert triplet.triplet == (1, 2, 3)
    assert palette.text("quote-down") == Palette(DEFAULTS).text("quote-down")
