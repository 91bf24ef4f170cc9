"""Which securities need a live quote: the watchlist, what is in view first, and everything that is held."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tui.domain.ids import SecurityId
from tui.state.dirty import Dirty, Topic
from tui.state.store import Store


class Watching:
    """Follows the holdings of the accounts in use and tells the engine what to watch."""

    def __init__(
        self,
        store: Store,
        watch: Callable[[Sequence[SecurityId]], None],
        codes: Sequence[SecurityId],
        acc_ids: Callable[[], Sequence[int]],
        in_view: Callable[[], Sequence[SecurityId]] = tuple,
    ) -> None:
        """Where units are short, what is in view gets them before the rest of the list."""
        self._store = store
        self._watch = watch
        self._codes = tuple(codes)
        self._acc_ids = acc_ids
        self._in_view = in_view
        self._watched: tuple[SecurityId, ...] = ()

    def wants(self, changes: Dirty) -> bool:
        """Whether holdings changed."""
        return any(topic in (Topic.POSITIONS, Topic.ACCOUNTS) for topic, _ in changes)

    def paint(self) -> None:
        """Watch what is listed or held now; also called once a second, for what was scrolled into view."""
        held = (one.id for acc_id in self._acc_ids() for one in self._store.positions(acc_id))
        wanted = tuple(dict.fromkeys((*self._in_view(), *self._codes, *held)))
        if wanted != self._watched:
            self._watched = wanted
            self._watch(wanted)
