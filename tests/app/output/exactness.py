"""The real dashboard, moved at random, and after each paint a comparison of two emulated terminals.

One is fed what the gate sends: differences, in frames that the line cuts anywhere. The other is painted whole
by stock Textual's own rendering of the same screen. They must show the same in every cell; the ink of a
blank, which nobody sees, is left out of it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, cast

from rich.segment import Segment
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget

from tests.app.face import running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, instrument, order_changed, quote
from tests.app.output.terminals import COLOURS, Shown, mark_of, painted
from tui.app.output.gate import Gate
from tui.app.output.hooks import Foreground, display_now, pieces
from tui.app.output.pace import Pace
from tui.app.output.panes import panes_of
from tui.app.screens.dashboard import Dashboard
from tui.domain.events import InstrumentsReported, QuoteChanged
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side

SIZES = ((80, 24), (100, 30), (120, 40), (81, 25), (60, 20))
KEYS = (
    *"wlopfrjkvtuidnhB?/",
    "tab",
    "shift+tab",
    "down",
    "up",
    "pagedown",
    "home",
    "end",
    "escape",
    "escape",
)
NAMES = (
    "騰訊控股",
    "Zoë",
    "Cafe\u0301 汇丰",
    "アップル",
    "삼성전자",
    "A\u0300\u0301",
    "ﾃｽﾄ",
    "x",
    "阿里巴巴－Ｗ",
    "é𝄞ø",
)
STATUSES = (OrderStatus.SUBMITTED, OrderStatus.FILLED_ALL, OrderStatus.CANCELLED_ALL)
ROUNDS = 30
"""Rounds of the loop in which a widget's wish to be drawn has reached the compositor."""
AGAIN = 3
REARRANGE_EVERY = 40
OPENERS = "?hntd/"
"""Keys that open screens, of which one is pressed after every so many frames."""
OPEN_EVERY = 15


@dataclass
class Result:
    """What was compared, and what differed."""

    frames: int = 0
    sent: int = 0
    screens: Counter[str] = field(default_factory=Counter)
    updates: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)


class Watched:
    """An app whose paints go through a gate onto an emulated terminal."""

    def __init__(self, pilot: Pilot[int], dice: random.Random | None = None) -> None:
        self.pilot = pilot
        self.app = pilot.app
        self.dice = dice or random.Random(0)
        self.now = 0.0
        self.gate = Gate(*self.app.size, Pace(), COLOURS)
        self.shown = Shown(*self.app.size)
        self.unanswered: list[int] = []
        self.result = Result()
        self.foreground = Foreground()
        cast("Any", self.app)._display = self._display
        cast("Any", self.app).show_data = self._show_data

    def _display(self, screen: Any, update: Any) -> None:
        if update is None:
            return
        if self.gate.size != tuple(self.app.size):
            self.gate.resize(*self.app.size)
            self.shown.screen.resize(self.app.size.height, self.app.size.width)
        self.result.updates[type(update).__name__] += 1
        self.gate.urgent = self.dice.random() < 0.3
        for y, x, segments in pieces(update):
            self.gate.put(y, x, segments, self.now)

    def _show_data(self, widgets: Sequence[Widget], *, more: bool) -> None:
        """Take what is drawn without the compositor where nothing lies over it, as the outlet does."""
        if self.gate.size == tuple(self.app.size):
            self.gate.urgent = False
            for y, x, strip in self.foreground.take(self.app.screen, widgets):
                self.result.updates["without the compositor"] += 1
                self.gate.put(y, x, strip, self.now)
        del more
        display_now(self.app.screen, widgets)

    def repaint(self) -> None:
        """Paint all of it, as at the start."""
        for y, line in enumerate(self.whole()):
            self.gate.put(y, 0, line, self.now)

    def send(self, *, all_of_it: bool) -> None:
        """Let frames go and answers come as the dice fall; with `all_of_it` until nothing is left."""
        for _ in range(5000):
            self.now += self.dice.choice((0.001, 0.03, 0.2))
            frame = self.gate.next_frame(self.now)
            if frame is not None:
                self.result.sent += frame.size
                self.shown.feed(frame.text)
                self.unanswered.append(mark_of(frame))
            if self.unanswered and (all_of_it or self.dice.random() < 0.6):
                self.gate.answered(self.unanswered.pop(0), self.now)
            self.gate.pace.tick(self.now)
            if not all_of_it and self.dice.random() < 0.5:
                return
            if all_of_it and not self.gate.behind:
                return
        raise AssertionError("the gate never comes to its end")

    def whole(self) -> list[list[Segment]]:
        """Return everything that the screen, and those behind it, would be painted with."""
        update = self.app.screen._compositor.render_update(
            full=True, screen_stack=self.app._background_screens
        )
        return [segments for _, _, segments in pieces(cast("Any", update))]

    async def paint(self) -> None:
        """Have the compositor draw what changed, without waiting for its next tick."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Dashboard):
                if self.dice.random() < 0.5:
                    await screen._bridge.due()
                screen.paint_now()
        for _ in range(ROUNDS):
            await asyncio.sleep(0)
        if self.dice.random() < 0.1:
            # As a screen behind this one does when something moves there.
            self.app.screen.refresh(Region(0, 0, *self.dice.choice(SIZES)))
        self.app.screen._on_timer_update()

    async def compare(self) -> None:
        """Compare what is shown with a whole paint.

        A widget whose wish to be drawn has not reached the compositor yet is drawn later in one of them only.
        So what differs is looked at again: what was sent wrongly stays wrong.
        """
        screen = self.app.screen
        self.result.frames += 1
        self.result.screens[type(screen).__name__] += 1
        for _ in range(AGAIN):
            found = self.differences()
            if not found:
                return
            await settled(self.pilot)
            await self.paint()
            self.send(all_of_it=True)
        self.result.differences += found

    def differences(self) -> list[str]:
        """Return the lines that differ, with their first cell that does."""
        whole = painted(self.whole(), self.app.size.width, COLOURS)
        found: list[str] = []
        for y, (ours, theirs) in enumerate(zip(self.shown.cells(), whole, strict=True)):
            if ours != theirs:
                x = next(x for x, (one, other) in enumerate(zip(ours, theirs, strict=True)) if one != other)
                where = f"frame {self.result.frames} {type(self.app.screen).__name__} line {y} column {x}"
                found.append(f"{where}: {ours[x]} for {theirs[x]}")
        return found


async def compare(frames: int, seed: int) -> Result:
    """Paint so many random frames, and compare after each."""
    dice = random.Random(seed)
    engine = FakeEngine()
    async with running(engine, SIZES[seed % len(SIZES)]) as pilot:
        watched = Watched(pilot, dice)
        watched.repaint()
        moves = _moves(engine, dice)
        while watched.result.frames < frames and len(watched.result.differences) < 20:
            for _ in range(dice.choice((1, 1, 1, 3))):
                next(moves)
            if watched.result.frames % REARRANGE_EVERY == 0:
                await _rearrange(pilot, dice)
            if watched.result.frames % OPEN_EVERY == OPEN_EVERY - 1:
                await _open(pilot, OPENERS[watched.result.frames // OPEN_EVERY % len(OPENERS)])
            if dice.random() < 0.1:
                await _press(pilot, dice)
            if dice.random() < 0.2:
                watched.gate.set_panes(panes_of(pilot.app.screen))
            await watched.paint()
            if dice.random() < 0.3:
                watched.send(all_of_it=False)
            else:
                watched.send(all_of_it=True)
                await watched.compare()
    return watched.result


async def _open(pilot: Pilot[int], key: str) -> None:
    """Open a screen over the dashboard."""
    while not isinstance(pilot.app.screen, Dashboard):
        await pilot.press("escape")
    await pilot.press(key)
    await settled(pilot)


async def _press(pilot: Pilot[int], dice: random.Random) -> None:
    """Press a few keys, on screens that lie over the dashboard rather those that leave them."""
    for _ in range(dice.choice((1, 2, 3))):
        leaving = not isinstance(pilot.app.screen, Dashboard) and dice.random() < 0.5
        await pilot.press("escape" if leaving else dice.choice(KEYS))
    await settled(pilot)


async def _rearrange(pilot: Pilot[int], dice: random.Random) -> None:
    """Take another size or theme."""
    if dice.random() < 0.5:
        await pilot.resize_terminal(*dice.choice(SIZES))
    else:
        pilot.app.theme = dice.choice(
            sorted(name for name, one in pilot.app.available_themes.items() if not one.ansi)
        )
    await settled(pilot)


def _moves(engine: FakeEngine, dice: random.Random) -> Iterator[None]:
    """Move the market, without end."""
    while True:
        security = dice.choice(IDS)
        match dice.randrange(5):
            case 0 | 1:
                last = str(Decimal(dice.randrange(1, 10**6)) / 1000)
                engine.apply(QuoteChanged(security, Lazy.of(quote(security, last))))
            case 2:
                engine.send_depth(engine.focused or security, shift=dice.randrange(-9, 10))
            case 3:
                name = "".join(dice.sample(NAMES, 2))
                engine.apply(InstrumentsReported((instrument(security, name=name),)))
                engine.apply(QuoteChanged(security, Lazy.of(quote(security, name=name))))
            case 4:
                number = f"A{dice.randrange(1, 40)}"
                status = dice.choice(STATUSES)
                engine.apply(order_changed(number, dice.choice([Side.BUY, Side.SELL]), "412.4", 100, status))
        yield
