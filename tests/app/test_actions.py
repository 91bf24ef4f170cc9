"""The table of actions: keys that arrive, no clash, help for everything."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.binding import BindingsMap

from tui.app.actions import ACTIONS, BY_ID, Action, Where, actions_in
from tui.app.app import FutuApp
from tui.app.key_names import label_of, unsendable
from tui.app.key_rules import problems
from tui.app.keymap import action_for, bindings_for, key_of, keys_label
from tui.app.screens.accounts import AccountsScreen
from tui.app.screens.cancel_many import CancelConfirm, CancelMenu
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.flatten import FlattenScreen
from tui.app.screens.help import HelpScreen
from tui.app.screens.offline import OfflineScreen
from tui.app.screens.order_detail import OrderDetailScreen
from tui.app.screens.order_history import OrderHistoryScreen
from tui.app.screens.progress import ProgressScreen
from tui.app.screens.quit import QuitScreen
from tui.app.widgets.grid import Grid
from tui.app.widgets.orders import OrdersPane

_BARE_FINALS = set("ABCDEFHIMOPQRSZabcdmu~[0123456789;")
"""What is left of a split escape sequence can look like these keys."""


def test_the_table_is_sound() -> None:
    assert problems() == []


@pytest.mark.parametrize(
    ("broken", "complaint"),
    [
        (Action("a", "A", ("ctrl+i",), "h", Where.TICKET), "arrives as another key"),
        (Action("a", "A", ("ctrl+b",), "h", Where.TICKET), "takes it"),
        (Action("a", "A", ("alt+x",), "h", Where.TICKET), "Alt"),
        (Action("a", "A", ("shift+enter",), "h", Where.TICKET), "without Shift"),
        (Action("a", "A", ("f11",), "h", Where.TICKET), "F11"),
        (Action("a", "A", ("h",), "", Where.TICKET), "no help"),
        (Action("a", "A", (), "h", Where.TICKET), "no key"),
        (Action("open_buy", "A", ("h",), "h", Where.TICKET), "used twice"),
        (Action("a", "A", ("enter",), "h", Where.TICKET), "Enter is the key of review_ticket and a"),
        (Action("a", "A", ("question_mark",), "h", Where.REVIEW), "? is the key of show_help and a"),
    ],
)
def test_a_planted_fault_is_found(broken: Action, complaint: str) -> None:
    assert any(complaint in line for line in problems((*ACTIONS, broken)))


@pytest.mark.parametrize("key", ["f1", "f10", "b", "T", "ctrl+p", "shift+tab", "shift+up"])
def test_ordinary_keys_are_sendable(key: str) -> None:
    assert unsendable(key) is None


def test_keys_that_send_orders_are_no_tail_of_a_split_sequence() -> None:
    for action_id in (
        "confirm_paper",
        "confirm_real",
        "confirm_cancel",
        "confirm_quit",
        "repeat_knowingly",
        "flatten_paper",
        "flatten_real",
    ):
        assert _BARE_FINALS.isdisjoint(BY_ID[action_id].keys)


@pytest.mark.parametrize("action", actions_in(Where.LADDER), ids=lambda action: action.id)
def test_no_key_of_the_ladder_is_a_tail_of_a_split_sequence_or_a_confirm_key(action: Action) -> None:
    confirm = {*BY_ID["confirm_paper"].keys, *BY_ID["confirm_real"].keys}
    assert _BARE_FINALS.isdisjoint(action.keys)
    assert confirm.isdisjoint(action.keys)


def test_no_key_that_opens_or_reviews_also_confirms() -> None:
    confirm = {*BY_ID["confirm_paper"].keys, *BY_ID["confirm_real"].keys}
    for action_id in ("open_buy", "open_sell", "amend_order", "review_ticket", "cancel_order"):
        assert confirm.isdisjoint(BY_ID[action_id].keys)
    assert confirm.isdisjoint({"enter", "space"})
    assert set(BY_ID["confirm_paper"].keys).isdisjoint(BY_ID["confirm_real"].keys)


def test_bindings_carry_id_tooltip_and_keys() -> None:
    bindings = {binding.id: binding for binding in bindings_for(Where.DASHBOARD, Where.EVERYWHERE)}
    assert bindings["cancel_order"].action == "cancel_order"
    assert bindings["cancel_order"].tooltip == BY_ID["cancel_order"].help
    assert bindings["open_buy"].key == "b"
    assert bindings["quick_size.3"].action == "quick_size('3')"
    assert all(binding.id and binding.tooltip for binding in bindings.values())
    assert "slash" in BindingsMap(bindings_for(Where.DASHBOARD)).key_to_bindings


def test_a_namespace_says_who_acts() -> None:
    assert bindings_for(Where.EVERYWHERE, namespace="app")[0].action == "app.show_help"


def test_keys_are_looked_up_in_their_context_only() -> None:
    assert action_for(Where.TICKET, "z") == BY_ID["price_bid"]
    assert action_for(Where.REVIEW, "z") is None
    assert action_for(Where.TICKET, "c") is None


@pytest.mark.parametrize(
    ("key", "label"),
    [("question_mark", "?"), ("ctrl+p", "Ctrl+P"), ("T", "T"), ("b", "b"), ("shift+tab", "Shift+Tab")],
)
def test_labels_read_as_on_the_keyboard(key: str, label: str) -> None:
    assert label_of(key) == label


def test_hints_name_the_first_key() -> None:
    assert key_of("price_bid") == "z"
    assert keys_label(BY_ID["quick_size"]) == "1-9"
    assert keys_label(BY_ID["row_up"]) == "Up k"


def test_ids_are_lower_case_words() -> None:
    assert all(action.id.isidentifier() and action.id == action.id.lower() for action in ACTIONS)
    assert all(actions_in(where) for where in Where)
    assert replace(ACTIONS[0], id="x") not in ACTIONS


@pytest.mark.parametrize(
    ("where", "actor"),
    [
        (Where.EVERYWHERE, FutuApp),
        (Where.DASHBOARD, Dashboard),
        (Where.LIST, Grid),
        (Where.LADDER, Dashboard),
        (Where.ORDERS, OrdersPane),
        (Where.CANCEL_MENU, CancelMenu),
        (Where.CANCEL, CancelConfirm),
        (Where.PROGRESS, ProgressScreen),
        (Where.FLATTEN, FlattenScreen),
        (Where.ORDER, OrderDetailScreen),
        (Where.HISTORY, OrderHistoryScreen),
        (Where.QUIT, QuitScreen),
        (Where.ACCOUNTS, AccountsScreen),
        (Where.HELP, HelpScreen),
        (Where.OFFLINE, OfflineScreen),
    ],
)
def test_every_action_has_somebody_to_carry_it_out(where: Where, actor: type[object]) -> None:
    for action in actions_in(where):
        assert callable(getattr(actor, f"action_{action.id}", None)), action.id
