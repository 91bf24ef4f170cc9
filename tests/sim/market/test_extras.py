"""The blocks of each kind follow from its market, its terms and its underlying."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tui.domain.extras import (
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    FutureFigures,
    WarrantExtras,
    WarrantFigures,
    WarrantType,
)
from tui.domain.ids import SecurityId
from tui.sim.listings.table import UNIVERSE
from tui.sim.market.exchange import Exchange

START = datetime(2026, 11, 20, 3, 0, tzinfo=UTC).timestamp()
TENCENT, WARRANT, BULL = (SecurityId.parse(code) for code in ("00700", "16138", "55182"))
HSI, FUND, FUTURE, APPLE, SPY = (
    SecurityId.parse(code) for code in ("800000", "02800", "MHImain", "AAPL", "SPY")
)


@pytest.fixture(scope="module")
def exchange() -> Exchange:
    exchange = Exchange(
        UNIVERSE.only([HSI, FUND, FUTURE, WARRANT, BULL, APPLE, SPY]), seed=2, rate=1.0, start=START
    )
    exchange.advance(START + 5)
    return exchange


def near(value: Decimal | None, wanted: Decimal | float, grain: str = "0.01") -> bool:
    assert value is not None
    return abs(value - Decimal(wanted)) <= Decimal(grain)


def test_a_stocks_value_is_its_price_times_its_shares(exchange: Exchange) -> None:
    snapshot = exchange.snapshot(TENCENT)
    extras, last = snapshot.extras, exchange.last(TENCENT)
    assert isinstance(extras, EquityFigures)
    assert extras.issued_shares == UNIVERSE[TENCENT].issued
    assert extras.issued_value == last * extras.issued_shares
    assert extras.earnings_a_share is not None
    assert extras.net_assets_a_share is not None
    assert near(extras.pe, last / extras.earnings_a_share)
    assert near(extras.pb, last / extras.net_assets_a_share)
    assert snapshot.quote.extras is None


def test_an_index_counts_its_members(exchange: Exchange) -> None:
    extras = exchange.snapshot(HSI).extras
    assert isinstance(extras, Breadth)
    members = [exchange.quote(id_) for id_, _ in UNIVERSE[HSI].weights]
    changes = [quote.change for quote in members if quote.change is not None]
    assert extras == Breadth(
        sum(change > 0 for change in changes),
        sum(change < 0 for change in changes),
        sum(change == 0 for change in changes),
    )
    assert len(members) > 20


@pytest.mark.parametrize("id_", [FUND, SPY])
def test_a_fund_trades_near_its_net_asset_value(exchange: Exchange, id_: SecurityId) -> None:
    extras = exchange.snapshot(id_).extras
    assert isinstance(extras, FundFigures)
    assert extras.net_asset_value is not None
    assert extras.assets == pytest.approx(extras.net_asset_value * extras.units)
    assert near(extras.premium, (exchange.last(id_) / extras.net_asset_value - 1) * 100)
    assert near(extras.premium, 0, "8")


def test_a_futures_open_contracts_grow_with_its_volume(exchange: Exchange) -> None:
    snapshot = exchange.snapshot(FUTURE)
    extras, quote = snapshot.extras, exchange.quote(FUTURE).extras
    assert isinstance(extras, FutureExtras)
    assert isinstance(quote, FutureFigures)
    assert extras.last_settle == quote.last_settle == UNIVERSE[FUTURE].prev_close
    assert extras.main_contract
    assert extras.last_trade_day is None
    assert quote.days_left is None
    assert 0 < extras.open_interest_change < extras.open_interest
    assert (quote.open_interest, quote.open_interest_change) == (
        extras.open_interest,
        extras.open_interest_change,
    )


def test_a_warrants_figures_follow_from_its_terms(exchange: Exchange) -> None:
    extras = exchange.snapshot(WARRANT).extras
    assert isinstance(extras, WarrantExtras)
    assert (extras.type, extras.owner, extras.maturity) == (WarrantType.CALL, TENCENT, date(2027, 4, 27))
    assert (extras.strike, extras.conversion_rate) == (Decimal(550), Decimal(100))
    assert extras.issuer == "UB"
    assert extras.implied_volatility is not None
    assert 20 < extras.implied_volatility < 60
    assert extras.delta is not None
    assert 0.2 < extras.delta < 0.6
    assert extras.break_even is not None
    assert extras.conversion_price is not None
    assert near(extras.break_even, extras.conversion_price + 550)
    spot = Decimal(exchange.market(TENCENT).reference())
    assert near(extras.premium, (extras.break_even / spot - 1) * 100)
    assert near(extras.leverage, spot / extras.conversion_price)
    assert extras.in_the_money is not None
    assert extras.in_the_money < 0
    assert extras.recovery_price is None
    quote = exchange.quote(WARRANT).extras
    assert quote == WarrantFigures(extras.premium, extras.delta, extras.implied_volatility)


def test_a_bull_contract_has_a_call_price_and_no_volatility(exchange: Exchange) -> None:
    extras = exchange.snapshot(BULL).extras
    assert isinstance(extras, WarrantExtras)
    assert (extras.type, extras.delta, extras.implied_volatility) == (WarrantType.BULL, None, None)
    assert extras.recovery_price == 453
    spot = exchange.market(TENCENT).reference()
    assert near(extras.recovery_distance, (spot / 453 - 1) * 100)
    assert extras.in_the_money is not None
    assert extras.in_the_money > 0
