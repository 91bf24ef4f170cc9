from __future__ import annotations

from pathlib import Path

import pytest
from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from tui.app.palette import DEFAULTS, IN_16, Palette, colours_alone, look_of, swap_directions
from tui.app.themes import FALLBACK, NO_HUE, ThemeError, load_themes, looks_of, theme_from
from tui.state.rows import Tone

THEMES = Path(__file__).resolve().parents[2] / "themes"
GOOD = 'name = "mine"\ndark = true\n[colours]\nprimary = "#58a6ff"\n[variables]\nquote-up = "#00ff00"\n'


def ours() -> tuple[Theme, ...]:
    themes, problems = load_themes(THEMES)
    assert problems == ()
    return themes


def test_there_are_themes_for_dark_and_light_rooms_and_for_every_eye() -> None:
    assert {theme.name for theme in ours()} >= {
        "dark",
        "light",
        "colour-blind",
        "high-contrast",
        "mono",
        "terminal",
    }
    assert FALLBACK in {theme.name for theme in ours()}


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_a_theme_names_every_variable(theme: Theme) -> None:
    assert set(theme.variables) >= set(DEFAULTS)


@pytest.mark.parametrize("theme", [theme for theme in ours() if theme.name == NO_HUE], ids=["mono"])
def test_without_hue_bold_reverse_and_underline_say_it_all(theme: Theme) -> None:
    looks = {name: look_of(theme.variables[name]) for name in DEFAULTS}
    assert {colour for colour, _ in looks.values()} == {None}
    differ = ("quote-up", "quote-down", "quote-flat", "stale")
    assert len({tuple(looks[name][1]) for name in differ}) == len(differ)
    assert looks["cursor-row"] != looks["cursor-row-blurred"] != looks["quote-flat"]
    base = {str(getattr(theme, name)) for name in ("primary", "error", "foreground", "background", "panel")}
    assert base == {"ansi_default"}


def test_the_terminals_own_colours_are_named_and_never_mixed() -> None:
    theme = next(theme for theme in ours() if theme.name == "terminal")
    colours = {look_of(theme.variables[name])[0] for name in DEFAULTS} - {None}
    assert all(colour is not None and colour.is_system_defined for colour in colours)
    assert len(colours) > 3


@pytest.mark.parametrize("theme", ours(), ids=lambda theme: theme.name)
def test_style_sheets_get_colours_alone(theme: Theme) -> None:
    for depth in (ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT, ColorSystem.STANDARD, None):
        looks = {**theme.variables, **looks_of(theme, depth)}
        alone = colours_alone(looks, ink="#ffffff", ground="#000000")
        assert set(alone) == set(DEFAULTS)
        for colour in alone.values():
            Color.parse(colour)


def test_what_is_reversed_is_ink_behind_ground_in_style_sheets() -> None:
    alone = colours_alone({**DEFAULTS, **IN_16}, ink="#ffffff", ground="#000000")
    assert (alone["pane-header-focus"], alone["pane-header-focus-text"]) == ("#ffffff", "#000000")
    assert (alone["pane-header"], alone["pane-header-text"]) == ("#000000", "#ffffff")
    assert alone["quote-up"] == DEFAULTS["quote-up"]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("name = ", "line 1: Invalid value"),
        (GOOD.replace("mine", "a b"), "name must be"),
        (GOOD.replace("true", '"yes"'), "dark must be"),
        (GOOD.replace("primary", "secondary"), "colours.primary is missing"),
        (GOOD.replace("#00ff00", "greenish"), "line 6: variables.quote-up: 'greenish' is not a colour"),
        (GOOD.replace("#58a6ff", "bold red"), "line 4: colours.primary: 'bold red' is not a colour"),
        (GOOD.replace("quote-up", "quote-upp"), 'line 6: "quote-upp" is not known; did you mean "quote-up"'),
        ("colour = 1\n" + GOOD, 'line 1: "colour" is not known; did you mean "colours"'),
        ("ansi = 1\n" + GOOD, "line 1: ansi must be true or false"),
        (GOOD + '[in-16]\ncursor = "red"', 'line 8: "cursor" is not known; did you mean "cursor-row"'),
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
    themes, problems = load_themes(tmp_path, tmp_path / "absent")
    assert [theme.name for theme in themes] == ["mine"]
    assert [problem.partition(":")[0] for problem in problems] == ["theme b.toml line 1", "theme c.toml"]


def test_a_user_theme_replaces_ours_of_the_same_name(tmp_path: Path) -> None:
    (tmp_path / "dark.toml").write_text(GOOD.replace("mine", "dark"))
    themes, _ = load_themes(THEMES, tmp_path)
    theme = next(theme for theme in themes if theme.name == "dark")
    assert theme.variables["quote-up"] == "#00ff00"
    assert set(theme.variables) == set(DEFAULTS)


@pytest.mark.parametrize(("dark", "like"), [("true", "dark"), ("false", "light")])
def test_what_a_user_theme_leaves_open_is_as_in_ours_of_its_kind(
    tmp_path: Path, dark: str, like: str
) -> None:
    (tmp_path / "mine.toml").write_text(GOOD.replace("true", dark))
    themes = {theme.name: theme for theme in load_themes(THEMES, tmp_path)[0]}
    assert themes["mine"].variables == {**themes[like].variables, "quote-up": "#00ff00"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        # As ours of its kind where it says nothing, also in fewer colours.
        (GOOD, ""),
        (GOOD.replace("#00ff00", "#00cd00"), ""),
        (
            GOOD.replace("#00ff00", "#0000ee"),
            "theme mine.toml line 6: in 16 colours ([in-16] is missing) quote-up cannot be read on"
            " background, contrast 2.2 where 3 is the least: write another quote-up under [in-16]",
        ),
        (GOOD.replace("#00ff00", "#0000ee") + '[in-16]\nquote-up = "ansi_bright_green"\n', ""),
        (
            GOOD + '[in-16]\nquote-down = "ansi_black bold"\ndim = "ansi_blue"\n',
            "theme mine.toml line 8: in 16 colours quote-down cannot be read on background, contrast 1.0"
            " where 3 is the least; 1 more cannot: write another quote-down under [in-16]",
        ),
        (
            GOOD + '[in-16]\ncursor-row = "ansi_white"\n',
            "write another dim or cursor-row under [in-16]",
        ),
        (
            GOOD.replace("[variables]", 'foreground = "#202020"\nbackground = "#101010"\n[variables]'),
            "theme mine.toml line 5: in 16 colours ([in-16] is missing) foreground cannot be read on"
            " background, contrast 1.0 where 3 is the least; 2 more cannot: change one under [colours]",
        ),
        (GOOD.replace("dark = true", "ansi = true"), ""),
    ],
)
def test_a_user_theme_that_16_colours_make_unreadable_is_told_of(
    tmp_path: Path, text: str, problem: str
) -> None:
    (tmp_path / "mine.toml").write_text(text)
    themes, problems = load_themes(THEMES, tmp_path)
    assert "mine" in {theme.name for theme in themes}
    assert [one[-len(problem) :] for one in problems] == [problem] * bool(problem)


def test_what_a_theme_leaves_open_is_as_in_ours_in_fewer_colours_too(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD + 'bar-up = "#003300"\n')
    theme = next(one for one in load_themes(THEMES, tmp_path)[0] if one.name == "mine")
    assert looks_of(theme, ColorSystem.STANDARD)["env-paper"] == "ansi_bright_cyan"
    in_256 = looks_of(theme, ColorSystem.EIGHT_BIT)
    assert in_256["bar-down"] == "#5f0000"
    # What it says itself is not overruled.
    assert "bar-up" not in in_256


def test_a_theme_may_look_otherwise_where_there_are_fewer_colours() -> None:
    theme = theme_from(GOOD + '[in-256]\ndim = "#808080"\n[in-16]\ndim = "ansi_white bold"\n')
    assert looks_of(theme, ColorSystem.TRUECOLOR) == {}
    assert looks_of(theme, ColorSystem.EIGHT_BIT) == {"dim": "#808080"}
    assert looks_of(theme, ColorSystem.STANDARD) == {**IN_16, "dim": "ansi_white bold"}


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


def test_a_look_may_have_attributes() -> None:
    palette = Palette(
        {"dim": "dim", "warn": "ansi_red underline", "cursor-row": "reverse", "stale": "nonsense"}
    )
    assert palette.text("dim") == Style(dim=True)
    assert palette.text("warn", bold=True) == Style(
        color=Color.parse("ansi_red").rich_color, underline=True, bold=True
    )
    assert palette.tone(Tone.WARN) == palette.text("warn", bold=True)
    assert palette.text("stale") == Style()


def test_what_is_reversed_twice_is_upright() -> None:
    palette = Palette({"cursor-row": "reverse", "bar-up": "reverse"})
    assert palette.over(Style(bold=True), "bar-up").reverse is True
    assert palette.over(palette.ground("cursor-row"), "bar-up").reverse is False
