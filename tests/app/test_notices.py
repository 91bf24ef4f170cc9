"""Notices name the key that helps, a lost right is asked for with one key, and all of it can be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from rich.cells import cell_len

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import TENCENT
from tui.app.screens.notices import notice_blocks, notice_pages
from tui.app.widgets.lines import text_of
from tui.domain.events import (
    Difference,
    DifferenceKind,
    LinkChanged,
    LinkPhase,
    NoticeKind,
    NoticeReceived,
    Resynced,
)
from tui.domain.link import ProgramStatus, Severity
from tui.domain.opend_words import GATEWAY_EVENTS, PROGRAM_STATUSES
from tui.domain.rights import QuoteRight, RightScope
from tui.state.dirty import Topic

FULL = NoticeReceived(
    NoticeKind.QUOTE_RIGHT,
    "quote rights",
    severity=Severity.INFO,
    rights=((RightScope.HK, QuoteRight.LEVEL_2),),
)
KICKED = NoticeReceived(NoticeKind.QUOTE_RIGHT, "quote rights", rights=((RightScope.HK, QuoteRight.NONE),))


async def test_a_lost_right_is_asked_for_with_one_key() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        engine.apply(FULL)
        await settled(pilot)
        assert dashboard(pilot).keys.said == ""
        engine.apply(NoticeReceived(NoticeKind.GATEWAY, "something less bad"))
        await settled(pilot)
        engine.apply(KICKED)
        await settled(pilot)
        lines = picture(pilot)
        assert "notice: quotes lost: HK level 2 -> none; g asks for them" in lines[-1]
        assert " FUTU no HK quotes " in lines[-2]
        assert any("STALE" in line for line in lines[:2])
        assert engine.store.is_stale(Topic.QUOTE, TENCENT)
        await pilot.press("g")
        assert engine.asked_for_quotes == 1
        assert "asking OpenD for the quotes of HK" in dashboard(pilot).keys.text


@pytest.mark.parametrize(("width", "lines"), [(80, 3), (120, 2), (200, 1)])
def test_a_notice_takes_the_width_there_is(width: int, lines: int) -> None:
    text = " ".join(["words"] * 31)
    (block,) = notice_blocks([NoticeReceived(NoticeKind.GATEWAY, text)], width)
    assert len(block) == lines
    assert all(cell_len(text_of(line)) < width for line in block)


async def test_panes_of_a_lost_right_say_that_they_are_old() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(FULL)
        await settled(pilot)
        assert not any("STALE" in line for line in picture(pilot))
        engine.apply(KICKED)
        await settled(pilot)
        head = picture(pilot)[2]
        assert "Last  7 OLD " in head
        assert head.rstrip().endswith("STALE")


async def test_the_whole_cause_of_a_lost_link_can_be_read() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        await pilot.press("n")
        assert "no link to OpenD" not in "\n".join(picture(pilot))
        await pilot.press("escape")
        engine.go_down("127.0.0.1:11111: refused: nothing listens there; is OpenD running?")
        await settled(pilot)
        assert "n: why" in picture(pilot)[-2]
        await pilot.press("n")
        shown = " ".join(" ".join(picture(pilot)).split())
        assert "no link to OpenD: 127.0.0.1:11111: refused: nothing listens there; is OpenD running?" in shown


@pytest.mark.parametrize("width", [80, 95, 120])
async def test_no_title_is_torn_where_a_list_is_marked_as_stale(width: int) -> None:
    engine = FakeEngine()
    async with running(engine, size=(width, 40)) as pilot:
        orders = dashboard(pilot).orders
        titles = set(orders.render_line(0).text.split())
        engine.go_down()
        await settled(pilot)
        *shown, badge = orders.render_line(0).text.split()
        assert badge == "STALE"
        assert shown
        assert set(shown) <= titles


async def test_the_page_says_whether_the_link_is_encrypted() -> None:
    engine = FakeEngine()
    async with running(engine, live=False) as pilot:
        for encrypted, word in ((False, "plain"), (True, "encrypted")):
            engine.apply(LinkChanged(LinkPhase.LIVE, encrypted=encrypted))
            await settled(pilot)
            assert f"link {word}" in picture(pilot)[-2]
            await pilot.press("n")
            await pilot.pause()
            assert picture(pilot)[0].rstrip().endswith(f"link to OpenD {word}")
            await pilot.press("n")


async def test_without_a_lost_right_the_key_has_everything_asked_for_again() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await pilot.press("g")
        assert engine.asked_for_quotes == 1
        assert "all feeds that were refused" in dashboard(pilot).keys.text


async def test_what_changed_while_away_is_summed_up_and_can_be_read() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        filled = Difference(DifferenceKind.ORDER_FILLED, "order A2 BUY 500 HK.00700: submitted -> filled")
        engine.apply(Resynced(7.2, (filled,)))
        await settled(pilot)
        assert "connected again after 7 s: 1 order filled; n shows more" in dashboard(pilot).keys.text
        await pilot.press("n")
        await settled(pilot)
        lines = picture(pilot)
        assert lines[0].startswith(" Notices   page 1 of 1")
        assert "connected again after 7 s" in lines[1]
        assert "order A2 BUY 500 HK.00700: submitted -> filled" in lines[2]
        await pilot.press("escape")
        await settled(pilot)
        assert dashboard(pilot).is_current


async def test_a_cure_is_read_on_the_page_of_notices() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        words = GATEWAY_EVENTS[11]
        engine.apply(NoticeReceived(NoticeKind.GATEWAY, words.text, severity=words.severity, fix=words.fix))
        await settled(pilot)
        assert "phone verification code to log in; n shows more" in dashboard(pilot).keys.text
        await pilot.press("n")
        await settled(pilot)
        assert "-> hand it in with `futu-tui verify phone --code CODE`" in picture(pilot)[2]


async def test_nothing_said_yet() -> None:
    async with running(FakeEngine(), live=False) as pilot:
        dashboard(pilot).action_show_notices()
        await settled(pilot)
        assert "nothing was said yet" in picture(pilot)[0]


async def test_text_of_opend_is_plain_text_here_too() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(NoticeReceived(NoticeKind.GATEWAY, "[@click=app.quit]x[/] [/]"))
        await settled(pilot)
        await pilot.press("n")
        await settled(pilot)
        assert "[@click=app.quit]x[/] [/]" in picture(pilot)[1]


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_sentence_fits_the_page(width: int) -> None:
    at = datetime(2026, 11, 20, 2, 3, 4, tzinfo=UTC)
    words = [*GATEWAY_EVENTS.values(), *PROGRAM_STATUSES.values()]
    notices = [
        NoticeReceived(NoticeKind.GATEWAY, one.text, severity=one.severity, fix=one.fix, at=at)
        for one in words
    ]
    pages = notice_pages(notice_blocks(notices, width), 22)
    lines = [text_of(line) for page in pages for line in page]
    assert all(len(page) <= 22 for page in pages)
    assert all(cell_len(line) <= width for line in lines)
    assert sum(line.startswith(" 10:03:04") for line in lines) == len(words)


@pytest.mark.parametrize("status", [one for one in ProgramStatus if one is not ProgramStatus.READY])
async def test_the_bar_has_room_for_every_status(status: ProgramStatus) -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        engine.apply(NoticeReceived(NoticeKind.PROGRAM_STATUS, "status", program_status=status))
        await settled(pilot)
        assert " FUTU " in picture(pilot)[-2]
