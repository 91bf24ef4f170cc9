"""Many cancels in words: what matters is said first, and nothing is called gone that may be live."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.app.listings import order
from tui.domain.orders import Order, OrderStatus, Side
from tui.domain.withdrawals import Fate, OrderFate, Withdrawal
from tui.state.rows import Tone
from tui.state.rows_withdrawal import FATES, CellLine, withdrawal_head, withdrawal_lines


def an_order(order_id: str = "A1") -> Order:
    return order(order_id, Side.BUY, "412.2", 500, OrderStatus.SUBMITTED)


def fates(*met: Fate) -> tuple[OrderFate, ...]:
    return tuple(OrderFate(an_order(f"A{place}"), fate) for place, fate in enumerate(met))


def text_of(line: CellLine) -> str:
    return "".join(cell.text for cell in line)


def test_every_fate_has_words() -> None:
    assert set(FATES) == set(Fate)


@pytest.mark.parametrize(
    ("withdrawal", "words", "tone"),
    [
        (Withdrawal(), "reading the orders...", Tone.WARN),
        (Withdrawal(over=True), "there was no working order to cancel", Tone.PLAIN),
        (Withdrawal(over=True, trouble="the link is down"), "nothing is known to be gone", Tone.BAD),
        (
            Withdrawal(fates(*[Fate.CANCELLED] * 7, *[Fate.WAITING] * 16), next_in_s=2.2),
            "7/23 gone, next cancel in 3 s",
            Tone.WARN,
        ),
        (
            Withdrawal(fates(Fate.CANCELLED, Fate.LIVE, Fate.SENT)),
            "1/3 gone, 1 STILL LIVE",
            Tone.WARN,
        ),
        (
            Withdrawal(fates(Fate.CANCELLED, Fate.FILLED), over=True),
            "2/2 gone, 1 filled before: none of them is live any more",
            Tone.GOOD,
        ),
        (
            Withdrawal(fates(Fate.CANCELLED, Fate.LIVE, Fate.UNKNOWN), over=True),
            "1/3 gone, 1 STILL LIVE, 1 UNKNOWN",
            Tone.BAD,
        ),
        (
            Withdrawal(fates(Fate.CANCELLED), over=True, trouble="the list could not be read again"),
            "1/1 gone",
            Tone.BAD,
        ),
    ],
)
def test_the_head_counts_and_only_a_confirmed_end_is_good(
    withdrawal: Withdrawal, words: str, tone: Tone
) -> None:
    head = withdrawal_head(withdrawal)
    assert (head.text, head.tone) == (words, tone)


def test_what_needs_reading_stands_first() -> None:
    withdrawal = Withdrawal(
        fates(Fate.CANCELLED, Fate.WAITING, Fate.LIVE, Fate.UNKNOWN), trouble="no answer for 5 s"
    )
    head, trouble, *orders = map(text_of, withdrawal_lines(withdrawal, 80))
    assert head.startswith("1/4 gone")
    assert trouble == "no answer for 5 s"
    assert [line.split("  ")[0] for line in orders] == ["STILL LIVE", "UNKNOWN", "waiting", "cancelled"]
    assert "PAPER *1001 BUY   500 HK.00700 at 412.2" in orders[0]


def test_the_brokers_word_goes_below_when_there_is_no_room_beside() -> None:
    one = OrderFate(replace(an_order(), filled_qty=an_order().qty - 100), Fate.LIVE, "too late, [/] says it")
    wide, narrow = (withdrawal_lines(Withdrawal((one,)), width) for width in (120, 60))
    assert len(wide) == 2
    assert text_of(wide[1]).endswith("at 412.2 (400 filled)  too late, [/] says it")
    assert len(narrow) == 3
    assert text_of(narrow[2]).strip() == "too late, [/] says it"
