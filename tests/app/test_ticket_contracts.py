"""Contracts are not shares: the ticket counts them, names the multiplier and calls a notional so."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.app.face import dashboard, running
from tests.app.fakes import FakeEngine
from tui.app.ticket_frame import HEIGHT
from tui.app.ticket_model import TicketModel
from tui.app.ticket_text import Around, review_sentence
from tui.app.ticket_touch import Touch
from tui.app.ticket_view import ticket_lines
from tui.app.widgets.lines import text_of
from tui.domain.accounts import Account, Env, Funds
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, SecurityType, TradeMarket
from tui.domain.orders import Side
from tui.domain.rules import Field
from tui.domain.ticks import Ladder

D = Decimal
OPTIONS = Account(6, Env.PAPER, (TradeMarket.HK,))
FUTURES = Account(4, Env.PAPER, (TradeMarket.FUTURES_PAPER_HK,))
CALL = Instrument(
    SecurityId.parse("HK.TCH261127C480000"), "TENCENT 261127 480.00 C", SecurityType.OPTION, 100
)
MINI = Instrument(SecurityId.parse("HK.MHImain"), "Mini-Hang Seng Index Futures", SecurityType.FUTURE, 10)
MONEY = Funds(4, Env.PAPER, Currency.HKD, D(10_000_000), D(10_000_000), D(10_000_000), D(0), D(0), D(0), D(0))


def ticket(instrument: Instrument, tick: str, bid: str, ask: str, account: Account) -> TicketModel:
    """A buy ticket that joins the bid."""
    touch = Touch(D(bid), D(ask), D(bid), fresh=True)
    return TicketModel(instrument, Ladder.flat(D(tick)), Side.BUY, (account,), touch)


def test_an_option_is_counted_in_contracts_and_worth_its_size() -> None:
    model = ticket(CALL, "0.01", "11.7", "11.76", OPTIONS)
    sentence = review_sentence(model, Around(D(0)))
    assert "BUY 1 contract HK.TCH261127C480000" in sentence
    assert "at 11.70 x 100 = HKD 1,170.00;" in sentence
    model.set_lots(3)
    assert "BUY 3 contracts" in review_sentence(model, Around(D(0)))
    assert "x 100 = HKD 3,510.00" in review_sentence(model, Around(D(0)))
    lines = [text_of(line) for line in ticket_lines(model, Around(D(0)), (80, HEIGHT))]
    assert "3 contracts x 100" in lines[2]
    assert "1 contract" in lines[-1]
    assert "lot" not in lines[-1]


def test_the_value_of_a_future_is_notional_and_no_cost() -> None:
    model = ticket(MINI, "1", "25886", "25887", FUTURES)
    assert "at 25,886 x 10 = HKD 258,860.00 notional" in review_sentence(model, Around(D(0)))
    assert "PAPER account *4 (HK-futures)" in review_sentence(model, Around(D(0)))
    assert "Notional" in text_of(ticket_lines(model, Around(D(0)), (80, HEIGHT))[1])
    assert model.review()
    shown = "\n".join(text_of(line) for line in ticket_lines(model, Around(D(0), MONEY), (80, HEIGHT)))
    assert "after the whole buy" not in shown


def test_shares_stay_shares() -> None:
    model = ticket(replace(CALL, type=SecurityType.STOCK), "0.01", "11.7", "11.76", OPTIONS)
    assert "contract" not in review_sentence(model, Around(D(0)))
    assert " x 100" not in review_sentence(model, Around(D(0)))


def test_on_its_type_a_ticket_says_what_it_offers() -> None:
    model = ticket(CALL, "0.01", "11.7", "11.76", OPTIONS)
    model.field = Field.TYPE
    assert "[limit]  market" in text_of(ticket_lines(model, Around(D(0)), (80, HEIGHT))[5])


def test_a_title_without_room_shows_that_it_is_cut() -> None:
    head = text_of(
        ticket_lines(ticket(CALL, "0.01", "11.7", "11.76", OPTIONS), Around(D(0)), (60, HEIGHT))[0]
    )
    assert head.endswith("›")
    assert len(head) == 60


@pytest.mark.parametrize(("code", "kind"), [("HK.800000", "an index")])
async def test_what_cannot_be_traded_opens_no_ticket(code: str, kind: str) -> None:
    async with running(FakeEngine(), size=(80, 24)) as pilot:
        await pilot.press("slash", *code, "enter", "b")
        await pilot.pause()
        assert not dashboard(pilot).panel.is_open
        assert dashboard(pilot).keys.said == f"{code} is {kind}: it cannot be traded"
