"""combo: one order of several legs, sent once, with one of three outcomes."""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass
from decimal import Decimal

from tui.client.link import Link
from tui.client.portfolio import header_of
from tui.commands.accounts import chosen_account, listed_accounts
from tui.commands.arguments import number_of, security_of
from tui.commands.exit import UsageError
from tui.commands.orders import Ask, consent, send_once, sit_down, told
from tui.commands.run import Shown, show_once
from tui.commands.tables import fields
from tui.domain.combos import ComboIntent
from tui.domain.orders import ComboLeg, OrderType, Side
from tui.trading.tags import new_tag
from tui.wire.messages.trade_extras import GetComboEffect
from tui.wire.text import clean

_SIDES = {"BUY": Side.BUY, "SELL": Side.SELL}
_MOST_RATIO = 10_000


@dataclass(frozen=True, slots=True)
class _Wish:
    """A combined order as typed."""

    legs: tuple[ComboLeg, ...]
    qty: Decimal
    price: Decimal | None
    note: str
    again: bool

    @property
    def type(self) -> OrderType:
        """Without a price it is a market order."""
        return OrderType.MARKET if self.price is None else OrderType.LIMIT


def combo(options: argparse.Namespace) -> int:
    """Place a combined order, or tell what it would do."""
    wish = _Wish(
        tuple(_leg(text) for text in options.legs),
        number_of(options.qty, "--qty"),
        None if options.price is None else number_of(options.price, "--price"),
        clean(options.remark).strip(),
        options.again,
    )
    if options.what_if:
        return show_once(options, lambda link: _what_if(link, options.acc, wish))
    ask = Ask.of(options)
    return show_once(options, lambda link: _place(link, ask, wish))


def _leg(text: str) -> ComboLeg:
    code, _, rest = text.partition(":")
    side, _, ratio = rest.partition(":")
    if side.upper() not in _SIDES:
        raise UsageError(f"{text!r} is not a leg: write CODE:BUY:RATIO or CODE:SELL:RATIO")
    if not ratio.isascii() or not ratio.isdecimal() or not 1 <= int(ratio[:9]) <= _MOST_RATIO:
        raise UsageError(f"the ratio of {text!r} is not between 1 and {_MOST_RATIO}")
    return ComboLeg(security_of(code), _SIDES[side.upper()], int(ratio))


async def _what_if(link: Link, acc_id: int, wish: _Wish) -> Shown:
    account = chosen_account(await listed_accounts(link), acc_id)
    effect = await link.request(
        GetComboEffect(header_of(account), wish.legs, wish.type, wish.qty, wish.price)
    )
    record = asdict(effect)
    return Shown(record, fields(record))


async def _place(link: Link, ask: Ask, wish: _Wish) -> Shown:
    async with sit_down(link, ask) as seat:
        account = seat.account
        await seat.around.look(link, seat.journal)
        intent = ComboIntent(
            new_tag(), account.env, account.acc_id, wish.legs, wish.type, wish.qty, wish.price,
            note=wish.note, consent=consent(),
        )  # fmt: skip
        outcome = await send_once(seat, intent, seat.desk.place_combo, again=wish.again)
    record = {
        "order_id": outcome.order_id or None,
        "status": outcome.kind.name,
        "legs": [f"{leg.id}:{leg.side.name}:{leg.ratio}" for leg in wish.legs],
        "type": wish.type.name,
        "qty": wish.qty,
        "price": wish.price,
        "acc_id": str(account.acc_id),
        "env": account.env.name,
        "tag": intent.tag,
    }
    hint = f"do not send it again; look for {intent.tag} in: futu-tui orders --acc {account.acc_id} --json"
    return told(link, record, outcome, hint)
