"""The command line itself: where options may stand, and one line for every mistake."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.cli.conftest import Run
from tui.cli import parser


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--port", "1", "--json", "quote", "700"),
        ("quote", "700", "--port", "1", "--json"),
        ("--json", "quote", "--port", "1", "700"),
    ],
)
def test_shared_options_stand_before_or_after_the_command(arguments: tuple[str, ...]) -> None:
    options = parser().parse_args(arguments)
    expected = (None, False) if not arguments else (1, True)
    assert (options.port, options.json) == expected


def test_the_later_option_wins() -> None:
    assert parser().parse_args(["--port", "1", "quote", "700", "--port", "2"]).port == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("quote",), ["CODE"]),
        (("quote", "!!"), ["'!!' is not a code"]),
        (("fly",), ["'fly'"]),
        (("--no-such-option",), ["--no-such-option"]),
        (("quote", "700", "--port", "http"), ["--port", "'http'"]),
        (("quote", "700", "--port", "70000"), ["70000 is not between 1 and 65535"]),
        (("--json",), ["--json needs a command"]),
        (("--demo", "quote", "700"), ["--demo is for the dashboard, not for quote"]),
        (("--read-only", "buy", "700", "100", "1", "--acc", "1"), ["--read-only forbids buy"]),
        (("funds",), ["--acc"]),
        (("buy", "700", "100", "400", "--acc", "1", "--rea"), ["--rea"]),
        (("--rea", "cancel", "B1", "--acc", "1"), ["--rea"]),
        (("orders", "--ac", "1"), ["--acc"]),
        (("funds", "--acc", "mine"), ["--acc", "'mine'"]),
        (("amend", "B1", "--acc", "1"), ["--qty, --price, --trigger"]),
        (("watch", "700", "--types", "quote,smell"), ["'smell' is not one of quote, depth, brokers, ticks"]),
        (("watch", "700", "--count", "0"), ["--count"]),
        (("sim", "--port", "-4"), ["port -4 is not between"]),
        (("sim", "--rate", "0"), ["rate"]),
        (("sim", "--lang", "fr"), ["--lang"]),
    ],
)
def test_mistakes(run: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    run(*arguments).fails(2, *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("kline", "700", "--type", "K_2M"), ["'K_2M' is not one of K_1M"]),
        (("kline", "700", "--num", "0"), ["--num"]),
        (("ticks", "700", "--num", "1001"), ["--num must be between 1 and 1000"]),
        (("depth", "700", "--levels", "0"), ["--levels"]),
        (("buy", "700", "ten", "400", "--acc", "3180001"), ["QTY 'ten' is not a number"]),
        (("buy", "700", "100", "NaN", "--acc", "3180001"), ["PRICE 'NaN' is not a number"]),
        (("buy", "700", "1_00", "400", "--acc", "3180001"), ["QTY '1_00' is not a number"]),
        (("buy", "700", "١٠٠", "400", "--acc", "3180001"), ["QTY '١٠٠' is not a number"]),
        (("buy", "700", "100", "400 ", "--acc", "3180001"), ["PRICE '400 ' is not a number"]),
        (("buy", "700", "1e400", "1", "--acc", "3180001"), ["QTY '1e400' is out of all proportion"]),
        (("buy", "700", "100", "1e-99", "--acc", "3180001"), ["PRICE '1e-99' is out of all proportion"]),
        (("cancel", "", "--acc", "3180001"), ["'' is not an order id"]),
        (("cancel", "B1\udcff", "--acc", "3180001"), ["is not text in UTF-8"]),
        (("buy", "700", "100", "--acc", "3180001"), ["a LIMIT order needs a PRICE"]),
        (("buy", "700", "100", "400", "--type", "MARKET", "--acc", "3180001"), ["carries no price"]),
        (("buy", "700", "100", "400", "--type", "STOPP", "--acc", "3180001"), ["'STOPP' is not one of"]),
    ],
)
def test_mistakes_in_values_are_told_without_connecting(
    run: Run, arguments: tuple[str, ...], words: list[str]
) -> None:
    run(*arguments).fails(2, *words)


COMMANDS = (
    "quote 700", "depth 700", "brokers 700", "kline 700", "ticks 700", "watch 700", "accounts",
    "funds --acc 1", "positions --acc 1", "orders --acc 1", "buy 700 100 400 --acc 1",
    "sell 700 100 400 --acc 1", "amend B1 --qty 100 --acc 1", "cancel B1 --acc 1",
)  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS)
def test_no_opend(run: Run, unused_tcp_port: int, command: str) -> None:
    ran = run("--port", str(unused_tcp_port), *command.split())
    ran.fails(3, f"not connected: 127.0.0.1:{unused_tcp_port}: refused")


def test_help_and_version_load_nothing_heavy() -> None:
    probe = (
        "import sys; from tui.cli import main; code = main(['--help']); "
        "heavy = {'asyncio', 'textual', 'google.protobuf', 'tui.wire', 'tui.domain'} & set(sys.modules); "
        "sys.exit(f'{code} {heavy}' if code or heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Exit codes: 2 usage, 3 not connected, 4 refused, 5 outcome unknown." in done.stdout


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout.split()[0]) == (0, "futu-tui")


def test_a_fault_of_ours_is_one_line_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(options: object) -> int:
        raise ZeroDivisionError("by\nzero")

    monkeypatch.setattr("tui.commands.quotes.quote", fail)
    run("quote", "700").fails(1, "internal error: ZeroDivisionError: by zero")
    monkeypatch.setenv("FUTU_TUI_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        run("quote", "700")


@pytest.mark.parametrize(
    "line",
    ["news \udcff", "fees \udcff --acc 1", "buy 700 1 1 --remark \udcff --acc 1", "quote 700 --host \udcff"],
)
def test_bytes_that_are_no_text_are_a_usage_error(run: Run, line: str) -> None:
    run(*line.split()).fails(2, "'\\udcff' is not text in UTF-8")
