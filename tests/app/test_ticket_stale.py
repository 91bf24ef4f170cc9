"""No price that may be old gets into a ticket, whichever link or feed it is that went quiet."""

from __future__ import annotations

from decimal import Decimal

from tests.app.listings import TENCENT, quote
from tests.app.ticket_fakes import seat
from tui.domain.events import LinkChanged, LinkPhase, NoticeKind, NoticeReceived, QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.orders import Side


async def test_a_price_pointed_at_in_a_stale_book_is_not_taken_beside_a_live_quote() -> None:
    async with seat() as desk:
        desk.broker.go_down()
        desk.broker.apply(LinkChanged(LinkPhase.LIVE), QuoteChanged(TENCENT, Lazy.of(quote(TENCENT))))
        assert desk.panel.open_ticket(TENCENT, Side.BUY, price=Decimal("411.0"))
        ticket = desk.panel.ticket
        assert ticket is not None
        assert ticket.touch.fresh
        assert ticket.price.value is None


async def test_no_price_is_filled_in_once_opend_has_lost_its_quote_servers() -> None:
    async with seat() as desk:
        desk.broker.apply(NoticeReceived(NoticeKind.LOGIN, "quotes lost", quote_login=False))
        assert desk.panel.open_ticket(TENCENT, Side.BUY, price=Decimal("411.0"))
        await desk.press("tab", "z", "x", "v")
        ticket = desk.panel.ticket
        assert ticket is not None
        assert ticket.price.value is None
