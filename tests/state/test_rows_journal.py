"""The journal in plain words: every kind has some, nothing is lost, nothing is parsed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.domain.makers import PAPER, TENCENT, D, instrument, order
from tui.domain.accounts import Env
from tui.domain.intents import AmendIntent, CancelIntent, Consent, OrderIntent, Outcome, OutcomeKind
from tui.domain.journal import Entry, EntryKind, Fact
from tui.domain.orders import Fill, OrderStatus, OrderType, Side
from tui.state.rows import Tone
from tui.state.rows_journal import KINDS, JournalLine, journal_lines
from tui.trading.entries import (
    amend_entry,
    answer_entry,
    cancel_entry,
    fill_entry,
    intent_entry,
    order_entry,
    outcome_entry,
)

HKT = ZoneInfo("Asia/Hong_Kong")
AT = datetime(2026, 11, 23, 2, 0, 0, 123456, tzinfo=UTC)
TAG = "ft:" + "A" * 26
CONSENT = Consent(
    "key y",
    AT - timedelta(seconds=1),
    "PAPER account: BUY 200 [/]",
    ("far from last",),
    "ft:B",
    typed_qty=True,
)
INTENT = OrderIntent(
    TAG, Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, D(200), D(400), note="scalp", consent=CONSENT
)
SENT = intent_entry(INTENT, AT)


def one(entry: Entry) -> JournalLine:
    day, line = journal_lines((entry,), instrument(), HKT)
    assert day.time.text == "2026-11-23"
    return line


def test_every_kind_of_entry_has_a_word() -> None:
    assert set(KINDS) == set(EntryKind)


@pytest.mark.parametrize("kind", list(EntryKind))
def test_every_kind_makes_a_line_even_without_facts(kind: EntryKind) -> None:
    assert one(Entry(kind, AT)).kind.text


def test_an_order_is_told_with_what_was_read_and_confirmed() -> None:
    line = one(SENT)
    assert (line.time.text, line.kind.text) == ("10:00:00.123", "sending")
    assert line.words.text == "BUY 200 HK.00700 at 400.0, day"
    assert [cell.text for cell in line.more] == [
        "confirmed at 09:59:59.123 with key y: PAPER account: BUY 200 [/]",
        "warned: far from last",
        "knowingly repeats ft:B",
        "the quantity was typed once more",
        "note: scalp",
    ]
    assert line.more[1].tone is Tone.WARN


FILL = Fill("F7", "A1", PAPER, Env.PAPER, TENCENT, "", Side.BUY, D(100), D("419.8"), AT)
TERMS = AmendIntent(Env.PAPER, PAPER, "A1", D(300), D("412.4"))


@pytest.mark.parametrize(
    ("entry", "kind", "words", "tone"),
    [
        (amend_entry(TERMS, AT), "sending change", "to 300 at 412.4", Tone.PLAIN),
        (
            cancel_entry(CancelIntent(Env.PAPER, PAPER, "A1", "key y"), AT),
            "sending cancel",
            "key y",
            Tone.PLAIN,
        ),
        (outcome_entry(Outcome(OutcomeKind.ACCEPTED, "A1"), SENT, 1, AT), "accepted", "order A1", Tone.PLAIN),
        (
            outcome_entry(Outcome(OutcomeKind.REJECTED, text="no power"), SENT, 1, AT),
            "REJECTED",
            "no power",
            Tone.BAD,
        ),
        (
            answer_entry(EntryKind.UNKNOWN, SENT, 1, AT),
            "NO ANSWER",
            "no readable answer: the order may be live; never sent again",
            Tone.WARN,
        ),
        (
            answer_entry(EntryKind.REFUSED, SENT, 1, AT, text="above max_qty of limits.toml"),
            "NOT SENT",
            "above max_qty of limits.toml",
            Tone.BAD,
        ),
        (
            order_entry(EntryKind.PUSH, order(OrderStatus.SUBMITTED), AT),
            "broker says",
            "working, 300 at 419.8",
            Tone.PLAIN,
        ),
        (
            order_entry(
                EntryKind.STATE, order(OrderStatus.FILLED_PART, filled=100, average="419.8"), AT, "list"
            ),
            "now",
            "part filled, 100 of 300 filled, average 419.8 (from the list)",
            Tone.PLAIN,
        ),
        (fill_entry(FILL, AT), "broker says", "filled 100 at 419.8 (fill F7)", Tone.PLAIN),
        (
            Entry(EntryKind.PANIC, AT, facts={"fate": "still live", "attempts": 2}),
            "kill switch",
            "fate still live, attempts 2",
            Tone.BAD,
        ),
    ],
)
def test_an_entry_in_words(entry: Entry, kind: str, words: str, tone: Tone) -> None:
    line = one(entry)
    assert (line.kind.text, line.words.text, line.words.tone) == (kind, words, tone)


def test_names_of_another_version_and_odd_numbers_are_shown_as_they_are() -> None:
    facts = {
        "code": "HK.00700",
        "side": "BORROW",
        "type": "ICEBERG",
        "qty": "many",
        "price": "NaN",
        "tif": "WEEK",
    }
    assert one(Entry(EntryKind.INTENT, AT, facts=facts)).words.text == "BORROW HK.00700 ICEBERG, WEEK"


def test_a_combo_names_its_legs() -> None:
    facts: dict[str, Fact] = {
        "legs": ("BUY 1 US.A", "SELL 1 US.B"),
        "type": "LIMIT",
        "qty": "2",
        "price": "-1.5",
        "tif": "DAY",
    }
    assert (
        one(Entry(EntryKind.COMBO, AT, facts=facts)).words.text == "2 BUY 1 US.A + SELL 1 US.B at -1.5, day"
    )


def test_a_new_day_has_a_line_of_its_own() -> None:
    entries = (SENT, answer_entry(EntryKind.LOOKED, SENT, 1, AT + timedelta(days=1)))
    lines = journal_lines(entries, None, HKT)
    assert [line.time.text[:10] for line in lines] == [
        "2026-11-23",
        "10:00:00.1",
        "2026-11-24",
        "10:00:00.1",
    ]
