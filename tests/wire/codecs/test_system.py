from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, few, flags, maybe, member, texts, tuples_of
from tests.wire.wire_trips import through_client, through_server
from tui.domain.delays import (
    DelayBucket,
    DelayKind,
    DelayStatistics,
    OrderDelays,
    PushDelays,
    PushKind,
    PushStage,
    ReplyDelays,
)
from tui.pb import GetDelayStatistics_pb2, Verification_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.system import CodeKind, CodeStep, GetDelayStatistics, Verify

ASK = GetDelayStatistics((DelayKind.PUSHES,))
millis = st.integers(0, 99_999).map(lambda hundredths: Decimal(hundredths).scaleb(-2))
"""What 32 bits of float hold exactly to the digits we keep."""
ends = st.integers(-(2**31), 2**31 - 1)
statistics = built(
    DelayStatistics,
    pushes=tuples_of(
        built(
            PushDelays,
            kind=member(PushKind),
            count=counts,
            mean_ms=millis,
            buckets=tuples_of(
                built(
                    DelayBucket,
                    begin_ms=counts,
                    end_ms=maybe(counts),
                    count=counts,
                    share=millis,
                    cumulative=millis,
                )
            ),
        )
    ),
    replies=tuples_of(
        built(
            ReplyDelays,
            proto_id=counts,
            count=counts,
            total_ms=millis,
            opend_ms=millis,
            network_ms=millis,
            local=flags,
        )
    ),
    orders=tuples_of(
        built(
            OrderDelays,
            order_id=texts,
            total_ms=millis,
            opend_ms=millis,
            network_ms=millis,
            update_ms=millis,
        )
    ),
)


@few
@given(built(Verify, kind=member(CodeKind), step=member(CodeStep), code=texts))
def test_a_verification_survives_the_wire(request: Verify) -> None:
    assert through_server(request) == request


def test_a_verification_is_answered_without_a_body() -> None:
    assert through_client(Verify(CodeKind.PHONE, CodeStep.REQUEST), None) is None


@few
@given(
    built(
        GetDelayStatistics,
        kinds=tuples_of(member(DelayKind)),
        stage=maybe(member(PushStage)),
        ends_ms=tuples_of(ends),
    )
)
def test_a_question_about_delays_survives_the_wire(request: GetDelayStatistics) -> None:
    assert through_server(request) == request


@few
@given(statistics)
def test_statistics_survive_the_wire(given_statistics: DelayStatistics) -> None:
    assert through_client(ASK, given_statistics) == given_statistics


def test_numbers_nobody_knows_are_unknown() -> None:
    request = Verification_pb2.Request()
    request.c2s.type, request.c2s.op = 42, 43
    assert codec.decode_request(1006, request.SerializeToString()) == Verify(
        CodeKind.UNKNOWN, CodeStep.UNKNOWN
    )
    ask = GetDelayStatistics_pb2.Request()
    ask.c2s.typeList.append(9)
    ask.c2s.qotPushStage = 77
    assert codec.decode_request(1007, ask.SerializeToString()) == GetDelayStatistics(
        (DelayKind.UNKNOWN,), PushStage.UNKNOWN
    )


def test_a_mean_that_is_no_number_is_an_error() -> None:
    response = GetDelayStatistics_pb2.Response(retType=0)
    response.s2c.qotPushStatisticsList.add(qotPushType=1, delayAvg=float("nan"), count=1)
    with pytest.raises(BodyError, match="not a number"):
        codec.decode_reply(ASK, response.SerializeToString())


def test_a_single_float_is_read_to_the_digits_it_has() -> None:
    response = GetDelayStatistics_pb2.Response(retType=0)
    response.s2c.qotPushStatisticsList.add(qotPushType=1, delayAvg=33.3, count=1)
    (push,) = codec.decode_reply(ASK, response.SerializeToString()).pushes
    assert push.mean_ms == Decimal("33.3")
