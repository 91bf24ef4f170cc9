from __future__ import annotations

import subprocess
import sys

import pytest

from tui.wire import codec
from tui.wire.errors import BodyError, RefusedError, UnknownProtocolError
from tui.wire.messages.base import Request
from tui.wire.messages.session import GetUserInfo, InitConnect, KeepAlive
from tui.wire.messages.trade import UnlockTrade
from tui.wire.protoids import PUSH_IDS, ProtoId

REQUEST_IDS = [proto_id for proto_id in ProtoId if proto_id not in PUSH_IDS]
SPOKEN_PUSHES = [proto_id for proto_id in ProtoId if proto_id in PUSH_IDS]


@pytest.mark.parametrize("proto_id", REQUEST_IDS)
def test_every_request_number_is_spoken(proto_id: ProtoId) -> None:
    with pytest.raises(BodyError, match="lacks the required field c2s"):
        codec.decode_request(proto_id, b"")


@pytest.mark.parametrize("proto_id", SPOKEN_PUSHES)
def test_every_push_number_is_spoken(proto_id: ProtoId) -> None:
    with pytest.raises(BodyError, match="undecodable"):
        codec.decode_push(proto_id, b"\xff\xff\xff")


@pytest.mark.parametrize("proto_id", [0, 2004, 3005, 3252, 9999])
def test_other_numbers_are_not_requests_here(proto_id: int) -> None:
    with pytest.raises(UnknownProtocolError, match=str(proto_id)):
        codec.decode_request(proto_id, b"")


@pytest.mark.parametrize("proto_id", [3261, 3310, 3450, 1001, 9999])
def test_pushes_we_do_not_speak_tell_nothing(proto_id: int) -> None:
    assert codec.decode_push(proto_id, b"anything") == ()


@pytest.mark.parametrize("request_", [KeepAlive(1), GetUserInfo(), UnlockTrade(True, "x")])
def test_a_refusal_carries_the_text_of_opend(request_: Request[object]) -> None:
    body = codec.encode_refusal("频率太高\x1b[2J", err_code=7)
    with pytest.raises(RefusedError) as refused:
        codec.decode_reply(request_, body)
    assert (refused.value.text, refused.value.ret_type, refused.value.err_code) == ("频率太高[2J", -1, 7)
    assert refused.value.proto_id == request_.proto_id


def test_a_refusal_may_say_nothing() -> None:
    with pytest.raises(RefusedError, match="without giving a reason") as refused:
        codec.decode_reply(KeepAlive(1), codec.encode_refusal("", ret_type=-100))
    assert (refused.value.ret_type, refused.value.err_code) == (-100, None)


def test_a_reply_that_does_not_say_how_it_went_is_unsound() -> None:
    with pytest.raises(BodyError, match="retType"):
        codec.decode_reply(KeepAlive(1), b"")


def test_success_without_a_body_is_unsound() -> None:
    with pytest.raises(BodyError, match="KeepAlive response reports success without a body"):
        codec.decode_reply(KeepAlive(1), b"\x08\x00")


def test_a_missing_field_is_named() -> None:
    with pytest.raises(BodyError, match=r"InitConnect response lacks the required field s2c\.serverVer"):
        codec.decode_reply(InitConnect(300, "x"), b"\x08\x00\x22\x00")


def test_the_registry_loads_neither_protobuf_nor_schemas() -> None:
    program = (
        "import sys, tui.wire.codec, tui.wire.protocol\n"
        "print([name for name in sys.modules if name.startswith(('google', 'tui.pb.', 'tui.wire.codec_'))])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


def test_a_quote_loads_no_trading_schemas() -> None:
    program = (
        "import sys; from tui.wire import codec\n"
        "try: codec.decode_push(3005, b'\\xff')\n"
        "except codec.UnknownProtocolError: raise\n"
        "except Exception: pass\n"
        "loaded = [name for name in sys.modules if name.startswith('tui.pb.')]\n"
        "print('tui.pb.Qot_Common_pb2' in loaded, [name for name in loaded if 'Trd' in name])"
    )
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "True []"
