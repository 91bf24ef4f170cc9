"""Tickets without a screen."""

from __future__ import annotations

from decimal import Decimal

from tests.app.listings import ACCOUNTS, TENCENT, instrument
from tui.app.ticket_model import TicketModel
from tui.app.ticket_touch import Touch
from tui.domain.accounts import Account
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.domain.ticks import ladder_for

PAPER = ACCOUNTS[0]
LADDER = ladder_for(Market.HK, SecurityType.STOCK)
TOUCH = Touch(Decimal("412.6"), Decimal("412.8"), Decimal("412.7"), fresh=True)
TAG = "ft:00000000000000000000000001"


def ticket(side: Side = Side.BUY, touch: Touch = TOUCH, *accounts: Account) -> TicketModel:
    """Return a ticket on Tencent in the paper account."""
    return TicketModel(instrument(TENCENT), LADDER, side, accounts or (PAPER,), touch)


def typed(model: TicketModel, keys: str) -> TicketModel:
    """Press keys of numbers."""
    for key in keys:
        model.type_key(key)
    return model
