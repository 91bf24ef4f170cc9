"""Keys that send with no question before them: alone they do, in company they are letters of a paste."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from time import monotonic

import pytest
from textual import events

from tests.app.ladder_fakes import Rider, riding
from tui.app.actions import ACTIONS, Where
from tui.app.app import FutuApp
from tui.app.keymap import sends
from tui.app.lone_keys import ALONE_S, LoneKeys
from tui.domain.intents import AmendIntent, OrderIntent

TOGETHER = "came together with others"


def sent(rider: Rider) -> list[OrderIntent | AmendIntent]:
    return [*rider.broker.placed, *rider.broker.amended]


def notices(rider: Rider) -> list[str]:
    return [one.message for one in rider.pilot.app._notifications if TOGETHER in one.message]


async def at_once(rider: Rider, text: str) -> None:
    """Hand the app keys as one read of the terminal does, and wait until all are dealt with."""
    app = rider.pilot.app
    assert isinstance(app, FutuApp)
    now = monotonic()
    for character in text:
        name = {"\r": "enter", "\t": "tab", ".": "full_stop", ",": "comma"}.get(character, character)
        key = events.Key(name, character)
        key.time = now
        app.post_message(key)
    await rider.pilot.pause()
    await rider.until(lambda: not app._keys.busy)
    await rider.settle()


# ---- which keys


@pytest.mark.parametrize(
    ("others", "alone"),
    [
        ([], True),
        ([("a", 1.0 - ALONE_S - 0.001)], True),
        ([("a", 1.0 - ALONE_S + 0.001)], False),
        ([("a", 1.0)], False),
        ([("a", 1.0 + ALONE_S - 0.001)], False),
        ([("a", 1.0 + ALONE_S + 0.001)], True),
        # What Alt and a letter become on a slow line; Escape after it is the user's.
        ([("escape", 0.6)], False),
        ([("escape", 0.4)], True),
        ([("escape", 1.1)], True),
        ([("L", 1.0), ("L", 1.01)], True),
        ([("L", 1.0), ("L", 1.01), ("a", 1.02)], False),
    ],
)
def test_a_key_is_alone_when_no_other_one_is_near(others: list[tuple[str, float]], alone: bool) -> None:
    lone = LoneKeys()
    lone.seen("L", 1.0, pastes=True)
    for key, at in others:
        lone.seen(key, at, pastes=True)
    assert lone.is_alone("L", 1.0) is alone


def test_keys_that_no_paste_brings_are_no_company() -> None:
    lone = LoneKeys()
    lone.seen("down", 1.0, pastes=False)
    assert lone.is_alone("L", 1.0)


def test_what_sends_on_the_ladder_is_marked_and_nothing_else_is() -> None:
    sending = {action.id for action in ACTIONS if action.sends}
    assert sending == {"buy_at_cursor", "sell_at_cursor", "move_up", "move_down", "join_bid", "join_ask"}
    assert {action.where for action in ACTIONS if action.sends} == {Where.LADDER}
    assert sends("L") == {"buy_at_cursor"}


# ---- on the armed ladder


@pytest.mark.parametrize(
    "text", ["AAPL", "L1", "L\r", "L\t", "xL", "3L", "LY", "G L", "LLx", "Y.", "z ", "1x"]
)
async def test_a_short_paste_sends_nothing(text: str) -> None:
    async with riding() as rider:
        await rider.go("412.0")
        await at_once(rider, text)
        assert sent(rider) == []


async def test_a_dropped_key_is_told_of() -> None:
    async with riding() as rider:
        await at_once(rider, "L1")
        assert len(notices(rider)) == 1
        assert not rider.broker.placed


@pytest.mark.parametrize("text", ["L", "LLL"])
async def test_a_key_alone_or_held_sends_once_and_nobody_complains(text: str) -> None:
    async with riding() as rider:
        await rider.go("412.0")
        await at_once(rider, text)
        assert len(rider.broker.placed) == 1
        assert notices(rider) == []


async def test_a_key_behind_it_is_not_lost() -> None:
    async with riding() as rider:
        await rider.go("412.0")
        app = rider.pilot.app
        app.post_message(events.Key("L", "L"))
        app.post_message(events.Key("down", None))
        await rider.until(lambda: len(rider.broker.placed) == 1)
        await rider.until(lambda: rider.screen.ladder.selected_price != rider.broker.placed[0].price)
        assert rider.broker.placed[0].price == Decimal("412.0")


async def test_the_same_letter_is_held_back_nowhere_else() -> None:
    async with riding() as rider:
        app = rider.pilot.app
        assert isinstance(app, FutuApp)
        held: list[events.Key] = []
        app._keys._hold = lambda key: held.append(key)  # type: ignore[method-assign]
        await rider.pilot.press("slash", "L", "x", "escape")
        await rider.pilot.press("b", "x", "z", "full_stop", "escape")
        await rider.pilot.press("w", "L", "Y", "x")
        assert held == []
        await rider.pilot.press("l", "L")
        assert [key.key for key in held] == ["L"]


LATER_S = 0.3


def key_to_come() -> events.Key:
    """Return one that is waited with for long, however slow the machine is."""
    key = events.Key("L", "L")
    key.time = monotonic() + LATER_S
    return key


async def test_a_key_that_waits_while_the_program_stands_still_is_dropped() -> None:
    async with riding() as rider:
        app = rider.pilot.app
        assert isinstance(app, FutuApp)
        await rider.go("412.0")
        app.post_message(key_to_come())
        while not app._keys.busy:
            await asyncio.sleep(0)
        app._stalls.went_on(monotonic())
        await rider.until(lambda: not app._keys.busy)
        await rider.settle()
        assert rider.broker.placed == []
        assert any("stood still were dropped" in one.message for one in app._notifications)


async def test_a_key_that_waits_is_dropped_when_the_focus_goes_elsewhere() -> None:
    async with riding() as rider:
        app = rider.pilot.app
        assert isinstance(app, FutuApp)
        await rider.go("412.0")
        app.post_message(key_to_come())
        while not app._keys.busy:
            await asyncio.sleep(0)
        rider.screen.set_focus(rider.screen.watchlist)
        await rider.until(lambda: not app._keys.busy)
        await rider.settle()
        assert rider.broker.placed == []
