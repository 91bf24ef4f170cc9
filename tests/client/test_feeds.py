"""Feeds by kind of security."""

from __future__ import annotations

import pytest

from tui.client.feeds import feeds_of
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.wire.messages.quote import Feed

STREAMS = {Feed.QUOTE, Feed.BOOK, Feed.TRADES}


@pytest.mark.parametrize(
    ("code", "kind", "feeds"),
    [
        ("HK.00700", None, STREAMS | {Feed.BROKERS}),
        ("HK.00700", SecurityType.STOCK, STREAMS | {Feed.BROKERS}),
        ("HK.02800", SecurityType.ETF, STREAMS | {Feed.BROKERS}),
        ("HK.12345", SecurityType.WARRANT, STREAMS | {Feed.BROKERS}),
        ("HK.MHImain", None, STREAMS),
        ("HK.MHImain", SecurityType.FUTURE, STREAMS),
        ("HK.TCH261230C490000", None, STREAMS),
        ("HK.TCH261230C490000", SecurityType.OPTION, STREAMS),
        ("US.AAPL261218C250000", SecurityType.OPTION, STREAMS),
        ("HK.800000", None, {Feed.QUOTE}),
        ("HK.800000", SecurityType.INDEX, {Feed.QUOTE}),
        ("US.AAPL", None, STREAMS),
        ("US..DJI", None, {Feed.QUOTE}),
        ("SH.600519", None, STREAMS),
        ("FX.USDHKD", None, {Feed.QUOTE}),
    ],
)
def test_feeds(code: str, kind: SecurityType | None, feeds: set[Feed]) -> None:
    security = SecurityId.parse(code)
    instrument = None if kind is None else Instrument(security, "", kind, 1)
    assert set(feeds_of(security, instrument)) == feeds
