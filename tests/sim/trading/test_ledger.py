"""Money and holdings: costs, what working orders hold back, and that cash and position move together."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.traders import TODAY, TOMORROW, contract, spec
from tui.domain.markets import Currency
from tui.domain.orders import Side
from tui.sim.trading.accounts import PAPER_CN, PAPER_FUTURES_HK, PAPER_HK, PAPER_US, REAL_SECURITIES
from tui.sim.trading.ledger import Hold, Ledger, convert

BUY, SELL = Side.BUY, Side.SELL
D = Decimal

# (fills as (signed quantity, price), quantity, average cost, diluted cost, realised)
COSTS = [
    ([(200, "10"), (200, "12")], 400, "11", "11", "0"),
    ([(400, "10"), (-200, "12")], 200, "10", "8", "400"),
    ([(400, "10"), (-200, "30")], 200, "10", "-10", "4000"),
    ([(-100, "50"), (-100, "54")], -200, "52", "52", "0"),
    ([(-200, "50"), (50, "40")], -150, "50", "53.33333333333333333333333333", "500"),
    ([(100, "10"), (-150, "12")], -50, "12", "12", "0"),
]


@pytest.mark.parametrize(("fills", "qty", "average", "diluted", "realized"), COSTS)
def test_costs_after_fills(
    fills: list[tuple[int, str]], qty: int, average: str, diluted: str, realized: str
) -> None:
    ledger = Ledger(spec(PAPER_US))
    for signed, price in fills:
        ledger.fill(contract("AAPL"), BUY if signed > 0 else SELL, D(abs(signed)), D(price), TODAY)
    (holding,) = ledger.holdings
    assert (holding.qty, holding.average_cost, holding.diluted_cost, holding.realized) == (
        D(qty),
        D(average),
        D(diluted),
        D(realized),
    )


def test_a_closed_position_is_gone_and_its_cash_is_there() -> None:
    ledger = Ledger(spec(PAPER_HK))
    ledger.fill(contract("00700"), BUY, D(200), D("480.2"), TODAY)
    ledger.fill(contract("00700"), SELL, D(200), D("481"), TODAY)
    assert (ledger.holdings, ledger.cash) == ((), {Currency.HKD: D("1000160.0")})


def test_a_future_moves_cash_by_its_profit_only() -> None:
    ledger, mini = Ledger(spec(PAPER_FUTURES_HK)), contract("MHImain")
    ledger.fill(mini, SELL, D(2), D(25900), TODAY)
    assert ledger.cash[Currency.HKD] == 10_000_000
    assert ledger.collateral(Currency.HKD) == D(51800)
    assert ledger.market_value(Currency.HKD, lambda _: D(25890)) == 200
    ledger.fill(mini, BUY, D(2), D(25880), TODAY)
    assert (ledger.cash[Currency.HKD], ledger.collateral(Currency.HKD)) == (D(10_000_400), D(0))


def test_a_working_purchase_freezes_money_until_released() -> None:
    ledger = Ledger(spec(PAPER_HK))
    ledger.hold("1", Hold(contract("00700"), BUY, D(100), D("480"), opens=True))
    ledger.hold("2", Hold(contract("00005"), BUY, D(400), D("126"), opens=True))
    assert (ledger.frozen(Currency.HKD), ledger.power(Currency.HKD)) == (D(98400), D(901600))
    assert ledger.power(Currency.HKD, without="2") == D(952000)
    ledger.hold("1", Hold(contract("00700"), BUY, D(0), D("480"), opens=True))
    ledger.release("2")
    assert ledger.power(Currency.HKD) == 1_000_000


def test_currencies_do_not_pay_for_each_other() -> None:
    ledger = Ledger(spec(REAL_SECURITIES))
    ledger.hold("1", Hold(contract("AAPL"), BUY, D(100), D("262"), opens=True))
    assert (ledger.power(Currency.HKD), ledger.power(Currency.USD)) == (D(1_000_000), D(973_800))


def test_a_working_sale_leaves_the_rest_to_sell() -> None:
    ledger = Ledger(spec(PAPER_HK))
    ledger.open_with(contract("00700"), D(500), D("450"), TODAY)
    ledger.hold("1", Hold(contract("00700"), SELL, D(200), D("500"), opens=False))
    assert ledger.closable(contract("00700").id, TODAY) == 300
    assert ledger.closable(contract("00700").id, TODAY, without="1") == 500
    assert ledger.frozen(Currency.HKD) == 0


def test_mainland_shares_cannot_be_sold_on_the_day_they_were_bought() -> None:
    ledger, moutai = Ledger(spec(PAPER_CN)), contract("600519")
    ledger.fill(moutai, BUY, D(100), D("1400"), TODAY)
    assert (ledger.closable(moutai.id, TODAY), ledger.closable(moutai.id, TOMORROW)) == (D(0), D(100))


def test_a_short_position_binds_its_proceeds_and_half_again() -> None:
    ledger = Ledger(spec(PAPER_US))
    ledger.fill(contract("AAPL"), SELL, D(100), D("260"), TODAY)
    assert ledger.cash[Currency.USD] == 1_026_000
    assert ledger.power(Currency.USD) == 1_026_000 - 39_000
    assert ledger.closable(contract("AAPL").id, TODAY) == 100


def test_an_opening_holding_costs_nothing() -> None:
    ledger = Ledger(spec(PAPER_HK))
    ledger.open_with(contract("00700"), D(200), D("450"), TODAY)
    assert (ledger.cash[Currency.HKD], ledger.holdings[0].average_cost) == (D(1_000_000), D(450))


def test_totals_use_fixed_rates() -> None:
    assert convert(D(100), Currency.USD, Currency.HKD) == 780
    assert convert(D(780), Currency.HKD, Currency.USD) == 100
    assert convert(D("1.005"), Currency.HKD, Currency.HKD) == D("1.005")
