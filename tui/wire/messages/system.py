"""Requests about OpenD itself: verification codes (1006) and delay statistics (1007)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tui.domain.delays import DelayKind, DelayStatistics, PushStage
from tui.domain.numbered import NumberedEnum
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId


class CodeKind(NumberedEnum):
    """Where a verification code comes from (numbers of VerificationType)."""

    UNKNOWN = 0
    PICTURE = 1
    PHONE = 2


class CodeStep(NumberedEnum):
    """What to do about a verification code (numbers of VerificationOp)."""

    UNKNOWN = 0
    REQUEST = 1
    ENTER = 2
    """Hand the code in and log in."""


@dataclass(frozen=True, slots=True)
class Verify(Request[None]):
    """Ask for a verification code or hand it in (1006)."""

    proto_id: ClassVar[ProtoId] = ProtoId.VERIFICATION
    kind: CodeKind
    step: CodeStep
    code: str = ""
    """With ENTER only."""


@dataclass(frozen=True, slots=True)
class GetDelayStatistics(Request[DelayStatistics]):
    """Ask how long pushes, replies and orders took (1007)."""

    proto_id: ClassVar[ProtoId] = ProtoId.GET_DELAY_STATISTICS
    kinds: tuple[DelayKind, ...]
    stage: PushStage | None = None
    """Of pushes."""
    ends_ms: tuple[int, ...] = ()
    """Ends of the buckets, ascending, -1 for no end; empty leaves the choice to OpenD."""
