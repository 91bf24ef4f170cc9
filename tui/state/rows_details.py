"""The details of a security: blocks of labelled facts, each finished, or why there is nothing to show.

The kinds' own blocks are in `rows_details_kinds`, money, brokers and reminders in `rows_details_market`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from tui.domain.decimals import price_text, quantity_text
from tui.domain.flows import Distribution, TopBrokers
from tui.domain.futures import FutureTerms
from tui.domain.instruments import Instrument
from tui.domain.markets import Currency, SecurityType, currency_of
from tui.domain.plates import Plate
from tui.domain.quotes import Quote, Snapshot
from tui.domain.reminders import Reminder
from tui.state.prices import tick_at
from tui.state.rows import EMPTY, Cell, Tone
from tui.state.rows_details_base import Block, Fact, day_text, facts
from tui.state.rows_details_kinds import kind_block, kind_word
from tui.state.rows_details_market import broker_block, money_block, plate_block, reminder_block

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What OpenD said to one question, or why it did not yet."""

    value: T | None = None
    why: Cell = EMPTY
    """Shown in place of the value while there is none."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What is known of a security beyond its prices; a question that makes no sense for it is None."""

    snapshot: Answer[Snapshot] | None = None
    terms: Answer[FutureTerms] | None = None
    plates: Answer[tuple[Plate, ...]] | None = None
    money: Answer[Distribution] | None = None
    brokers: Answer[TopBrokers] | None = None
    reminders: Answer[tuple[Reminder, ...]] | None = None


def details_blocks(instrument: Instrument | None, quote: Quote | None, answers: Answers) -> tuple[Block, ...]:
    """Make the blocks in the order they are read."""
    snapshot = None if answers.snapshot is None else answers.snapshot.value
    blocks = [_security(instrument, quote, snapshot)]
    if answers.snapshot is not None:
        blocks.append(_figures(instrument, quote, answers.snapshot))
    if answers.terms is not None:
        blocks.append(_terms(answers.terms))
    if answers.reminders is not None:
        blocks.append(_made("Price reminders", answers.reminders, reminder_block))
    if answers.money is not None:
        blocks.append(_made("Money of the day by size of order", answers.money, money_block))
    if answers.plates is not None:
        blocks.append(_made("Plates it belongs to", answers.plates, plate_block))
    if answers.brokers is not None:
        blocks.append(_made("Brokers, net of the day", answers.brokers, broker_block))
    return tuple(block for block in blocks if block.facts or block.lines)


def size_fact(instrument: Instrument) -> Fact | None:
    """Name the size of a lot or a contract as the kind has it; None for what nobody can trade."""
    if not instrument.type.tradable:
        return None
    if instrument.type is SecurityType.FUTURE:
        return Fact("Multiplier", Cell(quantity_text(instrument.lot)))
    if instrument.type is SecurityType.OPTION:
        return Fact("Contract size", Cell(quantity_text(instrument.lot)))
    return Fact("Lot", Cell(quantity_text(instrument.lot)))


def _security(instrument: Instrument | None, quote: Quote | None, snapshot: Snapshot | None) -> Block:
    if instrument is None:
        return Block("Security", lines=(Cell("OpenD has not described it yet", Tone.WARN),))
    last = None if quote is None else quote.last
    tick = tick_at(instrument, last, quote)
    if tick is None and snapshot is not None:
        tick = snapshot.quote.tick
    currency = currency_of(instrument.id.market)
    return Block(
        "Security",
        facts(
            ("Kind", kind_word(instrument)),
            ("Currency", "" if currency is Currency.UNKNOWN else currency.name),
            size_fact(instrument),
            ("Tick", price_text(tick) if tick is not None and instrument.type.tradable else ""),
            ("Listed", day_text(instrument.listed_on)),
            ("Underlying", "" if instrument.owner is None else str(instrument.owner)),
            ("Last trade day", day_text(instrument.last_trade_day)),
            ("Delisted", "yes" if instrument.delisted else ""),
        ),
        (Cell("it cannot be traded: no order is taken for it", Tone.WARN),)
        if not instrument.type.tradable
        else (),
    )


def _figures(instrument: Instrument | None, quote: Quote | None, answer: Answer[Snapshot]) -> Block:
    """The block of the kind, with the extras of the live quote, which is newer, before the snapshot's."""
    if answer.value is None:
        return Block("Figures", lines=(answer.why,))
    return kind_block(instrument, answer.value, None if quote is None else quote.extras)


def _terms(answer: Answer[FutureTerms]) -> Block:
    terms = answer.value
    if terms is None:
        return Block("Terms", lines=(answer.why,))
    sessions = "  ".join(f"{_clock(one.begin)}-{_clock(one.end)}" for one in terms.sessions)
    return Block(
        "Terms",
        facts(
            ("Size", "" if terms.size is None else f"{quantity_text(terms.size)} {terms.size_unit}".rstrip()),
            ("Tick", "" if terms.tick is None else f"{price_text(terms.tick)} {terms.tick_unit}".rstrip()),
            ("Currency", terms.currency),
            ("Exchange", terms.exchange),
            ("Underlying", str(terms.owner) if terms.owner is not None else terms.owner_name),
            ("Last trade day", day_text(terms.last_trade_on) or "none: main contract"),
            ("Stands for", "" if terms.origin is None else str(terms.origin)),
        ),
        (Cell(f"trades {sessions} {terms.zone}".rstrip()),) if sessions else (),
    )


def _made(title: str, answer: Answer[T], make: Callable[[str, T], Block]) -> Block:
    """Make a block of an answer, or one that says why there is none."""
    return Block(title, lines=(answer.why,)) if answer.value is None else make(title, answer.value)


def _clock(minutes: int) -> str:
    """Write minutes from midnight; the day before is marked."""
    before = "*" if minutes < 0 else ""
    hour, minute = divmod(minutes % 1440, 60)
    return f"{hour:02d}:{minute:02d}{before}"
