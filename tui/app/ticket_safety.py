"""What the safety switches say to a ticket: what forbids any order, and what only keeps it from leaving."""

from __future__ import annotations

from collections.abc import Iterator

from tui.app.keymap import key_of
from tui.domain.accounts import Account, Env
from tui.domain.rules import Field, Finding
from tui.domain.rules_model import block, warn
from tui.domain.safety import Safety

NOT_ARMED = "not armed: nothing real leaves"


def safety_findings(safety: Safety, account: Account | None) -> Iterator[Finding]:
    """Say what the switches forbid, each with what helps."""
    if safety.locked:
        yield block(Field.CODE, f"{safety.locked}; typing the word TRADE releases it")
    if safety.journal_trouble:
        yield block(Field.CODE, f"{safety.journal_trouble}: no order leaves unwritten; cancels still do")
    if account is None:
        return
    if account.env is Env.REAL and safety.why_not_real:
        yield block(Field.ACCOUNT, safety.why_not_real)
    open_ = [one for one in safety.unresolved if one.acc_id == account.acc_id]
    if open_:
        say = block if account.env is Env.REAL else warn
        more = f" and {len(open_) - 1} more" if len(open_) > 1 else ""
        first = f"{open_[0].words} ({open_[0].state})" if open_[0].state else open_[0].words
        yield say(Field.ACCOUNT, f"not known whether the broker has {first}{more}: wait for the search")


def why_not_armed(safety: Safety, account: Account | None) -> str:
    """Return why a real order may not leave now and what helps; nothing on paper and when it may."""
    if account is None or account.env is not Env.REAL or safety.is_armed(account.env, account.acc_id):
        return ""
    lost = f" ({safety.disarmed_because})" if safety.disarmed_because else ""
    return f"{NOT_ARMED}{lost}; {key_of('arm_account')} arms the account"
