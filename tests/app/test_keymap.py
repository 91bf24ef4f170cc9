"""The keys in force: names, Textual's bindings laid over, and a dashboard whose keys were moved."""

from __future__ import annotations

import random

import pytest
from textual import events
from textual.command import DiscoveryHit
from textual.dom import DOMNode
from textual.keys import _character_to_key

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.ladder_fakes import riding
from tests.app.listings import PAPER_HK
from tests.app.test_lone_keys import at_once
from tui.app.actions import ACTIONS, BY_ID, Where
from tui.app.app import FutuApp
from tui.app.commands import ActionCommands, title_of
from tui.app.key_names import SIGNS, KeyNameError, character_of, key_named, label_of, unsendable
from tui.app.key_rules import clashes, flaw
from tui.app.keymap import NEVER, KeyMap, action_for, in_force, key_of, keys_label, keys_of, sends, using
from tui.app.screens.accounts import AccountsScreen
from tui.app.screens.cancel_many import CancelConfirm, CancelMenu
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.details import DetailsScreen
from tui.app.screens.order_history import OrderHistoryScreen
from tui.app.screens.panic import PanicScreen
from tui.app.screens.quit import QuitScreen
from tui.app.widgets.grid import Grid
from tui.app.widgets.ladder import LadderPane
from tui.app.widgets.orders import OrdersPane
from tui.app.widgets.search import Search
from tui.domain.accounts import Env

NODES: tuple[type[DOMNode], ...] = (
    FutuApp,
    Dashboard,
    Grid,
    LadderPane,
    OrdersPane,
    Search,
    AccountsScreen,
    CancelConfirm,
    CancelMenu,
    DetailsScreen,
    OrderHistoryScreen,
    PanicScreen,
    QuitScreen,
)
_POOL = tuple(
    key
    for key in (*"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", *SIGNS.values(), "up", "down", "tab")
    if unsendable(key) is None
)


def shuffled(seed: int) -> KeyMap:
    """Move many actions, also onto keys that others gave up, and take some keys away."""
    dice = random.Random(seed)
    wanted = {action.id: action.keys for action in ACTIONS}
    for action in dice.sample(ACTIONS, 60):
        others = [key for one in ACTIONS if one.where is action.where for key in wanted[one.id]]
        keys = tuple(dict.fromkeys(dice.choices([*_POOL, *others], k=dice.randint(0, 3))))
        swapped = next((one for one in ACTIONS if one.where is action.where and wanted[one.id] == keys), None)
        tried = wanted | {action.id: keys} | ({swapped.id: wanted[action.id]} if swapped else {})
        if _holds(tried):
            wanted = tried
    return KeyMap({name: keys for name, keys in wanted.items() if keys != BY_ID[name].keys})


def _holds(wanted: dict[str, tuple[str, ...]]) -> bool:
    moved = [(action, wanted[action.id]) for action in ACTIONS if wanted[action.id] != action.keys]
    return not any(flaw(action, keys) for action, keys in moved) and not any(clashes(KeyMap(wanted).actions))


# ---- names


def test_signs_are_named_as_textual_names_them() -> None:
    assert {sign: _character_to_key(sign) for sign in SIGNS} == SIGNS
    assert {chr(code) for code in range(32, 127) if not chr(code).isalnum()} == set(SIGNS)


def test_a_label_written_into_a_file_names_its_key() -> None:
    keys = {key for action in ACTIONS for key in action.keys}
    assert {key_named(label_of(key)) for key in keys} == keys
    assert {key_named(key) for key in keys} == keys


@pytest.mark.parametrize("text", ["", "alt", "shift+k", "ctr+x", "ctrl+ctrl+x", "é", "F99", "page up", "+x"])
def test_what_names_no_key_is_told(text: str) -> None:
    with pytest.raises(KeyNameError):
        key_named(text)


@pytest.mark.parametrize(
    ("key", "character"), [("c", "c"), ("question_mark", "?"), ("ctrl+c", None), ("up", None)]
)
def test_characters_of_keys(key: str, character: str | None) -> None:
    assert character_of(key) == character


# ---- the map in force


def test_without_a_file_all_is_as_the_table_says() -> None:
    assert in_force().changed == {}
    assert in_force().actions == ACTIONS
    assert in_force().overrides() == {}


def test_a_map_is_in_force_for_a_while_and_leaves_nothing_behind() -> None:
    with using(KeyMap({"buy_at_cursor": ("N",), "kill_switch": ("ctrl+t",), "show_tape": ()})):
        assert key_of("buy_at_cursor") == "N"
        assert action_for(Where.LADDER, "L") is None
        assert sends("N") == {"buy_at_cursor"}
        assert not sends("L")
        assert keys_label(BY_ID["kill_switch"]) == "Ctrl+T Ctrl+T"
        assert title_of(BY_ID["buy_at_cursor"]).endswith("N")
        assert key_of("show_tape") == "Ctrl+P Tape"
        assert keys_label(BY_ID["show_tape"]) == "no key"
    assert key_of("buy_at_cursor") == "L"
    assert keys_of("show_tape") == ("r",)


@pytest.mark.parametrize("seed", range(6))
def test_textual_lays_the_users_keys_over_ours_as_we_mean_it(seed: int) -> None:
    keymap = shuffled(seed)
    assert len(keymap.changed) > 5
    for node in NODES:
        merged = node._merge_bindings()
        assert merged is not None
        ours = {binding.id for _, binding in merged if binding.id}
        laid = merged.copy()
        laid.apply_keymap(FutuApp._normalize_keymap(keymap.overrides()))
        after = {(key, binding.id) for key, binding in laid if binding.id and key != NEVER}
        still = {(key, binding.id) for key, binding in merged if binding.id not in {None, *keymap.changed}}
        moved = {(key, name) for name in ours & keymap.changed.keys() for key in keymap.keys(name)}
        assert after == still | moved, node.__name__


# ---- what the table promises


def test_every_action_has_a_key_that_is_no_function_key_and_needs_no_alt() -> None:
    def is_plain(key: str) -> bool:
        return unsendable(key) is None and not _is_function(key)

    assert [action.id for action in ACTIONS if not any(map(is_plain, action.keys))] == []


def _is_function(key: str) -> bool:
    name = key.rpartition("+")[2]
    return name[0] == "f" and name[1:].isdigit()


# ---- a dashboard whose keys were moved

MOVED = KeyMap(
    {
        "show_orders": ("p",),
        "show_positions": ("o",),
        "open_buy": ("asterisk", "W"),
        "buy_at_cursor": ("N",),
        "confirm_paper": ("w",),
        "kill_switch": ("ctrl+t",),
        "row_down": ("down", "ctrl+n"),
        "show_tape": (),
    }
)


async def test_moved_keys_act_and_are_named_everywhere() -> None:
    with using(MOVED):
        async with running(FakeEngine()) as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, Dashboard)
            assert picture(pilot)[-1].split()[:2] == ["*", "Buy"]
            await pilot.press("p")
            assert screen.orders.has_focus
            await pilot.press("o")
            assert screen.positions.has_focus
            await pilot.press("r")
            assert not screen.tape.has_focus
            await pilot.press("w", "down")
            first = screen.watchlist.cursor_row
            await pilot.press("ctrl+n", "j")
            rows = screen.watchlist.rows
            assert rows.index(screen.watchlist.cursor_row) == rows.index(first) + 1
            pilot.app.post_message(events.Paste("WAq1"))
            await pilot.press("b")
            assert screen.is_current
            assert not screen.panel.is_open
            await pilot.press("W")
            assert screen.panel.is_open
            await pilot.press("escape", "ctrl+x")
            assert not list(pilot.app._notifications)
            await pilot.press("ctrl+t", "question_mark")
            assert [one.message[:20] for one in pilot.app._notifications] == ["Ctrl+T again within "]
            await settled(pilot)
            assert any(line.split()[:3] == ["Ctrl+T", "Ctrl+T", "Kill"] for line in picture(pilot))


async def test_the_palette_offers_what_works_where_it_was_opened() -> None:
    async with running(FakeEngine()) as pilot:

        async def offered(*keys: str) -> set[str]:
            await pilot.press(*keys)
            await pilot.app.workers.wait_for_complete()
            provider = ActionCommands(pilot.app.screen)
            return {str(hit.display) async for hit in provider.discover() if isinstance(hit, DiscoveryHit)}

        everywhere = {
            title_of(action) for action in ACTIONS if action.where in (Where.EVERYWHERE, Where.DASHBOARD)
        }
        missing = everywhere - await offered("w")
        assert missing == {title_of(BY_ID["quick_size"]), title_of(BY_ID["show_palette"])}
        assert "Mark all  m" in await offered("o")
        ladder = await offered("l")
        assert "Prices  v" in ladder
        assert {title_of(action) for action in ACTIONS if action.sends}.isdisjoint(ladder)
        ladder = await offered("l", "v")
        assert {"Levels  v", "Arm  A", "Lock  K"} <= ladder
        assert not dashboard(pilot)._engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        armed = await offered("l")
        assert "Disarm  A" in armed
        assert "Arm  A" not in armed
        orders = dashboard(pilot).orders
        before = orders.titles
        await pilot.press("o", "ctrl+p")
        await pilot.pause()
        await pilot.press(*"view", "enter", "enter")
        while orders.titles == before:
            await pilot.pause()


async def test_a_moved_key_that_sends_is_guarded_as_before() -> None:
    with using(MOVED):
        async with riding() as rider:
            await rider.go("412.0")
            await at_once(rider, "N1")
            assert rider.broker.placed == []
            await rider.press("L")
            assert rider.broker.placed == []
            await rider.alone()
            await at_once(rider, "N")
            assert [intent.consent.how for intent in rider.broker.placed] == ["ladder key N"]
