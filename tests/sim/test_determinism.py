"""Runs repeat exactly: the same seed and the same requests give the same bytes, in every process."""

from __future__ import annotations

import subprocess
import sys

RUN = """
from decimal import Decimal
from hashlib import sha256
from tests.sim.bench import SMALL, TENCENT, Bench, header
from tui.domain.orders import OrderType, Side
from tui.sim.trading.accounts import PAPER_HK
from tui.wire.codec import encode_request
from tui.wire.messages.quote import Feed, GetBook, GetSnapshots, Subscribe
from tui.wire.messages.trade import GetFunds, GetOrders, PlaceOrder

bench, told = Bench(seed=3, rate=4.0), sha256()
ids = tuple(each.id for each in SMALL if each.tradable)


def ask(request):
    body = encode_request(request)
    told.update(bench.daemon.answer(bench.caller, request.proto_id, body, bench.now).body)


bench.follow(PAPER_HK)
ask(Subscribe(ids, (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.K_1M), subscribe=True, push=True))
for step in range(80):
    bench.now = round(bench.now + 0.05, 3)
    for delivery in bench.daemon.step(bench.now, lambda _: False):
        told.update(delivery.body)
    if step % 20 == 0:
        side = Side.BUY if step % 40 else Side.SELL
        price = bench.away(1 if side.buys else -1)
        ask(PlaceOrder(bench.packet, header(PAPER_HK), TENCENT, side, OrderType.LIMIT, Decimal(100), price))
        ask(GetOrders(header(PAPER_HK)))
        ask(GetFunds(header(PAPER_HK)))
        ask(GetSnapshots(ids))
        ask(GetBook(TENCENT))
print(told.hexdigest())
"""


def run(hash_seed: str) -> str:
    """Play it in a process whose sets have another order."""
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_the_same_run_gives_the_same_bytes_in_another_process() -> None:
    first = run("1")
    assert len(first) == 64
    assert run("4242") == first
