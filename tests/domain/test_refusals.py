"""Texts of OpenD, the vendor's SDK and our simulator, and the line each of them becomes."""

from __future__ import annotations

import pytest

from tui.domain.refusals import Cause, explain

TEXTS = [
    # Unlocking (user pain A13).
    ("No one available account!", Cause.FIRM, "`futu-tui accounts` lists the firm"),
    ("Nonexisting acc_id 123", Cause.FIRM, "another firm"),
    ("没有可用账户", Cause.FIRM, "another firm"),
    ("The trade password is wrong.", Cause.PASSWORD, "6-digit trade PIN, not the login password"),
    ("Incorrect password, 3 tries left", Cause.PASSWORD, "6-digit trade PIN"),
    ("交易密码错误", Cause.PASSWORD, "6-digit trade PIN"),
    ("Message is missing required fields: c2s.securityFirm", Cause.VERSION, "update OpenD"),
    ("缺少securityFirm", Cause.VERSION, "`futu-tui doctor`"),
    ("OpenD version too low", Cause.VERSION, "update OpenD"),
    ("Please close the moomoo token first", Cause.TOKEN, "switch the token off in the app"),
    ("请先关闭富途令牌", Cause.TOKEN, "switch the token off in the app"),
    # Subscriptions (user pain A15).
    ("订阅额度不足，订阅失败，已用订阅额度：1000/1000", Cause.QUOTA, "watch fewer codes"),
    (
        "The subscription quota is not enough: 100 of 100 used, 1 more needed.",
        Cause.QUOTA,
        "other programs on this OpenD",
    ),
    ("Insufficient subscription quota", Cause.QUOTA, "after a minute"),
    ("HK.00002的KL_Day订阅时间过短，至少需要订阅1分钟", Cause.TOO_EARLY, "at least one minute"),
    (
        "HK.00700 QUOTE was subscribed too recently: a subscription lasts at least one minute.",
        Cause.TOO_EARLY,
        "at least one minute",
    ),
    ("行情权限不足", Cause.RIGHT, "quote card"),
    ("No right to subscribe", Cause.RIGHT, "another device"),
    ("No quote right for BROKERS of HK.00700: the right for HK is BMP.", Cause.RIGHT, "quote card"),
    ("未知股票", Cause.UNKNOWN_CODE, "check market and symbol"),
    ("Unknown stock HK.99999.", Cause.UNKNOWN_CODE, "HK.00700"),
    # Limits.
    ("获取市场快照频率太高，请求失败，每30秒最多60次。", Cause.TOO_OFTEN, "wait 30 s"),
    ("Requests about snapshots are too frequent: at most 60 in 30 seconds.", Cause.TOO_OFTEN, "all programs"),
    ("Requests about place are too close together: at least 0.02 seconds apart.", Cause.TOO_OFTEN, "wait"),
    ("请求个数超过限制", Cause.TOO_MANY, "fewer at once"),
    ("Too many codes: 401, at most 400 at once.", Cause.TOO_MANY, "fewer at once"),
]


@pytest.mark.parametrize(("text", "cause", "fix"), TEXTS)
def test_known_refusals_are_told_apart_and_end_with_the_fix(text: str, cause: Cause, fix: str) -> None:
    refusal = explain(text)

    assert refusal.cause is cause
    assert fix in refusal.line
    assert "\n" not in refusal.line


@pytest.mark.parametrize(
    "text",
    [
        "not enough buying power",
        "Simulated trade does not support deal list",
        "The minimum tick size for this product is 0.2",
        "Unknown watchlists",
        "",
    ],
)
def test_other_refusals_keep_their_words(text: str) -> None:
    assert explain(text).cause is Cause.OTHER
    assert explain(text).line == text


def test_every_cause_but_other_has_a_line_of_its_own() -> None:
    lines = {refusal.cause: refusal.line for refusal in (explain(text) for text, _, _ in TEXTS)}

    assert set(lines) == set(Cause) - {Cause.OTHER}
    assert len(set(lines.values())) == len(lines)
