"""The history quota: one unit a security, the same one again is free, and units come back."""

from __future__ import annotations

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.candles import CandleType
from tui.domain.ids import SecurityId
from tui.sim.history_quota import WINDOW_S, HistoryQuota
from tui.sim.refusal import RefusalError
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import GetHistoryCandles

APPLE = SecurityId.parse("AAPL")


def test_units_are_spent_once_and_come_back() -> None:
    quota = HistoryQuota(1)
    quota.spend(TENCENT, 0)
    quota.spend(TENCENT, 100)
    assert (quota.used, quota.entries) == (1, ((TENCENT, 0),))
    with pytest.raises(RefusalError, match="history candle quota is used up: 1 of 1"):
        quota.spend(APPLE, WINDOW_S - 1)
    quota.spend(APPLE, WINDOW_S)
    assert quota.entries == ((APPLE, WINDOW_S),)


def test_only_a_first_page_spends() -> None:
    bench = Bench()
    ask = GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-01-01", "2026-11-20", page_size=10)
    page = bench.ask(ask)
    assert page.next_key is not None
    bench.daemon.world.history_quota.quota = 0
    bench.ask(GetHistoryCandles(TENCENT, CandleType.K_DAY, "2026-01-01", "2026-11-20", key=page.next_key))
    with pytest.raises(RefusedError, match="history candle quota"):
        bench.ask(GetHistoryCandles(APPLE, CandleType.K_DAY, "2026-01-01", "2026-11-20"))
