"""doctor: what stands between the user and the markets, and what helps. verify: the login codes of OpenD."""

from __future__ import annotations

import argparse
import asyncio
import os
import shutil
import sys
from typing import Any

from tui.app.between import stand_ins
from tui.client.address import Address
from tui.client.link import Link
from tui.client.timing import Timing
from tui.commands.address import address_of
from tui.commands.exit import OK, UnconnectedError, UsageError
from tui.commands.json import dumps_pretty
from tui.commands.run import Shown, show_once
from tui.doctor.finding import Finding, State, worst
from tui.doctor.machine import Terminal, check_environment, check_folder, check_terminal
from tui.doctor.opend import examine
from tui.doctor.reach import GROUP, reach, runs_in_container
from tui.doctor.report import report
from tui.paths import config_dir, state_dir
from tui.wire.messages.system import CodeKind, CodeStep, Verify

FAILED = 1
TIMING = Timing(connect_s=5.0, handshake_s=5.0, request_s=6.0)
"""Shorter than the dashboard's: somebody waits for the report."""
_SMALLEST = (60, 20)
_NOT_REACHED = frozenset({"address", "who answers"})


def doctor(options: argparse.Namespace) -> int:
    """Print the report; 0 fine, 1 something failed, 3 no OpenD."""
    findings = asyncio.run(_findings(options))
    if options.json:
        print(dumps_pretty(_record(findings)))
    else:
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(report(findings, shutil.get_terminal_size().columns, coloured=coloured))
    bad = [finding for finding in findings if finding.state is State.FAIL]
    if any(finding.group == GROUP and finding.name in _NOT_REACHED for finding in bad):
        return UnconnectedError.code
    return FAILED if bad else OK


async def _findings(options: argparse.Namespace) -> tuple[Finding, ...]:
    return (*await _connection(options), *_machine())


async def _connection(options: argparse.Namespace) -> tuple[Finding, ...]:
    try:
        address = address_of(options)
    except UsageError as error:
        cause, _, cure = str(error).partition("; ")
        fix = cure or "correct the option or the variable that is named here"
        return (Finding(GROUP, "settings", State.FAIL, cause, fix),)
    return await _reached(address)


async def _reached(address: Address) -> tuple[Finding, ...]:
    reached = await reach(address, TIMING, in_container=runs_in_container())
    if reached.link is None:
        return reached.findings
    try:
        return (*reached.findings, *await examine(reached.link, address))
    finally:
        reached.link.close()


def _machine() -> tuple[Finding, ...]:
    size = shutil.get_terminal_size()
    terminal = Terminal(
        is_tty=sys.stdout.isatty(),
        columns=size.columns,
        lines=size.lines,
        encoding=sys.stdout.encoding or "",
        smallest=_SMALLEST,
        stand_ins=stand_ins(os.environ),
    )
    return (
        *check_terminal(terminal, os.environ),
        *check_environment(os.environ),
        check_folder("settings", config_dir(), os.getuid()),
        check_folder("state", state_dir(), os.getuid()),
    )


def _record(findings: tuple[Finding, ...]) -> dict[str, Any]:
    return {
        "state": worst(findings).value,
        "checks": [
            {
                "group": finding.group,
                "name": finding.name,
                "state": finding.state.value,
                "detail": finding.detail,
                "fix": finding.fix or None,
            }
            for finding in findings
        ],
    }


def verify(options: argparse.Namespace) -> int:
    """Have a login code made, or hand one in."""
    kind = CodeKind[options.kind.upper()]
    return show_once(options, lambda link: _verify(link, kind, options.code))


async def _verify(link: Link, kind: CodeKind, code: str | None) -> Shown:
    if code is None:
        await link.request(Verify(kind, CodeStep.REQUEST))
        where = "sent to the phone" if kind is CodeKind.PHONE else "drawn as F3CNN/PicVerifyCode.png by OpenD"
        return Shown({"requested": kind.name}, f"A code is being {where}; hand it in with --code CODE.")
    await link.request(Verify(kind, CodeStep.ENTER, code.strip()))
    return Shown({"accepted": kind.name}, "OpenD took the code and logs in.")
