"""Users at the simulated exchange: orders in, fills out, and everything readers see of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.sim.invariants import check_invariants
from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.domain.markets import MarketState
from tui.domain.orders import OrderType, TimeInForce
from tui.domain.sessions import CalendarMarket
from tui.domain.trades import TradeDirection
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import CATCH_UP_S, Exchange
from tui.sim.market.reports import UserFill, UserOrder

HONG_KONG = ZoneInfo("Asia/Hong_Kong")
START = datetime(2026, 11, 20, 10, 0, 42, tzinfo=HONG_KONG).timestamp()
TENCENT = SecurityId.parse("00700")
BANK = SecurityId.parse("00939")
INDEX = SecurityId.parse("HK.800700")
FUTURE = SecurityId.parse("MHImain")
APPLE = SecurityId.parse("US.AAPL")
SMALL = UNIVERSE.only([TENCENT, BANK, APPLE])


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(SMALL, seed=1, rate=1.0, start=START)


def order(
    key: str = "mine",
    *,
    buys: bool = True,
    qty: int = 100,
    price: Decimal | None = None,
    id_: SecurityId = TENCENT,
    market: bool = False,
    tif: TimeInForce = TimeInForce.DAY,
) -> UserOrder:
    return UserOrder(key, id_, buys, OrderType.MARKET if market else OrderType.LIMIT, qty, price, tif)


def away(exchange: Exchange, *, buys: bool = True, ticks: int = 5, id_: SecurityId = TENCENT) -> Decimal:
    """A price some ticks behind the best one, where orders wait."""
    book, ladder = exchange.book(id_), exchange.universe[id_].ladder
    best = book.best_bid if buys else book.best_ask
    assert best is not None
    return ladder.down(best, ticks) if buys else ladder.up(best, ticks)


def run_until_filled(exchange: Exchange, key: str, limit_s: float = 60.0) -> list[UserFill]:
    """Let the flow come to a resting order."""
    fills: list[UserFill] = []
    end = exchange.now + limit_s
    while exchange.working(key) is not None and exchange.now < end:
        fills += [fill for fill in exchange.advance(exchange.now + 0.05).fills if fill.key == key]
    return fills


def test_an_order_away_from_the_market_rests_and_is_seen(exchange: Exchange) -> None:
    price = away(exchange)
    before = {level.price: level for level in exchange.book(TENCENT).bids}[price]
    rows = [row.broker_id for row in exchange.brokers(TENCENT).bids if row.level == 6]
    result = exchange.submit(order(price=price, qty=300), START + 1)
    assert (result.accepted, result.resting, result.price, result.fills) == (True, 300, price, ())
    after = {level.price: level for level in exchange.book(TENCENT).bids}[price]
    assert after.volume == before.volume + 300
    assert after.orders == (before.orders or 0) + 1
    assert [row.broker_id for row in exchange.brokers(TENCENT).bids if row.level == 6] == [*rows, 8305]
    changes = exchange.advance(START + 1)
    assert TENCENT in changes.books
    assert TENCENT in changes.brokers


def test_a_marketable_order_fills_at_the_makers_price_and_prints(exchange: Exchange) -> None:
    book = exchange.book(TENCENT)
    assert book.best_ask is not None
    qty = int(book.asks[0].volume)
    volume = exchange.quote(TENCENT).volume
    result = exchange.submit(order(price=SMALL[TENCENT].ladder.up(book.best_ask, 2), qty=qty), START + 1)
    assert {fill.price for fill in result.fills} == {book.best_ask}
    assert sum(fill.qty for fill in result.fills) == qty
    assert (result.resting, result.cancelled, result.fills[-1].remaining) == (0, 0, 0)
    assert not any(fill.maker for fill in result.fills)
    quote = exchange.quote(TENCENT)
    assert (quote.last, quote.volume) == (book.best_ask, volume + qty)
    print_ = exchange.trades(TENCENT, 1)[0]
    assert (print_.direction, print_.sequence) == (TradeDirection.BUY, result.fills[-1].sequence)
    assert exchange.working("mine") is None
    assert [trade.sequence for trade in exchange.advance(START).trades[TENCENT]] == [
        fill.sequence for fill in result.fills
    ]


def test_a_fill_names_the_broker_on_the_other_side(exchange: Exchange) -> None:
    first = exchange.brokers(TENCENT).asks[0]
    fill = exchange.submit(order(market=True), START + 1).fills[0]
    assert (fill.broker_id, fill.broker_name) == (first.broker_id, first.name)
    assert exchange.submit(order("us", id_=APPLE, market=True), START + 1).fills[0].broker_id is None


def test_a_future_trades_contracts_worth_their_size() -> None:
    exchange = Exchange(UNIVERSE.only([FUTURE]), seed=1, rate=1.0, start=START)
    turnover = exchange.quote(FUTURE).turnover
    (fill,) = exchange.submit(order(id_=FUTURE, market=True, qty=1), START).fills
    assert fill.broker_id is None
    assert exchange.quote(FUTURE).turnover - turnover == fill.price * 10
    check_invariants(exchange.market(FUTURE))


def test_a_market_order_in_hong_kong_stops_after_five_levels(exchange: Exchange) -> None:
    book = exchange.book(TENCENT)
    result = exchange.submit(order(market=True, qty=10_000_000), START + 1)
    assert sorted({fill.price for fill in result.fills}) == [level.price for level in book.asks[:5]]
    filled = sum(int(level.volume) for level in book.asks[:5])
    assert result.cancelled == 10_000_000 - filled
    assert exchange.working("mine") is None


def test_an_enhanced_limit_order_never_crosses_what_it_could_not_reach(exchange: Exchange) -> None:
    book = exchange.book(TENCENT, 12)
    far = SMALL[TENCENT].ladder.up(book.asks[11].price, 5)
    result = exchange.submit(order(price=far, qty=10_000_000), START + 1)
    assert result.price == book.asks[9].price
    check_invariants(exchange.market(TENCENT))


def test_immediate_or_cancel_leaves_nothing_behind(exchange: Exchange) -> None:
    book = exchange.book(TENCENT)
    result = exchange.submit(order(price=book.best_ask, qty=1_000_000, tif=TimeInForce.IOC), START + 1)
    assert result.cancelled == 1_000_000 - int(book.asks[0].volume)
    assert exchange.working("mine") is None


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"price": Decimal("486.41")}, "tick"),
        ({"price": Decimal(0)}, "tick"),
        ({"price": None}, "price"),
        ({"qty": 0}, "quantity"),
        ({"qty": -100}, "quantity"),
        ({"id": SecurityId.parse("HK.00011")}, "unknown code HK.00011"),
        ({"type": OrderType.STOP}, "STOP"),
    ],
)
def test_what_cannot_be_matched_is_refused_and_changes_nothing(
    exchange: Exchange, change: dict[str, object], cause: str
) -> None:
    before = exchange.book(TENCENT)
    valid = order(price=before.best_ask)
    result = exchange.submit(replace(valid, **change), START + 1)  # type: ignore[arg-type]
    assert not result.accepted
    assert cause in result.error
    assert exchange.book(TENCENT) == before
    assert exchange.submit(valid, START + 1).accepted


def test_an_index_cannot_be_traded() -> None:
    exchange = Exchange(UNIVERSE.only([INDEX]), seed=1, rate=1.0, start=START)
    result = exchange.submit(order(id_=INDEX, price=Decimal("5400.00")), START + 1)
    assert "cannot be traded" in result.error


def test_a_key_that_is_working_is_refused_a_second_time(exchange: Exchange) -> None:
    price = away(exchange)
    assert exchange.submit(order(price=price), START + 1).accepted
    assert "exists" in exchange.submit(order(price=price), START + 1).error


def test_cancel_withdraws_what_is_left_once(exchange: Exchange) -> None:
    exchange.submit(order(price=away(exchange), qty=500), START + 1)
    exchange.advance(START + 1)
    assert exchange.cancel("mine", START + 1) == 500
    assert TENCENT in exchange.advance(START + 1).books
    assert exchange.cancel("mine", START + 1) == 0
    assert exchange.cancel("never seen", START + 1) == 0
    assert exchange.working("mine") is None
    assert TENCENT not in exchange.advance(START + 1).books


def test_amend_counts_the_filled_part(exchange: Exchange) -> None:
    book = exchange.book(TENCENT)
    there = int(book.asks[0].volume)
    exchange.submit(order(price=book.best_ask, qty=there + 500), START + 1)
    assert book.best_ask is not None
    assert "already filled" in exchange.amend("mine", there, book.best_ask, START + 1).error
    assert "tick" in exchange.amend("mine", there + 1, Decimal("0.1234"), START + 1).error
    result = exchange.amend("mine", there + 200, book.best_ask, START + 1)
    assert (result.accepted, result.resting) == (True, 200)
    working = exchange.working("mine")
    assert working is not None
    assert (working.qty, working.filled, working.remaining) == (there + 200, there, 200)
    assert "not working" in exchange.amend("unknown", 100, book.best_ask, START + 1).error


def test_less_keeps_the_place_in_the_queue_and_more_loses_it(exchange: Exchange) -> None:
    price = away(exchange, ticks=8)
    for key in ("first", "second"):
        exchange.submit(order(key, price=price, qty=400), START + 1)

    def in_line() -> list[str]:
        half = exchange.market(TENCENT).book.bids
        queue = half.queues[exchange.market(TENCENT).steps.index(price)]
        return [resting.owner for resting in queue.orders.values() if resting.owner is not None]

    exchange.amend("first", 200, price, START + 1)
    assert in_line() == ["first", "second"]
    exchange.amend("first", 300, price, START + 1)
    assert in_line() == ["second", "first"]


def test_an_amended_price_can_fill_the_order(exchange: Exchange) -> None:
    exchange.submit(order(price=away(exchange)), START + 1)
    best = exchange.book(TENCENT).best_ask
    assert best is not None
    result = exchange.amend("mine", 100, best, START + 1)
    assert [(fill.key, fill.price, fill.qty, fill.maker) for fill in result.fills] == [
        ("mine", best, 100, False)
    ]
    assert exchange.working("mine") is None


def test_the_flow_fills_a_resting_order_as_its_maker(exchange: Exchange) -> None:
    price = exchange.book(TENCENT).best_bid
    exchange.submit(order(price=price, qty=300), START)
    fills = run_until_filled(exchange, "mine")
    assert sum(fill.qty for fill in fills) == 300
    assert {fill.price for fill in fills} == {price}
    assert all(fill.maker for fill in fills)
    assert [fill.remaining for fill in fills][-1] == 0
    sequences = [fill.sequence for fill in fills]
    assert sequences == sorted(set(sequences))


def test_two_users_meet_in_the_book(exchange: Exchange) -> None:
    ladder, book = SMALL[TENCENT].ladder, exchange.book(TENCENT)
    while (
        book.best_ask is not None and book.best_bid is not None and book.best_ask == ladder.up(book.best_bid)
    ):
        exchange.submit(
            order(f"clear {book.best_ask}", price=book.best_ask, qty=int(book.asks[0].volume)), START
        )
        book = exchange.book(TENCENT)
    assert book.best_bid is not None
    between = ladder.up(book.best_bid)
    exchange.submit(order("maker", price=between, qty=200), START)
    result = exchange.submit(order("taker", buys=False, price=between, qty=300), START)
    assert [(fill.key, fill.qty, fill.remaining, fill.maker) for fill in result.fills] == [
        ("maker", 200, 0, True),
        ("taker", 200, 100, False),
    ]
    assert exchange.working("maker") is None
    assert result.resting == 100
    assert exchange.advance(START).fills == []


def test_the_flow_never_withdraws_a_users_order(exchange: Exchange) -> None:
    price = away(exchange, ticks=13)
    exchange.submit(order(price=price, qty=100), START)
    for _ in range(200):
        exchange.advance(exchange.now + 0.1)
    working = exchange.working("mine")
    assert working is not None
    assert working.remaining == 100


def test_the_flow_fills_the_book_up_again_after_a_sweep(exchange: Exchange) -> None:
    for place in range(4):
        exchange.submit(order(f"sweep {place}", market=True, qty=10_000_000), START)
    assert len(exchange.book(TENCENT).asks) < 10
    exchange.advance(START + 8)
    book = exchange.book(TENCENT)
    assert (len(book.bids), len(book.asks)) == (10, 10)
    check_invariants(exchange.market(TENCENT))


def test_bars_tells_how_many_minutes_to_push(exchange: Exchange) -> None:
    exchange.advance(START + 10)
    changes = exchange.advance(START + 25)
    assert changes.bars[TENCENT] == 2
    done, running = exchange.candles(TENCENT, CandleType.K_1M, 2)
    assert (done.at.strftime("%H:%M"), running.at.strftime("%H:%M")) == ("10:01", "10:02")
    assert running.prev_close == done.close
    assert exchange.advance(START + 30).bars[TENCENT] == 1


def test_nothing_happens_without_time(exchange: Exchange) -> None:
    exchange.advance(START + 5)
    assert not exchange.advance(START + 5)
    assert not exchange.advance(START)
    assert exchange.now == START + 5


def test_a_caller_that_overslept_does_not_get_hours_of_events(exchange: Exchange) -> None:
    usual = len(exchange.advance(START + CATCH_UP_S).trades[TENCENT])
    late = exchange.advance(START + 3 * 3600)
    assert 0 < len(late.trades[TENCENT]) < 3 * usual
    at = late.trades[TENCENT][0].at
    assert at is not None
    assert at.timestamp() > START + 3 * 3600 - CATCH_UP_S - 5
    check_invariants(exchange.market(TENCENT))


def test_a_new_day_begins_at_the_exchanges_midnight() -> None:
    start = datetime(2026, 11, 19, 23, 59, 40, tzinfo=HONG_KONG).timestamp()
    exchange = Exchange(SMALL, seed=1, rate=2.0, start=start)
    exchange.advance(start + 19.9)
    before, bar = exchange.quote(TENCENT), exchange.candles(TENCENT, CandleType.K_DAY, 1)[0]
    exchange.advance(start + 40)
    after = exchange.quote(TENCENT)
    assert after.prev_close == before.last
    assert 0 < after.volume < before.volume
    assert after.volume == sum(
        trade.volume for trade in exchange.trades(TENCENT) if trade.at is not None and trade.at.day == 20
    )
    yesterday, today = exchange.candles(TENCENT, CandleType.K_DAY, 2)
    assert (yesterday.at.day, yesterday.close, yesterday.open) == (19, before.last, bar.open)
    assert (today.at.day, today.prev_close) == (20, yesterday.close)
    assert exchange.quote(APPLE).prev_close == SMALL[APPLE].prev_close
    assert [candle.at.day for candle in exchange.candles(TENCENT, CandleType.K_1M, 3)] == [19, 20, 20]
    check_invariants(exchange.market(TENCENT))


def test_names_follow_the_language() -> None:
    exchange = Exchange(SMALL, seed=1, rate=1.0, start=START, language="zh")
    assert exchange.quote(TENCENT).name == exchange.book(TENCENT).name == "騰訊控股"
    assert exchange.instrument(TENCENT).name == "騰訊控股"
    assert any("公司" in row.name for row in exchange.brokers(TENCENT).bids)


def test_markets_are_always_in_a_phase_that_matches(exchange: Exchange) -> None:
    assert exchange.market_state(TENCENT) is MarketState.MORNING
    assert exchange.market_state(APPLE) is MarketState.AFTERNOON
    exchange.advance(START + 3 * 3600)
    assert exchange.market_state(TENCENT) is MarketState.AFTERNOON
    phases = exchange.phases()
    assert all(
        phase.continuous
        for phase in (phases.hk, phases.us, phases.sh, phases.sz, phases.hk_future, phases.us_future)
    )


def test_trading_days_are_the_calendars(exchange: Exchange) -> None:
    days = exchange.trading_days(CalendarMarket.HK, date(2026, 12, 24), date(2026, 12, 28))
    assert [day.day.day for day in days] == [24, 28]


def test_readers_do_not_know_other_codes(exchange: Exchange) -> None:
    with pytest.raises(KeyError):
        exchange.quote(FUTURE)
