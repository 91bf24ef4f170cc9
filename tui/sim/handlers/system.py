"""Requests about the simulated OpenD itself: 1006, 1007."""

from __future__ import annotations

from itertools import pairwise

from tui.domain.delays import DelayKind, DelayStatistics, PushStage
from tui.sim.caller import Caller
from tui.sim.delays import DEFAULT_ENDS, ENDLESS
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.system import CodeKind, CodeStep, GetDelayStatistics, Verify

MOST_BUCKETS = 1000


def verify(world: World, caller: Caller, request: Verify) -> None:
    """Make a verification code, or log in with one."""
    del caller
    if request.kind is CodeKind.UNKNOWN:
        raise RefusalError("The type of the verification code is missing or unknown.")
    match request.step:
        case CodeStep.REQUEST:
            world.verification.request(request.kind, world.now)
        case CodeStep.ENTER:
            world.verification.enter(request.kind, request.code, world.now)
        case _:
            raise RefusalError("The operation on the verification code is missing or unknown.")


def delay_statistics(world: World, caller: Caller, request: GetDelayStatistics) -> DelayStatistics:
    """Report what was measured."""
    del caller
    if not request.kinds or DelayKind.UNKNOWN in request.kinds:
        raise RefusalError("The type of the delay statistics is missing or unknown.")
    if request.stage is PushStage.UNKNOWN:
        raise RefusalError("The stage of the pushes is unknown.")
    ends = _checked(request.ends_ms) if request.ends_ms else DEFAULT_ENDS
    delays = world.delays
    return DelayStatistics(
        pushes=delays.pushes(request.stage or PushStage.WHOLE, ends)
        if DelayKind.PUSHES in request.kinds
        else (),
        replies=delays.replies() if DelayKind.REPLIES in request.kinds else (),
        orders=delays.orders() if DelayKind.ORDERS in request.kinds else (),
    )


def _checked(ends: tuple[int, ...]) -> tuple[int, ...]:
    """Return ends of buckets that rise, the last of them maybe endless."""
    finite = ends[:-1] if ends[-1] == ENDLESS else ends
    if len(ends) > MOST_BUCKETS:
        raise RefusalError(f"At most {MOST_BUCKETS} segments are allowed.")
    if any(end <= 0 for end in finite) or any(one >= other for one, other in pairwise(finite)):
        raise RefusalError("The segments must be positive and rise; only the last may be -1.")
    return ends


HANDLERS: Handlers = {Verify: verify, GetDelayStatistics: delay_statistics}
