"""Subscribed options: one unit an expiry chain and feed, in a pot of their own."""

from __future__ import annotations

import pytest

from tests.sim.bench import Bench
from tests.sim.traders import option_pair
from tui.domain.ids import SecurityId
from tui.domain.options import IndexOptionType
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetSubscriptions, Subscribe

AAPL = SecurityId.parse("AAPL")


def test_options_of_one_expiry_take_one_unit_of_a_pot_of_their_own() -> None:
    bench = Bench(quota=100)
    exchange = bench.daemon.world.exchange
    near, far = (option_pair(exchange, "AAPL", days) for days in (20, 60))
    ids = tuple(option.id for option in (*near, *far))
    bench.ask(Subscribe((AAPL, *ids), (Feed.QUOTE, Feed.BOOK), subscribe=True))
    info = bench.ask(GetSubscriptions())
    assert (info.total_used, info.remaining) == (2, 98)
    assert (info.option_used, info.option_remaining) == (4, 16)
    (own,) = info.connections
    assert (own.used_quota, own.option_used) == (2, 4)
    bench.now += 61
    bench.ask(Subscribe(ids[:1], (Feed.QUOTE,), subscribe=False))
    assert bench.ask(GetSubscriptions()).option_used == 4  # the other call of the chain is still there
    bench.ask(Subscribe(ids[1:2], (Feed.QUOTE,), subscribe=False))
    assert bench.ask(GetSubscriptions()).option_used == 3


def test_the_pot_of_options_is_a_fifth_of_the_other_one() -> None:
    bench = Bench(quota=100)
    exchange = bench.daemon.world.exchange
    owner = exchange.options.class_of(AAPL, IndexOptionType.NORMAL)
    assert owner is not None
    days = list(exchange.options.expiries(owner))
    contracts = tuple(next(exchange.options.on(owner, day))[0].id for day in days)
    feeds = (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.MINUTES, Feed.K_1M, Feed.K_DAY)
    assert len(contracts) * len(feeds) > 20
    with pytest.raises(RefusedError, match=r"option subscription quota is not enough: 0 of 20 used"):
        bench.ask(Subscribe(contracts, feeds, subscribe=True))
    bench.ask(Subscribe(contracts[:3], feeds, subscribe=True))
    info = bench.ask(GetSubscriptions())
    assert (info.total_used, info.option_used, info.option_remaining) == (0, 18, 2)
