"""Which orders this program has sent, and in which turn."""

from __future__ import annotations

from tui.domain.intents import split_remark
from tui.domain.orders import Order


class Handed:
    """The orders handed to the desk, counted; known by tag, and by the id one was accepted under."""

    def __init__(self) -> None:
        self._turns: dict[str, int] = {}
        self._tags: dict[tuple[int, str], str] = {}

    @property
    def count(self) -> int:
        """How many there were by now: the turn of the next one."""
        return len(self._turns)

    def claim(self, tag: str) -> bool:
        """Note an order that is being sent; False when it was before."""
        if tag in self._turns:
            return False
        self._turns[tag] = len(self._turns)
        return True

    def accepted(self, acc_id: int, order_id: str, tag: str) -> None:
        """Know the broker's id of one: its row may come without our remark."""
        self._tags[acc_id, order_id] = tag

    def tag_of(self, order: Order) -> str:
        """Return the tag of a broker's order, whichever program sent it; nothing when it has none."""
        tag, _ = split_remark(order.remark)
        return tag or self._tags.get((order.acc_id, order.order_id), "")

    def turn_of(self, tag: str) -> int | None:
        """Return the turn of an order, from 0; None when this program has not sent it."""
        return self._turns.get(tag)
