"""Months of main contracts, their terms, and trading them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from tests.sim.bench import Bench, header
from tests.sim.invariants import check_invariants
from tui.domain.candles import CandleType
from tui.domain.extras import WarrantType
from tui.domain.futures import FutureSession, ReferenceKind
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, MarketState, SecurityType
from tui.domain.orders import OrderStatus, OrderType, Side
from tui.sim.listings.table import UNIVERSE
from tui.sim.trading.accounts import PAPER_FUTURES_HK, PAPER_FUTURES_US
from tui.wire.errors import RefusedError
from tui.wire.messages.base import Request
from tui.wire.messages.lists import GetFutureTerms, GetReferences
from tui.wire.messages.quote import GetHistoryCandles, GetInstruments, GetMarketStates, GetSnapshots
from tui.wire.messages.trade import GetFunds, GetPositions

TENCENT = SecurityId.parse("00700")
HSI, ES, CL = (SecurityId.parse(code) for code in ("HK.HSImain", "US.ESmain", "US.CLmain"))


@pytest.fixture
def bench() -> Bench:
    return Bench(universe=UNIVERSE)


def months(bench: Bench, main: SecurityId) -> list[SecurityId]:
    return [one.id for one in bench.ask(GetReferences(main, ReferenceKind.FUTURES))]


@pytest.mark.parametrize(
    ("main", "codes"),
    [
        (HSI, ["HSI2611", "HSI2612", "HSI2703", "HSI2706"]),
        (ES, ["ES2612", "ES2703", "ES2706"]),
        (CL, ["CL2701", "CL2702", "CL2703", "CL2704"]),
    ],
)
def test_months_of_a_main_contract(bench: Bench, main: SecurityId, codes: list[str]) -> None:
    listed = bench.ask(GetReferences(main, ReferenceKind.FUTURES))
    assert [one.id.symbol for one in listed] == codes
    days = [one.last_trade_day for one in listed]
    assert None not in days
    assert days == sorted(days)  # type: ignore[type-var]
    assert not any(one.main_contract for one in listed)


def test_warrants_of_a_stock(bench: Bench) -> None:
    listed = bench.ask(GetReferences(TENCENT, ReferenceKind.WARRANTS))
    assert {one.owner for one in listed} == {TENCENT}
    assert {one.warrant for one in listed} == {
        WarrantType.CALL,
        WarrantType.PUT,
        WarrantType.BULL,
        WarrantType.BEAR,
    }
    assert bench.ask(GetReferences(SecurityId.parse("AAPL"), ReferenceKind.WARRANTS)) == ()


@pytest.mark.parametrize(
    ("code", "size", "tick", "currency"),
    [
        ("HK.HSImain", 50, "1", "HKD"),
        ("HK.MHImain", 10, "1", "HKD"),
        ("HK.HHImain", 50, "1", "HKD"),
        ("HK.MCHmain", 10, "1", "HKD"),
        ("HK.HTImain", 50, "1", "HKD"),
        ("US.ESmain", 50, "0.25", "USD"),
        ("US.MESmain", 5, "0.25", "USD"),
        ("US.NQmain", 20, "0.25", "USD"),
        ("US.MNQmain", 2, "0.25", "USD"),
        ("US.YMmain", 5, "1", "USD"),
        ("US.CLmain", 1000, "0.01", "USD"),
        ("US.GCmain", 100, "0.1", "USD"),
    ],
)
def test_terms_are_those_of_the_exchange(
    bench: Bench, code: str, size: int, tick: str, currency: str
) -> None:
    main = SecurityId.parse(code)
    (terms,) = bench.ask(GetFutureTerms((main,)))
    assert (terms.size, terms.tick, terms.currency) == (Decimal(size), Decimal(tick), currency)
    assert terms.last_trade_on is None
    assert terms.origin == months(bench, main)[0]
    (instrument,) = bench.ask(GetInstruments((main,)))
    assert (instrument.lot, instrument.main_contract) == (size, True)
    assert UNIVERSE[main].ladder.tick_up(UNIVERSE[main].prev_close) == terms.tick


def test_terms_of_a_month(bench: Bench) -> None:
    (terms,) = bench.ask(GetFutureTerms((SecurityId.parse("HK.HSI2612"),)))
    assert (terms.last_trade_on, terms.origin) == (date(2026, 12, 30), None)
    assert terms.owner == SecurityId.parse("HK.800000")
    assert terms.sessions[0] == FutureSession(-405, 180)


def test_main_contracts_and_months_are_listed_by_kind(bench: Bench) -> None:
    listed = bench.ask(GetInstruments((), Market.US, SecurityType.FUTURE))
    symbols = {one.id.symbol for one in listed}
    assert {"ESmain", "ES2612", "CL2701", "GC2612"} <= symbols
    assert len(listed) > 25


def test_a_month_opens_when_somebody_asks_and_stays_near_the_main_contract(bench: Bench) -> None:
    exchange = bench.daemon.world.exchange
    front, *_, far = months(bench, HSI)
    assert not exchange.is_open(front)
    main, near, last = (one.quote.last for one in bench.ask(GetSnapshots((HSI, front, far))))
    assert main is not None
    assert near is not None
    assert last is not None
    assert abs(near / main - 1) < Decimal("0.002")
    assert Decimal(0) < last / main - 1 < Decimal("0.02")
    bench.step(100)
    check_invariants(exchange.market(front))
    day = bench.ask(GetHistoryCandles(front, CandleType.K_DAY, "2026-11-01", "2026-11-20")).candles
    assert len(day) == 15


def test_us_futures_trade_round_the_clock(bench: Bench) -> None:
    (state,) = bench.ask(GetMarketStates((ES,)))
    assert state.state is MarketState.FUTURE_OPEN
    minutes = bench.ask(
        GetHistoryCandles(ES, CandleType.K_1M, "2026-11-20 00:00:00", "2026-11-20 23:59:59")
    ).candles
    assert len(minutes) == 1000
    clocks = {f"{one.at:%H:%M}" for one in minutes}
    assert "03:00" in clocks
    assert "17:30" not in clocks


def test_a_paper_account_trades_us_futures(bench: Bench) -> None:
    month = months(bench, ES)[0]
    bench.ask(GetSnapshots((month,)))
    for id_ in (ES, month):
        bench.place(PAPER_FUTURES_US, Side.BUY, 2, None, id_, OrderType.MARKET)
    bench.step_until(
        lambda: (
            [one.status for one in bench.orders(PAPER_FUTURES_US).values()] == [OrderStatus.FILLED_ALL] * 2
        )
    )
    positions = bench.ask(GetPositions(header(PAPER_FUTURES_US)))
    assert {(one.id, one.qty) for one in positions} == {(ES, Decimal(2)), (month, Decimal(2))}
    funds = bench.ask(GetFunds(header(PAPER_FUTURES_US), currency=Currency.USD))
    assert Decimal(900_000) < funds.total_assets < Decimal(1_100_000)


def test_the_accounts_of_the_other_market_do_not(bench: Bench) -> None:
    with pytest.raises(RefusedError):
        bench.place(PAPER_FUTURES_HK, Side.BUY, 1, None, ES, OrderType.MARKET)
    with pytest.raises(RefusedError):
        bench.place(PAPER_FUTURES_US, Side.BUY, 1, None, HSI, OrderType.MARKET)


REFUSED: list[tuple[Request[object], str]] = [
    (GetReferences(TENCENT, ReferenceKind.FUTURES), "no main contract"),
    (GetReferences(SecurityId.parse("HK.HSI2612"), ReferenceKind.FUTURES), "no main contract"),
    (GetReferences(TENCENT, ReferenceKind.UNKNOWN), "Unknown kind"),
    (GetReferences(SecurityId.parse("99999"), ReferenceKind.WARRANTS), "Unknown stock"),
    (GetFutureTerms((HSI, TENCENT)), r"HK\.00700 is no future"),
    (GetFutureTerms((SecurityId.parse("HK.HSI2511"),)), "Unknown stock"),
    (GetFutureTerms(()), "at least one code"),
    (GetFutureTerms((HSI,) * 201), "201, at most 200"),
]


@pytest.mark.parametrize(("request_", "sentence"), REFUSED)
def test_refused(bench: Bench, request_: Request[object], sentence: str) -> None:
    with pytest.raises(RefusedError, match=sentence):
        bench.ask(request_)
