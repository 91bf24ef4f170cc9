"""What happens in one round: which order, and at which moment the program that sends it is killed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from enum import Enum

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent
from tui.domain.journal import PLACING, SETTLING, Entry
from tui.domain.orders import OrderType, Side


class Point(Enum):
    """Where the program is when it is killed."""

    BEFORE_JOURNAL = "before the journal"
    IN_JOURNAL = "before the journal, its row inserted and not committed"
    AFTER_JOURNAL = "after the journal"
    DURING_SEND = "during the send, a part of the frame written"
    BEFORE_REPLY = "before the reply, the whole frame written"
    BEFORE_READING_REPLY = "before the reply, its bytes received and not read"
    AFTER_REPLY = "after the reply, before it is written"
    BEFORE_SCREEN = "before the screen, the outcome handed to the journal"
    ANYWHERE = "at any moment of it"


BEFORE = frozenset({Point.BEFORE_JOURNAL, Point.IN_JOURNAL})
"""Here nothing is known of the order afterwards, and nothing has to be."""
AT_BROKER = frozenset(
    {Point.BEFORE_REPLY, Point.BEFORE_READING_REPLY, Point.AFTER_REPLY, Point.BEFORE_SCREEN}
)
"""Here the broker has it; at the others it has not, and at any moment it may."""


@dataclass(frozen=True, slots=True)
class Case:
    """One order and its end; everything as text and numbers, because it goes to another process."""

    number: int
    point: str
    tag: str
    env: str
    acc_id: int
    code: str
    side: str
    type: str
    qty: int
    price: str
    """Empty for a market order."""
    hold_us: int
    """How long the program stands still at the point, while its threads and the system go on."""
    share: float
    """How much of the frame is written, between 0 and 1."""

    @property
    def where(self) -> Point:
        """The moment."""
        return Point(self.point)

    @property
    def environment(self) -> Env:
        """Whose money it is."""
        return Env[self.env]

    @property
    def intent(self) -> OrderIntent:
        """The order as the engine takes it."""
        return OrderIntent(
            self.tag,
            self.environment,
            self.acc_id,
            SecurityId.parse(self.code),
            Side[self.side],
            OrderType[self.type],
            Decimal(self.qty),
            Decimal(self.price) if self.price else None,
        )

    def dump(self) -> str:
        """Return it as an argument of a command."""
        return json.dumps(asdict(self))

    @classmethod
    def load(cls, text: str) -> Case:
        """Read such an argument."""
        return cls(**json.loads(text))


@dataclass(frozen=True, slots=True)
class Restart:
    """What the program that is started next saw and did."""

    refusals: list[str]
    """Why the account could not be armed, as long as it could not; each answer once."""
    open_when_armed: list[str]
    """Tags that the journal still called unsettled at the moment at which arming worked."""
    ever_armed: bool
    """Whether anything was armed before the program was asked to arm."""
    kinds: list[str]
    """What the journal holds of the order in the end."""
    settled: bool
    row: str
    """Status of the order's row in the store; empty without one."""
    pending: str
    """What the store says of an order without a row; empty when there is none."""
    again: str
    """How a second attempt with the very same order ended; empty where none was made."""


def is_settled(entries: Iterable[Entry], tag: str) -> bool:
    """Whether the journal knows what became of an order, or knows nothing of any."""
    own = [one for one in entries if one.tag == tag]
    asked = {one.seq for one in own if one.kind in PLACING}
    return asked <= {one.ref for one in own if one.kind in SETTLING}
