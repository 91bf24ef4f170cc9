"""What the daemon says of itself (1003): logins, program status, rights, quotas. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tui.domain.events import NoticeKind
from tui.domain.orders import Order, OrderStatus
from tui.sim.refusal import RefusalError
from tui.sim.rights import Area, Rights
from tui.wire.messages.session import NoticePush, ProgramStatus

USED_QUOTA_APART_S = 1.0
"""The used quota changes with every subscription; it is told at most this often."""
_FIELDS = {
    "hkQotRight": Area.HK,
    "usQotRight": Area.US,
    "cnQotRight": Area.CN,
    "shQotRight": Area.CN,
    "szQotRight": Area.CN,
    "hkOptionQotRight": Area.HK_OPTION,
    "hkFutureQotRight": Area.HK_FUTURE,
    "usFutureQotRight": Area.US_FUTURE,
    "usOptionQotRight": Area.US_OPTION,
}
_TRADE_IDS = range(2000, 3000)
_QUOTE_IDS = range(3000, 4000)


@dataclass(slots=True)
class Standing:
    """Where the daemon stands with the broker's servers."""

    quote_login: bool = True
    trade_login: bool = True
    program: ProgramStatus = ProgramStatus.READY
    in_doubt: bool = False
    """Whether it has lost sight of what became of the orders that are open."""
    no_remarks: bool = False
    """Whether the remarks of orders get lost on their way here."""

    def seen(self, order: Order) -> Order:
        """Return an order as the daemon tells of it."""
        if self.in_doubt and not order.status.terminal:
            order = replace(order, status=OrderStatus.TIMEOUT)
        return replace(order, remark="") if self.no_remarks else order

    def require(self, proto_id: int) -> None:
        """Refuse what needs a server the daemon has lost."""
        if proto_id in _QUOTE_IDS and not self.quote_login:
            raise RefusalError("OpenD is not logged in to the quote servers.")
        if proto_id in _TRADE_IDS and not self.trade_login:
            raise RefusalError("OpenD is not logged in to the trade servers.")


class Notices:
    """Notices that are still to be sent, in order."""

    def __init__(self) -> None:
        self._waiting: list[NoticePush] = []
        self._told_used = (0, 0)
        self._told_at = float("-inf")

    def say(self, notice: NoticePush) -> None:
        """Send a notice with the next step."""
        self._waiting.append(notice)

    def gateway(self, event_type: int, text: str = "") -> None:
        """Report something that happened to the daemon (a number of GtwEventType)."""
        self.say(NoticePush(NoticeKind.GATEWAY, event_type, text))

    def logins(self, standing: Standing) -> None:
        """Report which servers the daemon is logged in to."""
        self.say(
            NoticePush(NoticeKind.LOGIN, quote_login=standing.quote_login, trade_login=standing.trade_login)
        )

    def program(self, standing: Standing, text: str = "") -> None:
        """Report what the daemon is doing."""
        self.say(NoticePush(NoticeKind.PROGRAM_STATUS, text=text, program_status=standing.program))

    def rights(self, rights: Rights) -> None:
        """Report every quote right as it is now."""
        levels = tuple((field, rights.level(area)) for field, area in _FIELDS.items())
        self.say(NoticePush(NoticeKind.QUOTE_RIGHT, rights=levels))

    def quota(self, subscriptions: int, history: int, level: str) -> None:
        """Report a new tier and its quotas."""
        self.say(NoticePush(NoticeKind.API_LEVEL, text=level))
        self.say(NoticePush(NoticeKind.QUOTA, subscription_quota=subscriptions, history_quota=history))

    def used(self, subscriptions: int, history: int, now: float) -> None:
        """Report how much is used when that has changed, not too often."""
        used = (subscriptions, history)
        if used != self._told_used and now - self._told_at >= USED_QUOTA_APART_S:
            self._told_used, self._told_at = used, now
            self.say(
                NoticePush(NoticeKind.USED_QUOTA, subscription_quota=subscriptions, history_quota=history)
            )

    def take(self) -> list[NoticePush]:
        """Return what is to be sent now."""
        waiting, self._waiting = self._waiting, []
        return waiting
