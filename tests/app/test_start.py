from __future__ import annotations

import asyncio
import logging
import stat
import sys
from contextlib import suppress
from logging.handlers import RotatingFileHandler

import pytest
from textual import constants

from tui.app import start
from tui.app.app import FutuApp
from tui.app.ends import Ends
from tui.app.output.hooks import GateDriver
from tui.client.address import Address
from tui.options import DashboardOptions
from tui.paths import state_dir


def test_log_lines_go_to_a_file_of_the_user_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", logging.WARNING)
    start._log_to_file()
    logging.getLogger("tui.test").info("a line")
    path = state_dir() / "futu-tui.log"
    assert path.read_text().endswith("INFO tui.test a line\n")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    (handler,) = root.handlers
    assert isinstance(handler, RotatingFileHandler)
    handler.doRollover()
    root.info("another")
    assert {stat.S_IMODE(one.stat().st_mode) for one in path.parent.glob("futu-tui.log*")} == {0o600}
    handler.close()


def test_a_log_line_is_one_line_without_commands_and_so_is_each_of_a_trace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", logging.WARNING)
    start._log_to_file()
    hostile = "a\x1b]52;c;eA==\x07\x9b2J\u202e\n2026-01-01 00:00:00,000 ERROR forged"
    log = logging.getLogger("tui.test")
    log.warning("said %s", hostile)
    log.error("failed", exc_info=RuntimeError(hostile))
    text = (state_dir() / "futu-tui.log").read_text()
    root.handlers[0].close()
    assert all(line.isprintable() for line in text.split("\n"))
    lines = text.splitlines()
    assert lines[0].endswith(" WARNING tui.test said a]52;c;eA==2J 2026-01-01 00:00:00,000 ERROR forged")
    assert lines[1].endswith(" ERROR tui.test failed")
    # Nothing but the lines of the log itself begins as they do.
    assert [line[:1].isdigit() for line in lines].count(True) == 2
    assert any("RuntimeError: a]52;c;eA==2J" in line for line in lines)


def test_without_a_place_for_the_log_nothing_reaches_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    state_dir().parent.mkdir(parents=True, exist_ok=True)
    state_dir().touch()
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    start._log_to_file()
    logging.getLogger("tui.test").error("a line")
    assert capfd.readouterr() == ("", "")


def test_a_full_disk_puts_no_trace_of_the_log_on_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    handler = start._PrivateLog("/dev/full")
    log = logging.Logger("tui.test")
    log.addHandler(handler)
    log.error("said %s", "a\x1b]52;c;eA==\x07")
    log.error("not %s enough", "words", "for that")
    assert capfd.readouterr() == ("", "")
    with suppress(OSError):
        handler.close()


def test_a_signal_before_anything_was_begun_is_no_session_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    async def signalled(*_: object) -> int:
        assert [*state_dir().glob("session-*")]
        raise SystemExit(143)

    monkeypatch.setattr(start, "_run", signalled)
    monkeypatch.setattr(start, "_log_to_file", lambda: None)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    with pytest.raises(SystemExit):
        start.start(DashboardOptions(Address("127.0.0.1", 1)))
    assert not [*state_dir().glob("session-*")]


def test_no_other_driver_and_no_other_loop_take_the_place_of_ours(
    collector: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[tuple[str, type]] = []

    async def run_async(app: FutuApp, **_: object) -> int:
        ran.append((type(asyncio.get_running_loop()).__module__, app.driver_class))
        return 0

    monkeypatch.setattr(constants, "DRIVER", "textual.drivers.web_driver:WebDriver")
    monkeypatch.setattr(FutuApp, "run_async", run_async)
    monkeypatch.setattr(Ends, "hold", lambda *_, **__: None)
    monkeypatch.setattr(start, "_log_to_file", lambda: None)
    monkeypatch.setattr(sys, "setswitchinterval", lambda _: None)
    monkeypatch.setattr(start, "use", lambda _: None)
    assert start.start(DashboardOptions(Address("127.0.0.1", 1))) == 0
    assert ran == [("asyncio.unix_events", GateDriver)]
