"""Trading that ends for good: a CBBC whose underlying touches the recovery price, an option that expires."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.bench import TENCENT, Bench
from tests.sim.traders import option_pair
from tui.domain.accounts import Env
from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, SecurityStatus
from tui.domain.options import OptionTerms, OptionType
from tui.domain.orders import OrderStatus, Side
from tui.sim.listings.options import Pricing
from tui.sim.trading.accounts import PAPER_HK, PAPER_US, REAL_SECURITIES
from tui.sim.trading.expiry import worth_at_expiry
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetSnapshots, Subscribe

BULL, BEAR = SecurityId.parse("HK.56210"), SecurityId.parse("HK.57144")
AAPL = SecurityId.parse("AAPL")


def status(bench: Bench, id_: SecurityId) -> SecurityStatus:
    (snapshot,) = bench.ask(GetSnapshots((id_,)))
    return snapshot.quote.status


@pytest.mark.parametrize("id_", [BULL, BEAR])
def test_a_touch_of_the_recovery_price_ends_a_cbbc_for_good(id_: SecurityId) -> None:
    bench = Bench()
    bench.follow(PAPER_HK)
    exchange = bench.daemon.world.exchange
    bench.ask(Subscribe((id_,), (Feed.QUOTE, Feed.BOOK), subscribe=True, push=True))
    lot = exchange.universe[id_].lot
    resting = bench.place(PAPER_HK, Side.BUY, lot, bench.away(-3, id_), id_)
    bench.step(20)
    assert status(bench, id_) is SecurityStatus.NORMAL
    terms = exchange.universe[id_].warrant
    assert terms is not None
    assert terms.recovery_price is not None
    market = exchange.market(TENCENT)
    before = market.today.last
    market._print(market.steps.index(terms.recovery_price), 100, buys=terms.type is WarrantType.BEAR)
    market._print(before, 100, buys=True)  # back at once: one touch is enough
    bench.step_until(lambda: status(bench, id_) is SecurityStatus.CALLED, 10)
    bench.step(2)
    book = exchange.book(id_)
    assert (book.bids, book.asks) == ((), ())
    assert bench.statuses(resting.order_id)[-1] is OrderStatus.CANCELLED_ALL
    assert "called" in bench.orders(PAPER_HK)[resting.order_id].error
    with pytest.raises(RefusedError, match="was called"):
        bench.place(PAPER_HK, Side.BUY, lot, Decimal("0.1"), id_)
    volume = exchange.quote(id_).volume
    bench.step(100)
    assert exchange.quote(id_).volume == volume


@pytest.mark.parametrize("acc_id", [PAPER_US, REAL_SECURITIES])
def test_an_option_that_expires_is_paid_out_and_gone(acc_id: int) -> None:
    bench = Bench()
    bench.unlock()
    exchange = bench.daemon.world.exchange
    call, _ = option_pair(exchange, "AAPL", days=1)
    bench.place(acc_id, Side.BUY, 2, bench.away(1, call.id), call.id)
    bench.step(5)
    books = bench.daemon.world.brokerage.books(Env.PAPER if acc_id == PAPER_US else Env.REAL, acc_id)
    assert books.ledger.qty(call.id) == 2
    working = bench.place(acc_id, Side.BUY, 1, bench.away(-2, call.id), call.id)
    assert isinstance(call.follows, Pricing)
    bench.now = call.follows.ends + 60
    cash = books.ledger.cash[Currency.USD]
    bench.step_until(lambda: status(bench, call.id) is SecurityStatus.EXPIRED, 30)
    assert call.option is not None
    worth = worth_at_expiry(call.option, Market.US, books.account.env, exchange.last(AAPL))
    assert not books.ledger.qty(call.id)
    assert books.ledger.cash[Currency.USD] == cash + 200 * worth
    assert bench.orders(acc_id)[working.order_id].status is OrderStatus.CANCELLED_ALL
    with pytest.raises(RefusedError, match="has expired"):
        bench.place(acc_id, Side.BUY, 1, "1.00", call.id)


@pytest.mark.parametrize(
    ("market", "env", "strike", "spot", "kind", "worth"),
    [
        (Market.US, Env.PAPER, "100", "101.5", OptionType.CALL, "1.5"),
        (Market.US, Env.PAPER, "100", "98", OptionType.PUT, "2"),
        (Market.US, Env.PAPER, "100", "101", OptionType.PUT, "0"),
        (Market.HK, Env.PAPER, "100", "101.4", OptionType.CALL, "0"),
        (Market.HK, Env.PAPER, "100", "101.5", OptionType.CALL, "1.5"),
        (Market.HK, Env.REAL, "100", "100.2", OptionType.CALL, "0.2"),
    ],
)
def test_what_is_left_of_an_option(
    market: Market, env: Env, strike: str, spot: str, kind: OptionType, worth: str
) -> None:
    terms = OptionTerms(kind, Decimal(strike), None)
    assert worth_at_expiry(terms, market, env, Decimal(spot)) == Decimal(worth)
