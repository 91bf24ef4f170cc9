"""Without OpenD: where, why and what can be done; and a loss later on."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.app.face import Clock, dashboard, face, on_stage, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import TENCENT
from tui.app.demo import Demo, DemoError
from tui.app.screens.dashboard import Dashboard
from tui.app.screens.offline import OfflineScreen, offline_lines
from tui.app.widgets.lines import text_of
from tui.client.address import Address
from tui.domain.events import LinkChanged, LinkPhase
from tui.state.link import LinkState


def test_it_names_address_cause_and_countdown() -> None:
    link = LinkState(reason="refused: nothing listens there", retry_in_s=4.0)
    text = "\n".join(text_of(line) for line in offline_lines(Address("10.0.0.7", 11111), link, "in 2 s"))
    assert "NO OPEND   10.0.0.7:11111" in text
    assert "refused: nothing listens there" in text
    assert "next try in 2 s" in text
    assert all(key in text for key in (" r ", " d ", " q "))


async def test_no_opend_at_the_start_covers_the_dashboard_until_there_is_one() -> None:
    engine = FakeEngine()
    async with running(engine, (80, 24), live=False) as pilot:
        assert isinstance(pilot.app.screen, Dashboard)
        engine.go_down("refused: nothing listens there")
        await settled(pilot)
        assert isinstance(pilot.app.screen, OfflineScreen)
        assert "127.0.0.1:11111" in "".join(picture(pilot))
        await pilot.press("r")
        assert engine.retries == 1
        engine.go_live()
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dashboard)
        assert dashboard(pilot).security == TENCENT


async def test_the_countdown_runs() -> None:
    engine, clock = FakeEngine(), Clock()
    async with running(engine, (80, 24), live=False, clock=clock) as pilot:
        engine.go_down(retry_in_s=9.0)
        await settled(pilot)
        assert "next try in 9 s" in "".join(picture(pilot))
        clock.now += timedelta(seconds=4)
        screen = pilot.app.screen
        assert isinstance(screen, OfflineScreen)
        screen.paint()
        await pilot.pause()
        assert "next try in 5 s" in "".join(picture(pilot))
        engine.apply(LinkChanged(LinkPhase.CONNECTING))
        screen.paint()
        await pilot.pause()
        assert "connecting..." in "".join(picture(pilot))


async def test_q_leaves_without_a_question() -> None:
    engine = FakeEngine()
    async with running(engine, live=False) as pilot:
        engine.go_down()
        await settled(pilot)
        await pilot.press("q")
        assert pilot.app.return_value == 0


async def test_a_later_loss_keeps_the_dashboard_with_a_red_lamp_and_the_cause() -> None:
    engine, clock = FakeEngine(), Clock()
    async with running(engine, clock=clock) as pilot:
        engine.go_down("OpenD closed the connection", 7.0)
        await settled(pilot)
        assert isinstance(pilot.app.screen, Dashboard)
        status = picture(pilot)[-2]
        assert "OPEND DOWN" in status
        assert "since 10:03:10, retry in 7 s: OpenD closed the connection" in status
        assert "STALE" in picture(pilot)[0]
        clock.now += timedelta(seconds=3)
        dashboard(pilot).status.paint()
        await pilot.pause()
        assert "since 10:03:10, retry in 4 s" in picture(pilot)[-2]
        engine.go_live()
        await settled(pilot)
        assert "OPEND LIVE" in picture(pilot)[-2]
        assert "STALE" not in "".join(picture(pilot))


class FakeDemo(Demo):
    """A demo that is there at once."""

    def __init__(self) -> None:
        self.address = Address("127.0.0.1", 4711)
        self.stopped = False

    async def stop(self) -> None:
        self.stopped = True


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> FakeDemo:
    started = FakeDemo()

    async def start() -> Demo:
        return started

    monkeypatch.setattr(Demo, "start", start)
    return started


async def test_d_replaces_the_engine_by_one_on_the_demo(demo: FakeDemo) -> None:
    absent, simulated = FakeEngine(), FakeEngine()
    app = face(absent, simulated)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_stage(pilot)
        absent.go_down()
        await settled(pilot)
        await pilot.press("d")
        await app.workers.wait_for_complete()
        simulated.go_live()
        await settled(pilot)
        assert isinstance(app.screen, Dashboard)
        assert picture(pilot)[0].startswith(" HK.00700")
        assert (absent.stopped, simulated.started) == (1, 1)
    assert simulated.stopped == 1
    assert demo.stopped


async def test_an_engine_is_started_once(demo: FakeDemo) -> None:
    absent, simulated = FakeEngine(), FakeEngine()
    app = face(absent, simulated)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_stage(pilot)
        await app._stage.start_demo()
        await app._stage.start_demo()
        await app._stage.begin()
        assert simulated.started == 1


async def test_a_demo_that_fails_is_told_and_the_screen_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    async def start() -> Demo:
        raise DemoError("the simulator did not start: no reason")

    monkeypatch.setattr(Demo, "start", start)
    engine = FakeEngine()
    async with running(engine, (80, 24), live=False) as pilot:
        engine.go_down()
        await settled(pilot)
        await pilot.press("d")
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(pilot.app.screen, OfflineScreen)
        assert "the simulator did not start: no reason" in "".join(picture(pilot))


async def test_the_demo_can_be_what_is_started(demo: FakeDemo) -> None:
    simulated = FakeEngine()
    app = face(simulated, demo=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_stage(pilot)
        simulated.go_live()
        await settled(pilot)
        assert isinstance(app.screen, Dashboard)


async def test_opend_that_comes_before_the_demo_keeps_its_dashboard(
    demo: FakeDemo, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = asyncio.Event()

    async def start() -> Demo:
        await ready.wait()
        return demo

    monkeypatch.setattr(Demo, "start", start)
    engine, simulated = FakeEngine(), FakeEngine()
    app = face(engine, simulated)
    async with app.run_test(size=(80, 24)) as pilot:
        await on_stage(pilot)
        engine.go_down()
        await settled(pilot)
        await pilot.press("d")
        engine.go_live()
        await settled(pilot)
        ready.set()
        await app.workers.wait_for_complete()
        assert (engine.stopped, simulated.started, demo.stopped) == (0, 0, True)
        assert isinstance(app.screen, Dashboard)


async def test_a_demo_that_fails_behind_the_help_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fails = asyncio.Event()

    async def start() -> Demo:
        await fails.wait()
        raise DemoError("the simulator did not start: no reason")

    monkeypatch.setattr(Demo, "start", start)
    engine = FakeEngine()
    async with running(engine, (80, 24), live=False) as pilot:
        engine.go_down()
        await settled(pilot)
        await pilot.press("d", "question_mark")
        await settled(pilot)
        fails.set()
        await pilot.app.workers.wait_for_complete()
        await pilot.press("escape")
        await settled(pilot)
        assert isinstance(pilot.app.screen, OfflineScreen)
        assert "the simulator did not start: no reason" in "".join(picture(pilot))
