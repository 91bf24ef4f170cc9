"""Where a trading day stands, by the clock, by what OpenD says, and by both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import instrument
from tests.domain.rule_rows import clock
from tui.domain.instruments import Instrument
from tui.domain.markets import MarketState, SecurityType
from tui.domain.orders import TradeSession
from tui.domain.phases import by_clock, next_match, phase_of, plan_of, resumes, trades_in
from tui.domain.rules_market import cancel_hint
from tui.domain.session_tables import PLANS, DayPlan

S = MarketState
START = datetime(2026, 1, 1, tzinfo=UTC)
TENCENT = instrument()
APPLE = instrument("US.AAPL", lot=1)
MOUTAI = instrument("SH.600519")
HSI = instrument("HK.HSImain", SecurityType.FUTURE, 50)
ES = instrument("US.ESmain", SecurityType.FUTURE, 50)
plans = st.sampled_from(list(PLANS.values()))
moments = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: START + timedelta(minutes=minutes))

# every edge of Hong Kong's day: from this minute on, what an exchange takes
HK_DAY = """
00:00 -
08:59 -
09:00 eac
09:14 eac
09:15 e
09:19 e
09:20 em
09:22 .
09:29 .
09:30 eacm
11:59 eacm
12:00 .
12:29 .
12:30 c
12:59 c
13:00 eacm
15:59 eacm
16:00 .
16:01 eac
16:05 eac
16:06 e
16:08 em
16:09 em
16:10 -
23:59 -
"""


@pytest.mark.parametrize("line", HK_DAY.split("\n")[1:-1])
def test_the_day_of_hong_kong(line: str) -> None:
    time, acts = line.split()
    phase = by_clock(PLANS["hk.stock"], clock(time))
    assert ("-" if phase is None else phase.acts or ".") == acts


@pytest.mark.parametrize(
    ("listing", "moment", "zone", "name"),
    [
        (HSI, "2026-11-23 08:50", "Asia/Hong_Kong", "pre-opening"),
        (HSI, "2026-11-23 16:29", "Asia/Hong_Kong", "day session"),
        (HSI, "2026-11-23 16:30", "Asia/Hong_Kong", None),
        (HSI, "2026-11-23 23:00", "Asia/Hong_Kong", "after-hours session"),
        (HSI, "2026-11-28 02:59", "Asia/Hong_Kong", "after-hours session"),
        (HSI, "2026-11-28 03:00", "Asia/Hong_Kong", None),
        (HSI, "2026-11-23 02:00", "Asia/Hong_Kong", None),
        (APPLE, "2026-11-23 03:59", "America/New_York", "overnight"),
        (APPLE, "2026-11-23 04:00", "America/New_York", "pre-market"),
        (APPLE, "2026-11-23 09:30", "America/New_York", "regular hours"),
        (APPLE, "2026-11-23 16:00", "America/New_York", "after-hours"),
        (APPLE, "2026-11-23 20:00", "America/New_York", "overnight"),
        (APPLE, "2026-11-27 20:00", "America/New_York", None),
        (APPLE, "2026-11-29 20:00", "America/New_York", "overnight"),
        (ES, "2026-11-22 17:00", "America/Chicago", "Globex"),
        (ES, "2026-11-27 15:59", "America/Chicago", "Globex"),
        (ES, "2026-11-27 17:00", "America/Chicago", None),
        (ES, "2026-11-23 16:30", "America/Chicago", None),
        (MOUTAI, "2026-11-23 14:57", "Asia/Shanghai", "closing call"),
        (MOUTAI, "2026-11-23 15:00", "Asia/Shanghai", None),
        (TENCENT, "2026-11-28 10:00", "Asia/Hong_Kong", None),
        (TENCENT, "2026-12-24 11:59", "Asia/Hong_Kong", "morning"),
        (TENCENT, "2026-12-24 14:00", "Asia/Hong_Kong", None),
        (APPLE, "2026-11-27 12:59", "America/New_York", "regular hours"),
        (APPLE, "2026-11-27 13:00", "America/New_York", None),
    ],
)
def test_a_moment_of_an_exchange(listing: Instrument, moment: str, zone: str, name: str | None) -> None:
    plan = plan_of(listing)
    assert plan is not None
    phase = by_clock(plan, clock(moment, zone))
    assert (None if phase is None else phase.name) == name


@given(plans)
def test_phases_follow_each_other(plan: DayPlan) -> None:
    assert all(phase.begin < phase.end for phase in plan.phases)
    assert all(one.end <= two.begin for one, two in zip(plan.phases, plan.phases[1:], strict=False))


@given(st.sampled_from([TENCENT, APPLE, MOUTAI, HSI, ES]), moments, st.sampled_from(TradeSession))
def test_the_next_match_is_the_first_one(listing: Instrument, now: datetime, session: TradeSession) -> None:
    plan = plan_of(listing)
    assert plan is not None
    opens = next_match(listing, now, session)
    if opens is None:
        assert session is TradeSession.UNKNOWN
        return
    assert now < opens <= now + timedelta(days=7)
    there = by_clock(plan, opens)
    assert there is not None
    assert there.matching
    assert trades_in(there, session)
    assert (opens.hour * 60 + opens.minute) % (24 * 60) == there.begin % (24 * 60)
    later = next_match(listing, opens - timedelta(minutes=1), session)
    assert later == opens


@pytest.mark.parametrize(
    ("state", "time", "acts"),
    [
        (S.AUCTION, "09:16", "e"),
        (S.AUCTION, None, "eac"),
        (S.WAITING_OPEN, "09:21", "em"),
        (S.WAITING_OPEN, "09:25", ""),
        (S.REST, "12:10", ""),
        (S.REST, None, "c"),
        (S.MORNING, "12:10", "eacm"),
        (S.CLOSING_AUCTION_HK, "12:03", "eacm"),
        (S.CLOSED, "10:30", None),
        (S.UNKNOWN, "10:30", "eacm"),
        (None, "10:30", "eacm"),
        (None, None, None),
    ],
)
def test_opend_comes_before_the_clock(state: MarketState | None, time: str | None, acts: str | None) -> None:
    phase = phase_of(TENCENT, state, None if time is None else clock(time))
    assert (None if phase is None else phase.acts) == acts


@pytest.mark.parametrize(
    ("session", "covered"),
    [
        (TradeSession.NONE, {"regular hours"}),
        (TradeSession.RTH, {"regular hours"}),
        (TradeSession.ETH, {"pre-market", "regular hours", "after-hours"}),
        (TradeSession.OVERNIGHT, {"overnight"}),
        (TradeSession.ALL, {"pre-market", "regular hours", "after-hours", "overnight"}),
        (TradeSession.UNKNOWN, set()),
    ],
)
def test_the_hours_of_a_session(session: TradeSession, covered: set[str]) -> None:
    phases = PLANS["us.stock"].phases
    assert {phase.name for phase in phases if trades_in(phase, session)} == covered


def test_an_early_close_takes_the_afternoon() -> None:
    eve = clock("2026-12-24 12:30")
    opens = next_match(TENCENT, eve)
    assert opens is not None
    assert f"{opens:%a %H:%M}" == "Fri 09:30"


def test_amendments_come_back_after_lunch() -> None:
    phase = phase_of(TENCENT, S.REST, clock("12:10"))
    assert phase is not None
    assert resumes(TENCENT, phase, "a") == 13 * 60
    assert resumes(TENCENT, phase, "c") == 12 * 60 + 30


@pytest.mark.parametrize(
    ("listing", "state", "moment", "said"),
    [
        (TENCENT, S.MORNING, clock("10:00"), ""),
        (TENCENT, S.REST, clock("12:10"), "lunch: the exchange takes no cancels before 12:30 Hong Kong time"),
        (TENCENT, S.REST, clock("12:45"), ""),
        (TENCENT, S.AUCTION, clock("09:16"), "opening auction: the exchange takes no cancels before 09:30"),
        (TENCENT, S.CLOSING_AUCTION_HK, clock("16:07"), "takes no cancels until the next session"),
        (MOUTAI, S.AUCTION, clock("09:22", "Asia/Shanghai"), "takes no cancels before 09:25 Shanghai time"),
        (TENCENT, None, None, ""),
    ],
)
def test_when_the_exchange_gives_nothing_back(
    listing: Instrument, state: MarketState | None, moment: datetime | None, said: str
) -> None:
    hint = cancel_hint(listing, state, moment)
    assert said in hint if said else hint == ""


@pytest.mark.parametrize("name", PLANS)
def test_the_zone_of_a_plan_exists(name: str) -> None:
    assert ZoneInfo(PLANS[name].zone).key == PLANS[name].zone
