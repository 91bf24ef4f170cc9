"""When a widget is not only painted, but on the terminal of whoever looks at it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from textual.geometry import Region
from textual.screen import Screen
from textual.widget import Widget

from tui.app.once import Once

if TYPE_CHECKING:
    from tui.app.output.outlet import Outlet

AGAIN_S = 1 / 60
MOST_TIMES = 60
"""So often lines that take no room yet are looked at again; what has none then is off the screen."""


class _Drawn(Protocol):
    """An app that may have a terminal of its own."""

    outlet: Outlet | None


def when_shown(widget: Widget, tell: Callable[[], object]) -> None:
    """Tell once the terminal has said that it shows what the widget paints next.

    On a slow line that is a good while after the paint: a question counts as asked only then. Without a
    terminal of ours it is told after the paint; a terminal that answers no questions is believed.
    """
    widget.call_after_refresh(_after_paint, widget, tell)


def _after_paint(widget: Widget, tell: Callable[[], object], times: int = MOST_TIMES) -> None:
    outlet = getattr(cast("_Drawn", widget.app), "outlet", None)
    if outlet is None:
        tell()
        return
    children = widget.children if isinstance(widget, Screen) else (widget,)
    if times and not all(child.region for child in children if _is_ours(child)):
        # Written after the first arrangement: they get their place with the next one.
        later = partial(widget.call_after_refresh, _after_paint, widget, tell, times - 1)
        Once(widget, AGAIN_S, later)
        return
    region = Region.from_union([child.region for child in children]) if children else widget.region
    outlet.when_shown((region.x, region.y, region.right, region.bottom), tell)


def _is_ours(child: Widget) -> bool:
    return child.display and not child.has_class("-textual-system")
