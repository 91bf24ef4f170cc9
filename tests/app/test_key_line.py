"""The key line: what it names where there is little room, and that the last keys are always there."""

from __future__ import annotations

import pytest

from tui.app.actions import ACTIONS, BY_ID
from tui.app.widgets.lines import text_of
from tui.app.widgets.parts import width_of
from tui.app.widgets.status import key_line

SOME = [BY_ID[name] for name in ("open_buy", "show_watchlist", "cancel_many", "join_bid")]
ALWAYS = [BY_ID[name] for name in ("arm_account", "show_help", "quit")]


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (90, " b Buy   w Watchlist   X Cancel many   z Join bid   A Arm   ? Help   q Quit"),
        (75, " b Buy   w Watchlist   X Cancel many   z Join bid   A Arm   ? Help   q Quit"),
        (74, " b Buy  w List  X Many  z Bid  A Arm  ? Help  q Quit"),
        (52, " b Buy  w List  X Many  z Bid  A Arm  ? Help  q Quit"),
        (51, " b Buy  w List  X Many  A Arm  ? Help  q Quit"),
        (30, " b Buy  A Arm  ? Help  q Quit"),
        (22, " A Arm  ? Help  q Quit"),
        (5, ""),
    ],
)
def test_what_fits_is_named_most_wanted_first(width: int, shown: str) -> None:
    line = key_line(SOME, ALWAYS, width)
    assert text_of(line) == shown
    assert width_of(line) <= width


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (97, " b Buy   w Watchlist   X Cancel many   z Join bid   i Details   A Arm   ? Help   q Quit"),
        (87, " b Buy   w Watchlist   X Cancel many   z Join bid   i Details   A Arm   ? Help   q Quit"),
        (86, " b Buy   w Watchlist   X Cancel many   z Join bid   A Arm   ? Help   q Quit"),
        (75, " b Buy   w Watchlist   X Cancel many   z Join bid   A Arm   ? Help   q Quit"),
        (74, " b Buy  w List  X Many  z Bid  A Arm  ? Help  q Quit"),
    ],
)
def test_a_wide_line_names_more_after_all_that_is_wanted(width: int, shown: str) -> None:
    line = key_line(SOME, ALWAYS, width, [BY_ID["show_details"], BY_ID["show_palette"]])
    assert text_of(line) == shown


def test_short_titles_are_shorter_and_say_what_sends() -> None:
    short = [action for action in ACTIONS if action.short]
    assert all(len(action.short) < len(action.title) for action in short)
    assert not any(action.sends and action.id.endswith("_at_cursor") for action in short)
