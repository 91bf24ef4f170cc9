"""Account data: lists, filters, funds and positions, and what accounts did before the run."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.sim.bench import SMALL, TENCENT, Bench, header
from tests.sim.traders import NOW
from tui.domain.accounts import Env, Firm, PaperKind, PositionSide
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, TradeMarket, zone_of
from tui.domain.orders import OrderStatus, Side
from tui.sim.trading.accounts import (
    ACCOUNTS,
    PAPER_CN,
    PAPER_FUTURES_HK,
    PAPER_FUTURES_US,
    PAPER_HK,
    PAPER_OPTIONS_HK,
    PAPER_US,
    REAL_FUTURES,
    REAL_SECURITIES,
    USER_ID,
)
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.trade import (
    Filter,
    GetAccounts,
    GetFills,
    GetFunds,
    GetHistoryFills,
    GetHistoryOrders,
    GetOrders,
    GetPositions,
    SubscribeAccounts,
)

AAPL, HSBC, MOUTAI, MINI = map(SecurityId.parse, ("AAPL", "00005", "600519", "MHImain"))
PERIOD = Filter(begin="2026-08-01 00:00:00", end="2026-11-30 23:59:59")
BUY, SELL = Side.BUY, Side.SELL
S = OrderStatus


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.unlock()
    return bench


@pytest.mark.parametrize(
    ("category", "ids"),
    [
        (
            None,
            [
                PAPER_HK,
                PAPER_US,
                PAPER_CN,
                PAPER_FUTURES_HK,
                PAPER_FUTURES_US,
                PAPER_OPTIONS_HK,
                REAL_SECURITIES,
                REAL_FUTURES,
            ],
        ),
        (1, [PAPER_HK, PAPER_US, PAPER_CN, PAPER_OPTIONS_HK, REAL_SECURITIES]),
        (2, [PAPER_FUTURES_HK, PAPER_FUTURES_US, REAL_FUTURES]),
        (3, []),
    ],
)
def test_accounts_of_a_category(bench: Bench, category: int | None, ids: list[int]) -> None:
    assert [one.acc_id for one in bench.ask(GetAccounts(USER_ID, category))] == ids


def test_accounts_say_what_they_are(bench: Bench) -> None:
    accounts = {one.acc_id: one for one in bench.ask(GetAccounts(USER_ID))}
    paper, real = accounts[PAPER_US], accounts[REAL_SECURITIES]
    assert (paper.env, paper.paper_kind, paper.firm) == (Env.PAPER, PaperKind.STOCK_AND_OPTION, Firm.UNKNOWN)
    assert (real.env, real.firm) == (Env.REAL, Firm.FUTU_HK)
    assert real.markets == (TradeMarket.HK, TradeMarket.US, TradeMarket.HKCC)
    assert all(one.markets for one in accounts.values())


@pytest.mark.parametrize("spec", ACCOUNTS, ids=lambda spec: str(spec.account.acc_id))
def test_the_past_explains_what_is_held(bench: Bench, spec: object) -> None:
    acc_id = spec.account.acc_id  # type: ignore[attr-defined]
    positions = {one.id: one for one in bench.ask(GetPositions(header(acc_id)))}
    past = bench.ask(GetHistoryOrders(header(acc_id), PERIOD))
    bought = {order.id: order for order in past if order.status is S.FILLED_ALL}
    assert {id_: one.qty for id_, one in positions.items()} == {
        id_: order.filled_qty for id_, order in bought.items()
    }
    assert {id_: one.cost for id_, one in positions.items()} == {
        id_: order.avg_fill_price for id_, order in bought.items()
    }
    for order in past:
        assert order.price is not None
        assert SMALL[order.id].ladder.is_on_tick(order.price)
        assert order.updated_at is not None
        assert timedelta(days=3) < NOW - order.updated_at < timedelta(days=30)
        assert order.updated_at.astimezone(zone_of(order.id.market)).weekday() < 5
    assert bench.ask(GetOrders(header(acc_id))) == ()


def test_real_fills_of_the_past_belong_to_its_orders(bench: Bench) -> None:
    orders = bench.ask(GetHistoryOrders(header(REAL_SECURITIES), PERIOD, (S.FILLED_ALL,)))
    fills = bench.ask(GetHistoryFills(header(REAL_SECURITIES), PERIOD))
    assert sorted((one.order_id, one.qty) for one in fills) == sorted(
        (one.order_id, one.qty) for one in orders
    )
    assert bench.ask(GetFills(header(REAL_SECURITIES))) == ()


@pytest.mark.parametrize(
    "request_", [GetFills(header(PAPER_HK)), GetHistoryFills(header(PAPER_HK), Filter())]
)
def test_paper_accounts_have_no_deal_lists(bench: Bench, request_: Request[object]) -> None:
    with pytest.raises(RefusedError, match=r"^Simulated trade does not support deal list$"):
        bench.ask(request_)


def test_the_period_of_a_history_is_required(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="required"):
        bench.ask(GetHistoryOrders(header(PAPER_HK), Filter(begin="2026-11-01 00:00:00")))
    with pytest.raises(RefusedError, match="'soon' is not a time"):
        bench.ask(GetHistoryOrders(header(PAPER_HK), Filter(begin="soon", end="2026-11-01 00:00:00")))


def test_filters_of_the_order_list(bench: Bench) -> None:
    tencent = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20))
    apple = bench.place(REAL_SECURITIES, BUY, 3, bench.away(8, AAPL), AAPL)
    moutai = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20, MOUTAI), MOUTAI)
    bench.step(2)

    def found(statuses: tuple[OrderStatus, ...] = (), **conditions: object) -> set[str]:
        wanted = Filter(**conditions)  # type: ignore[arg-type]
        listed = bench.ask(GetOrders(header(REAL_SECURITIES), wanted, statuses))
        return {order.order_id for order in listed}

    assert found() == {tencent.order_id, apple.order_id, moutai.order_id}
    assert found(order_ids=(apple.order_id,)) == {apple.order_id}
    assert found(order_ids=("nobody's",)) == set()
    assert found(numbers=(tencent.number, moutai.number)) == {tencent.order_id, moutai.order_id}
    assert found(symbols=("00700", "AAPL")) == {tencent.order_id, apple.order_id}
    assert found(market=TradeMarket.HKCC) == {moutai.order_id}
    assert found((S.FILLED_ALL,)) == {apple.order_id}
    assert found((S.SUBMITTED,), symbols=("AAPL",)) == set()
    assert found(begin="2026-11-23 09:59:00", symbols=("00700",)) == {tencent.order_id}
    assert found(begin="2026-11-23 10:01:00", symbols=("00700",)) == set()
    # The same moment is the evening before in New York.
    assert found(end="2026-11-23 00:00:00") == {apple.order_id}


def test_a_finished_order_is_in_list_and_history_and_leaves_the_list_after_a_day(bench: Bench) -> None:
    reply = bench.place(REAL_SECURITIES, BUY, 100, bench.away(8))
    working = bench.place(REAL_SECURITIES, BUY, 100, bench.away(-20))
    bench.step(2)
    assert set(bench.orders(REAL_SECURITIES)) == {reply.order_id, working.order_id}

    def history() -> set[str]:
        listed = bench.ask(
            GetHistoryOrders(header(REAL_SECURITIES), Filter(begin="2026-11-22", end="2026-11-30"))
        )
        return {order.order_id for order in listed}

    assert history() == {reply.order_id}
    assert len(bench.ask(GetFills(header(REAL_SECURITIES)))) > 0
    bench.now += 86_500
    assert set(bench.orders(REAL_SECURITIES)) == {working.order_id}
    assert bench.ask(GetFills(header(REAL_SECURITIES))) == ()
    assert history() == {reply.order_id}


def test_positions_of_a_real_and_of_a_paper_account(bench: Bench) -> None:
    last = bench.daemon.world.exchange.last(TENCENT)
    real = {one.id: one for one in bench.ask(GetPositions(header(REAL_SECURITIES)))}[TENCENT]
    assert (real.qty, real.can_sell_qty, real.side) == (Decimal(200), Decimal(200), PositionSide.LONG)
    assert (real.price, real.market_value) == (last, 200 * last)
    assert real.average_cost == real.diluted_cost == real.cost
    assert real.cost is not None
    assert real.pl == real.unrealized_pl == 200 * (last - real.cost)
    paper = {one.id: one for one in bench.ask(GetPositions(header(PAPER_HK)))}[TENCENT]
    assert (paper.average_cost, paper.unrealized_pl, paper.realized_pl) == (None, None, None)
    assert paper.cost is not None
    assert paper.pl == 200 * (last - paper.cost)
    assert paper.pl_ratio == (paper.pl / (200 * paper.cost)).quantize(Decimal("0.000001"))


def test_a_position_shows_what_working_sales_leave(bench: Bench) -> None:
    bench.place(PAPER_HK, SELL, 400, bench.away(60, HSBC), HSBC)
    held = {one.id: one for one in bench.ask(GetPositions(header(PAPER_HK)))}
    assert (held[HSBC].qty, held[HSBC].can_sell_qty) == (Decimal(800), Decimal(400))


def test_a_position_in_futures(bench: Bench) -> None:
    bench.place(PAPER_FUTURES_HK, SELL, 2, bench.away(-8, MINI), MINI)
    bench.step(2)
    (short,) = bench.ask(GetPositions(header(PAPER_FUTURES_HK)))
    assert (short.qty, short.side, short.can_sell_qty) == (Decimal(-2), PositionSide.SHORT, Decimal(2))
    assert (short.market_value, short.diluted_cost, short.pl_ratio) == (None, None, None)
    assert short.average_cost is not None
    assert short.price is not None
    assert short.pl == -2 * (short.price - short.average_cost) * 10


@pytest.mark.parametrize(
    ("conditions", "ids"),
    [
        ({"symbols": ("AAPL",)}, {AAPL}),
        ({"market": TradeMarket.HK}, {TENCENT, HSBC}),
        ({"market": TradeMarket.HKCC}, {MOUTAI}),
        ({"symbols": ("AAPL",), "market": TradeMarket.HK}, set()),
    ],
)
def test_filters_of_positions(bench: Bench, conditions: dict[str, object], ids: set[SecurityId]) -> None:
    wanted = Filter(**conditions)  # type: ignore[arg-type]
    assert {one.id for one in bench.ask(GetPositions(header(REAL_SECURITIES), wanted))} == ids


def test_positions_by_profit(bench: Bench) -> None:
    request = GetPositions(header(REAL_SECURITIES), pl_ratio_min=Decimal("0.05"))
    found = bench.ask(request)
    assert found
    assert all(one.pl_ratio is not None and one.pl_ratio >= Decimal("0.05") for one in found)
    rest = GetPositions(header(REAL_SECURITIES), pl_ratio_max=Decimal("0.05"))
    assert len(bench.ask(rest)) == 4 - len(found)


def test_funds_of_a_universal_account_in_two_currencies(bench: Bench) -> None:
    hkd = bench.ask(GetFunds(header(REAL_SECURITIES)))
    usd = bench.ask(GetFunds(header(REAL_SECURITIES), Currency.USD))
    assert (hkd.currency, usd.currency) == (Currency.HKD, Currency.USD)
    assert hkd.cash == 1_000_000 + 7_800_000 + 1_080_000
    assert (hkd.power, usd.power) == (Decimal(1_000_000), Decimal(1_000_000))
    assert hkd.total_assets == hkd.cash + hkd.market_value
    assert abs(usd.total_assets * Decimal("7.8") - hkd.total_assets) < 1
    assert {one.currency: one.cash for one in hkd.cash_by_currency} == dict.fromkeys(
        (Currency.HKD, Currency.USD, Currency.CNH), Decimal(1_000_000)
    )
    with pytest.raises(RefusedError, match="has no JPY"):
        bench.ask(GetFunds(header(REAL_SECURITIES), Currency.JPY))


def test_funds_of_a_single_currency_account_ignore_the_wish(bench: Bench) -> None:
    funds = bench.ask(GetFunds(header(PAPER_US), Currency.HKD))
    assert (funds.currency, funds.cash, funds.short_power) == (
        Currency.USD,
        Decimal(1_000_000),
        Decimal(2_000_000),
    )
    assert bench.ask(GetFunds(header(PAPER_HK))).short_power is None


def test_funds_while_an_order_works(bench: Bench) -> None:
    price = bench.away(-20)
    bench.place(PAPER_HK, BUY, 300, price)
    funds = bench.ask(GetFunds(header(PAPER_HK)))
    needed = 300 * price + round(300 * price * Decimal("0.0003"), 2)
    assert (funds.cash, funds.frozen_cash) == (Decimal(1_000_000), needed)
    assert funds.power == funds.withdrawable == 1_000_000 - needed


def test_pushes_of_an_unknown_account_are_refused(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="There is no account 5"):
        bench.ask(SubscribeAccounts((PAPER_HK, 5)))
    assert bench.caller.acc_ids == set()
