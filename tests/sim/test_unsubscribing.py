"""Giving a subscription back over TCP, when its minute is over."""

from __future__ import annotations

import pytest

from tests.sim.client import Client
from tests.sim.traders import SECONDS
from tui.domain.events import BookChanged, QuoteChanged
from tui.domain.ids import SecurityId
from tui.sim.clock import SteppedClock
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetBook, GetQuotes, GetSubscriptions, Subscribe
from tui.wire.messages.session import KeepAlive

TENCENT = SecurityId.parse("00700")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))
CONFIG = SimConfig(port=0, seed=3, rate=5.0)
BOTH = Subscribe((TENCENT,), (Feed.QUOTE, Feed.BOOK), subscribe=True, push=True)
BOOK_BACK = Subscribe((TENCENT,), (Feed.BOOK,), subscribe=False, push=False)


async def test_a_feed_is_given_back_after_a_minute_and_the_quota_falls() -> None:
    clock = SteppedClock(SECONDS)
    async with SimServer(CONFIG, clock, SMALL) as server:
        client, other = [await Client.connect(server.port) for _ in range(2)]

        async def later(seconds: float) -> None:
            clock.advance(seconds)
            for one in (client, other):
                await one.ask(KeepAlive(time=1))
            server.step()

        await client.ask(BOTH)
        await client.wait_for(BookChanged)
        before = await client.ask(GetSubscriptions())
        assert (before.total_used, before.remaining) == (2, 998)
        await later(30)
        await later(29)
        with pytest.raises(RefusedError, match="at least one minute"):
            await client.ask(BOOK_BACK)
        assert await client.ask(GetSubscriptions()) == before
        await later(2)
        await client.ask(BOOK_BACK)
        for one in (client, other):
            info = await one.ask(GetSubscriptions(all_connections=True))
            assert (info.total_used, info.remaining) == (1, 999)
        with pytest.raises(RefusedError, match="not subscribed"):
            await client.ask(GetBook(TENCENT))
        assert await client.ask(GetQuotes((TENCENT,)))
        client.pushes.clear()
        await later(5)
        await client.wait_for(QuoteChanged)
        assert not [push for push in client.pushes if isinstance(push, BookChanged)]
        await client.ask(Subscribe((), (), subscribe=False, everything=True))
        assert (await other.ask(GetSubscriptions(all_connections=True))).total_used == 0
        for one in (client, other):
            await one.close()
