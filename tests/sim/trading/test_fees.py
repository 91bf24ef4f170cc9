"""What orders cost, against sums done by hand, and that the account pays it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.sim.bench import Bench, header
from tests.sim.traders import contract
from tui.domain.accounts import Env
from tui.domain.cashflow import FlowDirection
from tui.domain.fees import FeeItem
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency
from tui.domain.orders import OrderStatus, Side
from tui.sim.trading.accounts import PAPER_HK, REAL_SECURITIES
from tui.sim.trading.fees import fee_items, fee_total
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import Filter, GetFunds, GetHistoryOrders
from tui.wire.messages.trade_extras import GetCashFlows, GetMarginRatios, GetOrderFees

BUY, SELL = Side.BUY, Side.SELL
REAL, PAPER = Env.REAL, Env.PAPER
D = Decimal
MONDAY = date(2026, 11, 23)
TENCENT, AAPL, MOUTAI, WARRANT = map(SecurityId.parse, ("00700", "AAPL", "600519", "55182"))


def named(env: Env, code: str, side: Side, qty: int, value: str) -> dict[str, str]:
    items = fee_items(env, contract(code), side, D(qty), D(value))
    return {item.title: str(item.amount) for item in items}


def test_hong_kong() -> None:
    # 48,640 HKD: duty 48.64 rounds up to whole dollars, the rest to cents.
    assert named(REAL, "00700", BUY, 100, "48640") == {
        "Commission": "14.59",
        "Platform Fee": "15.00",
        "Stamp Duty": "49",
        "SFC Levy": "1.31",
        "AFRC Levy": "0.07",
        "Trading Fee": "2.75",
        "Settlement Fee": "2.04",
    }


def test_a_warrant_pays_no_stamp_duty() -> None:
    assert "Stamp Duty" not in named(REAL, "55182", SELL, 10_000, "2000")


def test_sales_abroad_cost_more_than_purchases() -> None:
    bought, sold = (named(REAL, "AAPL", side, 100, "26240") for side in (BUY, SELL))
    assert bought == {"Commission": "0.99", "Platform Fee": "1.00", "Settlement Fee": "0.30"}
    assert sold == {**bought, "SEC Fee": "0.73", "Trading Activity Fee": "0.02"}
    assert "Stamp Duty" in named(REAL, "600519", SELL, 100, "141860")
    assert "Stamp Duty" not in named(REAL, "600519", BUY, 100, "141860")


@pytest.mark.parametrize(
    ("code", "qty", "value", "total"),
    [
        ("00700", 100, "48640", "14.59"),
        ("00700", 100, "500", "3.00"),
        ("AAPL", 100, "26240", "0"),
        ("600519", 100, "141860", "0"),
        ("MHImain", 3, "776700", "0"),
    ],
)
def test_paper_accounts_pay_in_hong_kong_only(code: str, qty: int, value: str, total: str) -> None:
    assert fee_total(PAPER, contract(code), BUY, D(qty), D(value)) == D(total)


def test_nothing_filled_costs_nothing() -> None:
    assert fee_items(REAL, contract("00700"), BUY, D(0), D(0)) == ()


def test_futures_pay_by_the_contract() -> None:
    assert fee_total(REAL, contract("MHImain"), SELL, D(3), D(776_700)) == D("25.80")


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.follow(REAL_SECURITIES, PAPER_HK)
    bench.unlock()
    return bench


def cash(bench: Bench, acc_id: int, currency: Currency) -> Decimal:
    funds = bench.ask(GetFunds(header(acc_id), currency))
    return {one.currency: one.cash for one in funds.cash_by_currency}[currency]


@pytest.mark.parametrize(("id_", "qty", "currency"), [(TENCENT, 300, Currency.HKD), (AAPL, 7, Currency.USD)])
def test_a_real_order_pays_its_fees_and_tells_them(
    bench: Bench, id_: SecurityId, qty: int, currency: Currency
) -> None:
    before = cash(bench, REAL_SECURITIES, currency)
    reply = bench.place(REAL_SECURITIES, BUY, qty, bench.away(5, id_), id_)
    bench.step_until(lambda: OrderStatus.FILLED_ALL in bench.statuses(reply.order_id), 120)
    paid = sum((fill.qty * fill.price for fill in bench.fills(reply.order_id)), D(0))
    (fee,) = bench.ask(GetOrderFees(header(REAL_SECURITIES), (reply.order_id,)))
    assert fee.items == fee_items(REAL, contract(id_.symbol), BUY, D(qty), paid)
    assert fee.total == sum(item.amount for item in fee.items)
    assert cash(bench, REAL_SECURITIES, currency) == before - paid - fee.total
    flows = bench.ask(GetCashFlows(header(REAL_SECURITIES), local_day(bench, id_)))
    mine = [flow for flow in flows if reply.order_id in flow.remark]
    assert [(flow.kind, flow.amount, flow.direction) for flow in mine] == [
        ("Trade", -paid, FlowDirection.OUT),
        ("Fees", -fee.total, FlowDirection.OUT),
    ]
    assert {flow.currency for flow in mine} == {currency}
    assert len({flow.number for flow in flows}) == len(flows)


def local_day(bench: Bench, id_: SecurityId) -> date:
    return bench.daemon.world.exchange.market(id_).moment(bench.now).date()


def test_a_sale_brings_money_and_settles_days_later(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, SELL, 100, bench.away(-8))
    bench.step(3)
    assert OrderStatus.FILLED_ALL in bench.statuses(reply.order_id)
    incoming = bench.ask(GetCashFlows(header(REAL_SECURITIES), MONDAY, FlowDirection.IN))
    (trade,) = [flow for flow in incoming if reply.order_id in flow.remark]
    assert (trade.cleared_on, trade.settled_on) == (MONDAY, date(2026, 11, 25))
    assert trade.amount > 0
    outgoing = bench.ask(GetCashFlows(header(REAL_SECURITIES), MONDAY, FlowDirection.OUT))
    assert [flow.kind for flow in outgoing if reply.order_id in flow.remark] == ["Fees"]
    later = GetCashFlows(header(REAL_SECURITIES), MONDAY, created_from=date(2026, 11, 24))
    earlier = GetCashFlows(header(REAL_SECURITIES), MONDAY, created_to=date(2026, 11, 22))
    assert bench.ask(later) == bench.ask(earlier) == ()


def test_orders_of_the_past_have_fees_and_movements_too(bench: Bench) -> None:
    period = Filter(begin="2026-08-01 00:00:00", end="2026-11-30 23:59:59")
    past = bench.ask(GetHistoryOrders(header(REAL_SECURITIES), period))
    bought = [order for order in past if order.status is OrderStatus.FILLED_ALL]
    fees = bench.ask(GetOrderFees(header(REAL_SECURITIES), tuple(one.order_id for one in bought)))
    assert all(fee.total for fee in fees)
    for order, fee in zip(bought, fees, strict=True):
        assert order.updated_at is not None
        flows = bench.ask(GetCashFlows(header(REAL_SECURITIES), order.updated_at.date()))
        assert -(fee.total or 0) in [flow.amount for flow in flows]
    missed = next(order for order in past if order.status is OrderStatus.CANCELLED_ALL)
    (fee,) = bench.ask(GetOrderFees(header(REAL_SECURITIES), (missed.order_id,)))
    assert (fee.total, fee.items) == (D(0), ())


def test_a_paper_order_pays_but_does_not_tell(bench: Bench) -> None:
    before = cash(bench, PAPER_HK, Currency.HKD)
    reply = bench.place(PAPER_HK, BUY, 100, bench.away(5))
    bench.step(3)
    order = bench.orders(PAPER_HK)[reply.order_id]
    assert order.avg_fill_price is not None
    value = 100 * order.avg_fill_price
    assert cash(bench, PAPER_HK, Currency.HKD) == before - value - fee_total(
        PAPER, contract("00700"), BUY, D(100), value
    )


REFUSED: list[tuple[Request[object], str]] = [
    (GetOrderFees(header(PAPER_HK), ("x",)), "^Simulated trade does not support order fee$"),
    (GetCashFlows(header(PAPER_HK), MONDAY), "^Simulated trade does not support cash flow$"),
    (GetMarginRatios(header(PAPER_HK), (TENCENT,)), "does not support margin ratios"),
    (GetOrderFees(header(REAL_SECURITIES), ("nobody's",)), "has no order nobody's"),
    (GetOrderFees(header(REAL_SECURITIES), ()), "between 1 and 400 orders"),
    (GetOrderFees(header(REAL_SECURITIES), ("x",) * 401), "between 1 and 400 orders, not 401"),
    (GetCashFlows(header(REAL_SECURITIES), None), "clearing date is required"),
    (GetMarginRatios(header(REAL_SECURITIES), ()), "between 1 and 100 codes"),
    (GetMarginRatios(header(REAL_SECURITIES), (TENCENT,) * 101), "101"),
    (GetMarginRatios(header(REAL_SECURITIES), (MOUTAI,)), "Hong Kong and the US only"),
    (GetMarginRatios(header(REAL_SECURITIES), (SecurityId.parse("99999"),)), "Unknown stock"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)


def test_margin_ratios_say_who_may_borrow(bench: Bench) -> None:
    ratios = bench.ask(GetMarginRatios(header(REAL_SECURITIES), (TENCENT, AAPL, WARRANT)))
    tencent, apple, warrant = ratios
    assert (tencent.long_permitted, tencent.short_permitted) == (True, False)
    assert (apple.long_permitted, apple.short_permitted) == (True, True)
    assert (warrant.long_permitted, warrant.short_permitted) == (False, False)
    for side in (tencent.long, apple.long, apple.short):
        assert side.initial is not None
        assert side.alert is not None
        assert side.margin_call is not None
        assert side.maintenance is not None
        assert 100 > side.initial > side.alert > side.margin_call > side.maintenance > 0
    assert tencent.short.initial is warrant.long.initial is None
    assert apple.short_pool is not None
    bench.place(REAL_SECURITIES, SELL, 50, bench.away(-8, AAPL), AAPL)
    bench.step(3)
    bench.place(REAL_SECURITIES, SELL, 10, bench.away(-8, AAPL), AAPL)
    bench.step(3)
    (after,) = bench.ask(GetMarginRatios(header(REAL_SECURITIES), (AAPL,)))
    assert after.short_pool == apple.short_pool - 10


def test_an_item_knows_its_title() -> None:
    assert fee_items(PAPER, contract("00700"), SELL, D(100), D(500)) == (FeeItem("Commission", D("3.00")),)
