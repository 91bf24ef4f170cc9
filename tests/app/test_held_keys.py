"""Held keys, key repeat, fast hands and pastes, with and without the terminal's marks: one order at most.

Times of held keys are stepped; pastes come all at once, with the real times of their keys.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual import events
from textual.widgets import Input

from tests.app.listings import ACCOUNTS, PAPER_HK, PAPER_US, REAL_HK
from tests.app.test_ticket_dashboard import Seat, dashboard
from tui.app.actions import Where, actions_in
from tui.app.guard import QUIET_S
from tui.app.screens.quit import QuitScreen
from tui.app.ticket_model import Stage
from tui.app.widgets.ticket import PASTE_DROPPED
from tui.domain.accounts import Env
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.rules import Field

REPEAT_S = 1 / 30
"""Between the repeats of a held key."""
TEXT = ("b\r12y\nT34y\rx=0.5 sT\ty" * 10)[:200]
"""What a paste may hold: orders in the language of our keys."""
NAMES = {"\r": "enter", "\n": "enter", "\t": "tab", ".": "full_stop", "=": "equals_sign", " ": "space"}
SIZES = pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])


async def hold(seat: Seat, key: str, times: int, *, gap: float = REPEAT_S) -> None:
    """Let a key arrive again and again."""
    for _ in range(times):
        seat.clock.step(gap)
        await seat.pilot.press(key)


async def paste_as_keys(seat: Seat, text: str = TEXT) -> None:
    """Post all keys of a paste that the terminal does not mark, as one read of the terminal does."""
    seat.screen.panel._clock = None
    queue = seat.screen.app._keys  # type: ignore[attr-defined]
    keys = [events.Key(NAMES.get(char, char), char) for char in text]
    for key in keys:
        key.time = keys[0].time
    queue.came(keys)
    for key in keys:
        seat.pilot.app.post_message(key)
    await seat.pilot.pause()
    while queue._waiting or queue._on_its_way:
        await seat.pilot.pause()
    await seat.pilot.pause()


async def reviewed(seat: Seat) -> None:
    """Have a review on the screen, long enough to be read."""
    await seat.press("b")
    await seat.press("enter")
    ticket = seat.screen.panel.ticket
    assert ticket is not None
    assert ticket.stage is Stage.REVIEW
    seat.clock.step(1)


def use_real_money(seat: Seat) -> None:
    """Trade the real account, armed."""
    seat.broker.change_safety(limits=LimitsBook(real={REAL_HK: NO_LIMITS}), armed=(Env.REAL, REAL_HK))
    seat.broker.use_accounts((PAPER_HK, PAPER_US, REAL_HK))
    panel = seat.screen.panel
    panel.chosen, panel._opening._real_allowed = ACCOUNTS[2], True


# ---- held keys


@SIZES
async def test_enter_held_sends_nothing(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await seat.press("b")
        await hold(seat, "enter", 200)
        assert seat.broker.placed == []


@pytest.mark.parametrize("key", ["y", "T"])
async def test_a_confirm_key_held_from_before_the_review_sends_nothing(key: str) -> None:
    async with dashboard((80, 24)) as seat:
        if key == "T":
            use_real_money(seat)
        await seat.press("b")
        await hold(seat, key, 20)
        await seat.press("enter")
        await hold(seat, key, 200)
        assert seat.broker.placed == []


@pytest.mark.parametrize("key", ["y", "T"])
@pytest.mark.parametrize("delay", [0.25, 0.5, 0.66], ids=lambda delay: f"repeats after {delay * 1000:g} ms")
async def test_a_key_pressed_with_the_review_and_held_sends_nothing(key: str, delay: float) -> None:
    async with dashboard((80, 24)) as seat:
        if key == "T":
            use_real_money(seat)
        await seat.press("b", "enter")
        await hold(seat, key, 1, gap=0.05)
        await hold(seat, key, 1, gap=delay)
        await hold(seat, key, 60)
        assert seat.broker.placed == []


@pytest.mark.parametrize(("key", "env"), [("y", Env.PAPER), ("T", Env.REAL)])
async def test_a_confirm_key_that_repeats_sends_one_order(key: str, env: Env) -> None:
    async with dashboard((80, 24)) as seat:
        if env is Env.REAL:
            use_real_money(seat)
        await reviewed(seat)
        await hold(seat, key, 200)
        assert [one.env for one in seat.broker.placed] == [env]


@SIZES
async def test_ten_presses_in_50_ms_send_one_order(size: tuple[int, int]) -> None:
    async with dashboard(size) as seat:
        await reviewed(seat)
        await hold(seat, "y", 10, gap=0.005)
        assert len(seat.broker.placed) == 1


async def test_the_keys_of_an_order_typed_blindly_again_and_again_send_nothing() -> None:
    async with dashboard((80, 24)) as seat:
        for _ in range(10):
            for key in ("b", "enter", "y"):
                await hold(seat, key, 1, gap=0.005)
        assert seat.broker.placed == []


# ---- pastes that the terminal marks


@pytest.mark.parametrize("keys", [(), ("b",), ("b", "enter"), ("o", "c")], ids=" ".join)
async def test_a_marked_paste_is_no_command_and_no_answer(keys: Sequence[str]) -> None:
    async with dashboard((80, 24)) as seat:
        for key in keys:
            await seat.press(key)
        seat.clock.step(5)
        seat.pilot.app.post_message(events.Paste(TEXT))
        await seat.pilot.pause()
        assert (seat.broker.placed, seat.broker.amended, seat.broker.cancelled) == ([], [], [])
        if seat.screen.panel.is_open:
            assert seat.screen.keys.said == PASTE_DROPPED


async def test_a_marked_paste_fills_a_note_up_to_its_bytes_and_sends_nothing() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("b", "tab", "tab")
        seat.pilot.app.post_message(events.Paste("買入 hello\ny\r" * 15))
        await seat.pilot.pause()
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert ticket.field is Field.NOTE
        assert ticket.remark.text.startswith("買入 hello y ")
        assert ticket.remark.bytes_used <= ticket.remark.most_bytes
        assert seat.broker.placed == []


@pytest.mark.parametrize(
    ("text", "qty"), [("300", 300), (" 300\n", 300), ("3y0", 100), ("300\ny", 100), ("-300", 100), ("", 100)]
)
async def test_a_marked_paste_into_a_number_is_a_number_or_nothing(text: str, qty: int) -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("b")
        seat.pilot.app.post_message(events.Paste(text))
        await seat.pilot.pause()
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert ticket.qty.value == qty
        assert ticket.stage is Stage.EDIT


# ---- pastes that come as keys


@SIZES
@pytest.mark.parametrize(
    ("keys", "most"),
    [((), 0), (("b",), 0), (("b", "tab", "tab"), 0), (("slash",), 0), (("b", "enter"), 1), (("o", "c"), 0)],
    ids=["dashboard", "ticket", "note", "finder", "review", "cancel question"],
)
async def test_a_paste_without_marks_sends_one_order_at_most(
    size: tuple[int, int], keys: Sequence[str], most: int
) -> None:
    async with dashboard(size) as seat:
        for key in keys:
            await seat.press(key)
        await paste_as_keys(seat)
        assert len(seat.broker.placed) <= most
        assert len(seat.broker.cancelled) <= 1
        assert seat.broker.amended == []


@pytest.mark.parametrize("text", [TEXT, f"y{TEXT}", "xy", "yx"])
async def test_no_letter_of_a_paste_answers_a_question_that_was_read(text: str) -> None:
    async with dashboard((80, 24)) as seat:
        await reviewed(seat)
        await paste_as_keys(seat, text)
        assert seat.broker.placed == []
        await seat.press("escape", "escape", "o", "c")
        assert seat.screen.panel.is_answer(events.Key("y", "y"))
        seat.clock.step(1)
        await paste_as_keys(seat, text)
        assert (seat.broker.placed, seat.broker.cancelled) == ([], [])


@pytest.mark.parametrize("text", ["y", "yyy"])
async def test_a_key_read_by_itself_answers(text: str) -> None:
    async with dashboard((80, 24)) as seat:
        await reviewed(seat)
        await paste_as_keys(seat, text)
        assert len(seat.broker.placed) == 1


async def test_a_paste_without_marks_is_told_of() -> None:
    async with dashboard((80, 24)) as seat:
        await paste_as_keys(seat)
        assert [note.message for note in seat.pilot.app._notifications].count(PASTE_DROPPED) == 1


async def test_a_paste_without_marks_fills_a_note_and_opens_nothing() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("b", "tab", "tab")
        await paste_as_keys(seat, "yTb12 n" * 20)
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert ticket.remark.text == ("yTb12 n" * 20)[: ticket.remark.most_bytes]
        assert (ticket.stage, seat.broker.placed) == (Stage.EDIT, [])


async def test_a_paste_without_marks_into_a_quantity_leaves_its_digits_only() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("b")
        await paste_as_keys(seat, "123456y\rTy\r")
        ticket = seat.screen.panel.ticket
        assert ticket is not None
        assert (ticket.qty.text, ticket.stage) == ("123456", Stage.EDIT)


async def test_a_paste_without_marks_into_the_finder_is_text() -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("slash")
        await paste_as_keys(seat, "by" * 50)
        finder = seat.pilot.app.focused
        assert isinstance(finder, Input)
        assert finder.value == "by" * 50


# ---- questions


@pytest.mark.parametrize("after", [0.0, 0.15, QUIET_S - 0.01])
async def test_a_review_ignores_every_key_for_its_first_300_ms(after: float) -> None:
    keys = {key for action in actions_in(Where.REVIEW) for key in action.keys}
    async with dashboard((80, 24)) as seat:
        await seat.press("b")
        await seat.press("enter")
        ticket = seat.screen.panel.ticket
        for key in sorted(keys):
            seat.clock.step(after)
            await seat.pilot.press(key)
            assert ticket is not None
            assert (ticket.stage, seat.broker.placed) == (Stage.REVIEW, [])


@pytest.mark.parametrize("key", ["y", "n", "escape"])
@pytest.mark.parametrize("after", [0.0, QUIET_S - 0.01])
async def test_a_cancel_question_ignores_every_key_for_its_first_300_ms(key: str, after: float) -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("o")
        await seat.press("c")
        seat.clock.step(after)
        await seat.pilot.press(key)
        assert seat.screen.panel.is_open
        assert seat.broker.cancelled == []


@pytest.mark.parametrize("key", ["y", "n", "escape"])
async def test_the_question_before_leaving_ignores_every_key_at_first(key: str) -> None:
    async with dashboard((80, 24)) as seat:
        await seat.press("q")
        screen = seat.pilot.app.screen
        assert isinstance(screen, QuitScreen)
        while not screen.is_painted:
            await seat.pilot.pause()
        screen.clock = lambda: 0.0
        await seat.pilot.press(key)
        assert seat.pilot.app.screen is screen
        assert seat.pilot.app.return_value is None
