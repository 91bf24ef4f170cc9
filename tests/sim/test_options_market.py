"""Options on the exchange: opened on demand, held at their theory, agreeing with their chain."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, pairwise

import pytest

from tests.sim.invariants import check_invariants
from tui.domain.candles import CandleType
from tui.domain.extras import OptionExtras, OptionFigures
from tui.domain.ids import SecurityId
from tui.domain.options import IndexOptionType
from tui.domain.orders import OrderType
from tui.domain.quotes import Snapshot
from tui.sim.listings.options import Pricing
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange
from tui.sim.market.reports import UserOrder

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC).timestamp()
TENCENT, APPLE, HSI = (SecurityId.parse(code) for code in ("00700", "US.AAPL", "800000"))
SMALL = UNIVERSE.only([TENCENT, APPLE])
CALL = SecurityId.parse("HK.TCH261230C490000")
PUT = SecurityId.parse("HK.TCH261230P490000")
US_CALL = SecurityId.parse("US.AAPL261218C262500")


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(SMALL, seed=4, rate=1.0, start=START)


def figures(snapshot: Snapshot) -> OptionFigures:
    assert isinstance(snapshot.extras, OptionExtras)
    return snapshot.extras.figures


def theory(exchange: Exchange, id_: SecurityId) -> float:
    follows = exchange.universe[id_].follows
    assert isinstance(follows, Pricing)
    return follows.worth(exchange.market(follows.id).reference(), exchange.now)


def chain(exchange: Exchange, owner: SecurityId, place: int = 2) -> list[tuple[Snapshot, Snapshot]]:
    each = exchange.options.class_of(owner, IndexOptionType.NORMAL)
    assert each is not None
    day = list(exchange.options.expiries(each))[place]
    return [
        (exchange.snapshot(call.id), exchange.snapshot(put.id))
        for call, put in exchange.options.on(each, day)
    ]


def test_a_snapshot_opens_no_market(exchange: Exchange) -> None:
    assert exchange.snapshot(CALL).bid
    assert not exchange.is_open(CALL)
    assert exchange.book(CALL).bids
    assert exchange.is_open(CALL)


@pytest.mark.parametrize("owner", [TENCENT, APPLE])
def test_bid_and_ask_stand_around_the_theory(exchange: Exchange, owner: SecurityId) -> None:
    for pair in chain(exchange, owner):
        for snapshot in pair:
            listing = exchange.universe[snapshot.quote.id]
            worth = theory(exchange, listing.id)
            assert snapshot.bid is not None
            assert snapshot.ask is not None
            assert listing.ladder.is_on_tick(snapshot.bid)
            assert listing.ladder.is_on_tick(snapshot.ask)
            assert float(snapshot.bid) <= max(worth, 0.02) <= float(snapshot.ask)


def test_the_implied_volatility_is_that_of_the_smile_where_it_can_be_seen(exchange: Exchange) -> None:
    for pair in chain(exchange, TENCENT):
        for snapshot in pair:
            follows = exchange.universe[snapshot.quote.id].follows
            assert isinstance(follows, Pricing)
            found = figures(snapshot)
            assert found.vega is not None
            if found.vega > Decimal("0.1"):
                smile = follows.smile(exchange.market(TENCENT).reference(), exchange.now)
                assert found.implied_volatility is not None
                assert float(found.implied_volatility) == pytest.approx(smile * 100, abs=0.8)


def test_greeks_have_their_signs_and_calls_and_puts_agree(exchange: Exchange) -> None:
    for call, put in chain(exchange, TENCENT):
        one, other = figures(call), figures(put)
        assert one.strike == other.strike
        for side, positive in ((one, True), (other, False)):
            assert side.delta is not None
            assert side.gamma is not None
            assert side.vega is not None
            assert (side.delta > 0) is positive
            assert side.gamma > 0
            assert side.vega > 0
        assert one.delta is not None
        assert other.delta is not None
        assert one.delta - other.delta == pytest.approx(1, abs=0.04)


@pytest.mark.parametrize("id_", [CALL, PUT, US_CALL])
def test_opening_changes_nothing_that_was_shown(exchange: Exchange, id_: SecurityId) -> None:
    shown = exchange.snapshot(id_)
    exchange.market(id_)
    opened = exchange.snapshot(id_)
    for field in ("last", "open", "high", "low", "prev_close", "volume", "tick", "listed_on", "name"):
        assert getattr(opened.quote, field) == getattr(shown.quote, field), field
    assert opened.bid is not None
    assert shown.bid is not None
    assert opened.bid == pytest.approx(shown.bid, rel=Decimal("0.02"))
    assert figures(opened).open_interest == figures(shown).open_interest
    check_invariants(exchange.market(id_))


def test_an_opened_option_has_a_tape_minutes_and_days_like_any_other(exchange: Exchange) -> None:
    quote = exchange.quote(CALL)
    assert exchange.trades(CALL)[-1].price == quote.last
    assert exchange.minutes(CALL)[-1].price == quote.last
    days = exchange.candles(CALL, CandleType.K_DAY, 30)
    assert len(days) == 30
    assert days[-1].close == quote.last
    assert days[-2].close == quote.prev_close
    for before, after in pairwise(days):
        assert after.prev_close == before.close
        assert after.low is not None
        assert after.high is not None
        assert after.low <= (after.open or 0) <= after.high


def test_a_call_and_its_owner_rose_and_fell_on_the_same_days(exchange: Exchange) -> None:
    deep = SecurityId.parse("HK.TCH270330C350000")
    pairs = zip(
        exchange.candles(deep, CandleType.K_DAY, 20),
        exchange.candles(TENCENT, CandleType.K_DAY, 20),
        strict=True,
    )
    assert all(
        option.change_percent is not None
        and owner.change_percent is not None
        and (option.change_percent > 0) == (owner.change_percent > 0)
        for option, owner in pairs
    )


def test_prices_follow_the_spot(exchange: Exchange) -> None:
    for id_ in (CALL, PUT, US_CALL):
        exchange.market(id_)
    for step in range(1, 31):
        exchange.advance(START + step * 2)
        for id_ in (CALL, PUT, US_CALL):
            check_invariants(exchange.market(id_))
    for id_ in (CALL, PUT, US_CALL):
        market = exchange.market(id_)
        worth = theory(exchange, id_)
        assert market.reference() == pytest.approx(worth, rel=0.03)


def test_an_option_is_traded_at_its_own_ticks_and_worth_its_multiplier(exchange: Exchange) -> None:
    bid, ask = exchange.snapshot(CALL).bid, exchange.book(CALL).best_ask
    assert bid is not None
    assert ask is not None
    off = UserOrder("a", CALL, True, OrderType.LIMIT, 1, ask + Decimal("0.005"))
    assert "tick" in exchange.submit(off, START).error
    bought = exchange.submit(UserOrder("b", CALL, True, OrderType.LIMIT, 1, ask), START)
    assert [(fill.price, fill.qty) for fill in bought.fills] == [(ask, 1)]
    trade = exchange.trades(CALL)[-1]
    assert (trade.volume, trade.turnover) == (1, ask * 100)
    low = bid - Decimal("0.30")
    resting = exchange.submit(UserOrder("c", CALL, True, OrderType.LIMIT, 3, low), START)
    assert resting.resting == 3
    working = exchange.working("c")
    assert working is not None
    assert (working.id, working.price) == (CALL, low)
    assert exchange.cancel("c", START) == 3


def test_a_contract_that_does_not_exist_has_no_market(exchange: Exchange) -> None:
    unknown = SecurityId.parse("HK.TCH261230C491000")
    with pytest.raises(KeyError):
        exchange.snapshot(unknown)
    assert (
        "unknown code"
        in exchange.submit(UserOrder("a", unknown, True, OrderType.LIMIT, 1, Decimal(1)), START).error
    )


def test_the_same_openings_make_the_same_run() -> None:
    def run() -> list[object]:
        exchange = Exchange(SMALL, seed=4, rate=1.0, start=START)
        exchange.advance(START + 1)
        exchange.market(CALL)
        exchange.advance(START + 20)
        return [exchange.book(CALL), exchange.trades(CALL), exchange.snapshot(PUT)]

    assert run() == run()


def test_index_options_hang_on_the_index() -> None:
    exchange = Exchange(UNIVERSE.only([HSI]), seed=4, rate=1.0, start=START)
    for call, put in islice(chain(exchange, HSI), 3, None, 6):
        size = figures(call)
        assert (size.contract_size, size.multiplier) == (Decimal(50), Decimal(50))
        assert size.index_type is IndexOptionType.NORMAL
        assert call.bid is not None
        assert put.bid is not None
        assert call.bid == int(call.bid)


def awake(exchange: Exchange, seconds: int) -> int:
    """Prints of the call while time passes."""
    market = exchange._markets[CALL]
    before, start = len(market.trades), exchange.now
    for step in range(seconds * 2):
        exchange.advance(start + step / 2)
    return len(market.trades) - before


def test_an_option_nobody_looks_at_sleeps_and_wakes_at_its_theory(exchange: Exchange) -> None:
    exchange.market(CALL)
    assert awake(exchange, 50) > 0
    awake(exchange, 130)
    assert exchange._markets[CALL].asleep
    assert awake(exchange, 60) == 0
    before = exchange._markets[CALL].today.day
    book = exchange.book(CALL)
    assert not exchange._markets[CALL].asleep
    assert book.best_bid is not None
    assert book.best_ask is not None
    worth = Decimal(repr(theory(exchange, CALL)))
    assert book.best_bid <= worth + Decimal("0.05")
    assert book.best_ask >= worth - Decimal("0.05")
    assert exchange._markets[CALL].today.day is before  # it goes on with the same day
    check_invariants(exchange.market(CALL))
    assert awake(exchange, 50) > 0


def test_waking_leaves_one_stream_of_events(exchange: Exchange) -> None:
    exchange.market(CALL)
    place = exchange._places[CALL]
    for _ in range(3):
        awake(exchange, 150)
        exchange.market(CALL)
        exchange._markets[CALL].asleep = True  # woken again before its next event came
        exchange.market(CALL)
        assert [entry[1] for entry in exchange._due].count(place) == 1


def test_a_resting_order_keeps_an_option_awake(exchange: Exchange) -> None:
    low = exchange.market(CALL).steps.ladder.nearest(Decimal("0.05"))
    order = UserOrder("1", CALL, buys=True, type=OrderType.LIMIT, qty=1, price=low)
    assert exchange.submit(order, START).resting == 1
    awake(exchange, 150)
    assert not exchange._markets[CALL].asleep
    exchange.cancel("1", exchange.now)
    awake(exchange, 150)
    assert exchange._markets[CALL].asleep
