"""What the market does with a security, as blocks of the details: money, brokers, plates; and reminders."""

from __future__ import annotations

from collections.abc import Iterable

from tui.domain.decimals import compact_text, money_text, percent_text, price_text
from tui.domain.flows import BrokerTurnover, Distribution, NetSide, TopBrokers
from tui.domain.plates import Plate, PlateKind
from tui.domain.reminders import Reminder, ReminderFrequency, ReminderType
from tui.state.rows import Cell, Tone, tone_of_change
from tui.state.rows_details_base import Block, Fact

REMINDER_TYPES: dict[ReminderType, str] = {
    ReminderType.UNKNOWN: "unknown condition",
    ReminderType.PRICE_UP: "price rises to",
    ReminderType.PRICE_DOWN: "price falls to",
    ReminderType.CHANGE_RATE_UP: "day's gain reaches",
    ReminderType.CHANGE_RATE_DOWN: "day's loss reaches",
    ReminderType.CHANGE_RATE_5M_UP: "gain in 5 min reaches",
    ReminderType.CHANGE_RATE_5M_DOWN: "loss in 5 min reaches",
    ReminderType.VOLUME_UP: "volume reaches",
    ReminderType.TURNOVER_UP: "turnover reaches",
    ReminderType.TURNOVER_RATE_UP: "turnover rate reaches",
    ReminderType.BID_PRICE_UP: "best bid rises to",
    ReminderType.ASK_PRICE_DOWN: "best ask falls to",
    ReminderType.BID_VOLUME_UP: "size at best bid reaches",
    ReminderType.ASK_VOLUME_UP: "size at best ask reaches",
    ReminderType.CHANGE_RATE_3M_UP: "gain in 3 min reaches",
    ReminderType.CHANGE_RATE_3M_DOWN: "loss in 3 min reaches",
}
_OFTEN = {
    ReminderFrequency.ALWAYS: "each time",
    ReminderFrequency.ONCE_A_DAY: "once a day",
    ReminderFrequency.ONLY_ONCE: "once",
}
_PLATE_KINDS = {
    PlateKind.INDUSTRY: "industry",
    PlateKind.REGION: "region",
    PlateKind.CONCEPT: "concept",
    PlateKind.OTHER: "index",
}
_MOST = 10


def reminder_text(type: ReminderType, value: object) -> str:
    """Say a condition: `price rises to 500`, `day's gain reaches 3%`."""
    return f"{REMINDER_TYPES[type]} {value}{'%' if in_percent(type) else ''}"


def in_percent(type: ReminderType) -> bool:
    """Whether the value of a condition is a percentage."""
    return "RATE" in type.name


def reminder_block(title: str, reminders: tuple[Reminder, ...]) -> Block:
    """One line a reminder."""
    if not reminders:
        return Block(title, lines=(Cell("none is set", Tone.DIM),))
    return Block(title, lines=tuple(_reminder(one) for one in reminders))


def _reminder(reminder: Reminder) -> Cell:
    places = price_text(reminder.value)
    parts = [reminder_text(reminder.type, places), _OFTEN.get(reminder.frequency, "")]
    parts += ["" if reminder.enabled else "switched off", reminder.note]
    return Cell(", ".join(part for part in parts if part), Tone.OWN if reminder.enabled else Tone.DIM)


def money_block(title: str, money: Distribution) -> Block:
    """Bought less sold by size of order, and in all."""
    pairs = (
        ("Huge", money.bought.huge, money.sold.huge),
        ("Big", money.bought.big, money.sold.big),
        ("Middle", money.bought.mid, money.sold.mid),
        ("Small", money.bought.small, money.sold.small),
        ("In all", money.bought.total, money.sold.total),
    )
    made: list[Fact] = []
    for label, bought, sold in pairs:
        if bought is None or sold is None:
            continue
        net = bought - sold
        sign = "+" if net > 0 else ""
        made.append(Fact(label, Cell(f"{sign}{compact_text(net)}", tone_of_change(net))))
    total = money.bought.total + money.sold.total
    share = "" if not total else f" ({percent_text(money.bought.total / total * 100, 1).lstrip('+')} bought)"
    both = f"bought {compact_text(money.bought.total)}, sold {compact_text(money.sold.total)}{share}"
    return Block(title, tuple(made), (Cell(both, Tone.DIM),))


def plate_block(title: str, plates: tuple[Plate, ...]) -> Block:
    """One line a kind of plate, each plate with its code."""
    if not plates:
        return Block(title, lines=(Cell("none", Tone.DIM),))
    kinds: dict[PlateKind | None, list[str]] = {}
    for plate in plates:
        kinds.setdefault(plate.kind, []).append(f"{plate.name} ({plate.id})")
    lines = (
        f"{word}: {', '.join(names)}" if (word := _word(kind)) else ", ".join(names)
        for kind, names in kinds.items()
    )
    return Block(title, lines=tuple(Cell(line) for line in lines))


def _word(kind: PlateKind | None) -> str:
    return "" if kind is None else _PLATE_KINDS.get(kind, "")


def broker_block(title: str, top: TopBrokers) -> Block:
    """The largest net buyers, then the largest net sellers."""
    buyers = [one for one in top.brokers if one.side is NetSide.BUYER][:_MOST]
    sellers = [one for one in top.brokers if one.side is NetSide.SELLER][:_MOST]
    if not buyers and not sellers:
        return Block(title, lines=(Cell("nobody traded it yet", Tone.DIM),))
    when = title if top.live else "Brokers, net of an earlier day"
    return Block(when, lines=(*_brokers("BUY ", Tone.UP, buyers), *_brokers("SELL", Tone.DOWN, sellers)))


def _brokers(word: str, tone: Tone, brokers: Iterable[BrokerTurnover]) -> Iterable[Cell]:
    for one in brokers:
        price = "" if one.average_price is None else f" at {money_text(one.average_price, 3)}"
        yield Cell(f"{word} {compact_text(abs(one.net_volume)):>7}{price}  {one.name}", tone)
