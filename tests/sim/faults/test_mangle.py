"""Messages made wrong are wrong in the way that was asked for, and in no other."""

from __future__ import annotations

import pytest

from tui.domain.ids import SecurityId
from tui.sim.faults.mangle import cut, with_number, wrong_digest
from tui.wire.codec import decode_reply, encode_reply
from tui.wire.errors import FrameError
from tui.wire.framing import Framer, encode_frame
from tui.wire.messages.session import KeepAlive, KeepAliveReply

BODY = encode_reply(1004, KeepAliveReply(7))
FRAME = encode_frame(1004, 5, BODY)


def test_another_digest_breaks_the_link() -> None:
    assert len(wrong_digest(FRAME)) == len(FRAME)
    with pytest.raises(FrameError, match="digest"):
        Framer().feed(wrong_digest(FRAME))


def test_a_cut_frame_takes_the_next_for_its_rest() -> None:
    framer = Framer()
    assert framer.feed(cut(FRAME)) == []
    with pytest.raises(FrameError):
        framer.feed(FRAME)


def test_a_number_deep_inside_is_replaced() -> None:
    assert decode_reply(KeepAlive(0), BODY).time == 7
    assert decode_reply(KeepAlive(0), with_number(BODY, [4, 1], 99)).time == 99
    assert decode_reply(KeepAlive(0), with_number(BODY, [4, 1], 2**40)).time == 2**40
    assert SecurityId.parse("00700")  # nothing else of the message is touched: the parse above is strict
