"""Chains and expiries over the wire's own messages, and options among the other requests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.sim.bench import STEP_S, TENCENT, Bench
from tui.domain.events import BookChanged, QuoteChanged
from tui.domain.extras import OptionExtras, OptionFigures
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.option_chains import ChainDay, Moneyness
from tui.domain.options import ExpiryCycle, OptionType
from tui.wire.errors import RefusedError
from tui.wire.messages.options import Bounds, ChainFilter, GetExpiries, GetOptionChain
from tui.wire.messages.quote import (
    Feed,
    GetBook,
    GetInstruments,
    GetQuotes,
    GetSnapshots,
    Subscribe,
)

APPLE = SecurityId.parse("US.AAPL")


@pytest.fixture
def bench() -> Bench:
    return Bench()


def month(bench: Bench, owner: SecurityId = TENCENT) -> date:
    """The first month that ends after a fortnight."""
    found = bench.ask(GetExpiries(owner))
    return next(
        each.day for each in found if each.day and each.cycle is ExpiryCycle.MONTH and each.days_left > 14
    )


def listed(bench: Bench, **more: Any) -> tuple[ChainDay, ...]:
    day = month(bench)
    return bench.ask(GetOptionChain(TENCENT, day, day, **more))


def contracts(chain: tuple[ChainDay, ...]) -> list[SecurityId]:
    return [each.id for day in chain for row in day.rows for each in (row.call, row.put) if each is not None]


def spot(bench: Bench) -> float:
    return bench.daemon.world.exchange.market(TENCENT).reference()


def test_expiries_count_the_days(bench: Bench) -> None:
    found = bench.ask(GetExpiries(TENCENT))
    days = [each.day for each in found if each.day is not None]
    assert days == sorted(set(days))
    assert len(days) == len(found)
    first = days[0] - timedelta(days=found[0].days_left)
    assert all(each.day == first + timedelta(days=each.days_left) for each in found)


def test_a_chain_pairs_calls_and_puts_by_strike(bench: Bench) -> None:
    (day,) = listed(bench)
    strikes = []
    for row in day.rows:
        assert row.call is not None
        assert row.put is not None
        assert row.call.option is not None
        assert row.put.option is not None
        assert (row.call.option.type, row.put.option.type) == (OptionType.CALL, OptionType.PUT)
        assert row.call.option.strike == row.put.option.strike
        assert row.call.option.expiry == day.expiry
        assert (row.call.owner, row.call.lot, row.call.type) == (TENCENT, 100, SecurityType.OPTION)
        strikes.append(row.call.option.strike)
    assert strikes == sorted(strikes, key=lambda strike: strike or 0)
    assert bench.ask(GetInstruments(ids=(day.rows[0].call.id,) if day.rows[0].call else ())) == (
        day.rows[0].call,
    )


@pytest.mark.parametrize("kind", [OptionType.CALL, OptionType.PUT])
def test_one_side_of_a_chain(bench: Bench, kind: OptionType) -> None:
    (day,) = listed(bench, type=kind)
    assert all((row.call is None) is (kind is OptionType.PUT) for row in day.rows)
    assert all((row.put is None) is (kind is OptionType.CALL) for row in day.rows)


def test_in_and_out_of_the_money_share_the_chain_between_them(bench: Bench) -> None:
    inside = contracts(listed(bench, moneyness=Moneyness.IN_THE_MONEY))
    outside = contracts(listed(bench, moneyness=Moneyness.OUT_OF_THE_MONEY))
    assert sorted(inside + outside) == sorted(contracts(listed(bench)))
    for row in listed(bench, moneyness=Moneyness.IN_THE_MONEY)[0].rows:
        assert (row.call is None) is not (row.put is None)
        each = row.call or row.put
        assert each is not None
        assert each.option is not None
        assert each.option.strike is not None
        assert (float(each.option.strike) < spot(bench)) is (row.call is not None)


def test_a_filter_keeps_what_the_snapshots_say(bench: Bench) -> None:
    bounds = Bounds(Decimal("0.2"), Decimal("0.6"))
    found = set(contracts(listed(bench, filter=ChainFilter(delta=bounds))))
    every = contracts(listed(bench))
    deltas = {}
    for snapshot in bench.ask(GetSnapshots(tuple(every))):
        assert isinstance(snapshot.extras, OptionExtras)
        deltas[snapshot.quote.id] = snapshot.extras.figures.delta
    assert found == {id_ for id_, delta in deltas.items() if delta in bounds}
    assert 0 < len(found) < len(every)


def test_a_filter_nobody_passes_leaves_nothing(bench: Bench) -> None:
    assert listed(bench, filter=ChainFilter(volume=Bounds(low=Decimal(10**9)))) == ()


@pytest.mark.parametrize(
    ("code", "begin", "end", "word"),
    [
        ("00700", "2026-11-20", "2026-12-21", "at most 30 days"),
        ("00700", "2026-11-21", "2026-11-20", "before its beginning"),
        ("600519", "2026-11-20", "2026-11-30", "no options"),
        ("99999", "2026-11-20", "2026-11-30", "Unknown stock"),
    ],
)
def test_chains_that_are_refused(bench: Bench, code: str, begin: str, end: str, word: str) -> None:
    first, last = date.fromisoformat(begin), date.fromisoformat(end)
    with pytest.raises(RefusedError, match=word):
        bench.ask(GetOptionChain(SecurityId.parse(code), first, last))


def test_thirty_days_are_not_too_many(bench: Bench) -> None:
    day = month(bench)
    assert bench.ask(GetOptionChain(TENCENT, day - timedelta(days=30), day))


def test_what_has_ended_is_no_longer_listed(bench: Bench) -> None:
    before = bench.ask(GetExpiries(TENCENT))
    bench.now += 8 * 86_400
    after = bench.ask(GetExpiries(TENCENT))
    assert len(after) < len(before)
    assert all(each.days_left >= 0 for each in after)


def test_options_are_not_listed_without_their_underlying(bench: Bench) -> None:
    with pytest.raises(RefusedError, match="option chain"):
        bench.ask(GetInstruments(type=SecurityType.OPTION))


def test_a_subscribed_option_is_pushed_at_its_figures(bench: Bench) -> None:
    call = contracts(listed(bench, filter=ChainFilter(delta=Bounds(Decimal("0.4"), Decimal("0.6")))))[0]
    bench.ask(Subscribe((call,), (Feed.QUOTE, Feed.BOOK), subscribe=True, push=True, first_push=False))
    bench.step_until(lambda: bench.pushed(BookChanged) and bench.pushed(QuoteChanged))
    assert bench.pushed(BookChanged)[0].id == call
    quote = bench.pushed(QuoteChanged)[-1].quote.decode()
    assert isinstance(quote.extras, OptionFigures)
    assert quote.extras.contract_size == 100
    (asked,) = bench.ask(GetQuotes((call,)))
    (snapshot,) = bench.ask(GetSnapshots((call,)))
    book = bench.ask(GetBook(call))
    assert isinstance(snapshot.extras, OptionExtras)
    assert asked.extras == snapshot.extras.figures
    assert (snapshot.bid, snapshot.ask) == (book.best_bid, book.best_ask)


def test_options_have_no_broker_queue(bench: Bench) -> None:
    call = contracts(listed(bench))[0]
    with pytest.raises(RefusedError, match="no broker queue"):
        bench.ask(Subscribe((call,), (Feed.BROKERS,), subscribe=True))


def test_a_snapshot_of_a_whole_chain_opens_nothing(bench: Bench) -> None:
    ids = tuple(contracts(listed(bench)))
    shown = bench.ask(GetSnapshots(ids))
    assert [snapshot.quote.id for snapshot in shown] == list(ids)
    assert not any(bench.daemon.world.exchange.is_open(id_) for id_ in ids)
    bench.now += STEP_S
    assert bench.ask(GetSnapshots((APPLE, ids[0])))[1].type is SecurityType.OPTION
