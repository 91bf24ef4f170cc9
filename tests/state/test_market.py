from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import T0, TENCENT, D
from tui.domain.candles import Candle, CandleType, MinutePoint, Rehab
from tui.domain.events import CandlesChanged, MinutesChanged, TradesPrinted
from tui.domain.trades import Trade, TradeDirection
from tui.state.dirty import Topic
from tui.state.market import CANDLES_KEPT, TRADES_KEPT
from tui.state.store import Store


def trade(sequence: int) -> Trade:
    return Trade(sequence, T0, D(420), 100, D(42_000), TradeDirection.BUY)


def printed(*sequences: int) -> TradesPrinted:
    return TradesPrinted(TENCENT, tuple(map(trade, sequences)))


def sequences(store: Store) -> list[int]:
    return [one.sequence for one in store.trades(TENCENT)]


def candle(minute: int, close: str = "420") -> Candle:
    price = D(close)
    return Candle(T0 + timedelta(minutes=minute), price, price, price, price, None, 100, D(42_000))


def candles(*bars: Candle, rehab: Rehab = Rehab.FORWARD) -> CandlesChanged:
    return CandlesChanged(TENCENT, CandleType.K_1M, rehab, bars)


def point(minute: int) -> MinutePoint:
    return MinutePoint(T0 + timedelta(minutes=minute), 600 + minute, D(420), None, None, 100, D(0))


@pytest.mark.parametrize(
    "batches",
    [
        [(1, 2), (3,), (4, 5)],
        [(1, 2, 3), (2, 3, 4), (5,)],
        [(3, 4, 5), (1, 2)],
        [(1, 5), (2, 3, 4), (2, 3)],
        [(5, 4), (3, 2, 1)],
        [(1,), (), (2, 3, 4, 5)],
    ],
)
def test_prints_come_out_once_each_and_in_order(batches: list[tuple[int, ...]]) -> None:
    store = Store()
    for batch in batches:
        store.apply(printed(*batch))
    assert sequences(store) == [1, 2, 3, 4, 5]
    assert store.trades(TENCENT).dropped == 0


@given(st.lists(st.lists(st.integers(1, 60), max_size=8), max_size=12))
def test_any_overlapping_batches_give_every_print_once(batches: list[list[int]]) -> None:
    store = Store()
    for batch in batches:
        store.apply(printed(*dict.fromkeys(batch)))
    assert sequences(store) == sorted({number for batch in batches for number in batch})


def test_prints_that_fall_out_are_counted() -> None:
    store = Store()
    store.apply(printed(*range(TRADES_KEPT)))
    store.drain()
    store.apply(printed(*range(TRADES_KEPT, TRADES_KEPT + 3)))
    ring = store.trades(TENCENT)
    assert (len(ring), ring.dropped, ring.unseen_dropped) == (TRADES_KEPT, 3, 0)
    store.apply(printed(*range(TRADES_KEPT + 3, 2 * TRADES_KEPT + 5)))
    assert ring.unseen_dropped == 5
    assert store.drain() == {(Topic.TRADES, TENCENT)}


def test_the_last_bar_moves_and_new_ones_follow() -> None:
    store = Store()
    store.apply(candles(candle(0), candle(1)))
    store.apply(candles(candle(1, "421"), candle(2)))
    assert [(bar.at.minute, bar.close) for bar in store.candles(TENCENT, CandleType.K_1M)] == [
        (0, D(420)),
        (1, D(421)),
        (2, D(420)),
    ]


def test_older_bars_go_to_their_place() -> None:
    store = Store()
    store.apply(candles(candle(5), candle(3)))
    store.apply(candles(candle(4), candle(0)))
    assert [bar.at.minute for bar in store.candles(TENCENT, CandleType.K_1M)] == [0, 3, 4, 5]


def test_bars_of_another_length_or_adjustment_are_other_bars() -> None:
    store = Store()
    store.apply(candles(candle(0)))
    store.apply(candles(candle(0, "400"), rehab=Rehab.NONE))
    assert store.candles(TENCENT, CandleType.K_1M)[0].close == D(420)
    assert store.candles(TENCENT, CandleType.K_1M, Rehab.NONE)[0].close == D(400)
    assert store.candles(TENCENT, CandleType.K_DAY) == ()


def test_the_oldest_bars_make_room_and_the_view_is_kept_until_a_change() -> None:
    store = Store()
    store.apply(candles(*(candle(minute) for minute in range(CANDLES_KEPT + 10))))
    bars = store.candles(TENCENT, CandleType.K_1M)
    assert len(bars) == CANDLES_KEPT
    assert bars[0].at == T0 + timedelta(minutes=10)
    assert store.candles(TENCENT, CandleType.K_1M) is bars


def test_the_intraday_line_grows() -> None:
    store = Store()
    store.apply(MinutesChanged(TENCENT, (point(0), point(1))))
    store.apply(MinutesChanged(TENCENT, (point(1), point(2))))
    assert [one.minute for one in store.minutes(TENCENT)] == [600, 601, 602]
    assert (Topic.MINUTES, TENCENT) in store.drain()
