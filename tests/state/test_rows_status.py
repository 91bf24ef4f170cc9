from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.domain.makers import PAPER, REAL, TENCENT, account
from tui.domain.accounts import Env, Firm
from tui.domain.events import IntentChanged, LinkPhase, SafetyChanged
from tui.domain.intents import OrderIntent, Outcome, OutcomeKind
from tui.domain.link import ProgramStatus
from tui.domain.orders import OrderType, Side
from tui.domain.rights import RightScope
from tui.domain.safety import Safety, Unresolved
from tui.state.link import LinkState
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_status import Quota, status_view, unknown_orders
from tui.state.store import Store

INTENT = OrderIntent(
    "ft:" + "A" * 26, Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(400)
)
UP = LinkState(LinkPhase.LIVE, quote_login=True, trade_login=True)


@pytest.mark.parametrize(
    ("phase", "lamp"),
    [
        (LinkPhase.DOWN, Cell("OPEND DOWN", Tone.BAD)),
        (LinkPhase.CONNECTING, Cell("OPEND CONNECTING", Tone.WARN)),
        (LinkPhase.SYNCING, Cell("OPEND SYNCING", Tone.WARN)),
        (LinkPhase.LIVE, Cell("OPEND LIVE", Tone.GOOD)),
    ],
)
def test_the_lamp_of_our_own_link(phase: LinkPhase, lamp: Cell) -> None:
    assert status_view(LinkState(phase), None).opend == lamp


@pytest.mark.parametrize(
    ("quotes", "trading", "lamp"),
    [
        (True, True, Cell("FUTU OK", Tone.GOOD)),
        (False, True, Cell("FUTU no quotes", Tone.BAD)),
        (True, False, Cell("FUTU no trading", Tone.BAD)),
        (False, False, Cell("FUTU no quotes or trading", Tone.BAD)),
        (None, None, Cell("FUTU ?", Tone.WARN)),
        (True, None, Cell("FUTU ?", Tone.WARN)),
    ],
)
def test_the_lamp_of_opend(quotes: bool | None, trading: bool | None, lamp: Cell) -> None:
    assert status_view(replace(UP, quote_login=quotes, trade_login=trading), None).futu == lamp
    assert status_view(LinkState(LinkPhase.DOWN, quote_login=True), None).futu == Cell("FUTU ?", Tone.DIM)


def test_the_environment_is_a_word() -> None:
    real = replace(account(acc_id=REAL, env=Env.REAL), firm=Firm.FUTU_HK)
    assert status_view(UP, None).env == Cell("NO ACCOUNT", Tone.DIM)
    assert status_view(UP, account()).env == Cell("PAPER", Tone.PAPER)
    assert status_view(UP, real).env == Cell("REAL", Tone.REAL)
    assert status_view(UP, real).account == Cell("Futu HK *2002")
    assert status_view(UP, account()).account == Cell("*1001")


def test_counts_show_when_there_is_something_to_count() -> None:
    calm = status_view(UP, None)
    assert (calm.orders, calm.quota, calm.counters, calm.cause) == (EMPTY, EMPTY, EMPTY, EMPTY)
    busy = status_view(
        UP, None, working=3, unknown=1, quota=Quota(90, 10), unseen_dropped=7, unreadable=2, flags=1
    )
    assert busy.orders == Cell("3 working 1 UNKNOWN", Tone.WARN)
    assert busy.quota == Cell("quota 90/100", Tone.DIM)
    assert busy.counters == Cell("7 lost, 2 unreadable, 1 odd reports", Tone.WARN)
    assert status_view(UP, None, working=3).orders == Cell("3 working", Tone.OWN)
    assert status_view(UP, None, quota=Quota(100, 0)).quota.tone is Tone.WARN


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        ({"working": 3, "unknown": 1, "unknown_elsewhere": 2}, "3 working 1 UNKNOWN 2 UNKNOWN elsewhere"),
        ({"unknown_elsewhere": 2}, "2 UNKNOWN elsewhere"),
        ({"unknown": 1}, "1 UNKNOWN"),
    ],
)
def test_orders_of_unknown_outcome_warn_wherever_they_are(counts: dict[str, int], text: str) -> None:
    assert status_view(UP, None, **counts).orders == Cell(text, Tone.WARN)  # type: ignore[arg-type]


def test_an_order_of_unknown_outcome_counts_once_and_in_its_place() -> None:
    def lost(acc_id: int, tag: str, order_id: str = "") -> Unresolved:
        return Unresolved(Env.PAPER, acc_id, tag, "BUY 1", order_id=order_id)

    store = Store()
    assert unknown_orders(store, [PAPER]) == (0, 0)
    store.apply(IntentChanged(INTENT, Outcome(OutcomeKind.UNKNOWN)))
    assert unknown_orders(store, [PAPER]) == (1, 0)
    in_doubt = (lost(PAPER, "", "A1"), lost(REAL, "", "A1"))
    named = (lost(PAPER, INTENT.tag), lost(PAPER, "ft:combo"), lost(REAL, "ft:x"))
    store.apply(SafetyChanged(Safety(unresolved=(*named, *in_doubt))))
    assert unknown_orders(store, [PAPER]) == (3, 2)
    assert unknown_orders(store, [PAPER, REAL]) == (5, 0)
    assert unknown_orders(store, []) == (0, 5)


def test_a_link_that_is_down_says_why_and_when_it_is_tried_again() -> None:
    down = LinkState(LinkPhase.DOWN, "connection refused", 3.4)
    assert status_view(down, None).cause == Cell("connection refused, next try in 3 s", Tone.BAD)
    assert status_view(replace(down, retry_in_s=None), None).cause.text == "connection refused"
    assert status_view(replace(down, phase=LinkPhase.LIVE), None).cause == EMPTY


@pytest.mark.parametrize("status", list(ProgramStatus))
def test_the_lamp_of_opend_tells_what_it_is_doing(status: ProgramStatus) -> None:
    lamp = status_view(replace(UP, program_status=status), None).futu
    if status in (ProgramStatus.READY, ProgramStatus.NONE, ProgramStatus.UNKNOWN):
        assert lamp == Cell("FUTU OK", Tone.GOOD)
    else:
        assert lamp.text.startswith("FUTU ")
        assert lamp.tone in (Tone.WARN, Tone.BAD)


@pytest.mark.parametrize(
    ("lost", "text"),
    [
        ({RightScope.HK}, "FUTU no HK quotes"),
        ({RightScope.US, RightScope.HK}, "FUTU no HK, US quotes"),
        ({RightScope.US, RightScope.HK, RightScope.SH}, "FUTU no HK, Shanghai +1 quotes"),
    ],
)
def test_the_lamp_of_opend_names_lost_quotes(lost: set[RightScope], text: str) -> None:
    assert status_view(replace(UP, lost=frozenset(lost)), None).futu == Cell(text, Tone.BAD)


def test_orders_that_are_polled_are_told() -> None:
    assert status_view(UP, None).pushes == EMPTY
    polled = status_view(replace(UP, polled=(1001,)), None).pushes
    assert polled == Cell("order push: OFF, polling", Tone.BAD)
