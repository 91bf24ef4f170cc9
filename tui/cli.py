"""The command `futu-tui`: the dashboard, the simulator, and one-shot commands for scripts.

Parsing imports nothing heavy; each command's module is loaded when it is the one to run.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

from tui.commands.exit import BROKEN_PIPE, INTERRUPTED, CommandError, UsageError, abandon_output
from tui.commands.parser import Parser

PROGRAM = "futu-tui"
LONGEST_LINE = 4096

_GROUPS = tuple(
    f"tui.commands.args_{name}"
    for name in (
        "quotes",
        "orders",
        "panic",
        "audit",
        "chains",
        "lists",
        "research",
        "trade",
        "user",
        "doctor",
        "keys",
        "config",
    )
)
"""Modules that add commands: `HANDLERS` says where each is carried out, as "module:function"; `add`."""
_SENDING = frozenset({"buy", "sell", "amend", "cancel", "combo", "panic"})
_FILES = frozenset({"rsa_key", "scenario"})
_STREAMS = (("stdin", "r"), ("stdout", "w"), ("stderr", "w"))
_DASHBOARD_ONLY = ("demo", "theme", "up_colour", "ascii", "budget", "low_bandwidth", "reset_terminal")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 2 usage, 3 not connected, 4 refused, 5 outcome unknown."""
    _open_closed_streams()
    try:
        return _run(_options(argv))
    except CommandError as error:
        return _failed(str(error), error.code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        abandon_output()
        return BROKEN_PIPE
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 0
    except Exception as error:
        # The edge of the program: a user gets one line, whoever looks for the fault gets the trace.
        if os.environ.get("FUTU_TUI_DEBUG"):
            raise
        cause = " ".join(str(error).split())
        return _failed(f"internal error: {type(error).__name__}: {cause}", 1)


def _open_closed_streams() -> None:
    """Lead a standard stream that was closed nowhere, before anything else is opened in its place."""
    for number, (name, mode) in enumerate(_STREAMS):
        try:
            os.fstat(number)
        except OSError:
            # The lowest number that is free is this one; programs that are started have it, too.
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def _failed(text: str, code: int) -> int:
    """Tell a failure in one line, whatever the arguments quoted in it hold."""
    from tui.wire.text import clean

    print(f"{PROGRAM}: {clean(text, LONGEST_LINE)}", file=sys.stderr)
    return code


def parser() -> Parser:
    """Return the parser of the whole command line."""
    top = Parser(
        prog=PROGRAM,
        description="A keyboard-driven trading dashboard for Futu OpenD. Without a command: the dashboard.",
        epilog="Exit codes: 2 usage, 3 not connected, 4 refused, 5 outcome unknown.",
    )
    top.add_argument("--version", action=_Version, help="show the version and end")
    _add_dashboard(top)
    commands = top.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    for group in _GROUPS:
        import_module(group).add(lambda name, meaning: _command(commands, name, meaning))
    _add_simulator(commands)
    return top


class _Version(argparse.Action):
    """Looks the version up when it is asked for: that costs more than all the parsing."""

    def __init__(self, option_strings: Sequence[str], dest: str, **options: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **options)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        """Print it and leave."""
        from tui.resources import version

        print(f"{PROGRAM} {version()}")
        parser.exit()


def _options(argv: Sequence[str] | None) -> argparse.Namespace:
    """Parse; the parsers of all the commands are built only when the line is not the dashboard's."""
    dashboard = Parser(prog=PROGRAM, add_help=False)
    dashboard.set_defaults(command=None)
    _add_dashboard(dashboard)
    try:
        options, others = dashboard.parse_known_args(argv)
    except UsageError:
        # The whole parser knows which command the mistake is in.
        return parser().parse_args(argv)
    return parser().parse_args(argv) if others else options


def _run(options: argparse.Namespace) -> int:
    command = options.command
    _require_text(options)
    if command is None and options.reset_terminal:
        return _reset_terminal()
    if command is None or command in _SENDING:
        from tui.hardening import keep_memory_private

        keep_memory_private()
    if command is None:
        return _dashboard(options)
    for name in _DASHBOARD_ONLY:
        # `config show` tells what the dashboard would make of them.
        if getattr(options, name) and command != "config":
            raise UsageError(f"--{name.replace('_', '-')} is for the dashboard, not for {command}")
    if options.read_only and command in _SENDING:
        raise UsageError(f"--read-only forbids {command}")
    if command == "sim":
        return _simulator(options)
    module, _, function = _handler(command).partition(":")
    code: int = getattr(import_module(f"tui.commands.{module}"), function)(options)
    return code


def _require_text(options: argparse.Namespace) -> None:
    """Refuse bytes that are no text: only the names of files may have them."""
    for name, value in vars(options).items():
        for text in value if isinstance(value, list) else (value,):
            if isinstance(text, str) and name not in _FILES and not _is_text(text):
                raise UsageError(f"{text!a} is not text in UTF-8")


def _is_text(argument: str) -> bool:
    try:
        argument.encode()
    except UnicodeEncodeError:
        return False
    return True


def _handler(command: str) -> str:
    """Return where a command is carried out, as "module:function"."""
    handlers: dict[str, str] = {}
    for group in _GROUPS:
        handlers |= import_module(group).HANDLERS
    return handlers[command]


def _dashboard(options: argparse.Namespace) -> int:
    from tui.app.run import run_dashboard
    from tui.commands.address import address_of
    from tui.options import DashboardOptions

    if options.json:
        raise UsageError("--json needs a command")
    return run_dashboard(
        DashboardOptions(
            address=address_of(options),
            demo=options.demo,
            read_only=options.read_only,
            real=options.real,
            theme=options.theme,
            up_colour=options.up_colour,
            budget=_budget(options),
            low_bandwidth=options.low_bandwidth,
            ascii_only=options.ascii,
        )
    )


def _budget(options: argparse.Namespace) -> int | None:
    from tui.options import parse_budget

    try:
        return None if options.budget is None else parse_budget(options.budget)
    except ValueError as error:
        raise UsageError(f"--budget {error}") from None


def _reset_terminal() -> int:
    from tui.app.output.restore import reset_here

    if reset_here():
        return 0
    raise CommandError("there is no terminal here that could be reset")


def _simulator(options: argparse.Namespace) -> int:
    from tui.commands.address import key_of
    from tui.sim.config import SimConfig
    from tui.sim.faults.scenario import load
    from tui.sim.main import list_scenarios, run
    from tui.sim.rights import parse_right

    if options.list_scenarios:
        return list_scenarios()
    given = {
        name: getattr(options, name)
        for name in ("host", "port", "seed", "rate", "language", "cipher", "limits", "quota")
        if getattr(options, name, None) is not None
    }
    key = key_of(options)
    if key is None and "cipher" in given:
        raise UsageError("--cipher needs --rsa-key")
    try:
        rights = tuple(parse_right(text) for text in options.right)
        config = SimConfig(**given, rights=rights, auto_hold=options.auto_hold, key=key)
        scenario = None if options.scenario is None else load(options.scenario)
    except ValueError as error:
        raise UsageError(str(error)) from None
    return run(config, scenario, exit_on_eof=options.exit_on_eof)


# ---- options


def _add_dashboard(target: Parser) -> None:
    _add_shared(target, default=None)
    target.add_argument("--demo", action="store_true", help="dashboard on a simulated OpenD of its own")
    target.add_argument("--read-only", action="store_true", help="dashboard that cannot send orders")
    target.add_argument("--theme", metavar="NAME", help="dashboard: colours to use")
    target.add_argument("--up-colour", choices=("green", "red"), help="dashboard: colour of rising prices")
    target.add_argument("--budget", metavar="RATE", help="dashboard: bytes a second at most, such as 4k")
    target.add_argument("--low-bandwidth", action="store_true", help="dashboard: 2 frames, 10 kB a second")
    target.add_argument("--ascii", action="store_true", help="dashboard: show nothing but ASCII")
    target.add_argument(
        "--reset-terminal", action="store_true", help="bring back a terminal that a killed dashboard left"
    )


def _add_shared(target: argparse.ArgumentParser, default: Any = argparse.SUPPRESS) -> None:
    """Add what may stand before and after the command; after it, nothing given leaves what was before."""
    off = False if default is None else default
    target.add_argument("--host", default=default, help="OpenD's host (else FUTU_OPEND_HOST, else 127.0.0.1)")
    target.add_argument(
        "--port", type=int, default=default, help="OpenD's port (else FUTU_OPEND_PORT, else 11111)"
    )
    target.add_argument(
        "--rsa-key", metavar="FILE", default=default, help="encrypt, with OpenD's own key (else FUTU_RSA_KEY)"
    )
    target.add_argument("--json", action="store_true", default=off, help="print JSON only")
    target.add_argument("--real", action="store_true", default=off, help="allow orders with real money")


def _command(commands: Any, name: str, meaning: str) -> Parser:
    made: Parser = commands.add_parser(name, help=meaning, description=meaning)
    _add_shared(made)
    return made


def _add_simulator(commands: Any) -> None:
    sim = commands.add_parser("sim", help="Run a simulated OpenD", description="Run a simulated OpenD.")
    hidden = argparse.SUPPRESS
    sim.add_argument("--host", default=hidden, help="address to listen on (default 127.0.0.1)")
    sim.add_argument("--port", type=int, default=hidden, help="0 for a free one (default 11111)")
    sim.add_argument("--seed", type=int, help="same seed, same market")
    sim.add_argument("--rate", type=float, help="multiplies the flow of orders")
    sim.add_argument("--lang", dest="language", choices=("en", "zh"), help="language of names")
    sim.add_argument("--rsa-key", metavar="FILE", default=hidden, help="let clients encrypt with this key")
    sim.add_argument("--cipher", choices=("cbc", "ecb", "ftaes"), help="of encrypted sessions (default cbc)")
    sim.add_argument("--no-limits", dest="limits", action="store_false", help="answer however often asked")
    sim.add_argument("--quota", type=int, metavar="N", help="subscriptions: 100, 300, 1000 or 2000")
    sim.add_argument(
        "--right", action="append", default=[], metavar="AREA=LEVEL", help="quote right, such as hk=lv1"
    )
    sim.add_argument("--auto-hold", action="store_true", help="take lost quote rights back by itself")
    sim.add_argument("--scenario", metavar="FILE", help="let things go wrong: a file, or a name of the list")
    sim.add_argument("--list-scenarios", action="store_true", help="list the scenarios that come along")
    sim.add_argument("--exit-on-eof", action="store_true", help="end when standard input ends")


if __name__ == "__main__":
    sys.exit(main())
