from __future__ import annotations

import pytest

from tui.pb import Qot_GetBasicQot_pb2, Qot_Sub_pb2
from tui.wire import codec, envelope
from tui.wire.errors import BodyError
from tui.wire.messages.quote import GetQuotes


def test_absurdly_long_lists_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "LONGEST_LIST", 3)
    message = Qot_Sub_pb2.Request()
    message.c2s.isSubOrUnSub = True
    message.c2s.subTypeList.extend([1, 2, 4])
    codec.decode_request(3001, message.SerializeToString())
    message.c2s.subTypeList.append(5)
    with pytest.raises(BodyError, match="list of 4 elements"):
        codec.decode_request(3001, message.SerializeToString())


def test_the_real_limit_is_enforced() -> None:
    message = Qot_GetBasicQot_pb2.Request()
    message.c2s.SetInParent()
    for _ in range(envelope.LONGEST_LIST + 1):
        message.c2s.securityList.add(market=1, code="1")
    with pytest.raises(BodyError, match="over the limit"):
        codec.decode_request(GetQuotes.proto_id, message.SerializeToString())


def test_a_push_without_a_body_is_unsound() -> None:
    with pytest.raises(BodyError, match="Qot_UpdateTicker response is a push without a body"):
        codec.decode_push(3011, b"\x08\x00")
