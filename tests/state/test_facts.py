from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import (
    APPLE,
    HSBC,
    PAPER,
    REAL,
    T0,
    TENCENT,
    account,
    at,
    book,
    funds,
    instrument,
    order,
    position,
    quote,
)
from tui.domain.accounts import Env
from tui.domain.events import (
    AccountsReported,
    BookChanged,
    Event,
    FillsReported,
    FundsReported,
    InstrumentsReported,
    IntentChanged,
    LinkChanged,
    LinkPhase,
    OrdersReported,
    PositionsReported,
    QuoteChanged,
    SafetyChanged,
)
from tui.domain.intents import Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.lazy import Lazy
from tui.domain.limits import NO_BOOK, Limits, LimitsBook
from tui.domain.markets import Currency
from tui.domain.orders import Fill, FillStatus, OrderStatus, OrderType, Side
from tui.domain.rules_model import Activity
from tui.domain.safety import Safety
from tui.state.facts import activity_of, day_pl_of, ticket_facts
from tui.state.store import Store

D = Decimal
NOW = at(30)
LIMITS = Limits(max_qty=D(500))


def store_of(*more: Event, limits: LimitsBook = NO_BOOK) -> Store:
    """A live store with a paper and a real account, prices and money."""
    store = Store()
    for event in (
        LinkChanged(LinkPhase.LIVE),
        AccountsReported((account(), account(acc_id=REAL, env=Env.REAL))),
        InstrumentsReported((instrument(), instrument("HK.00005"))),
        QuoteChanged(TENCENT, Lazy.of(quote("420", "410"))),
        BookChanged(TENCENT, Lazy.of(book())),
        FundsReported(funds()),
        SafetyChanged(Safety(limits=limits)),
        *more,
    ):
        store.apply(event)
    return store


def fill(side: Side, qty: int, price: str, **change: Any) -> Fill:
    made = Fill("F1", "A1", PAPER, Env.PAPER, TENCENT, "TENCENT", side, D(qty), D(price), T0)
    return replace(made, **change)


def intent(tag: str = "ft:1", asked: datetime | None = T0) -> OrderIntent:
    return OrderIntent(
        tag, Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, D(100), D(400), consent=Consent(at=asked)
    )


def test_everything_known_is_gathered() -> None:
    held = position("500")
    store = store_of(PositionsReported(PAPER, Env.PAPER, (held,)), limits=LimitsBook(paper=LIMITS))
    facts = ticket_facts(store, TENCENT, PAPER, now=NOW, amending=order())
    assert (facts.instrument, facts.account, facts.position) == (instrument(), account(), held)
    assert (facts.quote, facts.book, facts.funds) == (quote("420", "410"), book(), funds())
    assert (facts.positions_known, facts.stale, facts.amending) == (True, False, order())
    assert facts.ladder is not None
    assert facts.ladder.tick_up(D(420)) == D("0.2")
    assert (facts.limits, facts.why_closed, facts.activity) == (LIMITS, "", Activity())
    assert (facts.now, f"{facts.today}") == (NOW, "2026-11-23")


def test_the_day_is_that_of_the_exchange() -> None:
    midnight = NOW.replace(hour=20)  # UTC: Hong Kong is a day further
    assert f"{ticket_facts(store_of(), TENCENT, PAPER, now=midnight).today}" == "2026-11-24"
    assert f"{ticket_facts(store_of(), APPLE, PAPER, now=midnight).today}" == "2026-11-23"


def test_without_an_account_nothing_of_one_is_known() -> None:
    facts = ticket_facts(store_of(), TENCENT, None, now=NOW)
    assert (facts.account, facts.funds, facts.position, facts.positions_known) == (None, None, None, False)
    assert (facts.limits, facts.why_closed, facts.activity) == (None, "", None)


def test_old_prices_are_no_facts() -> None:
    store = store_of(LinkChanged(LinkPhase.DOWN))
    facts = ticket_facts(store, TENCENT, PAPER, now=NOW)
    assert (facts.stale, facts.book) == (True, None)


def test_a_real_account_without_a_profile_is_closed() -> None:
    facts = ticket_facts(store_of(), TENCENT, REAL, now=NOW)
    assert facts.limits is None
    assert "no profile for real account 2002" in facts.why_closed


# ---- what the account did lately


def test_working_orders_and_those_on_their_way_are_open() -> None:
    store = store_of(
        OrdersReported(PAPER, Env.PAPER, (order(), order(OrderStatus.FILLED_ALL, order_id="A2", filled=300))),
        IntentChanged(intent("ft:on its way"), None),
        IntentChanged(intent("ft:unknown"), Outcome(OutcomeKind.UNKNOWN)),
        IntentChanged(intent("ft:not there"), Outcome(OutcomeKind.UNKNOWN, searched=True)),
        IntentChanged(intent("ft:rejected"), Outcome(OutcomeKind.REJECTED)),
    )
    assert activity_of(store, PAPER, None, NOW).open_orders == 3
    assert activity_of(store, PAPER, None, NOW, sending="ft:on its way").open_orders == 2
    assert activity_of(store, REAL, None, NOW).open_orders == 0


@pytest.mark.parametrize(("seconds", "count"), [(0, 2), (59, 2), (60, 0), (-1, 0)])
def test_orders_of_the_last_minute_are_counted(seconds: float, count: int) -> None:
    store = store_of(OrdersReported(PAPER, Env.PAPER, (order(),)), IntentChanged(intent(), None))
    assert activity_of(store, PAPER, None, at(seconds)).sent_last_minute == count


def test_the_day_is_worked_out_only_where_a_limit_asks() -> None:
    store = store_of(PositionsReported(PAPER, Env.PAPER, (position("100"),)))
    assert activity_of(store, PAPER, LIMITS, NOW).day_pl is None
    assert activity_of(store, PAPER, Limits(max_day_loss=D(1)), NOW).day_pl == 1000


# ---- profit and loss of the day


def test_a_holding_makes_what_the_price_moved() -> None:
    assert day_pl_of(store_of(PositionsReported(PAPER, Env.PAPER, (position("100"),))), PAPER, NOW) == 1000


def test_fills_of_today_and_no_others_count() -> None:
    fills = (
        fill(Side.BUY, 100, "415", fill_id="F1"),
        fill(Side.BUY, 300, "1", fill_id="F2", at=T0 - timedelta(days=1)),
        fill(Side.BUY, 300, "1", fill_id="F3", status=FillStatus.CANCELLED),
    )
    store = store_of(
        PositionsReported(PAPER, Env.PAPER, (position("500"),)), FillsReported(PAPER, Env.PAPER, fills)
    )
    assert day_pl_of(store, PAPER, NOW) == 400 * 10 + 100 * 5


def test_what_was_sold_today_counts_without_a_position() -> None:
    sold = fill(Side.SELL, 100, "400")
    store = store_of(PositionsReported(PAPER, Env.PAPER, ()), FillsReported(PAPER, Env.PAPER, (sold,)))
    assert day_pl_of(store, PAPER, NOW) == -1000


@pytest.mark.parametrize(
    "missing",
    [
        pytest.param((), id="positions not read"),
        pytest.param((PositionsReported(PAPER, Env.PAPER, (position(security=HSBC),)),), id="no quote"),
        pytest.param(
            (PositionsReported(PAPER, Env.PAPER, (position(),)), LinkChanged(LinkPhase.DOWN)), id="stale"
        ),
        pytest.param(
            (
                PositionsReported(PAPER, Env.PAPER, (position(),)),
                FillsReported(PAPER, Env.PAPER, (fill(Side.BUY, 5, "400", at=None),)),
            ),
            id="a fill of an unknown day",
        ),
        pytest.param(
            (PositionsReported(PAPER, Env.PAPER, (replace(position(), id=APPLE, currency=Currency.USD),)),),
            id="nothing known of the security",
        ),
    ],
)
def test_a_day_that_cannot_be_known(missing: tuple[Event, ...]) -> None:
    assert day_pl_of(store_of(*missing), PAPER, NOW) is None


def test_money_that_was_not_read_leaves_the_day_unknown() -> None:
    assert day_pl_of(store_of(PositionsReported(REAL, Env.REAL, ())), REAL, NOW) is None


def test_a_fill_that_is_missing_makes_the_day_what_opend_says_of_it() -> None:
    filled = order(OrderStatus.FILLED_ALL, filled=300, average="419", acc_id=REAL, env=Env.REAL)
    held = replace(position("300"), acc_id=REAL, env=Env.REAL, today_pl=D(-55))
    store = store_of(
        FundsReported(replace(funds(), acc_id=REAL, env=Env.REAL)),
        PositionsReported(REAL, Env.REAL, (held,)),
        OrdersReported(REAL, Env.REAL, (filled,)),
    )
    assert day_pl_of(store, REAL, NOW) == -55
    own = fill(Side.BUY, 300, "419", acc_id=REAL, env=Env.REAL)
    store.apply(FillsReported(REAL, Env.REAL, (own,)))
    assert day_pl_of(store, REAL, NOW) == 300
