from __future__ import annotations

import re

import pytest

from tests.wire.wire_trips import events_of
from tui.domain.events import NoticeKind, NoticeReceived
from tui.pb import Notify_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages_session import NoticePush, ProgramStatus, QuoteRight


@pytest.mark.parametrize(
    ("push", "text"),
    [
        (NoticePush(NoticeKind.GATEWAY, event_type=7), "logged in elsewhere"),
        (NoticePush(NoticeKind.GATEWAY, event_type=14, text="now"), "trade password changed.*: now"),
        (NoticePush(NoticeKind.GATEWAY, event_type=99, text="new"), "OpenD reports the event 99: new"),
        (NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.READY), "OpenD is ready"),
        (
            NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.LOGIN_FAILED, text="why"),
            "could not log in: why",
        ),
        (
            NoticePush(NoticeKind.QUOTE_RIGHT, rights=(("hkQotRight", QuoteRight.LEVEL_2),)),
            "quote rights: HK level 2, US unknown, China A unknown",
        ),
        (NoticePush(NoticeKind.API_LEVEL, text="3"), "API level: 3"),
        (
            NoticePush(NoticeKind.QUOTA, subscription_quota=300, history_quota=100),
            "quotas: 300 subscriptions, 100 history candles",
        ),
        (
            NoticePush(NoticeKind.USED_QUOTA, subscription_quota=12, history_quota=3),
            "quotas used: 12 subscriptions, 3 history candles",
        ),
    ],
)
def test_a_notice_is_told_in_words(push: NoticePush, text: str) -> None:
    (event,) = events_of(push)
    assert event.kind is push.kind
    assert NoticeReceived(push.kind, event.text) == event
    assert re.search(text, event.text)


@pytest.mark.parametrize("event_type", range(1, 16))
def test_every_gateway_event_has_its_own_words(event_type: int) -> None:
    (event,) = events_of(NoticePush(NoticeKind.GATEWAY, event_type=event_type))
    assert "reports the event" not in event.text


@pytest.mark.parametrize("status", [status for status in ProgramStatus if status.value >= 0])
def test_every_program_status_has_words(status: ProgramStatus) -> None:
    (event,) = events_of(NoticePush(NoticeKind.PROGRAM_STATUS, program_status=status))
    assert "does not know" not in event.text


@pytest.mark.parametrize(
    ("quote", "trade", "text"),
    [
        (True, True, "OpenD is connected to the quote and the trade servers"),
        (False, True, "OpenD lost the quote servers"),
        (True, False, "OpenD lost the trade servers"),
        (False, False, "OpenD lost the quote and the trade servers"),
    ],
)
def test_a_login_notice_moves_the_lamps(quote: bool, trade: bool, text: str) -> None:
    push = NoticePush(NoticeKind.LOGIN, quote_login=quote, trade_login=trade)
    assert events_of(push) == (NoticeReceived(NoticeKind.LOGIN, text, quote, trade),)


def test_a_kind_nobody_knows_is_still_shown() -> None:
    response = Notify_pb2.Response(retType=0)
    response.s2c.type = 42
    (event,) = codec.decode_push(1003, response.SerializeToString())
    assert event == NoticeReceived(
        NoticeKind.UNKNOWN, "OpenD sent a notice this program does not know (type 42)"
    )


def test_a_program_status_nobody_knows_is_still_shown() -> None:
    _, body = codec.encode_push(NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.READY))
    (event,) = codec.decode_push(1003, body.replace(b"\x08\x0a", b"\x08\x63"))
    assert event.text == "OpenD is in a state this program does not know"  # type: ignore[union-attr]


def test_a_notice_without_its_content_is_an_error() -> None:
    response = Notify_pb2.Response(retType=0)
    response.s2c.type = NoticeKind.LOGIN
    with pytest.raises(BodyError, match="connectStatus"):
        codec.decode_push(1003, response.SerializeToString())


def test_the_text_of_a_notice_is_cleaned() -> None:
    (event,) = events_of(NoticePush(NoticeKind.GATEWAY, event_type=9, text="\x1b]0;owned\x07"))
    assert event.text.endswith(": ]0;owned")
