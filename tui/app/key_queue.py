"""Keys one at a time: the next key is handed out when the one before it has done all it does.

Textual hands every key to the widget that has the focus when the key arrives, and runs bindings only after
the key has bubbled up through several queues. A burst of keys, as a slow line or a fast hand sends them,
would all go to the widget that the first of them is about to leave: digits meant for a ticket would never
reach it, and letters meant for the finder would be commands.

A paste that the terminal does not mark as one comes as a burst that no fingers make: its keys are dropped
unless something is being typed. What is typed does not count where a few keys are too many: a line that
stutters hands over a code, a quantity and a price at once, with the few commands between them.

A question that lies over the screen gets no key before it could be read. Keys that were pressed while the
program stood still are dropped: who pressed them saw another screen.

A key that sends without a question (`Action.sends`) is held for a moment, and dropped when it did not come
alone: of a short paste the first keys would be gone before the burst is recognized. For the same reason no
letter answers a question that came with others in one read of the terminal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.widget import Widget
from textual.widgets import Input

from tui.app.actions import Where
from tui.app.bursts import COMMANDS, LINE, Bursts
from tui.app.keymap import action_for, sends
from tui.app.lone_keys import ALONE_S, ESCAPE, LoneKeys
from tui.app.once import Once
from tui.app.screens.question import Question
from tui.app.stalls import Stalls

_BETWEEN_LETTERS = frozenset({"enter", "tab"})
_IN_COMPANY = _BETWEEN_LETTERS | {ESCAPE}
PATIENCE_S = 0.25
"""When a key's path ends in a closed screen nobody reports back: then the next key goes on without."""


@dataclass(frozen=True, slots=True)
class _Climb:
    """A way up through the queues that a key takes: once for the key, once for what its action sent."""

    number: int
    start: MessagePump
    node: MessagePump
    climbs: int


class KeyQueue:
    """Holds keys back while one is on its way through the widgets."""

    def __init__(
        self,
        app: App[int],
        deliver: Callable[[events.Key], Awaitable[None]],
        on_paste: Callable[[], None] | None = None,
        *,
        stalls: Stalls | None = None,
        on_stale: Callable[[], None] | None = None,
        on_company: Callable[[], None] | None = None,
        on_taken: Callable[[], None] | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`on_paste` is told once of a paste whose keys are dropped, `on_stale` of each key that is too old.

        `on_company` is told of each that would have sent and did not come alone, `on_taken` of every other
        key: somebody is there.
        """
        self._app = app
        self._deliver = deliver
        self._on_paste = on_paste
        self._stalls = stalls or Stalls()
        self._on_stale = on_stale
        self._on_company = on_company
        self._on_taken = on_taken
        self._clock = clock
        self._lines, self._commands = Bursts(LINE), Bursts(COMMANDS)
        self._lone = LoneKeys()
        self._pasting = self._told = False
        self._waiting: deque[tuple[events.Key, bool]] = deque()
        """Keys, and whether each belongs to a paste."""
        self._on_its_way = 0
        """Number of the key being handled, 0 when there is none."""
        self._count = 0

    @property
    def busy(self) -> bool:
        """Whether a key is on its way, or held back."""
        return bool(self._on_its_way)

    def came(self, keys: Sequence[events.Key]) -> None:
        """Know which keys came with one read, before any of them is put here; may be told by any thread."""
        self._lone.read([(key.key, key.time) for key in keys])

    async def put(self, key: events.Key) -> None:
        """Deliver the key now, or when all before it are done."""
        self._lone.seen(key.key, key.time, pastes=key.is_printable or key.key in _IN_COMPANY)
        pasted = self._lines.seen(key.key, key.time, counts=key.is_printable)
        if pasted and not self._pasting:
            self._waiting = deque((one, True) for one, _ in self._waiting)
        self._pasting = pasted
        self._waiting.append((key, pasted))
        if not self._on_its_way:
            await self._next()

    async def _next(self) -> None:
        while self._waiting:
            key, pasted = self._waiting.popleft()
            typed = self._is_typed(key)
            pasted |= self._commands.seen(key.key, key.time, counts=key.is_printable and not typed)
            self._told &= pasted
            if self._stalls.is_stale(key.time, self._clock()):
                _call(self._on_stale)
            elif self._is_let_in(key, dropped=pasted and not typed):
                if not typed and self._sends(key):
                    self._hold(key)
                    return
                if not typed and self._answers(key) and not self._lone.was_read_alone(key.time):
                    _call(self._on_company)
                    continue
                _call(self._on_taken)
                await self._hand_out(key)
                return

    def _sends(self, key: events.Key) -> bool:
        """Whether a key of a paste would send something here and now, with no question before it."""
        if not sends(key.key) or not key.is_printable:
            return False
        here = self._app.screen.active_bindings.get(key.key)
        return here is not None and here.binding.id in sends(key.key)

    def _answers(self, key: events.Key) -> bool:
        """Whether a key is a letter that may answer a question on the screen."""
        screen = self._app.screen
        asks = getattr(screen if isinstance(screen, Question) else self._app.focused, "is_answer", None)
        return asks is not None and bool(asks(key))

    def _hold(self, key: events.Key) -> None:
        """Keep a key until it is known whether it came alone; those behind it wait, too."""
        self._count += 1
        number = self._on_its_way = self._count
        let_go = partial(self._let_go, number, key, self._app.focused)
        left_s = key.time + ALONE_S - self._clock()
        # Either way what has arrived by now is before it in the app's queue, and put here first.
        if left_s > 0:
            Once(self._app, left_s, let_go)
        else:
            self._app.call_later(let_go)

    async def _let_go(self, number: int, key: events.Key, focused: Widget | None) -> None:
        if not self._app.screen_stack:
            # The program is on its way out.
            return
        if self._app.focused is not focused:
            # It was pressed at what is no longer there.
            await self._done(number)
        elif self._stalls.is_stale(key.time, self._clock()):
            _call(self._on_stale)
            await self._done(number)
        elif not self._lone.is_alone(key.key, key.time):
            _call(self._on_company)
            await self._done(number)
        else:
            _call(self._on_taken)
            await self._hand_out(key)

    def _is_let_in(self, key: events.Key, *, dropped: bool) -> bool:
        """Whether a key may go on: none of a paste outside of typing, and none before a question is read."""
        if action_for(Where.EVERYWHERE, key.key) is not None and not key.is_printable:
            return True
        if dropped:
            if self._on_paste is not None and not self._told:
                self._on_paste()
            self._told = True
            return False
        screen = self._app.screen
        return not isinstance(screen, Question) or screen.takes_key(key)

    def _is_typed(self, key: events.Key) -> bool:
        focused = self._app.focused
        takes = getattr(focused, "takes_typed", None)
        return isinstance(focused, Input) or (takes is not None and takes(key))

    async def _hand_out(self, key: events.Key) -> None:
        self._count += 1
        number = self._on_its_way = self._count
        target: MessagePump = self._app.focused or self._app.screen
        await self._deliver(key)
        Once(self._app, PATIENCE_S, partial(self._done, number))
        await self._follow(_Climb(number, target, target, climbs=2))

    async def _follow(self, climb: _Climb) -> None:
        """Queue up behind the key at this node, then behind what the key made it send, then go up."""
        node = climb.node
        if not node.call_later(partial(node.call_later, self._rise, climb)):
            await self._rise(climb)

    async def _rise(self, climb: _Climb) -> None:
        parent = climb.node._parent  # noqa: SLF001  the queue a message bubbles to
        if climb.node is not self._app and parent is not None:
            await self._follow(replace(climb, node=parent))
        elif climb.climbs > 1:
            await self._follow(replace(climb, node=climb.start, climbs=climb.climbs - 1))
        else:
            await self._done(climb.number)

    async def _done(self, number: int) -> None:
        if number == self._on_its_way:
            self._on_its_way = 0
            await self._next()


def _call(hook: Callable[[], None] | None) -> None:
    if hook is not None:
        hook()
