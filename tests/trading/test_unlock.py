"""Every way an unlock fails has its own line, and none of them holds the password."""

from __future__ import annotations

from typing import Any

import pytest

from tui.domain.accounts import Firm
from tui.domain.secret import Secret
from tui.trading.port import NoAnswerError, NotSentError
from tui.trading.unlock import unlock_trade
from tui.wire.errors import BodyError, RefusedError
from tui.wire.messages.base import Request

LOGIN_PASSWORD = "Tr0ub4dor"
PIN = "246810"


class Port:
    """An order port whose unlock ends in one way."""

    def __init__(self, end: Exception | None = None) -> None:
        self.end = end
        self.sent: list[Request[Any]] = []

    async def request(self, request: Request[Any]) -> Any:
        self.sent.append(request)
        if self.end is not None:
            raise self.end
        return ""

    async def request_order(self, build: object) -> Any:
        raise AssertionError("an unlock is no order")


def refused(text: str) -> RefusedError:
    return RefusedError(2005, text)


TABLE = [
    (refused("ERROR. No one available account!"), PIN, "no account of this firm"),
    (refused("Wrong password"), PIN, "wrong trade password: it is the 6-digit trade PIN"),
    (
        refused("交易密码错误"),
        LOGIN_PASSWORD,
        "not the login password; what was given does not have 6 digits",
    ),
    (refused("Please enter the Futu token"), PIN, "a Futu or moomoo token stands before the unlock"),
    (
        refused("missing required field securityFirm"),
        PIN,
        "OpenD and this program do not match: update OpenD",
    ),
    (refused("something else entirely"), PIN, "something else entirely"),
    (refused(""), PIN, "refused request 2005 without giving a reason"),
    (NotSentError("not connected to OpenD"), PIN, "not connected to OpenD"),
    (NoAnswerError("no answer within 12 s"), PIN, "no answer within 12 s"),
    (BodyError("undecodable"), PIN, "undecodable"),
]


@pytest.mark.parametrize(("end", "password", "words"), TABLE)
async def test_a_failure_is_one_line_with_its_cure(end: Exception, password: str, words: str) -> None:
    line = await unlock_trade(Port(end), Secret(password), Firm.FUTU_HK)
    assert line.startswith("trading was not unlocked: ")
    assert words in line
    assert "\n" not in line
    assert password not in line


async def test_failures_are_told_apart() -> None:
    lines = {await unlock_trade(Port(end), Secret(PIN), Firm.FUTU_HK) for end, _, _ in TABLE}
    assert len(lines) == len(TABLE) - 1  # a wrong password in two languages


async def test_a_pin_of_six_digits_is_not_blamed() -> None:
    line = await unlock_trade(Port(refused("Wrong password")), Secret(PIN), Firm.FUTU_HK)
    assert "does not have" not in line


async def test_success_says_nothing_and_sends_the_digest_only() -> None:
    port = Port()
    assert await unlock_trade(port, Secret(PIN), Firm.FUTU_HK) == ""
    assert PIN not in repr(port.sent)


async def test_nothing_is_sent_without_a_password() -> None:
    port = Port()
    assert "no trade password" in await unlock_trade(port, Secret(""), Firm.FUTU_HK)
    assert port.sent == []
