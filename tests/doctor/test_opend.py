"""OpenD in bad states: each has its own finding, and one check that fails leaves the others alone."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

import pytest

from tests.client.fakes import GLOBAL_STATE, PAPER, REAL, FakeOpenD, Refusal
from tui.client.address import Address
from tui.client.link import Link
from tui.client.timing import Timing
from tui.doctor.finding import Finding, State
from tui.doctor.opend import examine, version_text
from tui.domain.accounts import AccountStatus, Firm
from tui.domain.link import ProgramStatus
from tui.domain.rights import QuoteRight
from tui.wire.messages.quote import GetSubscriptions, SubscriptionInfo
from tui.wire.messages.research import GetHistoryQuota, HistoryQuota
from tui.wire.messages.session import GetGlobalState, GetUserInfo, InitConnect, InitConnectReply, UserInfo
from tui.wire.messages.trade import GetAccounts

STATE = replace(GLOBAL_STATE, program_status=ProgramStatus.READY)
USER = UserInfo(
    "somebody", 7000, hk_right=QuoteRight.LEVEL_2, us_right=QuoteRight.NONE, sh_right=QuoteRight.BMP
)
FUTU = replace(REAL, firm=Firm.FUTU_HK)
Found = dict[str, Finding]


async def examined(answers: dict[type, Any], address: Address | None = None) -> Found:
    """Examine a scripted OpenD; findings by name."""
    async with FakeOpenD() as opend:
        opend.answers[GetGlobalState] = lambda _: replace(STATE, server_time=int(time.time()))
        opend.answers[GetUserInfo] = USER
        opend.answers[GetHistoryQuota] = HistoryQuota(3, 97)
        opend.accounts = (PAPER, FUTU)
        opend.answers.update(answers)
        link = await Link.open(opend.address, on_event=lambda _: None, timing=Timing())
        found = await examine(link, address or opend.address)
        link.close()
    assert all(one.fix for one in found if one.state in (State.FAIL, State.WARN))
    return {one.name: one for one in found}


def stated(**change: Any) -> dict[type, Any]:
    return {GetGlobalState: lambda _: replace(STATE, **{"server_time": int(time.time())} | change)}


def greeted(version: int) -> dict[type, Any]:
    return {InitConnect: InitConnectReply(version, 7000, 7, "0" * 16, 10)}


async def test_all_is_well() -> None:
    found = await examined({})
    fine = ["encryption", "version", "who answers", "round trip", "program", "quote login", "trade login"]
    fine += ["clock", "HK", "subscriptions", "history candles", "FUTUSECURITIES", "paper"]
    assert {name: found[name].state for name in fine} == dict.fromkeys(fine, State.OK)
    assert found["who answers"].detail == "OpenD, logged in as user 7000"
    assert found["history candles"].detail == "3 of 100 used, 97 left"


@pytest.mark.parametrize(
    ("answers", "name", "state", "detail"),
    [
        (stated(quote_login=False), "quote login", State.FAIL, "not logged in"),
        (stated(trade_login=False), "trade login", State.FAIL, "not logged in"),
        (
            stated(program_status=ProgramStatus.NEED_PHONE_CODE),
            "program",
            State.FAIL,
            "OpenD waits for a phone verification code",
        ),
        (stated(program_status=ProgramStatus.LOGGING_IN), "program", State.WARN, "logging in"),
        (stated(program_status=None), "program", State.UNKNOWN, "does not say"),
        (stated(server_time=int(time.time()) - 3600), "clock", State.WARN, "behind this machine's"),
        (stated(server_time=int(time.time()) + 3600), "clock", State.WARN, "ahead of this machine's"),
        (greeted(899), "version", State.FAIL, "8.99: too old for this program"),
        (greeted(1004), "version", State.WARN, "10.4; this program knows 10.11"),
        (greeted(1012), "version", State.OK, "10.12, newer than 10.11"),
        ({}, "US", State.WARN, "none"),
        ({}, "Shanghai", State.WARN, "BMP: snapshots only, nothing is pushed"),
        ({}, "HK options", State.UNKNOWN, "OpenD does not say"),
        ({GetSubscriptions: SubscriptionInfo((), 100, 0)}, "subscriptions", State.FAIL, "100 of 100 used"),
        (
            {GetSubscriptions: SubscriptionInfo((), 95, 5)},
            "subscriptions",
            State.WARN,
            "95 of 100 used, 5 left",
        ),
        ({GetHistoryQuota: Refusal("not now")}, "history candles", State.UNKNOWN, "not told: not now"),
        ({GetAccounts: (PAPER,)}, "real", State.WARN, "no REAL account returned, only 1 of paper"),
        ({GetAccounts: ()}, "real", State.WARN, "no account returned"),
        (
            {GetAccounts: (replace(FUTU, status=AccountStatus.DISABLED),)},
            "FUTUSECURITIES",
            State.WARN,
            "disabled",
        ),
        ({GetAccounts: (FUTU,)}, "FUTUSECURITIES", State.OK, "REAL *7915 (HK US)"),
        ({GetAccounts: (replace(FUTU, card="1001100112345678"),)}, "FUTUSECURITIES", State.OK, "*5678"),
        ({GetAccounts: (REAL,)}, "unknown firm", State.OK, "REAL *7915"),
        ({GetUserInfo: Refusal("no")}, "who answers", State.UNKNOWN, "not told: no"),
    ],
)
async def test_a_state_has_its_finding(
    answers: dict[type, Any], name: str, state: State, detail: str
) -> None:
    finding = (await examined(answers))[name]
    assert finding.state is state
    assert detail in finding.detail


async def test_one_failed_check_leaves_the_others() -> None:
    found = await examined({GetUserInfo: Refusal("no"), GetAccounts: Refusal("no")})
    assert found["accounts"].state is State.UNKNOWN
    assert found["rights"].state is State.UNKNOWN
    assert found["quote login"].state is State.OK


async def test_an_open_link_to_another_machine_is_told() -> None:
    finding = (await examined({}, Address("192.0.2.1", 11111)))["encryption"]
    assert finding.state is State.WARN
    assert "orders are refused" in finding.detail
    assert "ssh -L" in finding.fix


def test_a_version_is_written_as_the_vendor_does() -> None:
    assert [version_text(number) for number in (1011, 1004, 900)] == ["10.11", "10.4", "9.0"]
