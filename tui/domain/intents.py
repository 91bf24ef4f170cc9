"""What a trader wants done, and how it turned out: an order path with exactly three outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.orders import OrderType, Side, TimeInForce, TradeSession, Trail

REMARK_LIMIT_BYTES = 64
TAG_PREFIX = "ft:"
TAG_LENGTH = len(TAG_PREFIX) + 26


@dataclass(frozen=True, slots=True)
class Consent:
    """What the trader was shown before the order, and said yes to."""

    how: str = ""
    """The key, or the command: `key y`, `command line`."""
    at: datetime | None = None
    sentence: str = ""
    """The order as it was read and confirmed."""
    warnings: tuple[str, ...] = ()
    """What the checks said that did not forbid it."""
    repeats: str = ""
    """Tag of the order this one knowingly repeats."""
    typed_qty: bool = False
    """Whether the quantity was typed once more, as a soft limit asks."""


NO_CONSENT = Consent()


@dataclass(frozen=True, slots=True)
class OrderIntent:
    """One order to place. `tag` is our own id (ft: and 26 characters), sent in the remark."""

    tag: str
    env: Env
    acc_id: int
    id: SecurityId
    side: Side
    type: OrderType
    qty: Decimal
    price: Decimal | None
    """None for types that carry no price."""
    tif: TimeInForce = TimeInForce.DAY
    note: str = ""
    """The trader's own remark; follows the tag."""
    trigger_price: Decimal | None = None
    """Of the types that wait for a price."""
    trail: Trail | None = None
    """Of the types whose trigger follows the market."""
    expires_on: date | None = None
    """Last day of a GTD order."""
    session: TradeSession = TradeSession.NONE
    """US only."""
    consent: Consent = NO_CONSENT

    @property
    def remark(self) -> str:
        """The tag and the note, cut on a character to what OpenD carries."""
        return tagged_remark(self.tag, self.note)


@dataclass(frozen=True, slots=True)
class AmendIntent:
    """New terms for a working order, the quantity is the new total; None keeps what it has."""

    env: Env
    acc_id: int
    order_id: str
    qty: Decimal | None
    price: Decimal | None
    trigger_price: Decimal | None = None
    trail: Trail | None = None
    consent: Consent = NO_CONSENT


@dataclass(frozen=True, slots=True)
class CancelIntent:
    """Withdraw one working order."""

    env: Env
    acc_id: int
    order_id: str
    how: str = ""
    """The key, or the command, that asked for it."""


class OutcomeKind(Enum):
    """The three ways a request to the broker can end."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    """The broker, or a check of ours, said no: nothing is at the market."""
    UNKNOWN = "unknown"
    """Time-out, disconnect or an unreadable answer: the order may be live. Never sent again."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one intent ended."""

    kind: OutcomeKind
    order_id: str = ""
    text: str = ""
    """Cause, one line; empty when accepted."""
    searched: bool = False
    """Whether an unknown order was looked for at the broker, as often as it makes sense, without a trace."""
    wait_s: float | None = None
    """Nothing was sent because OpenD's limits held it back: they let it pass after so many seconds."""


def tagged_remark(tag: str, note: str) -> str:
    """Return our tag and the trader's text, cut on a character to what OpenD carries."""
    return f"{tag} {note}".rstrip().encode()[:REMARK_LIMIT_BYTES].decode(errors="ignore")


def split_remark(remark: str) -> tuple[str, str]:
    """Return (our tag or "", the trader's own text) of a remark."""
    if remark.startswith(TAG_PREFIX) and len(remark) >= TAG_LENGTH:
        return remark[:TAG_LENGTH], remark[TAG_LENGTH:].strip()
    return "", remark
