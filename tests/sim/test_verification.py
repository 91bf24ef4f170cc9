"""The code that the simulated OpenD may wait for: asked for once a minute, right or wrong, and then READY."""

from __future__ import annotations

import pytest

from tui.domain.link import NoticeKind, ProgramStatus
from tui.sim.notices import Notices, Standing
from tui.sim.refusal import RefusalError
from tui.sim.verification import MOST_TRIES, Verification
from tui.wire.messages.system import CodeKind


class Waiting:
    """A daemon that waits for the code of the phone."""

    def __init__(self) -> None:
        self.standing = Standing(quote_login=False, trade_login=False, program=ProgramStatus.NEED_PHONE_CODE)
        self.notices = Notices()
        self.verification = Verification(1, self.standing, self.notices)

    def code(self, now: float) -> str:
        """Ask for a code and read it where a user would."""
        self.verification.request(CodeKind.PHONE, now)
        (notice,) = self.notices.take()
        assert notice.kind is NoticeKind.PROGRAM_STATUS
        return notice.text.rpartition(" ")[2]


def refusal(call: object, *arguments: object) -> str:
    with pytest.raises(RefusalError) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value.text


def test_the_right_code_logs_in_and_says_so() -> None:
    waiting = Waiting()
    waiting.verification.enter(CodeKind.PHONE, waiting.code(0.0), 1.0)
    assert waiting.standing == Standing()
    kinds = [notice.kind for notice in waiting.notices.take()]
    assert kinds == [NoticeKind.PROGRAM_STATUS, NoticeKind.LOGIN]


def test_a_wrong_or_missing_code_changes_nothing() -> None:
    waiting = Waiting()
    code = waiting.code(0.0)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    assert "is wrong" in refusal(waiting.verification.enter, CodeKind.PHONE, wrong, 1.0)
    assert "is missing" in refusal(waiting.verification.enter, CodeKind.PHONE, "", 2.0)
    assert waiting.standing.program is ProgramStatus.NEED_PHONE_CODE


def test_only_the_last_code_counts_and_there_is_one_a_minute() -> None:
    waiting = Waiting()
    first = waiting.code(0.0)
    assert "wait 30 seconds" in refusal(waiting.verification.request, CodeKind.PHONE, 30.0)
    second = waiting.code(60.0)
    assert first != second
    assert "is wrong" in refusal(waiting.verification.enter, CodeKind.PHONE, first, 61.0)
    waiting.verification.enter(CodeKind.PHONE, second, 62.0)


def test_guessing_is_limited() -> None:
    waiting = Waiting()
    waiting.code(0.0)
    for second in range(MOST_TRIES):
        refusal(waiting.verification.enter, CodeKind.PHONE, "x", float(second))
    assert "within a minute" in refusal(waiting.verification.enter, CodeKind.PHONE, "x", 20.0)
    assert "is wrong" in refusal(waiting.verification.enter, CodeKind.PHONE, "x", 90.0)


def test_a_code_of_another_kind_or_none_at_all() -> None:
    waiting = Waiting()
    assert "code of the phone" in refusal(waiting.verification.request, CodeKind.PICTURE, 0.0)
    waiting.standing.program = ProgramStatus.READY
    assert "No verification code is needed" in refusal(waiting.verification.request, CodeKind.PHONE, 0.0)
