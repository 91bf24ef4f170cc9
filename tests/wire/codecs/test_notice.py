from __future__ import annotations

import re

import pytest

from tests.wire.wire_trips import events_of
from tui.domain.events import NoticeKind, NoticeReceived
from tui.domain.link import Severity
from tui.domain.opend_words import GATEWAY_EVENTS, PROGRAM_STATUSES
from tui.domain.rights import QuoteRight, RightScope
from tui.pb import Notify_pb2
from tui.pb.Notify_pb2 import GtwEventType
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.session import NoticePush, ProgramStatus


@pytest.mark.parametrize(
    ("push", "text"),
    [
        (NoticePush(NoticeKind.GATEWAY, event_type=7), "logged in elsewhere"),
        (NoticePush(NoticeKind.GATEWAY, event_type=14, text="now"), "trade password changed.*: now"),
        (NoticePush(NoticeKind.GATEWAY, event_type=99, text="new"), "OpenD reports the event 99: new"),
        (NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.READY), "OpenD is ready"),
        (
            NoticePush(NoticeKind.PROGRAM_STATUS, program_status=ProgramStatus.LOGIN_FAILED, text="why"),
            "OpenD's login failed: why",
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
    assert re.search(text, event.text)


@pytest.mark.parametrize("event_type", GtwEventType.values())
def test_every_gateway_event_has_its_own_words(event_type: int) -> None:
    (event,) = events_of(NoticePush(NoticeKind.GATEWAY, event_type=event_type))
    words = GATEWAY_EVENTS[event_type]
    assert (event.text, event.severity, event.fix) == (words.text, words.severity, words.fix)


def test_a_gateway_event_nobody_knows_is_told_as_a_number() -> None:
    (event,) = events_of(NoticePush(NoticeKind.GATEWAY, event_type=4711, text="surprise"))
    assert event.text == "OpenD reports the event 4711: surprise"
    assert event.severity is Severity.WARN


@pytest.mark.parametrize("status", [status for status in ProgramStatus if status.value >= 0])
def test_every_program_status_has_words(status: ProgramStatus) -> None:
    (event,) = events_of(NoticePush(NoticeKind.PROGRAM_STATUS, program_status=status))
    words = PROGRAM_STATUSES[status]
    assert (event.text, event.severity, event.fix) == (words.text, words.severity, words.fix)
    assert event.program_status is status


def test_rights_are_told_by_market_without_those_nobody_knows() -> None:
    rights = (("hkQotRight", QuoteRight.NONE), ("usQotRight", QuoteRight.LEVEL_3))
    (event,) = events_of(NoticePush(NoticeKind.QUOTE_RIGHT, rights=rights))
    assert event.rights == ((RightScope.HK, QuoteRight.NONE), (RightScope.US, QuoteRight.LEVEL_3))


def test_one_mainland_right_counts_for_both_exchanges() -> None:
    older = (("cnQotRight", QuoteRight.LEVEL_1),)
    (event,) = events_of(NoticePush(NoticeKind.QUOTE_RIGHT, rights=older))
    assert dict(event.rights) == {RightScope.SH: QuoteRight.LEVEL_1, RightScope.SZ: QuoteRight.LEVEL_1}
    newer = (*older, ("szQotRight", QuoteRight.LEVEL_2))
    (event,) = events_of(NoticePush(NoticeKind.QUOTE_RIGHT, rights=newer))
    assert dict(event.rights)[RightScope.SZ] is QuoteRight.LEVEL_2


@pytest.mark.parametrize("field", [field.name for field in Notify_pb2.QotRight.DESCRIPTOR.fields])
def test_every_right_of_the_message_is_read(field: str) -> None:
    if field == "hasUSOptionQotRight":
        return  # says less than usOptionQotRight
    (event,) = events_of(NoticePush(NoticeKind.QUOTE_RIGHT, rights=((field, QuoteRight.LEVEL_2),)))
    assert QuoteRight.LEVEL_2 in dict(event.rights).values()


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
    (event,) = events_of(push)
    assert (event.kind, event.text) == (NoticeKind.LOGIN, text)
    assert (event.quote_login, event.trade_login) == (quote, trade)
    assert event.severity is (Severity.INFO if quote and trade else Severity.BAD)


def test_a_kind_nobody_knows_is_still_shown() -> None:
    response = Notify_pb2.Response(retType=0)
    for number in (42, -1, 3019):  # the last two are numbers of ours
        response.s2c.type = number
        (event,) = codec.decode_push(1003, response.SerializeToString())
        text = f"OpenD sent a notice this program does not know (type {number})"
        assert event == NoticeReceived(NoticeKind.UNKNOWN, text)


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
