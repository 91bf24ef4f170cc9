from __future__ import annotations

import pytest

from tests.wire.test_framing import Reversal
from tui.wire.errors import FrameError
from tui.wire.framing import encode_frame
from tui.wire.protocol import Connection, PushArrived, ReplyArrived, RequestArrived, Role
from tui.wire.protoids import PUSH_IDS


def opened_server() -> Connection:
    server = Connection(Role.SERVER)
    server.receive(encode_frame(1001, 1, b"hello"))
    return server


def test_a_request_reaches_the_server_and_its_reply_the_client() -> None:
    client, server = Connection(Role.CLIENT, first_serial=7), Connection(Role.SERVER)
    serial = client.reserve_serial()
    assert server.receive(client.request(1001, serial, b"q")) == [RequestArrived(1001, 7, b"q")]
    assert client.receive(server.reply(1001, 7, b"a")) == [ReplyArrived(1001, 7, b"a")]


def test_a_push_is_known_by_its_number_alone() -> None:
    client, server = Connection(Role.CLIENT), opened_server()
    for proto_id in sorted(PUSH_IDS):
        (arrived,) = client.receive(server.push(proto_id, b"news"))
        assert isinstance(arrived, PushArrived)
        assert arrived == PushArrived(proto_id, b"news")


def test_the_server_takes_push_numbers_as_requests() -> None:
    (arrived,) = opened_server().receive(encode_frame(3005, 2, b"?"))
    assert isinstance(arrived, RequestArrived)


def test_replies_and_pushes_of_one_piece_come_in_order() -> None:
    client, server = Connection(Role.CLIENT), opened_server()
    stream = server.reply(3001, 4, b"") + server.push(3005, b"x") + server.reply(3004, 5, b"y")
    assert client.receive(stream) == [
        ReplyArrived(3001, 4, b""),
        PushArrived(3005, b"x"),
        ReplyArrived(3004, 5, b"y"),
    ]


@pytest.mark.parametrize("proto_id", [1004, 3005, 2202])
def test_a_connection_that_does_not_begin_with_init_connect_is_refused(proto_id: int) -> None:
    server = Connection(Role.SERVER)
    with pytest.raises(FrameError, match="InitConnect"):
        server.receive(encode_frame(proto_id, 1, b""))


def test_nothing_is_read_after_an_error() -> None:
    client = Connection(Role.CLIENT)
    with pytest.raises(FrameError):
        client.receive(b"garbage")
    with pytest.raises(FrameError, match="no longer read"):
        client.receive(encode_frame(1001, 1, b""))


def test_serials_rise_by_one_and_wrap_before_zero() -> None:
    client = Connection(Role.CLIENT, first_serial=2**32 - 2)
    assert [client.reserve_serial() for _ in range(4)] == [2**32 - 2, 2**32 - 1, 1, 2]


def test_pushes_have_a_count_of_their_own() -> None:
    server = opened_server()
    assert server.push(3005, b"x") == encode_frame(3005, 1, b"x")
    server.reply(3001, 9, b"")
    assert server.push(3013, b"y") == encode_frame(3013, 2, b"y")


def test_both_ends_can_be_secured_after_the_handshake() -> None:
    client, server = Connection(Role.CLIENT), opened_server()
    client.receive(server.reply(1001, 1, b"plain"))
    client.secure(Reversal())
    server.secure(Reversal())
    assert server.receive(client.request(1004, 2, b"beat")) == [RequestArrived(1004, 2, b"beat")]
    assert client.receive(server.push(3005, b"quote")) == [PushArrived(3005, b"quote")]


def test_an_unsecured_peer_is_noticed() -> None:
    client = Connection(Role.CLIENT)
    client.secure(Reversal())
    with pytest.raises(FrameError, match="digest"):
        client.receive(encode_frame(3005, 1, b"plain"))
