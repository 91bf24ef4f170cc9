"""audit: the journal of a day or an order, as it was written."""

from __future__ import annotations

import argparse
from datetime import UTC
from typing import Any

from tui.commands.audit_verify import verify
from tui.commands.audit_which import Which, broken, counted, safe, terminal_width
from tui.commands.exit import OK
from tui.commands.json import dumps_pretty
from tui.commands.run import writable
from tui.commands.tables import GAP, cells
from tui.domain.journal import Entry
from tui.state.rows_journal import journal_lines


def audit(options: argparse.Namespace) -> int:
    """Print the journal, or where it and the broker differ."""
    which = Which.of(options)
    if options.verify:
        return verify(options, which)
    entries = which.read()
    if options.json:
        print(dumps_pretty(which.record | {"entries": [entry_record(entry) for entry in entries]}))
    else:
        print(writable(_report(which, entries, terminal_width())))
    return OK


def entry_record(entry: Entry) -> dict[str, Any]:
    """Return an entry as scripts see it: amounts are exact text, times are UTC to the microsecond."""
    return {
        "seq": entry.seq,
        "at": entry.at.isoformat(timespec="microseconds"),
        "run": entry.run,
        "kind": entry.kind.value,
        "env": None if entry.env is None else entry.env.name,
        "acc_id": None if entry.acc_id is None else str(entry.acc_id),
        "tag": entry.tag or None,
        "order_id": entry.order_id or None,
        "ref": entry.ref,
        "facts": dict(entry.facts),
    }


def _report(which: Which, entries: tuple[Entry, ...], width: int | None) -> str:
    """Lay the entries out; without a width nothing is broken."""
    what = "all days" if which.day is None else f"{which.day}"
    head = f"{which.path}: {what}, times in {which.zone}, {counted(len(entries), 'entry', 'entries')}"
    if not entries:
        return "\n".join(broken(head, width, len(GAP)))
    lines = [_columns(entry, with_day=which.day is None) for entry in entries]
    widths = [max(cells(line[0][place]) for line in lines) for place in range(len(lines[0][0]))]
    told = [text for line in lines for text in _lines(line, widths, width)]
    return "\n".join([*broken(head, width, len(GAP)), "", *told])


def _columns(entry: Entry, *, with_day: bool) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the cells of an entry, and what stands below it."""
    at = entry.at.astimezone()
    line = journal_lines((entry,), None, at.tzinfo or UTC)[-1]
    moment = f"{at:%Y-%m-%d} {line.time.text}" if with_day else line.time.text
    env = "" if entry.env is None else entry.env.name
    account = "" if entry.acc_id is None else f"{env} {entry.acc_id}".lstrip()
    texts = (moment, line.kind.text, account, entry.order_id or entry.tag, line.words.text)
    return tuple(map(safe, texts)), tuple(safe(cell.text) for cell in line.more)


def _lines(line: tuple[tuple[str, ...], tuple[str, ...]], widths: list[int], width: int | None) -> list[str]:
    """Lay an entry out; where it is too wide, what it says begins a line of its own."""
    texts, more = line
    padded = [text + " " * (widest - cells(text)) for text, widest in zip(texts, widths, strict=True)]
    indent = widths[0] + len(GAP)
    first = GAP.join(padded).rstrip()
    whole = [first]
    if width is not None and cells(first) > width:
        whole = [GAP.join(padded[:-1]).rstrip(), f"{' ' * indent}{texts[-1]}".rstrip()]
    whole += [f"{' ' * indent}{text}" for text in more]
    return [text for one in whole if one for text in broken(one, width, indent + len(GAP))]
