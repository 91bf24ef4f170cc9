from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.domain.makers import PAPER, REAL, TENCENT, account, at, book, funds, instrument, order, quote
from tui.domain.accounts import Env
from tui.domain.combos import ComboIntent
from tui.domain.events import (
    AccountsReported,
    BookChanged,
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
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, Consent, OrderIntent
from tui.domain.lazy import Lazy
from tui.domain.limits import Limits, LimitsBook
from tui.domain.markets import Market
from tui.domain.orders import ComboLeg, OrderType, Side
from tui.domain.safety import Safety
from tui.state.store import Store
from tui.trading.gate import Wish
from tui.trading.limits_gate import TYPE_IT, LimitsGate
from tui.trading.tags import new_tag

D = Decimal


class Bench:
    """A gate on a store with a paper and a real account, a working order A1 of 300 in each."""

    def __init__(self, paper: Limits | None = None, real: Limits | None = None, trouble: str = "") -> None:
        self.store = Store()
        self.seconds = 600.0
        self.gate = LimitsGate(self.store, clock=lambda: self.seconds, now=lambda: at(self.seconds))
        limits = LimitsBook(paper or Limits(), {} if real is None else {REAL: real}, trouble)
        for event in (
            LinkChanged(LinkPhase.LIVE),
            AccountsReported((account(), account(acc_id=REAL, env=Env.REAL))),
            InstrumentsReported((instrument(),)),
            QuoteChanged(TENCENT, Lazy.of(quote())),
            BookChanged(TENCENT, Lazy.of(book())),
            FundsReported(funds()),
            PositionsReported(PAPER, Env.PAPER, ()),
            OrdersReported(PAPER, Env.PAPER, (order(),)),
            OrdersReported(REAL, Env.REAL, (order(acc_id=REAL, env=Env.REAL),)),
            SafetyChanged(Safety(limits=limits)),
        ):
            self.store.apply(event)

    def why_not(self, wish: Wish) -> str:
        """Ask, as the engine does when the store has the order on its way."""
        if isinstance(wish, OrderIntent):
            self.store.apply(IntentChanged(wish, None))
        return self.gate.why_not(wish)


def intent(**change: Any) -> OrderIntent:
    made = OrderIntent(
        new_tag(), Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, D(200), D("419.8"),
        consent=Consent(at=at(600)),
    )  # fmt: skip
    return replace(made, **change)


def real(**change: Any) -> OrderIntent:
    return intent(env=Env.REAL, acc_id=REAL, **change)


def amend(qty: int, price: str = "419.8", *, acc_id: int = PAPER, order_id: str = "A1") -> AmendIntent:
    return AmendIntent(Env.PAPER if acc_id == PAPER else Env.REAL, acc_id, order_id, D(qty), D(price))


def test_paper_without_limits_passes() -> None:
    assert Bench().why_not(intent()) == ""


def test_a_real_account_without_a_profile_is_refused_for_orders_and_changes() -> None:
    bench = Bench()
    for wish in (real(), amend(100, acc_id=REAL)):
        assert bench.why_not(wish).startswith("limits.toml has no profile for real account 2002")
    assert Bench(real=Limits()).why_not(real()) == ""


def test_a_file_with_a_mistake_refuses_real_accounts_and_no_paper_ones() -> None:
    bench = Bench(real=Limits(), trouble="limits.toml line 3: what?")
    assert bench.why_not(real()) == "limits.toml line 3: what?: this real account is read-only"
    assert bench.why_not(intent()) == ""


def test_an_account_that_is_not_listed_is_refused() -> None:
    assert "account 7 is not known" in Bench().why_not(intent(acc_id=7))


def test_a_breach_is_refused_with_its_cause() -> None:
    bench = Bench(Limits(max_qty=D(100)))
    assert bench.why_not(intent()) == "your limit is 100 in one order"
    assert bench.why_not(intent(qty=D(100))) == ""


def test_each_account_has_its_own_limits() -> None:
    bench = Bench(Limits(max_qty=D(100)), Limits(max_qty=D(1000)))
    assert bench.why_not(real()) == ""
    assert bench.why_not(intent()) != ""


@pytest.mark.parametrize(
    ("wish", "refused"),
    [(amend(300), False), (amend(200), False), (amend(400), True), (amend(300, "419.6"), True)],
)
def test_an_amendment_that_asks_for_more_is_refused(wish: AmendIntent, refused: bool) -> None:
    assert (Bench(Limits(max_qty=D(250))).why_not(wish) != "") is refused


def test_an_amendment_of_an_order_that_is_not_listed_cannot_be_judged() -> None:
    said = Bench(Limits(max_qty=D(250))).why_not(amend(100, order_id="A9"))
    assert said == "order A9 is not in the list, so your limits cannot be checked: wait for it"


def test_above_a_soft_limit_the_quantity_must_have_been_typed() -> None:
    bench = Bench(Limits(typed_qty=D(150), max_qty=D(1000)))
    assert bench.why_not(intent()) == TYPE_IT
    typed = Consent(at=at(600), typed_qty=True)
    assert bench.why_not(intent(consent=typed)) == ""
    assert bench.why_not(intent(consent=typed, qty=D(2000))) == "your limit is 1,000 in one order"


def test_the_order_itself_does_not_count_as_open_or_sent() -> None:
    bench = Bench(Limits(max_open_orders=2, max_orders_a_minute=1))
    only = intent()
    assert bench.why_not(only) == ""
    bench.gate.sent(only)
    assert bench.why_not(intent()) == "2 open orders: your limit is 2, cancel one"


def test_what_was_sent_from_here_counts_whatever_the_broker_s_clock_says() -> None:
    bench = Bench(Limits(max_orders_a_minute=2))
    for _ in range(2):
        sent = intent(consent=Consent())
        assert bench.gate.why_not(sent) == ""
        bench.gate.sent(sent)
    assert bench.gate.why_not(intent()) == "2 orders in the last minute: your limit is 2, wait a little"
    bench.seconds += 60
    assert bench.gate.why_not(intent()) == ""


def test_changes_are_not_orders_a_minute() -> None:
    bench = Bench(Limits(max_orders_a_minute=1))
    bench.gate.sent(amend(300))
    assert bench.why_not(intent()) == ""


# ---- combined orders

CALLS = tuple(SecurityId.parse(code) for code in ("US.AAPL261218C270000", "US.AAPL261218C275000"))


def combo(qty: int = 2, ratio: int = 1) -> ComboIntent:
    legs = (ComboLeg(CALLS[0], Side.BUY, 1), ComboLeg(CALLS[1], Side.SELL, ratio))
    return ComboIntent(new_tag(), Env.PAPER, PAPER, legs, OrderType.LIMIT, D(qty), D("2.5"))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(max_qty=D(4)), ""),
        (Limits(max_qty=D(3)), "4 of US.AAPL261218C275000: your limit is 3 in one order"),
        (Limits(markets=frozenset({Market.HK})), "your limits do not allow US"),
        (Limits(sides=frozenset({Side.BUY})), "your limits allow no selling: a leg does that"),
        (
            Limits(max_value=D(9), max_ticks_through=1),
            "your limits have max_value and max_ticks_through, which cannot be checked for a combined order:"
            " send the legs",
        ),
        (Limits(max_open_orders=1), "1 open orders: your limit is 1, cancel one"),
        (Limits(max_day_loss=D(5)), ""),
        (Limits(max_orders_a_minute=1), ""),
    ],
)
def test_a_combined_order_is_held_to_limits(limits: Limits, said: str) -> None:
    assert Bench(limits).why_not(combo(ratio=2)) == said


def test_combined_orders_count_by_the_minute() -> None:
    bench = Bench(Limits(max_orders_a_minute=1))
    bench.gate.sent(combo())
    assert bench.why_not(combo()) == "1 orders in the last minute: your limit is 1, wait a little"


def test_a_combined_order_needs_a_profile_too() -> None:
    assert "no profile" in Bench().why_not(replace(combo(), env=Env.REAL, acc_id=REAL))
