"""The account picker: words before colours, and no way to real money by accident."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.app import App

from tui.app.screens.accounts import REAL_HOW, AccountsScreen, account_rows, refusal
from tui.app.ticket_accounts import choose_account
from tui.app.widgets.lines import Lines
from tui.domain.accounts import Account, AccountStatus, AccountType, Env, Firm, PaperKind
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType, TradeMarket

HK_PAPER = Account(281756455988241111, Env.PAPER, (TradeMarket.HK,), paper_kind=PaperKind.STOCK)
HK_PAPER_2 = Account(281756455988242222, Env.PAPER, (TradeMarket.HK,), paper_kind=PaperKind.COMPETITION)
HK_PAPER_RENAMED = replace(HK_PAPER, card="1")
US_PAPER = Account(281756455988243333, Env.PAPER, (TradeMarket.US,), paper_kind=PaperKind.STOCK_AND_OPTION)
HK_REAL = Account(
    281756455988244444, Env.REAL, (TradeMarket.HK, TradeMarket.HKCC), AccountType.MARGIN, Firm.FUTU_HK
)
CLOSED = Account(281756455988245555, Env.PAPER, (TradeMarket.HK,), status=AccountStatus.DISABLED)

TENCENT = Instrument(SecurityId(Market.HK, "00700"), "TENCENT", SecurityType.STOCK, 100)
APPLE = Instrument(SecurityId(Market.US, "AAPL"), "Apple", SecurityType.STOCK, 1)
HSI = Instrument(SecurityId(Market.HK, "800000"), "Hang Seng Index", SecurityType.INDEX, 0)


@pytest.mark.parametrize(
    ("accounts", "instrument", "chosen", "real", "eligible", "account", "refusal"),
    [
        ((HK_PAPER, US_PAPER), TENCENT, None, False, (HK_PAPER,), HK_PAPER, ""),
        ((HK_PAPER, US_PAPER), APPLE, None, False, (US_PAPER,), US_PAPER, ""),
        ((HK_PAPER, HK_PAPER_2), TENCENT, None, False, (HK_PAPER, HK_PAPER_2), None, ""),
        ((HK_PAPER, HK_PAPER_2), TENCENT, HK_PAPER_2, False, (HK_PAPER, HK_PAPER_2), HK_PAPER_2, ""),
        ((HK_PAPER, US_PAPER), APPLE, HK_PAPER, False, (US_PAPER,), US_PAPER, ""),
        ((US_PAPER, CLOSED), TENCENT, None, False, (), None, "no paper account may trade HK"),
        ((HK_REAL,), TENCENT, None, True, (), None, "no paper account may trade HK"),
        ((HK_PAPER, HK_REAL), TENCENT, HK_REAL, True, (HK_REAL,), HK_REAL, ""),
        ((HK_PAPER, HK_REAL), TENCENT, HK_REAL, False, (), None, "real accounts need a start with --real"),
        ((HK_PAPER, US_PAPER, HK_REAL), APPLE, HK_REAL, True, (), None, "may not trade US"),
        ((HK_PAPER,), TENCENT, HK_REAL, True, (), None, "not listed as real"),
        ((replace(HK_REAL, env=Env.PAPER),), TENCENT, HK_REAL, True, (), None, "not listed as real"),
        (
            (HK_PAPER_RENAMED, HK_PAPER_2),
            TENCENT,
            HK_PAPER,
            False,
            (HK_PAPER_RENAMED, HK_PAPER_2),
            HK_PAPER_RENAMED,
            "",
        ),
        ((HK_PAPER,), HSI, HK_PAPER, False, (), None, "cannot be traded"),
    ],
)
def test_the_account_of_a_ticket_is_never_a_guess(
    accounts: tuple[Account, ...],
    instrument: Instrument,
    chosen: Account | None,
    real: bool,
    eligible: tuple[Account, ...],
    account: Account | None,
    refusal: str,
) -> None:
    choice = choose_account(accounts, instrument, chosen, real_allowed=real)
    assert (choice.eligible, choice.account) == (eligible, account)
    assert refusal in choice.refusal
    assert bool(choice.refusal) == (not eligible)


def test_rows_say_environment_firm_and_rights_and_hide_the_number() -> None:
    rows = account_rows((HK_REAL, HK_PAPER), HK_PAPER, real_allowed=False)
    paper, real = rows
    assert (paper.env.text, paper.number.text, paper.kind.text) == ("PAPER", "*1111", "stocks")
    assert (real.env.text, real.firm.text, real.rights.text) == ("REAL", "Futu HK", "HK HKCC")
    assert paper.mark.text
    assert not real.mark.text
    assert not any("28175645" in cell for row in rows for cell in (row.number.text, row.kind.text))


@pytest.mark.parametrize(
    ("account", "real_allowed", "why"),
    [
        (HK_PAPER, False, ""),
        (HK_REAL, False, REAL_HOW),
        (HK_REAL, True, ""),
        (CLOSED, True, "disabled"),
        (Account(1, Env.UNKNOWN, ()), True, "does not know"),
    ],
)
def test_an_account_that_cannot_be_used_says_why(account: Account, real_allowed: bool, why: str) -> None:
    said = refusal(account, real_allowed=real_allowed)
    assert why in said
    assert bool(said) == bool(why)


async def picked(
    keys: list[str], *, chosen: Account | None = None, real: bool = False
) -> list[Account | None]:
    app: App[None] = App()
    answers: list[Account | None] = []
    async with app.run_test(size=(80, 24)) as pilot:
        screen = AccountsScreen(
            (HK_PAPER, US_PAPER, HK_REAL), chosen, real_allowed=real, why_not_real="add --real"
        )
        await app.push_screen(screen, answers.append)
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.pause()
        if not answers:
            answers.append(None)
            assert "cannot be chosen: add --real" in " ".join(screen.query_one("#why", Lines).text.split())
    return answers


@pytest.mark.parametrize(
    ("keys", "account"),
    [
        (["enter"], HK_PAPER),
        (["down", "enter"], US_PAPER),
        (["j", "k", "enter"], HK_PAPER),
        (["escape"], None),
    ],
)
async def test_enter_takes_the_row_at_the_cursor(keys: list[str], account: Account | None) -> None:
    assert await picked(keys) == [account]


async def test_it_opens_on_the_account_in_use() -> None:
    assert await picked(["enter"], chosen=US_PAPER) == [US_PAPER]


async def test_a_real_account_needs_the_start_option() -> None:
    assert await picked(["end", "enter"]) == [None]
    assert await picked(["end", "enter"], real=True) == [HK_REAL]
