"""How long orders live: what may be asked for, and the moment each of them ends."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import contract, spec
from tui.domain.ids import SecurityId
from tui.domain.markets import zone_of
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce, Trail, TrailType
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import PAPER_HK, REAL_FUTURES, REAL_SECURITIES
from tui.sim.trading.lifetimes import check_lifetime, ends_at
from tui.wire.errors import RefusedError

S, T, F = OrderStatus, OrderType, TimeInForce
D = Decimal
MONDAY = date(2026, 11, 23)

ACCEPTED = [
    (REAL_SECURITIES, "00700", T.LIMIT, F.DAY),
    (REAL_SECURITIES, "00700", T.LIMIT, F.GTC),
    (REAL_SECURITIES, "00700", T.STOP_LIMIT, F.GTC),
    (REAL_SECURITIES, "AAPL", T.MARKET, F.GTC),
    (REAL_SECURITIES, "600519", T.LIMIT, F.GTC),
    (REAL_FUTURES, "MHImain", T.LIMIT, F.GTC),
    (PAPER_HK, "00700", T.LIMIT, F.DAY),
]
REFUSED = [
    (PAPER_HK, "00700", T.LIMIT, F.GTC, "use DAY"),
    (REAL_SECURITIES, "00700", T.MARKET, F.GTC, "use DAY"),
    (REAL_SECURITIES, "00700", T.AUCTION_LIMIT, F.GTC, "use DAY"),
    (REAL_FUTURES, "MHImain", T.MARKET, F.GTC, "use DAY"),
    (REAL_SECURITIES, "00700", T.LIMIT, F.IOC, "use DAY, GTC, GTD"),
    (REAL_SECURITIES, "00700", T.LIMIT, F.UNKNOWN, "use DAY, GTC, GTD"),
]


@pytest.mark.parametrize(("acc_id", "code", "kind", "tif"), ACCEPTED)
def test_accepted(acc_id: int, code: str, kind: OrderType, tif: TimeInForce) -> None:
    check_lifetime(spec(acc_id).account, contract(code), kind, tif)


@pytest.mark.parametrize(("acc_id", "code", "kind", "tif", "sentence"), REFUSED)
def test_refused(acc_id: int, code: str, kind: OrderType, tif: TimeInForce, sentence: str) -> None:
    with pytest.raises(RefusalError, match=sentence):
        check_lifetime(spec(acc_id).account, contract(code), kind, tif)


@pytest.mark.parametrize(
    ("last_day", "sentence"), [(None, "needs its last day"), (date(2026, 11, 22), "2026-11-22 .* is over")]
)
def test_a_day_that_cannot_be_kept(last_day: date | None, sentence: str) -> None:
    with pytest.raises(RefusalError, match=sentence):
        check_lifetime(spec(REAL_SECURITIES).account, contract("00700"), T.LIMIT, F.GTD, last_day, MONDAY)


@pytest.mark.parametrize(
    ("tif", "last_day", "code", "end"),
    [
        (F.DAY, None, "00700", "2026-11-24"),
        (F.GTC, None, "00700", "2027-02-22"),
        (F.GTD, date(2026, 11, 25), "00700", "2026-11-26"),
        (F.GTD, date(2026, 11, 29), "00700", "2026-11-28"),  # a Sunday: the Friday before
        (F.GTD, date(2026, 11, 26), "AAPL", "2026-11-26"),  # Thanksgiving: the day before
        (F.GTD, date(2026, 11, 23), "00700", "2026-11-24"),
    ],
)
def test_the_end(tif: TimeInForce, last_day: date | None, code: str, end: str) -> None:
    id_ = SecurityId.parse(code)
    at = datetime.fromtimestamp(ends_at(tif, last_day, MONDAY, id_), zone_of(id_.market))
    assert (at.date().isoformat(), at.hour, at.minute) == (end, 0, 0)


def test_orders_of_every_stage_end_with_their_day() -> None:
    bench = Bench(rate=0.001)
    bench.follow(REAL_SECURITIES)
    bench.unlock()
    buy, ladder = Side.BUY, contract("00700").ladder
    far_trigger = ladder.up(bench.touch()[1], 300)
    in_book = bench.place(REAL_SECURITIES, buy, 100, bench.away(-20))
    parked = bench.place(REAL_SECURITIES, buy, 100, bench.away(-40))
    held = bench.place(REAL_SECURITIES, buy, 100, None, kind=T.STOP, trigger_price=far_trigger)
    kept = bench.place(REAL_SECURITIES, buy, 100, bench.away(-20), tif=F.GTC)
    dated = bench.place(REAL_SECURITIES, buy, 100, bench.away(-20), tif=F.GTD, expires_on=date(2026, 11, 24))
    bench.step(3)
    assert bench.orders(REAL_SECURITIES)[dated.order_id].expires_on == date(2026, 11, 24)
    bench.now += 15 * 3600  # from ten in the morning past midnight
    bench.step(2)
    orders = bench.orders(REAL_SECURITIES)
    for reply in (in_book, parked, held):
        assert orders[reply.order_id].status is S.CANCELLED_ALL
        assert "end of its life" in orders[reply.order_id].error
    assert orders[kept.order_id].status is orders[dated.order_id].status is S.SUBMITTED
    assert bench.daemon.world.exchange.working(in_book.order_id) is None
    bench.now += 86_400
    bench.step(2)
    assert bench.orders(REAL_SECURITIES)[dated.order_id].status is S.CANCELLED_ALL
    assert bench.orders(REAL_SECURITIES)[kept.order_id].status is S.SUBMITTED


def test_a_dated_order_needs_its_date() -> None:
    bench = Bench()
    bench.unlock()
    with pytest.raises(RefusedError, match="needs its last day"):
        bench.place(REAL_SECURITIES, Side.BUY, 100, bench.away(-20), tif=F.GTD)


def test_a_conditional_order_may_stay_for_weeks() -> None:
    bench = Bench()
    bench.unlock()
    trail = Trail(TrailType.RATIO, D(10))
    reply = bench.place(REAL_SECURITIES, Side.SELL, 100, None, kind=T.TRAILING_STOP, trail=trail, tif=F.GTC)
    assert bench.orders(REAL_SECURITIES)[reply.order_id].tif is F.GTC
