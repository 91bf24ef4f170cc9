"""Arming by keys: what it asks, what it shows, and what takes it away."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from itertools import count

import pytest
from textual import events
from textual.pilot import Pilot

from tests.app.face import dashboard, picture, running, settled
from tests.app.fakes import FakeEngine
from tests.app.listings import ACCOUNTS, PAPER_HK, REAL_HK
from tui.app.screens.arm import ArmScreen
from tui.app.screens.unlock import ASKING, UnlockScreen
from tui.app.secret_field import SecretField
from tui.app.widgets.header import money_mark
from tui.domain.accounts import Env
from tui.domain.safety import Safety
from tui.state.rows import Cell, Tone
from tui.state.rows_status import arming_cell
from tui.trading.passwords import Passwords

PIN = "246810"
REAL = ACCOUNTS[2]


def on_real(engine: FakeEngine) -> AbstractAsyncContextManager[Pilot[int]]:
    return running(engine, real=True)


async def choose_real(pilot: Pilot[int]) -> None:
    """Choose the real account, as the picker does."""
    dashboard(pilot)._account_chosen(REAL)
    await settled(pilot)


async def calm(pilot: Pilot[int]) -> None:
    """Let the question stand for as long as keys are not taken for answers."""
    screen = pilot.app.screen
    assert isinstance(screen, ArmScreen | UnlockScreen)
    while not screen.is_painted:
        await pilot.pause()
    screen.clock = count(1_000_000_000).__next__
    await pilot.pause()


async def press(pilot: Pilot[int], *keys: str) -> None:
    await pilot.press(*keys)
    await settled(pilot)


def status(pilot: Pilot[int]) -> str:
    return picture(pilot)[-2]


def said(pilot: Pilot[int]) -> str:
    return dashboard(pilot).keys.said


# ---- on paper


@pytest.mark.parametrize(
    ("variables", "said"), [({}, False), ({"STY": "1.here"}, True), ({"STY": "1.here", "TMUX": "x"}, True)]
)
async def test_what_answers_for_the_terminal_is_named_before_arming(
    variables: dict[str, str], said: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    async with running(FakeEngine()) as pilot:
        await press(pilot, "A")
        words = " ".join("\n".join(picture(pilot)).split())
        assert ("a line that is lost goes unnoticed" in words) is said
        assert ("tmux and screen" in words) is (len(variables) == 2)


async def test_paper_is_armed_by_one_key_and_a_confirm() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        assert "armed" not in status(pilot).lower()
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, ArmScreen)
        assert "PAPER" in "\n".join(picture(pilot))
        await calm(pilot)
        await press(pilot, "y")
        assert engine.store.safety.armed == (Env.PAPER, PAPER_HK)
        assert status(pilot).startswith(" PAPER  *1001   ARMED ")
        assert said(pilot) == "ARMED: PAPER account *1001"
        assert "REAL" not in picture(pilot)[0]


async def test_the_same_key_disarms_and_says_so() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        await settled(pilot)
        await press(pilot, "A")
        assert engine.store.safety.armed is None
        assert said(pilot) == "DISARMED: you disarmed it"
        assert "ARMED" not in status(pilot)


async def test_the_key_line_says_what_the_key_does_then() -> None:
    engine = FakeEngine()
    async with running(engine, size=(80, 24)) as pilot:
        keys = dashboard(pilot).keys
        assert "  A Arm  " in keys.text
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        await settled(pilot)
        assert "  A Disarm  " in keys.text
        engine.disarm("the link was lost")
        await settled(pilot)
        keys.hush(Tone.WARN)
        assert "  A Arm  " in keys.text


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_leaving_the_question_arms_nothing(key: str) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, key)
        assert engine.store.safety.armed is None
        assert not isinstance(pilot.app.screen, ArmScreen)


async def test_keys_before_the_question_could_be_read_arm_nothing() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        await press(pilot, "A", "y", "y", "y")
        assert engine.store.safety.armed is None


async def test_what_stands_in_the_way_is_said_and_nothing_asked() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.why_not_armed = "1 of unknown outcome, wait for the search: BUY 200 HK.00700 at 400.0"
        await press(pilot, "A")
        assert said(pilot) == f"not armed: {engine.why_not_armed}"
        assert not isinstance(pilot.app.screen, ArmScreen)


# ---- with real money


async def test_real_money_asks_for_the_password_then_for_the_word() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        assert "not armed" in status(pilot)
        assert picture(pilot)[0].startswith(" REAL  HK.00700")
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, UnlockScreen)
        await calm(pilot)
        await press(pilot, *PIN)
        shown = "\n".join(picture(pilot))
        assert "******_" in shown
        assert PIN not in shown
        assert "unlocks OpenD itself" in shown
        await press(pilot, "enter")
        assert engine.passwords == [PIN]
        assert isinstance(pilot.app.screen, ArmScreen)
        await calm(pilot)
        await press(pilot, "y")
        assert isinstance(pilot.app.screen, ArmScreen)
        await press(pilot, "backspace", "A", "R", "enter")
        assert "type ARM, in capitals" in "\n".join(picture(pilot))
        assert engine.store.safety.armed is None
        await press(pilot, "A", "R", "M", "enter")
        assert engine.store.safety.armed == (Env.REAL, REAL_HK)
        assert picture(pilot)[0].startswith(" REAL ARMED  HK.00700")
        assert status(pilot).startswith(" REAL  *9003   ARMED ")


async def test_an_opend_this_run_unlocked_is_not_asked_for_again() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        engine.change_safety(unlocked=frozenset({REAL.firm}))
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, ArmScreen)


async def test_a_locked_opend_can_be_unlocked_for_cancels_when_nothing_may_be_armed() -> None:
    engine = FakeEngine()
    engine.why_not_armed = "limits.toml has no profile for real account 9003: it is read-only"
    async with on_real(engine) as pilot:
        await press(pilot, "U")
        assert "choose a real account first" in said(pilot)
        await choose_real(pilot)
        await press(pilot, "U")
        await calm(pilot)
        await press(pilot, *PIN, "enter")
        assert engine.passwords == [PIN]
        assert not isinstance(pilot.app.screen, ArmScreen | UnlockScreen)
        assert said(pilot) == "OpenD is unlocked; nothing is armed"
        assert engine.store.safety.armed is None


async def test_a_read_only_program_asks_for_no_password() -> None:
    engine = FakeEngine()
    async with running(engine, real=True, read_only=True) as pilot:
        await choose_real(pilot)
        await press(pilot, "U")
        assert "--read-only" in said(pilot)


async def test_a_wrong_password_is_told_and_may_be_typed_again() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        engine.why_not_unlocked = "trading was not unlocked: wrong trade password"
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, "1", "2", "enter")
        assert engine.why_not_unlocked in "\n".join(picture(pilot))
        assert "Password  _" in "\n".join(picture(pilot))
        engine.why_not_unlocked = ""
        await press(pilot, *PIN, "enter")
        assert engine.passwords == ["12", PIN]


async def test_opends_limit_of_unlocks_is_kept() -> None:
    from tui.wire.messages.trade import UnlockTrade

    engine = FakeEngine()
    engine.waits[UnlockTrade] = 12.0
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, *PIN, "enter")
        assert "wait 12 s" in "\n".join(picture(pilot))
        assert engine.passwords == []


async def test_with_nothing_typed_the_password_comes_from_where_it_is_kept() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        dashboard(pilot)._passwords = Passwords({"FUTU_TRADE_PASSWORD": PIN}, None)
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, "enter")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        assert engine.passwords == [PIN]
        assert isinstance(pilot.app.screen, ArmScreen)


async def test_with_nothing_typed_and_nothing_kept_the_sources_are_named() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        await press(pilot, "A")
        await calm(pilot)
        await press(pilot, "enter")
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        shown = "\n".join(picture(pilot))
        assert "no password was typed" in shown
        assert ASKING not in shown
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, UnlockScreen)
        assert engine.passwords == []


async def test_a_pasted_password_is_taken_up_to_its_first_line() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        await choose_real(pilot)
        await press(pilot, "A")
        await calm(pilot)
        pilot.app.post_message(events.Paste(f"{PIN}\nrm -rf\n"))
        await settled(pilot)
        await press(pilot, "enter")
        assert engine.passwords == [PIN]


# ---- taken away


async def test_another_account_disarms() -> None:
    engine = FakeEngine()
    async with on_real(engine) as pilot:
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        await settled(pilot)
        await choose_real(pilot)
        assert engine.store.safety.armed is None
        assert said(pilot) == "DISARMED: another account was chosen"


@pytest.mark.parametrize("wished", [True, False])
async def test_a_lost_focus_disarms_when_it_is_wished(wished: bool) -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        app = pilot.app
        trading = app._settings.trading  # type: ignore[attr-defined]
        object.__setattr__(trading, "disarm_on_blur", wished)
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        app.post_message(events.AppBlur())
        await settled(pilot)
        assert (engine.store.safety.armed is None) is wished


async def test_a_loss_is_said_once() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.arm(env=Env.PAPER, acc_id=PAPER_HK)
        await settled(pilot)
        engine.disarm("no key for 60 s")
        await settled(pilot)
        assert said(pilot) == "DISARMED: no key for 60 s"
        dashboard(pilot).keys.say("something else")
        engine.change_safety(unlocked=frozenset({REAL.firm}))
        await settled(pilot)
        assert said(pilot) == "something else"


async def test_a_lock_from_elsewhere_is_said_and_stays_in_the_status_line() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.change_safety(locked="trading is locked: all accounts")
        await settled(pilot)
        assert said(pilot) == "LOCKED: all accounts"
        assert " LOCKED " in status(pilot)


async def test_a_journal_that_cannot_be_written_is_said_and_stays_in_the_status_line() -> None:
    engine = FakeEngine()
    async with running(engine) as pilot:
        engine.change_safety(journal_trouble="the disk is full; free some space")
        await settled(pilot)
        assert said(pilot) == "NO JOURNAL, no order leaves: the disk is full; free some space"
        assert " NO JOURNAL " in status(pilot)
        engine.change_safety(journal_trouble="")
        await settled(pilot)
        assert "NO JOURNAL" not in status(pilot)


# ---- words


@pytest.mark.parametrize(
    ("safety", "account", "cell"),
    [
        (Safety(), ACCOUNTS[0], Cell("")),
        (Safety(), None, Cell("")),
        (Safety(), REAL, Cell("not armed", Tone.DIM)),
        (Safety(armed=(Env.REAL, REAL_HK), armed_until=153.4), REAL, Cell("ARMED 53 s", Tone.REAL)),
        (Safety(armed=(Env.REAL, REAL_HK), armed_until=104.0), REAL, Cell("ARMED  4 s", Tone.REAL)),
        (Safety(armed=(Env.PAPER, PAPER_HK), armed_until=90.0), ACCOUNTS[0], Cell("ARMED  0 s", Tone.PAPER)),
        (Safety(armed=(Env.PAPER, PAPER_HK), armed_until=110.0), REAL, Cell("ARMED *1001 10 s", Tone.PAPER)),
        (Safety(locked="panic"), REAL, Cell("LOCKED", Tone.BAD)),
        (Safety(locked="panic", journal_trouble="full"), REAL, Cell("LOCKED", Tone.BAD)),
        (Safety(journal_trouble="full"), ACCOUNTS[0], Cell("NO JOURNAL", Tone.BAD)),
    ],
)  # fmt: skip
def test_the_status_says_whether_orders_may_leave(safety: Safety, account: object, cell: Cell) -> None:
    shown = arming_cell(safety, account, 100.0)  # type: ignore[arg-type]
    assert shown.text == cell.text
    assert not cell.text or shown.tone is cell.tone


@pytest.mark.parametrize(
    ("safety", "account", "mark"),
    [
        (Safety(), ACCOUNTS[0], ""),
        (Safety(armed=(Env.PAPER, PAPER_HK)), ACCOUNTS[0], ""),
        (Safety(), REAL, "REAL"),
        (Safety(armed=(Env.REAL, REAL_HK)), REAL, "REAL ARMED"),
        (Safety(armed=(Env.REAL, 1)), REAL, "REAL"),
        (Safety(), None, ""),
    ],
)
def test_the_header_says_real_in_words(safety: Safety, account: object, mark: str) -> None:
    assert money_mark(safety, account) == mark  # type: ignore[arg-type]


def test_what_is_typed_is_never_shown_and_forgotten_when_taken() -> None:
    field = SecretField()
    field.type(PIN)
    field.erase()
    field.type("\x1b9\r8")
    assert (field.dots, len(field)) == ("******", 6)
    assert "2468" not in repr(field)
    assert field.take().take() == "246819"
    assert (len(field), field.take().take()) == (0, "")


def test_a_password_has_an_end() -> None:
    field = SecretField()
    field.type("x" * 1000)
    assert len(field) == 128
    field.clear()
    assert len(field) == 0
