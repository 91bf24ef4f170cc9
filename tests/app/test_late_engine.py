from __future__ import annotations

from tests.app.fakes import FakeEngine
from tests.app.listings import IDS, PAPER_HK, PAPER_US
from tui.app.late_engine import LateEngine
from tui.client.address import Address
from tui.domain.link import LinkPhase
from tui.state.store import Store

ADDRESS = Address("127.0.0.1", 11111)


class Loader:
    """Makes the fake engine on the store it is given, and counts."""

    def __init__(self) -> None:
        self.engine = FakeEngine()
        self.loads = 0

    def __call__(self, address: Address, store: Store) -> FakeEngine:
        self.loads += 1
        self.engine.store = store
        return self.engine


async def test_wishes_made_before_the_start_reach_the_engine() -> None:
    loader = Loader()
    late = LateEngine(ADDRESS, loader)
    late.watch(IDS)
    late.focus(IDS[0])
    late.use_accounts((PAPER_HK,))
    assert loader.loads == 0
    await late.start()
    engine = loader.engine
    assert (engine.watched, engine.focused, engine.used_accounts) == (IDS, IDS[0], (PAPER_HK,))
    assert engine.store is late.store


def test_a_link_that_was_never_tried_is_not_shown_as_lost() -> None:
    assert LateEngine(ADDRESS, Loader()).store.link.phase is LinkPhase.CONNECTING


async def test_later_wishes_go_through_and_the_engine_is_loaded_once() -> None:
    loader = Loader()
    late = LateEngine(ADDRESS, loader)
    await late.start()
    late.watch(IDS[:1])
    late.focus(IDS[1])
    late.use_accounts((PAPER_US,))
    late.retry_now()
    engine = loader.engine
    assert (engine.watched, engine.focused, engine.used_accounts) == (IDS[:1], IDS[1], (PAPER_US,))
    assert loader.loads == 1


async def test_what_was_never_started_is_not_loaded_to_be_stopped() -> None:
    loader = Loader()
    await LateEngine(ADDRESS, loader).stop()
    assert loader.loads == 0


async def test_a_started_engine_is_stopped() -> None:
    loader = Loader()
    late = LateEngine(ADDRESS, loader)
    await late.start()
    await late.stop()
    assert (loader.engine.started, loader.engine.stopped) == (1, 1)
