"""Prices from the simulator: exact keys, exact numbers, and all of it agreeing with itself."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import datetime
from decimal import Decimal

import pytest

from tests.cli.conftest import Run
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.ticks import ladder_for

QUOTE_KEYS = [
    "code", "name", "last", "open", "high", "low", "prev_close", "volume", "turnover", "bid", "ask", "status",
]  # fmt: skip
CANDLE_KEYS = ["time", "open", "high", "low", "close", "volume", "turnover"]


def test_quote(futu: Run) -> None:
    tencent, apple = futu("quote", "700", "US.AAPL", "--json").json
    assert list(tencent) == QUOTE_KEYS
    assert (tencent["code"], apple["code"]) == ("HK.00700", "US.AAPL")
    assert tencent["low"] <= tencent["last"] <= tencent["high"]
    assert tencent["bid"] < tencent["ask"]
    assert tencent["status"] == "NORMAL"
    assert isinstance(tencent["volume"], int)


def test_prices_keep_their_decimals(futu: Run) -> None:
    (quote,) = futu("quote", "HK.02800", "--json").json
    ladder = ladder_for(SecurityId.parse("HK.02800").market, SecurityType.ETF)
    assert ladder is not None
    assert all(ladder.is_on_tick(Decimal(quote[name])) for name in ("last", "bid", "ask", "high", "low"))


def test_quote_table(futu: Run) -> None:
    head, line = futu("quote", "700").out.splitlines()
    assert head.split()[:2] == ["code", "name"]
    assert line.startswith("HK.00700")


def test_depth(futu: Run) -> None:
    book = futu("depth", "700", "--levels", "5", "--json").json
    assert list(book) == ["code", "bids", "asks"]
    assert len(book["bids"]) == len(book["asks"]) == 5
    assert list(book["bids"][0]) == ["price", "volume", "orders"]
    prices = [level["price"] for level in reversed(book["bids"])] + [level["price"] for level in book["asks"]]
    assert prices == sorted(set(prices))
    assert "bid price" in futu("depth", "700").out


def test_brokers(futu: Run) -> None:
    queue = futu("brokers", "700", "--json").json
    assert list(queue) == ["code", "bids", "asks"]
    assert list(queue["bids"][0]) == ["level", "id", "name"]
    assert isinstance(queue["bids"][0]["id"], str)
    levels = [entry["level"] for entry in queue["bids"]]
    assert levels == sorted(levels)
    assert levels[0] == 1
    assert "bid name" in futu("brokers", "700").out


def test_brokers_exist_in_hong_kong_only(futu: Run) -> None:
    futu("brokers", "AAPL").fails(4, "US.AAPL", "only Hong Kong")


@pytest.mark.parametrize(("kind", "count"), [("K_DAY", 30), ("k_1m", 10), ("K_WEEK", 3), ("K_1M", 1200)])
def test_kline(futu: Run, kind: str, count: int) -> None:
    candles = futu("kline", "700", "--type", kind, "--num", str(count), "--json").json
    assert len(candles) == count
    assert list(candles[0]) == CANDLE_KEYS
    times = [datetime.fromisoformat(candle["time"]) for candle in candles]
    assert times == sorted(set(times))
    assert all(candle["low"] <= candle["open"] <= candle["high"] for candle in candles)
    assert all(candle["low"] <= candle["close"] <= candle["high"] for candle in candles)


def test_kline_table(futu: Run) -> None:
    assert len(futu("kline", "700", "--num", "3").out.splitlines()) == 4


def test_ticks(futu: Run) -> None:
    trades = futu("ticks", "700", "--num", "20", "--json").json
    assert len(trades) == 20
    assert {"code", "time", "price", "volume", "turnover", "direction", "sequence"} == set(trades[0])
    sequences = [trade["sequence"] for trade in trades]
    assert sequences == sorted(set(sequences))
    assert all(trade["turnover"] == trade["price"] * trade["volume"] for trade in trades)
    assert "direction" in futu("ticks", "700", "--num", "2").out


@pytest.mark.parametrize("command", ["quote", "depth", "brokers", "kline", "ticks", "watch"])
def test_unknown_code(futu: Run, command: str) -> None:
    futu(command, "HK.99999").fails(4, "99999")


def test_watch(futu: Run) -> None:
    ran = futu("watch", "700", "--types", "quote,depth,brokers,ticks", "--count", "60")
    lines = [json.loads(line) for line in ran.out.splitlines()]
    assert len(lines) == 60
    assert {line["type"] for line in lines} >= {"quote", "depth", "brokers"}
    quotes = [line for line in lines if line["type"] == "quote"]
    assert set(quotes[0]) == {"type", *QUOTE_KEYS}
    books = [line for line in lines if line["type"] == "depth"]
    assert books[0]["bids"][0]["price"] < books[0]["asks"][0]["price"]


def test_watched_quotes_carry_bid_and_ask_where_there_is_a_book(futu: Run) -> None:
    lines = futu("watch", "700", "HK.800000", "--types", "quote", "--count", "6").out.splitlines()
    quotes = [json.loads(line) for line in lines]
    assert {quote["type"] for quote in quotes} == {"quote"}
    stock = [quote for quote in quotes if quote["code"] == "HK.00700"]
    assert stock
    assert all(0 < quote["bid"] < quote["ask"] for quote in stock)
    assert all(quote["bid"] is None for quote in quotes if quote["code"] == "HK.800000")


def command_line(port: int, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "tui", "--port", str(port), *arguments]


def test_interrupt_ends_quietly(sim_port: int) -> None:
    with subprocess.Popen(
        command_line(sim_port, "watch", "700"), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith("{")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr.read() == ""


def test_reader_that_goes_away_ends_quietly(sim_port: int) -> None:
    with subprocess.Popen(
        command_line(sim_port, "watch", "700", "--types", "depth"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(10) == 141
        assert process.stderr.read() == ""
