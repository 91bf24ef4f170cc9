"""OpenD says no in many words and two languages: what it means, and what helps.

The texts are OpenD's, the vendor's SDK's and our simulator's. One that matches nothing is shown as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache


class Cause(Enum):
    """Why OpenD does not do what was asked, as far as its text tells."""

    RIGHT = auto()
    """The user may not see these quotes."""
    QUOTA = auto()
    """All subscription units are in use."""
    UNKNOWN_CODE = auto()
    TOO_OFTEN = auto()
    """A rate limit."""
    TOO_EARLY = auto()
    """A subscription lasts a minute."""
    TOO_MANY = auto()
    """More securities than one call may name."""
    PASSWORD = auto()
    """Not the trade password."""
    TOKEN = auto()
    """A security token stands before the unlock."""
    FIRM = auto()
    """No account of this firm."""
    VERSION = auto()
    """OpenD and this program do not match."""
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal as a trader can use it."""

    cause: Cause
    line: str
    """Cause and fix; OpenD's own words when they are not known."""


_TABLE: tuple[tuple[Cause, str, str], ...] = (
    (
        Cause.TOO_EARLY,
        r"至少需要订阅|订阅时间过短|too recently|at least (one|1) minute",
        "a subscription lasts at least one minute: it ends by itself after that",
    ),
    (
        Cause.QUOTA,
        r"额度不足|订阅额度|quota (is )?(not enough|insufficient|exceeded|used up)|insufficient.{0,20}quota"
        r"|(not|no) enough.{0,20}quota|no quota",
        "no quota: all subscription units are in use; watch fewer codes, or end other programs on this OpenD "
        "(their units come free after a minute, once every one of them has let go)",
    ),
    (
        Cause.RIGHT,
        r"权限不足|没有权限|无.{0,6}权限|quote right|no right|no (quote )?(permission|authority)"
        r"|insufficient.{0,20}(right|permission)|not have.{0,30}(right|permission)",
        "no quote right: this login may not see it; take the quotes back if another device has them, "
        "or buy the quote card in the Futu or moomoo app",
    ),
    (
        Cause.UNKNOWN_CODE,
        r"未知股票|未知代码|股票不存在|unknown (stock|code|security)|wrong (stock )?code"
        r"|(stock|security|code).{0,20}not (exist|found)",
        "unknown code: check market and symbol, for example HK.00700, US.AAPL, SH.600519",
    ),
    (
        Cause.TOO_OFTEN,
        r"频率太高|频率限制|too (frequent|often)|too close together|frequen(t|cy).{0,30}(limit|high|fail)",
        "asked too often: OpenD counts the calls of all programs together; wait 30 s",
    ),
    (
        Cause.TOO_MANY,
        r"请求个数超过限制|too many (codes|stocks|securities)",
        "too many codes in one request: ask for fewer at once",
    ),
    (
        Cause.FIRM,
        r"no one available account|nonexisting acc_id|没有可用.{0,4}(账户|帐户)|券商.{0,8}不(符|一致|匹配)",
        "no account of this firm: the login belongs to another firm than the one asked for; "
        "`futu-tui accounts` lists the firm of each account",
    ),
    (
        Cause.VERSION,
        r"(missing|lack).{0,30}(security_?firm|required field)|缺少.{0,12}(security_?firm|参数)"
        r"|(version|版本).{0,20}(too (old|low)|not support|mismatch|过低|不支持)",
        "OpenD and this program do not match: update OpenD (`futu-tui doctor` shows both versions)",
    ),
    (
        Cause.TOKEN,
        r"令牌|\b(futu|moomoo|security|dynamic) ?token\b",
        "a Futu or moomoo token stands before the unlock: OpenD cannot ask for it; "
        "switch the token off in the app, or unlock in OpenD's own window",
    ),
    (
        Cause.PASSWORD,
        r"密码(错误|不正确|有误)|(wrong|incorrect|invalid).{0,20}password|password.{0,20}(wrong|incorrect|invalid"
        r"|error)",
        "wrong trade password: it is the 6-digit trade PIN, not the login password",
    ),
)


@cache
def _patterns() -> tuple[tuple[Cause, re.Pattern[str], str], ...]:
    """Return the table compiled: that takes longer than the first frame may wait for it."""
    return tuple((cause, re.compile(pattern, re.IGNORECASE), line) for cause, pattern, line in _TABLE)


def explain(text: str) -> Refusal:
    """Return what a refusal means; of several meanings the most specific."""
    for cause, pattern, line in _patterns():
        if pattern.search(text):
            return Refusal(cause, line)
    return Refusal(Cause.OTHER, text)
