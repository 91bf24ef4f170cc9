"""OpenD itself: version, logins, rights, quotas, accounts and its clock. Each check stands for itself."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal

from tui.client.account_list import read_accounts
from tui.client.address import Address
from tui.client.errors import ClientError
from tui.client.link import Link
from tui.doctor.finding import Finding, State
from tui.domain.accounts import Account, AccountStatus, Env, Firm
from tui.domain.link import ProgramStatus, Severity
from tui.domain.opend_words import login_words, program_words
from tui.domain.rights import RIGHT_WORDS, QuoteRight, RightScope
from tui.wire.errors import WireError
from tui.wire.messages.quote import GetSubscriptions
from tui.wire.messages.research import GetHistoryQuota
from tui.wire.messages.session import GetGlobalState, GetUserInfo, GlobalState, KeepAlive, UserInfo

OPEND, RIGHTS, QUOTAS, ACCOUNTS = "OpenD", "quote rights", "quotas", "accounts"
CONNECTION = "connection"
KNOWN_VERSION = 1011
"""The version this program was written for."""
OLDEST_VERSION = 900
SIMULATED = "Simulated trader"
"""The user of `futu-tui sim`."""
BEATS = 5
SLOW_MS = 300
SKEW_S = 2.0
FEW = Decimal("0.1")
"""Share of a quota below which it is nearly used up."""

_STATES = {Severity.INFO: State.OK, Severity.WARN: State.WARN, Severity.BAD: State.FAIL}
_WAIT = "wait a moment and run this again"
_FIRM_NAMES = {
    Firm.FUTU_HK: "FUTUSECURITIES",
    Firm.MOOMOO_US: "FUTUINC",
    Firm.MOOMOO_SG: "FUTUSG",
    Firm.MOOMOO_AU: "FUTUAU",
    Firm.MOOMOO_CA: "FUTUCA",
    Firm.MOOMOO_MY: "FUTUMY",
    Firm.MOOMOO_JP: "FUTUJP",
}
"""What a firm is called in the settings of other programs."""

Check = Callable[[Link], Awaitable[list[Finding]]]


async def examine(link: Link, address: Address) -> tuple[Finding, ...]:
    """Run every check that needs a link; one that fails leaves the others alone."""
    checks: tuple[tuple[str, str, Check], ...] = (
        (CONNECTION, "who answers", _identity),
        (CONNECTION, "round trip", _round_trip),
        (OPEND, "state", _state),
        (RIGHTS, "rights", _rights),
        (QUOTAS, "subscriptions", _subscriptions),
        (QUOTAS, "history candles", _history),
        (ACCOUNTS, "accounts", _accounts),
    )
    found = [_encryption(link, address), _version(link.server_version)]
    for group, name, check in checks:
        try:
            found += await check(link)
        except (ClientError, WireError) as error:
            found.append(Finding(group, name, State.UNKNOWN, f"not told: {error}"))
    return tuple(found)


async def _identity(link: Link) -> list[Finding]:
    user = await link.request(GetUserInfo())
    simulated = user.nickname == SIMULATED
    who = "the simulator of futu-tui" if simulated else f"OpenD, logged in as user {user.user_id}"
    return [Finding(CONNECTION, "who answers", State.OK, who)]


def _encryption(link: Link, address: Address) -> Finding:
    if link.encrypted:
        return Finding(CONNECTION, "encryption", State.OK, "on, with the key given")
    if address.loopback:
        return Finding(CONNECTION, "encryption", State.OK, "off; the link does not leave this machine")
    told = "off, and OpenD is on another machine: prices only, orders are refused"
    return Finding(CONNECTION, "encryption", State.WARN, told, address.why_no_orders.partition("; ")[2])


def _version(number: int) -> Finding:
    text = version_text(number)
    if number < OLDEST_VERSION:
        fix = f"install the current OpenD ({version_text(KNOWN_VERSION)} or later)"
        return Finding(OPEND, "version", State.FAIL, f"{text}: too old for this program", fix)
    if number < KNOWN_VERSION:
        told = f"{text}; this program knows {version_text(KNOWN_VERSION)}"
        return Finding(OPEND, "version", State.WARN, told, "update OpenD if something is missing")
    newer = f", newer than {version_text(KNOWN_VERSION)} that this program knows"
    return Finding(OPEND, "version", State.OK, text + (newer if number > KNOWN_VERSION else ""))


def version_text(number: int) -> str:
    """Write OpenD's number for its version: 1011 is 10.11."""
    return f"{number // 100}.{number % 100}"


async def _state(link: Link) -> list[Finding]:
    asked = time.time()
    state = await link.request(GetGlobalState(user_id=link.user_id))
    return [_status(state), *_logins(state), _clock(state, (asked + time.time()) / 2)]


def _status(state: GlobalState) -> Finding:
    status = state.program_status
    if status is None or status is ProgramStatus.NONE:
        return Finding(OPEND, "program", State.UNKNOWN, "OpenD does not say what it is doing")
    words = program_words(status)
    found = _STATES[words.severity]
    return Finding(OPEND, "program", found, words.text, words.fix or (_WAIT if found is State.WARN else ""))


def _logins(state: GlobalState) -> list[Finding]:
    fix = login_words(False, False).fix
    return [
        Finding(OPEND, name, State.OK, "logged in")
        if there
        else Finding(OPEND, name, State.FAIL, "not logged in", fix)
        for name, there in (("quote login", state.quote_login), ("trade login", state.trade_login))
    ]


def _clock(state: GlobalState, now: float) -> Finding:
    # The server gives whole seconds: half of one is the best guess at what is cut off.
    ahead = state.server_time + 0.5 - now
    told = f"{abs(ahead):.1f} s {'ahead of' if ahead > 0 else 'behind'} this machine's"
    if abs(ahead) <= SKEW_S:
        return Finding(OPEND, "clock", State.OK, "agrees with this machine's within 2 s")
    return Finding(OPEND, "clock", State.WARN, told, "set the clock that is wrong: timedatectl set-ntp true")


async def _round_trip(link: Link) -> list[Finding]:
    loop = asyncio.get_running_loop()
    taken = []
    for _ in range(BEATS):
        began = loop.time()
        await link.request(KeepAlive(time=int(time.time())))
        taken.append((loop.time() - began) * 1000)
    median = statistics.median(taken)
    told = f"{median:.1f} ms, the slowest of {BEATS} {max(taken):.1f} ms"
    if median > SLOW_MS:
        fix = "run this program nearer to OpenD, best on the same machine"
        return [Finding(CONNECTION, "round trip", State.WARN, told, fix)]
    return [Finding(CONNECTION, "round trip", State.OK, told)]


async def _rights(link: Link) -> list[Finding]:
    user = await link.request(GetUserInfo())
    return [_right(scope, level) for scope, level in _levels(user)]


def _levels(user: UserInfo) -> Sequence[tuple[RightScope, QuoteRight]]:
    return (
        (RightScope.HK, user.hk_right),
        (RightScope.HK_OPTION, user.hk_option_right),
        (RightScope.HK_FUTURE, user.hk_future_right),
        (RightScope.US, user.us_right),
        (RightScope.US_OPTION, user.us_option_right),
        (RightScope.SH, user.sh_right),
        (RightScope.SZ, user.sz_right),
    )


def _right(scope: RightScope, level: QuoteRight) -> Finding:
    if level is QuoteRight.UNKNOWN:
        return Finding(RIGHTS, scope.value, State.UNKNOWN, "OpenD does not say")
    if level.streams:
        return Finding(RIGHTS, scope.value, State.OK, RIGHT_WORDS[level])
    told = "BMP: snapshots only, nothing is pushed" if level is QuoteRight.BMP else "none"
    fix = "buy the quote card in the app, or take the right back: g in the dashboard"
    return Finding(RIGHTS, scope.value, State.WARN, told, fix)


async def _subscriptions(link: Link) -> list[Finding]:
    info = await link.request(GetSubscriptions(all_connections=True))
    fix = "watch fewer codes, or end other programs on this OpenD: units come free after a minute"
    return [_quota("subscriptions", info.total_used, info.remaining, fix)]


async def _history(link: Link) -> list[Finding]:
    quota = await link.request(GetHistoryQuota())
    fix = "each code costs one unit in 30 days; ask for codes that were asked for before"
    return [_quota("history candles", quota.used, quota.remaining, fix)]


def _quota(name: str, used: int, remaining: int, fix: str) -> Finding:
    total = used + remaining
    told = f"{used:,} of {total:,} used, {remaining:,} left"
    if remaining <= 0:
        return Finding(QUOTAS, name, State.FAIL, told, fix)
    if remaining < FEW * total:
        return Finding(QUOTAS, name, State.WARN, told, fix)
    return Finding(QUOTAS, name, State.OK, told)


async def _accounts(link: Link) -> list[Finding]:
    listed = await read_accounts(link)
    found = [_firm(firm, listed) for firm in Firm if any(_real_of(firm, account) for account in listed)]
    paper = [account for account in listed if account.env is Env.PAPER]
    if not found:
        what = f"no REAL account returned, only {len(paper)} of paper" if paper else "no account returned"
        fix = (
            "log OpenD in as the user who owns the account, with the OpenD of that broker "
            "(Futu or moomoo); a new account must be opened and activated in the app first"
        )
        found.append(Finding(ACCOUNTS, "real", State.WARN, what, fix))
    if paper:
        found.append(Finding(ACCOUNTS, "paper", State.OK, _named(paper)))
    return found


def _real_of(firm: Firm, account: Account) -> bool:
    return account.env is Env.REAL and account.firm is firm


def _firm(firm: Firm, listed: Sequence[Account]) -> Finding:
    accounts = [account for account in listed if _real_of(firm, account)]
    name = _FIRM_NAMES.get(firm, "unknown firm")
    idle = [account for account in accounts if account.status is not AccountStatus.ACTIVE]
    if len(idle) == len(accounts):
        fix = "activate the account in the app"
        return Finding(ACCOUNTS, name, State.WARN, f"{_named(accounts)}: disabled", fix)
    return Finding(ACCOUNTS, name, State.OK, f"REAL {_named(accounts)}")


def _named(accounts: Sequence[Account]) -> str:
    """Name accounts by the last digits of what the app shows, with the markets they may trade."""
    return ", ".join(
        f"*{(account.card or str(account.acc_id))[-4:]} ({_markets(account)})" for account in accounts
    )


def _markets(account: Account) -> str:
    return " ".join(market.name for market in account.markets) or "no market"
