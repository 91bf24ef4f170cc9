"""The choices of the field at the cursor on one line: order types, lives, sessions."""

from __future__ import annotations

from collections.abc import Sequence

from tui.app.ticket_form import TicketForm
from tui.app.widgets.lines import BLANK, Line, Span
from tui.app.widgets.parts import packed
from tui.domain.rules import Field
from tui.state.words import ORDER_TYPES, SESSIONS, TIMES_IN_FORCE


def choices_line(form: TicketForm, width: int) -> Line:
    """Return all that up and down go through, the present one in brackets; nothing on other fields."""
    if form.field is Field.TYPE:
        return _line([ORDER_TYPES[one] for one in form.types], ORDER_TYPES[form.type], width)
    if form.field is Field.TIF:
        names = [f"{one.name} ({TIMES_IN_FORCE[one]})" for one in form.tifs]
        return _line(names, f"{form.tif.name} ({TIMES_IN_FORCE[form.tif]})", width)
    if form.field is Field.SESSION:
        return _line([SESSIONS[one] for one in form.sessions], SESSIONS[form.session], width)
    return BLANK


def _line(names: Sequence[str], now: str, width: int) -> Line:
    """Begin far enough on that the present one is in sight."""
    for first in range(len(names)):
        shown = [f"[{name}]" if name == now else name for name in names[first:]]
        before = "< " if first else ""
        cells = 0
        for name in shown:
            cells += len(name) + 2
            if name == f"[{now}]":
                break
        if cells + len(before) + 2 <= width or now not in names:
            return _parts(before, shown, width)
    return _parts("", names, width)


def _parts(before: str, names: Sequence[str], width: int) -> Line:
    parts = [
        (Span(f" {before}{name}" if not at else name, "" if name[0] == "[" else "dim", bold=name[0] == "["),)
        for at, name in enumerate(names)
    ]
    whole = packed(parts, width - 2, 1)[0]
    cut = len([span for span in whole if span.text.strip()]) < len(names)
    return (*whole, Span(" >", "dim")) if cut else whole
