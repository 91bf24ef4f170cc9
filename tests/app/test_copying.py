"""What is copied: exact, tab-separated, safe in a spreadsheet; and by which keys, never a secret."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.app.face import answer, dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import NOW, REAL_HK, TENCENT
from tui.app.copying import exact_in, row_cells, table_text, title_of
from tui.app.screens.copy_box import CopyBox, broken
from tui.app.screens.copy_menu import CopyMenu
from tui.app.screens.unlock import UnlockScreen
from tui.app.widgets.columns import Column, number_column
from tui.domain.events import QuoteChanged, TradesPrinted
from tui.domain.lazy import Lazy
from tui.domain.trades import Trade, TradeDirection, TradeKind
from tui.state.rows import Cell

SHORT = re.compile(r"\d[KMBT]\b")


def cells(*texts: str) -> list[str]:
    """Copy a row of a text column and a number column for each text."""
    columns: list[Column[str]] = [
        Column("T", 1, lambda row: Cell(row)),
        number_column("N", 1, lambda row: Cell(row)),
    ]
    return [cell for text in texts for cell in row_cells(columns, text, lambda *_: None)]


@pytest.mark.parametrize(
    ("shown", "text", "number"),
    [
        ("1,234,567.80", "1,234,567.80", "1234567.80"),
        ("-3,180.00", "-3,180.00", "-3180.00"),
        ("+1,200.5%", "+1,200.5%", "+1200.5%"),
        ("-", "-", "-"),
        ("", "", ""),
        ("▴ BUY", "BUY", "BUY"),
        ("=1+cmd|' /C calc'!A0", "'=1+cmd|' /C calc'!A0", "'=1+cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)", "'@SUM(1)"),
        ("-2+3", "'-2+3", "'-2+3"),
        ("a\tb\nc", "a b c", "a b c"),
        ("\x1b[2Jx", "[2Jx", "[2Jx"),
    ],
)
def test_a_cell_is_data_and_nothing_else(shown: str, text: str, number: str) -> None:
    assert cells(shown) == [text, number]


def test_a_table_has_a_line_of_titles_and_no_marks() -> None:
    columns: list[Column[str]] = [
        Column("", 1, lambda _: Cell("▸")),
        Column("Code", 9, lambda row: Cell(row)),
        number_column("Qty", 5, lambda _: Cell("1,000")),
    ]
    assert table_text(columns, ["HK.00700", "US.AAPL"], lambda *_: None) == (
        "Code\tQty\nHK.00700\t1000\nUS.AAPL\t1000"
    )
    assert table_text(columns, [], lambda *_: None) == ""


async def test_every_pane_is_copied_with_all_columns_and_exact_numbers() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24)) as pilot:
        quote = engine.store.quote(TENCENT)
        assert quote is not None
        engine.apply(QuoteChanged(TENCENT, Lazy.of(replace(quote, volume=987_654_321))))
        engine.apply(TradesPrinted(TENCENT, tuple(print_of(number) for number in range(3))))
        board = dashboard(pilot)
        await settled(pilot)
        tables = {}
        for key in ("w", "o", "p", "f", "r", "l", "v"):
            await pilot.press(key)
            await settled(pilot)
            code, row, table, *_ = board._copyable()
            head, *lines = table.text.split("\n")
            assert code.text == "HK.00700"
            assert row.text in lines
            assert {line.count("\t") for line in lines} == {head.count("\t")}
            assert not SHORT.search(table.text)
            tables[key] = head, *lines
        assert tables["w"][0] == "Code\tName\tLast\tChg%\tChange\tVolume"
        assert tables["w"][1].endswith("\t987654321")
        assert tables["p"][1].split("\t")[-2] == "+7200.00"
        assert tables["r"][1].split("\t")[1:5] == ["412.8", "300", "BUY", "12345678.9"]
        assert tables["l"][0].startswith("Level\tPrice\t")
        titles = [title_of(column) for column in board.ladder.given_columns]
        assert titles == ["My buys", "Bid", "Price", "Ask", "My sells", "Mark", "Brokers"]
        assert exact_in(engine.store, board.fills)(board.fills.given_columns[0], None) is None


def print_of(number: int) -> Trade:
    """Make a print whose value is shown in short."""
    return Trade(
        sequence=number,
        at=NOW,
        price=Decimal("412.8"),
        volume=300,
        turnover=Decimal("12345678.9"),
        direction=TradeDirection.BUY,
        kind=TradeKind.AUTOMATCH,
    )


# ---- keys


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be an ordinary terminal, whatever the tests run in."""
    for name in ("TMUX", "STY", "VTE_VERSION", "TERM_PROGRAM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def taken(sent: list[str]) -> list[str]:
    """Return what was handed to the terminal so far, and forget it."""
    texts = [base64.b64decode(text[7:-1]).decode() for text in sent if text.startswith("\x1b]52;c;")]
    sent.clear()
    return texts


async def copied(pilot: Pilot[int]) -> str:
    """Wait until the copying under way is over; return what was said of it."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return dashboard(pilot).keys.said


@pytest.mark.usefixtures("terminal")
async def test_the_keys_that_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        sent: list[str] = []
        assert pilot.app._driver is not None
        monkeypatch.setattr(pilot.app._driver, "write", sent.append)
        await pilot.press("ctrl+y", "c")
        assert await copied(pilot) == "code: sent to the terminal (OSC 52), 8 characters"
        assert taken(sent) == ["HK.00700"]

        await pilot.press("o", "home", "ctrl+y")
        assert "Copy order id" not in picture(pilot)
        assert any("o  order id  A3" in line for line in picture(pilot))
        await pilot.press("k")
        assert isinstance(pilot.app.screen, CopyMenu)
        assert any("nothing to copy: no ticket is open" in line for line in picture(pilot))
        await pilot.press("o")
        await copied(pilot)
        assert taken(sent) == ["A3"]

        await pilot.press("w", "b", "ctrl+y")
        assert (await copied(pilot)).startswith("ticket: sent to the terminal")
        (line,) = taken(sent)
        assert line.startswith("PAPER account *1001 (HK): BUY 100 HK.00700")
        assert dashboard(pilot).panel.is_open
        assert engine.placed == []
        await pilot.press("enter", "ctrl+y")
        await copied(pilot)
        (reviewed,) = taken(sent)
        assert reviewed.startswith(f"{line}; est. fees")
        assert engine.placed == []


@pytest.mark.usefixtures("terminal")
async def test_no_key_copies_a_password(monkeypatch: pytest.MonkeyPatch) -> None:
    async with running(FakeEngine(), real=True) as pilot:
        board = dashboard(pilot)
        board._account_chosen(board._engine.store.account(REAL_HK))
        await pilot.press("U")
        sent: list[str] = []
        assert pilot.app._driver is not None
        monkeypatch.setattr(pilot.app._driver, "write", sent.append)
        await answer(pilot, "1", "2", "3", "ctrl+y", "c", "ctrl+c")
        await pilot.app.workers.wait_for_complete()
        assert isinstance(pilot.app.screen, UnlockScreen)
        assert taken(sent) == []


@pytest.mark.usefixtures("terminal")
async def test_without_a_clipboard_the_text_is_shown_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    async with running(FakeEngine()) as pilot:
        pilot.app.copy_to_clipboard("HK.00700\t412.8")
        await copied(pilot)
        assert isinstance(pilot.app.screen, CopyBox)
        await pilot.pause()
        path = Path.home() / ".local/state/futu-tui/copied.txt"
        assert path.read_text() == "HK.00700\t412.8\n"
        head, _, line, *_ = picture(pilot)
        assert f"in {path}"[:40] in head
        assert line.rstrip() == "HK.00700  412.8"
        await pilot.press("escape")
        assert not isinstance(pilot.app.screen, CopyBox)


@pytest.mark.parametrize(
    ("line", "width", "pieces"),
    [
        ("abcdef", 4, ["abcd", "ef"]),
        ("騰訊控股", 5, ["騰訊", "控股"]),
        ("a\tb", 80, ["a  b"]),
        ("", 10, [""]),
    ],
)
def test_long_lines_are_broken_without_losing_a_character(line: str, width: int, pieces: list[str]) -> None:
    assert broken(line, width) == pieces
