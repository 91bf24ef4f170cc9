"""The question for the password beside the cancels of the kill switch: neither ends the other."""

from __future__ import annotations

import asyncio
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from tests.trading.test_desk import REAL
from tui.commands import panic
from tui.domain.accounts import Firm
from tui.domain.link import LinkPhase
from tui.domain.secret import Secret
from tui.domain.withdrawals import Scope, Withdrawal
from tui.trading.passwords import Passwords

LIMIT_S = 10
LOCKED = "Trading is locked: unlock it with the trade password first."


@dataclass
class LockedEngine:
    """Gives up each run at once while OpenD is locked."""

    store: Any = field(
        default_factory=lambda: SimpleNamespace(
            link=SimpleNamespace(phase=LinkPhase.LIVE, reason=""), accounts=(REAL,)
        )
    )
    runs: int = 0
    locked: bool = True
    third_run: asyncio.Event = field(default_factory=asyncio.Event)

    def use_accounts(self, acc_ids: list[int]) -> None:
        assert acc_ids == [REAL.acc_id]

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def withdraw(self, _: Scope, took: Callable[[Withdrawal], None]) -> Withdrawal:
        self.runs += 1
        if self.runs == 3:
            self.third_run.set()
        trouble = LOCKED if self.locked else ""
        took(Withdrawal(trouble=trouble))
        await asyncio.sleep(0)
        return Withdrawal(over=True, trouble=trouble)

    async def unlock(self, password: Secret, firm: Firm) -> str:
        assert (password.take(), firm) == ("246810", REAL.firm)
        self.locked = False
        return ""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> LockedEngine:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    monkeypatch.setitem(sys.modules, "keyring", None)
    return LockedEngine()


def run_of(engine: LockedEngine) -> panic._Panic:
    options = Namespace(acc=REAL.acc_id, host=None, port=None, rsa_key=None, demo=True)
    run = panic._Panic(options, Scope(((REAL.env, REAL.acc_id),), lock=True), Passwords({}, None))
    run._engine = engine  # type: ignore[assignment]
    return run


async def test_while_the_password_is_typed_no_run_that_gives_up_ends_the_command(
    engine: LockedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def typed() -> Secret:
        await engine.third_run.wait()
        return Secret("246810")

    monkeypatch.setattr(panic, "typed", typed)
    async with asyncio.timeout(LIMIT_S):
        shown = await run_of(engine).run(None)
    assert shown.failure is None
    assert engine.runs >= 3


async def test_without_a_password_a_run_that_gives_up_is_the_end(
    engine: LockedEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def typed() -> Secret:
        return Secret("")

    monkeypatch.setattr(panic, "typed", typed)
    async with asyncio.timeout(LIMIT_S):
        shown = await run_of(engine).run(None)
    assert shown.failure is not None
    assert "unlock it" in str(shown.failure)
