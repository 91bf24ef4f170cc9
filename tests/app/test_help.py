"""Help: every action, on pages that fit, and nothing cut off."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.app import App

from tui.app.actions import ACTIONS, Where
from tui.app.keymap import keys_label
from tui.app.screens.help import MORE, HelpScreen, help_blocks, help_pages, side_by_side
from tui.app.widgets.lines import Lines, text_of


@pytest.mark.parametrize(("width", "height"), [(80, 22), (120, 38), (60, 10), (200, 58)])
def test_every_page_fits_and_nothing_is_lost(width: int, height: int) -> None:
    pages = help_pages(width, height)
    lines = [text_of(line) for page in pages for line in page]
    assert all(len(page) <= height for page in pages)
    assert all(cell_len(line) <= width for line in lines)
    assert [line for line in lines if line and not line.endswith(MORE)] == [
        text_of(line) for block in help_blocks(width) for line in block
    ]


def test_a_wide_terminal_gets_two_pages_beside_each_other() -> None:
    pages, wide = help_pages(100, 58), side_by_side(200, 58)
    assert len(wide) == (len(pages) + 1) // 2
    for at, page in enumerate(wide):
        left, right = pages[2 * at], pages[2 * at + 1] if 2 * at + 1 < len(pages) else ()
        assert len(page) == max(len(left), len(right)) <= 58
        assert [text_of(line)[:100].rstrip() for line in page[: len(left)]] == [text_of(one) for one in left]
        assert [text_of(line)[100:] for line in page[: len(right)]] == [text_of(one) for one in right]
        assert all(cell_len(text_of(line)) <= 200 for line in page)
    assert side_by_side(189, 58) == help_pages(189, 58)


def test_every_action_is_explained() -> None:
    text = " ".join(" ".join(text_of(line).split()) for block in help_blocks(200) for line in block)
    assert all(action.title in text and action.help in text for action in ACTIONS)
    assert all(where.value in text for where in Where)


def test_pages_are_filled_and_never_end_with_a_title() -> None:
    pages = help_pages(80, 23)
    titles = {where.value for where in Where}
    assert all(len(page) >= 23 - 4 for page in pages[:-1])
    assert all(text_of(page[-1]).strip() not in titles for page in pages)


def test_a_page_in_the_middle_of_a_block_says_of_which() -> None:
    starts = [text_of(page[0]).strip() for page in help_pages(80, 12)]
    assert all(start.removesuffix(MORE) in {where.value for where in Where} for start in starts)


async def test_pages_turn_and_help_closes() -> None:
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = HelpScreen()
        await app.push_screen(screen)
        await pilot.pause()
        shown = screen.query_one("#help", Lines)
        assert "page 1 of" in shown.text
        first = shown.text
        await pilot.press("pagedown")
        assert "page 2 of" in shown.text
        await pilot.press("pageup", "pageup")
        assert shown.text == first
        assert len(shown.text.splitlines()) <= 24
        await pilot.press("escape")
        assert app.screen is not screen


async def test_a_smaller_terminal_gets_more_pages() -> None:
    app: App[None] = App()
    async with app.run_test(size=(80, 40)) as pilot:
        await app.push_screen(HelpScreen())
        await pilot.pause()
        shown = app.screen.query_one("#help", Lines)
        before = shown.text.splitlines()[0]
        await pilot.resize_terminal(80, 14)
        await pilot.pause()
        assert shown.text.splitlines()[0] != before
        assert len(shown.text.splitlines()) <= 14


def test_keys_and_titles_do_not_touch() -> None:
    for action in ACTIONS:
        line = next(
            text_of(line)
            for block in help_blocks(100)
            for line in block
            if f" {action.title} " in text_of(line) and text_of(line).lstrip().startswith(keys_label(action))
        )
        assert line.startswith(f"  {keys_label(action)} ")


def test_the_kill_switch_is_on_the_first_page_of_a_small_terminal() -> None:
    first = "\n".join(text_of(line) for line in help_pages(80, 23)[0])
    assert "Kill switch" in first
