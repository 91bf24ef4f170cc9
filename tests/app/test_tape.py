"""The tape and the heads of the lists: prints of the code shown, names, keys and money at every size."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from rich.cells import cell_len

from tests.app.face import SIZES, Clock, dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, NOW, TENCENT
from tui.domain.events import TradesPrinted
from tui.domain.ids import SecurityId
from tui.domain.trades import Trade, TradeDirection

HSBC = IDS[1]


def prints(first: int, count: int, security: SecurityId = TENCENT) -> TradesPrinted:
    """Return prints of rising price; the even ones lift the ask."""
    return TradesPrinted(
        security,
        tuple(
            Trade(
                number,
                NOW + timedelta(seconds=number),
                Decimal(400 + number),
                number * 100,
                Decimal(40_000 * number),
                TradeDirection.SELL if number % 2 else TradeDirection.BUY,
            )
            for number in range(first, first + count)
        ),
    )


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_shows_the_newest_prints_and_who_made_them(size: tuple[int, int]) -> None:
    engine = FakeEngine()
    async with running(engine, size) as pilot:
        engine.apply(prints(1, 30))
        await pilot.press("r")
        await settled(pilot)
        assert dashboard(pilot).tape.has_focus
        lines = picture(pilot)
        first = next(at for at, line in enumerate(lines) if "Taker" in line)
        assert "10:03:40     430.0     3,000 ▴ BUY" in lines[first + 1]
        assert "10:03:39     429.0     2,900 ▾ SELL" in lines[first + 2]
        assert {cell_len(line) for line in lines} == {size[0]}


async def test_the_cursor_stays_on_the_newest_or_on_the_print_it_was_moved_to() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.apply(prints(1, 5))
        await pilot.press("r")
        await settled(pilot)
        tape = dashboard(pilot).tape
        engine.apply(prints(6, 2))
        await settled(pilot)
        assert tape.cursor_row is not None
        assert tape.cursor_row.key == 7
        await pilot.press("j")
        engine.apply(prints(8, 3))
        await settled(pilot)
        assert tape.cursor_row.key == 6


async def test_another_code_has_another_tape() -> None:
    engine = FakeEngine()
    async with running(engine, (200, 60)) as pilot:
        engine.apply(prints(1, 5), prints(1, 2, HSBC))
        dashboard(pilot).show_security(HSBC)
        await settled(pilot)
        assert len(dashboard(pilot).tape.rows) == 2
        assert any("r Tape of HK.00005" in line for line in picture(pilot))


async def test_every_list_has_a_name_where_all_are_in_sight() -> None:
    async with running(FakeEngine(), (200, 60)) as pilot:
        text = "\n".join(picture(pilot))
        for name in (" o Orders ", " p Positions ", " f Fills ", " r Tape of HK.00700 "):
            assert name in text
        await pilot.resize_terminal(120, 40)
        await settled(pilot)
        assert "Tape of" not in "\n".join(picture(pilot))


@pytest.mark.parametrize(
    ("size", "money"),
    [
        ((80, 24), "power HKD 812,345"),
        ((120, 40), "*1001  power HKD 812,345  cash HKD 812,345"),
        ((200, 60), "*1001  power HKD 812,345  cash HKD 812,345"),
    ],
)
async def test_the_money_of_the_account_in_use_is_in_sight(size: tuple[int, int], money: str) -> None:
    engine = FakeEngine()
    async with running(engine, size) as pilot:
        assert any(money in line for line in picture(pilot))
        dashboard(pilot).show_security(SecurityId.parse("US.AAPL"))
        await settled(pilot)
        assert any(money.replace("1001", "1002").replace("HKD", "USD") in line for line in picture(pilot))


async def test_a_silent_feed_is_marked_while_the_link_is_live() -> None:
    clock = Clock()
    async with running(FakeEngine(), (80, 24), clock=clock) as pilot:
        assert "STALE" not in picture(pilot)[0]
        clock.now = NOW + timedelta(seconds=75)
        dashboard(pilot).header.paint()
        await settled(pilot)
        assert "STALE 75 s" in picture(pilot)[0]
