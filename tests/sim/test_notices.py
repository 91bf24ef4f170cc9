"""What the daemon says of itself, to whom, and how often."""

from __future__ import annotations

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.events import NoticeKind, NoticeReceived
from tui.domain.link import ProgramStatus
from tui.sim import mishaps
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetSubscriptions, Subscribe
from tui.wire.messages.session import GetGlobalState, GetUserInfo
from tui.wire.messages.trade import GetAccounts

KICKED_OUT = 7
"""GtwEventType of a login elsewhere."""


@pytest.fixture
def bench() -> Bench:
    bench = Bench()
    bench.caller = bench.connect(notices=True)
    return bench


def heard(bench: Bench) -> list[NoticeReceived]:
    bench.pushes.clear()
    bench.step()
    return bench.pushed(NoticeReceived)


def test_a_lost_login_is_told_and_refuses_what_needs_it(bench: Bench) -> None:
    mishaps.set_logins(bench.daemon.world, quote=False, trade=True)
    (notice,) = heard(bench)
    assert (notice.kind, notice.quote_login, notice.trade_login) == (NoticeKind.LOGIN, False, True)
    state = bench.ask(GetGlobalState(user_id=1))
    assert (state.quote_login, state.trade_login) == (False, True)
    with pytest.raises(RefusedError, match="not logged in to the quote servers"):
        bench.ask(GetSubscriptions())
    assert bench.ask(GetAccounts(user_id=1))
    mishaps.set_logins(bench.daemon.world, quote=True, trade=False)
    with pytest.raises(RefusedError, match="not logged in to the trade servers"):
        bench.ask(GetAccounts(user_id=1))
    assert bench.ask(GetSubscriptions()).total_used == 0


def test_program_status_and_gateway_events(bench: Bench) -> None:
    mishaps.set_program(bench.daemon.world, ProgramStatus.NEED_PHONE_CODE)
    bench.daemon.world.notices.gateway(KICKED_OUT)
    program, event = heard(bench)
    assert (program.kind, program.program_status) == (
        NoticeKind.PROGRAM_STATUS,
        ProgramStatus.NEED_PHONE_CODE,
    )
    assert event.kind is NoticeKind.GATEWAY
    assert bench.ask(GetGlobalState(user_id=1)).program_status is ProgramStatus.NEED_PHONE_CODE


def test_another_tier_is_told_and_counts_at_once(bench: Bench) -> None:
    mishaps.set_quota(bench.daemon.world, 300)
    assert [notice.kind for notice in heard(bench)] == [NoticeKind.API_LEVEL, NoticeKind.QUOTA]
    user = bench.ask(GetUserInfo())
    assert (user.subscription_quota, user.history_quota) == (300, 300)
    assert bench.ask(GetSubscriptions()).remaining == 300


def test_the_used_quota_is_told_when_it_changes_but_not_too_often(bench: Bench) -> None:
    def told() -> list[str]:
        return [one.text for one in bench.pushed(NoticeReceived) if one.kind is NoticeKind.USED_QUOTA]

    bench.step(40)
    assert told() == []
    for feed in (Feed.QUOTE, Feed.BOOK, Feed.TRADES, Feed.K_DAY):
        bench.ask(Subscribe((TENCENT,), (feed,), subscribe=True))
        bench.step()
    bench.step(40)
    assert len(told()) == 2
    assert "1 subscriptions" in told()[0]
    assert "4 subscriptions" in told()[1]


def test_who_does_not_want_notices_hears_none() -> None:
    bench = Bench()
    mishaps.set_logins(bench.daemon.world, quote=False, trade=False)
    assert heard(bench) == []
