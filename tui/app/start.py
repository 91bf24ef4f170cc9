"""Starting the app: settings, signals and the log."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from typing import TYPE_CHECKING, Any

from tui.app.app import FutuApp
from tui.app.choices import Choices
from tui.app.clean_end import Session
from tui.app.ends import Ends
from tui.app.journals import Journals
from tui.app.keymap import use
from tui.app.keys_file import FILE_NAME as KEYS_FILE
from tui.app.keys_file import load_keys
from tui.app.late_engine import LateEngine
from tui.app.lifeline import Lifeline
from tui.app.line_watch import LineWatch
from tui.app.memory import settle
from tui.app.output.hooks import GateDriver
from tui.app.settings import load_settings
from tui.client.address import Address
from tui.options import DashboardOptions
from tui.paths import LOG_NAME, config_dir, private, state_dir
from tui.resources import data_dir
from tui.state.store import Store
from tui.trading.passwords import Passwords
from tui.trading.preferences import why_not_real
from tui.wire.text import clean

if TYPE_CHECKING:
    from tui.app.ports import EnginePort

LOG_BYTES = 1_000_000
SWITCH_S = 0.0005
"""How long a thread that has something to do waits for the one of the loop. Threads read keys, write the
journal and the terminal: with the interpreter's 5 ms each would wait that long while pushes flood in."""


def start(options: DashboardOptions, uncover: Callable[[], None] = lambda: None) -> int:
    """Run the app until the user leaves; return the exit code.

    `uncover` takes away what was shown while the program was loaded.
    """
    _log_to_file()
    sys.setswitchinterval(SWITCH_S)
    ends = Ends(Lifeline(), Session())
    try:
        code = asyncio.run(_run(options, uncover, ends))
    except Exception as error:  # noqa: BLE001
        # The edge of the program: what is at hand may hold a password, so nobody prints it.
        ends.fault(error)
        ends.close_now()
        code = ends.code
    except SystemExit:
        # A signal before anything was begun.
        ends.close_now()
        raise
    ends.say()
    return code


async def _run(options: DashboardOptions, uncover: Callable[[], None], ends: Ends) -> int:
    def load(address: Address, store: Store) -> EnginePort:
        from tui.engine import Engine
        from tui.trading.limits_file import load_limits
        from tui.trading.repeats import Pace

        return Engine(
            address,
            journal=None if options.read_only else journals.open(address),
            read_only=options.read_only,
            allow_real=not why,
            why_not_real=why,
            arm_idle_s=trading.arm_idle_s,
            lock_on_exit=trading.lock_opend_on_exit,
            limits=load_limits(config_dir()),
            pace=Pace(trading.pace_orders, trading.pace_s),
            store=store,
        )

    def engine_for(address: Address) -> EnginePort:
        engine = LateEngine(address, load)
        engine.store.fee_plans = settings.fees
        if journals.keeps(address):
            stores.append(engine.store)
        return engine

    stores: list[Store] = []
    journals = Journals(demo=options.demo, address=options.address)
    settings = load_settings(data_dir("themes"), config_dir())
    use(load_keys(config_dir() / KEYS_FILE))
    choices = Choices(state_dir(), settings)
    line = LineWatch(
        settings.terminal, os.environ, budget=options.budget, low_bandwidth=options.low_bandwidth
    )
    trading = settings.trading
    why = why_not_real(trading, asked=options.real)
    app = FutuApp(
        None,
        options,
        choices.over(),
        engine_for=engine_for,
        passwords=Passwords(os.environ, trading.password_file),
        on_ready=settle,
        driver_class=GateDriver,
        line=line,
        on_choice=choices.keep,
        ends=ends,
    )
    ends.hold(journals, app.exit, parting=partial(_parting, stores), flush=choices.flush)
    uncover()
    result = await app.run_async(mouse=line.profile.mouse)
    await ends.close()
    ends.say()
    return ends.code or app.return_code or result or 0


def _parting(stores: Sequence[Store]) -> tuple[str, ...]:
    """Return what must still be said when the screen is gone: which orders may be live."""
    from tui.app.parting import parting_words

    return parting_words(stores)


class _PrivateLog(RotatingFileHandler):
    """A log whose files, those of a later turn too, are the user's alone."""

    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding)

    def handleError(self, record: logging.LogRecord) -> None:
        """Go without a line that cannot be written: the terminal, where it would be told, is the screen."""


class _PlainFormatter(logging.Formatter):
    """Writes what was said as one line, and a trace as lines that nobody takes for those of the log.

    Both may quote what came from outside, and whoever reads the log does so in a terminal.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        line = super().formatMessage(record)
        return clean(line, len(line))

    def formatException(self, ei: Any) -> str:
        """Return the trace of a record."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"  {clean(line, len(line))}" for line in lines)


def _log_to_file() -> None:
    """Keep log lines off the terminal, which is the screen; the file is the user's alone."""
    try:
        path = private(state_dir()) / LOG_NAME
        path.touch(mode=0o600)
        handler: logging.Handler = _PrivateLog(path, maxBytes=LOG_BYTES, backupCount=1, delay=True)
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(_PlainFormatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
