"""Which journal the dashboard writes: the user's own, or one that ends with the demo."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

from tui.client.address import Address
from tui.paths import state_dir

if TYPE_CHECKING:
    from tui.trading.journal import Journal


class Journals:
    """Opens journals and closes them all at the end."""

    def __init__(self, *, demo: bool, address: Address) -> None:
        """Know which address is the user's own OpenD; every other one is a demo."""
        self._own = None if demo else address
        self._opened: list[Journal] = []
        self._folders: list[TemporaryDirectory[str]] = []

    def open(self, address: Address) -> Journal:
        """Open the journal for an OpenD; that of a demo is gone with the demo: its orders are, too."""
        from tui.trading.journal import FILE_NAME, Journal

        folder = state_dir()
        if address != self._own:
            self._folders.append(TemporaryDirectory(prefix="futu-tui-demo-"))
            folder = Path(self._folders[-1].name)
        journal = Journal(folder / FILE_NAME)
        self._opened.append(journal)
        return journal

    def close_now(self, within_s: float = 0.3) -> bool:
        """Write what is waiting when no loop runs any more; whether all of it is on the disk."""
        until = monotonic() + within_s
        done = [journal.close_now(max(until - monotonic(), 0)) for journal in self._opened]
        return all(done)

    async def close(self) -> None:
        """Write what is waiting; remove those of demos."""
        for journal in self._opened:
            await journal.close()
        for folder in self._folders:
            folder.cleanup()
