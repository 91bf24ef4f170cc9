"""How the simulator measures itself, and what 1007 makes of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.client import Client
from tui.domain.delays import DelayKind, PushKind, PushStage
from tui.domain.events import BookChanged
from tui.domain.ids import SecurityId
from tui.sim.config import SimConfig
from tui.sim.delays import DEFAULT_ENDS, Delays
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, Subscribe
from tui.wire.messages.system import GetDelayStatistics
from tui.wire.protoids import ProtoId

TENCENT = SecurityId.parse("00700")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))
BOOK = ProtoId.QOT_UPDATE_ORDER_BOOK


def test_pushes_fall_into_buckets_and_shares_add_up() -> None:
    delays = Delays()
    for waited_ms, took_ms in ((0.5, 0.4), (3, 1), (40, 20), (900, 100)):
        delays.pushed(BOOK, waited_ms / 1000, took_ms / 1000)
    (book,) = delays.pushes(PushStage.WHOLE, (2, 10, 100, -1))
    assert (book.kind, book.count) == (PushKind.BOOK, 4)
    assert [(one.begin_ms, one.end_ms, one.count) for one in book.buckets] == [
        (0, 2, 1), (2, 10, 1), (10, 100, 1), (100, None, 1),
    ]  # fmt: skip
    assert [one.share for one in book.buckets] == [25] * 4
    assert [one.cumulative for one in book.buckets] == [25, 50, 75, 100]
    assert book.mean_ms == Decimal("266.225")
    means = {stage: delays.pushes(stage, DEFAULT_ENDS)[0].mean_ms for stage in list(PushStage)[1:]}
    assert means[PushStage.NETWORK] == 0
    assert means[PushStage.SERVER] + means[PushStage.DELIVERY] == means[PushStage.WHOLE]
    assert means[PushStage.OPEND] == means[PushStage.DELIVERY] == Decimal("30.35")


def test_what_has_no_statistics_is_not_counted() -> None:
    delays = Delays()
    delays.pushed(ProtoId.QOT_UPDATE_KL, 1, 1)
    assert delays.pushes(PushStage.WHOLE, DEFAULT_ENDS) == ()


def test_replies_are_averaged_by_protocol() -> None:
    delays = Delays()
    for protocol, took_s in ((1004, 0.001), (1004, 0.003), (3001, 0.5)):
        delays.replied(protocol, took_s)
    beats, subscribing = delays.replies()
    assert (beats.proto_id, beats.count, beats.total_ms, beats.local) == (1004, 2, Decimal(2), True)
    assert (subscribing.proto_id, subscribing.opend_ms) == (3001, Decimal(500))


def test_an_order_is_listed_once_it_is_at_the_exchange() -> None:
    delays = Delays()
    delays.placed("A", 100.0)
    delays.replied(ProtoId.TRD_PLACE_ORDER, 0.002)
    assert delays.orders() == ()
    for moment in (100.25, 100.75):
        delays.at_exchange("A", moment)
    (order,) = delays.orders()
    assert (order.order_id, order.opend_ms, order.update_ms) == ("A", Decimal(2), Decimal(250))


async def test_a_running_server_reports_what_it_did() -> None:
    async with SimServer(SimConfig(port=0, seed=3, rate=20.0), universe=SMALL) as server:
        client = await Client.connect(server.port)
        await client.ask(Subscribe((TENCENT,), (Feed.BOOK,), subscribe=True, push=True))
        await client.wait_for(BookChanged)
        kinds = (DelayKind.PUSHES, DelayKind.REPLIES)
        client.pushes.clear()
        statistics = await client.ask(GetDelayStatistics(kinds))
        while not statistics.pushes:
            await client.wait_for(BookChanged)
            client.pushes.clear()
            statistics = await client.ask(GetDelayStatistics(kinds))
        (book,) = statistics.pushes
        assert book.kind is PushKind.BOOK
        assert sum(one.count for one in book.buckets) == book.count
        assert book.buckets[-1].cumulative == 100
        assert len(book.buckets) == len(DEFAULT_ENDS)
        counts = {one.proto_id: one.count for one in statistics.replies}
        assert counts[1001] == counts[3001] == 1
        assert statistics.orders == ()
        await client.close()


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (GetDelayStatistics(()), "type of the delay statistics"),
        (GetDelayStatistics((DelayKind.UNKNOWN,)), "type of the delay statistics"),
        (GetDelayStatistics((DelayKind.PUSHES,), PushStage.UNKNOWN), "stage"),
        (GetDelayStatistics((DelayKind.PUSHES,), ends_ms=(10, 10)), "rise"),
        (GetDelayStatistics((DelayKind.PUSHES,), ends_ms=(-1, 10)), "rise"),
        (GetDelayStatistics((DelayKind.PUSHES,), ends_ms=(0,)), "positive"),
        (GetDelayStatistics((DelayKind.PUSHES,), ends_ms=tuple(range(1, 1100))), "At most 1000"),
    ],
)
async def test_questions_without_sense_are_refused(request_: GetDelayStatistics, text: str) -> None:
    async with SimServer(SimConfig(port=0, seed=3), universe=SMALL) as server:
        client = await Client.connect(server.port)
        with pytest.raises(RefusedError, match=text):
            await client.ask(request_)
        await client.close()
