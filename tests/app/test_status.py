from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.face import Clock, dashboard, face, on_stage, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import ACCOUNTS, NOW, PAPER_US, REAL_HK, order_changed
from tui.app.accounts_in_use import AccountsInUse
from tui.app.line_figures import LineFigures
from tui.app.line_profile import Wishes
from tui.app.line_watch import LineWatch
from tui.app.link_clock import LinkClock, retry_words
from tui.app.output.pace import Line as LineState
from tui.app.output.pace import Rates
from tui.app.widgets.lines import text_of
from tui.app.widgets.parts import width_of
from tui.app.widgets.status import brief_trouble, status_line, trouble_words
from tui.domain.accounts import Account, Env
from tui.domain.events import AccountsReported, LinkPhase, NoticeKind, NoticeReceived
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderStatus, Side
from tui.state.link import LinkState
from tui.state.rows_status import StatusView, status_view
from tui.state.store import Store

LIVE = LinkState(LinkPhase.LIVE, quote_login=True, trade_login=True)
DOWN = LinkState(LinkPhase.DOWN, "OpenD closed the connection", 4.0)


def view(link: LinkState = LIVE, account: Account | None = ACCOUNTS[0]) -> StatusView:
    return status_view(link, account, working=2)


@pytest.mark.parametrize(("account", "word"), [(ACCOUNTS[0], " PAPER "), (ACCOUNTS[2], " REAL ")])
def test_the_environment_is_a_word(account: Account, word: str) -> None:
    text = text_of(status_line(view(account=account), "", NOW, 38.2, 80))
    assert text.startswith(word)
    assert " OPEND LIVE    FUTU OK   2 working  38 upd/s " in text
    assert text.endswith("10:03:10 HKT ")


def test_trouble_takes_the_place_of_what_is_not_known_any_more() -> None:
    trouble = trouble_words(DOWN.reason, NOW, "in 4 s")
    text = text_of(status_line(view(DOWN), trouble, NOW, 38.2, 80))
    assert "OPEND DOWN   since 10:03:10, retry in 4 s: OpenD›" in text
    assert "upd/s" not in text
    assert text.endswith("10:03:10 HKT ")


@pytest.mark.parametrize(
    ("width", "retry", "said"),
    [
        (120, "in 4 s", "since 10:03:10, retry in 4 s: OpenD closed the connection "),
        (80, "in 4 s", "since 10:03:10, retry in 4 s; n: why "),
        (80, "in 14 s", "retry in 14 s; n: why "),
        (80, "", "since 10:03:10, n: why "),
        (60, "in 4 s", "n: why "),
    ],
)
def test_where_a_cause_has_no_room_the_key_that_tells_it_is_named(width: int, retry: str, said: str) -> None:
    trouble, brief = trouble_words(DOWN.reason, NOW, retry), brief_trouble(NOW, retry)
    text = text_of(status_line(view(DOWN), trouble, NOW, None, width, brief=brief))
    assert f"OPEND DOWN   {said}" in text


@given(st.integers(60, 220), st.booleans())
def test_the_bar_fits_every_width(width: int, down: bool) -> None:
    trouble = trouble_words(DOWN.reason, NOW, "in 4 s") if down else ""
    line = status_line(view(DOWN if down else LIVE), trouble, NOW, 1234.5, width)
    assert width_of(line) <= width
    assert "10:03:10 HKT" in text_of(line)


def test_the_link_clock_counts_from_the_first_loss() -> None:
    clock = LinkClock()
    clock.follow(LIVE, NOW)
    assert (clock.lost_at, clock.retry_in_s(NOW)) == (None, None)
    clock.follow(DOWN, NOW)
    again = LinkState(LinkPhase.DOWN, "refused", 8.0)
    later = NOW + timedelta(seconds=5)
    clock.follow(again, later)
    assert clock.lost_at == NOW
    assert clock.retry_in_s(later + timedelta(seconds=3)) == 5.0
    assert clock.retry_in_s(later + timedelta(seconds=30)) == 0.0
    assert retry_words(clock, later + timedelta(seconds=3)) == "in 5 s"
    # A countdown would be painted each second; a time of day stands still.
    assert {retry_words(clock, later + timedelta(seconds=s), coarse=True) for s in range(9)} == {
        "at 10:03:23"
    }
    assert retry_words(LinkClock(), NOW) == ""
    clock.follow(LIVE, later)
    assert clock.lost_at is None


async def test_the_account_is_the_one_that_may_trade_the_code() -> None:
    async with running(FakeEngine()) as pilot:
        assert picture(pilot)[-2].startswith(" PAPER  *1001 ")
        dashboard(pilot).show_security(SecurityId.parse("US.AAPL"))
        await settled(pilot)
        assert picture(pilot)[-2].startswith(" PAPER  *1002 ")


async def test_working_orders_are_counted() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(order_changed("A3", Side.SELL, "413.6", 300, OrderStatus.CANCELLED_ALL))
        await settled(pilot)
        assert " 1 working " in picture(pilot)[-2]


# ---- accounts in use


def in_use(*, real_allowed: bool) -> tuple[AccountsInUse, list[tuple[int, ...]]]:
    store, used = Store(), list[tuple[int, ...]]()
    store.apply(AccountsReported(ACCOUNTS))
    accounts = AccountsInUse(store, lambda ids: used.append(tuple(ids)), real_allowed=real_allowed)
    accounts.paint()
    return accounts, used


def test_paper_accounts_are_used_by_themselves_and_real_ones_never() -> None:
    accounts, used = in_use(real_allowed=True)
    assert used == [tuple(one.acc_id for one in ACCOUNTS if one.env is Env.PAPER)]
    accounts.paint()
    assert len(used) == 1


def test_a_real_account_takes_the_place_of_the_paper_ones_when_chosen() -> None:
    accounts, used = in_use(real_allowed=True)
    accounts.choose(ACCOUNTS[2])
    assert used[-1] == (REAL_HK,)
    accounts.choose(ACCOUNTS[1])
    assert PAPER_US in used[-1]
    assert REAL_HK not in used[-1]


def test_a_real_account_is_refused_without_the_start_flag() -> None:
    accounts, used = in_use(real_allowed=False)
    with pytest.raises(ValueError, match="--real"):
        accounts.choose(ACCOUNTS[2])
    assert len(used) == 1


def test_a_real_account_that_vanished_is_not_replaced_by_another_real_one() -> None:
    accounts, used = in_use(real_allowed=True)
    accounts.choose(ACCOUNTS[2])
    other = Account(9004, Env.REAL, ACCOUNTS[2].markets)
    accounts._store.apply(AccountsReported((*ACCOUNTS[:2], other)))
    accounts.paint()
    assert used[-1] == (ACCOUNTS[0].acc_id, ACCOUNTS[1].acc_id)


# ---- what OpenD says


def notice(text: str, kind: NoticeKind = NoticeKind.QUOTE_RIGHT) -> NoticeReceived:
    return NoticeReceived(kind, text)


async def test_the_newest_notice_is_read_in_the_key_line_as_plain_text() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(notice("old"), notice("[@click=app.quit]HK[/] quotes: LV1 [/]"))
        engine.apply(notice("12 of 100 used", NoticeKind.USED_QUOTA))
        await settled(pilot)
        assert picture(pilot)[-1].startswith(" notice: [@click=app.quit]HK[/] quotes: LV1 [/]  ")


async def test_a_notice_waits_until_an_outcome_was_read() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        keys = dashboard(pilot).keys
        keys.say("order rejected", for_s=1.5)
        engine.apply(notice("kicked by another login"))
        await settled(pilot)
        assert keys.text.startswith(" order rejected")
        while keys.text.startswith(" order rejected"):
            await pilot.pause(0.02)
        assert keys.text.startswith(" notice: kicked by another login")


async def test_a_notice_is_told_once() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        keys = dashboard(pilot).keys
        engine.apply(notice("once"))
        await settled(pilot)
        keys.say("else", for_s=0.05)
        while "else" in keys.text:
            await pilot.pause(0.02)
        assert "once" not in keys.text


# ---- the line to the terminal


@pytest.mark.parametrize(
    ("clock", "end"), [("second", " 10:03:10 HKT "), ("minute", " 10:03 HKT "), ("off", "  ")]
)
def test_the_clock_is_as_the_line_allows(clock: str, end: str) -> None:
    text = text_of(status_line(view(), "", NOW, None, 80, clock))
    assert text.endswith(end)
    assert ("HKT" in text) == (clock != "off")


def rates(bytes_per_s: float, frames_per_s: float, answer_s: float | None, line: LineState) -> Rates:
    return Rates(bytes_per_s, frames_per_s, answer_s, line)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (None, "line: not measured"),
        (rates(1849, 9.4, 0.083, LineState.ANSWERS), "line 1.8 kB/s 9 f/s 100 ms"),
        (rates(1849, 9.4, 0.004, LineState.ANSWERS), "line 1.8 kB/s 9 f/s 10 ms"),
        (rates(1849, 9.4, 0.41, LineState.ANSWERS), "line 1.8 kB/s 9 f/s 500 ms"),
        (rates(1849, 2, None, LineState.SILENT), "line 1.8 kB/s 2 f/s silent"),
        (rates(0, 0, 0.1, LineState.UNREAD), "line 0.0 kB/s 0 f/s unread"),
    ],
)
def test_the_figures_of_the_line(given: Rates | None, words: str) -> None:
    assert LineFigures().words(given) == words


def test_figures_that_only_follow_from_themselves_rest() -> None:
    assert LineFigures().words(rates(0, 0, 0.02, LineState.ANSWERS)) == "line idle 20 ms"
    figures = LineFigures()
    assert figures.words(rates(900, 4, 0.21, LineState.ANSWERS)) == "line 0.9 kB/s 4 f/s 300 ms"
    own = [rates(60, 1, 0.02 + at / 10, LineState.ANSWERS) for at in range(9)]
    assert {figures.words(one) for one in own} == {"line idle 300 ms"}


async def test_on_a_slow_line_nothing_moves_by_itself() -> None:
    """Two minutes of a still market: the clock of minutes is all that changes, and a key shows the line."""
    clock = Clock()
    engine = FakeEngine()
    app = face(engine, clock=clock, line=LineWatch(Wishes(profile="on")))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_stage(pilot)
        engine.go_live()
        await settled(pilot)
        board = dashboard(pilot)
        seen = set()
        for _ in range(24):
            clock.now += timedelta(seconds=5)
            board._each_second()
            await settled(pilot)
            seen.add("\n".join(picture(pilot)))
        # Two turns of the minute, and the feed that is found silent.
        assert len(seen) == 4
        assert "STALE since 10:03 " in picture(pilot)[0]
        assert "upd/s" not in board.status.text
        await pilot.press("B")
        assert "line: not measured" in picture(pilot)[-2]
        await pilot.press("B")
        assert "line" not in picture(pilot)[-2]


async def test_a_lost_link_is_told_without_a_countdown() -> None:
    clock = Clock()
    engine = FakeEngine()
    app = face(engine, clock=clock, line=LineWatch(Wishes(profile="on")))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_stage(pilot)
        engine.go_live()
        await settled(pilot)
        engine.go_down()
        await settled(pilot)
        assert ", retry at 10:03:14: connection refused" in picture(pilot)[-2]
