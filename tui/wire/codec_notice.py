"""Notices of OpenD, put into plain words: the push 1003."""

from __future__ import annotations

from tui.domain.events import NoticeKind, NoticeReceived
from tui.pb import Common_pb2, Notify_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, parse_push, push_body
from tui.wire.errors import BodyError
from tui.wire.messages_session import NoticePush, ProgramStatus, QuoteRight
from tui.wire.protoids import ProtoId
from tui.wire.text import clean

_kind = reader(NoticeKind)
_program_status = reader(ProgramStatus)
_quote_right = reader(QuoteRight)

_GATEWAY_EVENTS = {
    1: "OpenD could not load its own configuration",
    2: "OpenD could not start its API server",
    3: "OpenD is too old and must be updated",
    4: "OpenD could not log in",
    5: "a disclaimer has to be agreed to before OpenD works",
    6: "OpenD lacks its network configuration",
    7: "OpenD was logged out because the user logged in elsewhere",
    8: "OpenD was logged out because the login password changed",
    9: "the user is not allowed to log in",
    10: "OpenD needs the code of a picture to log in",
    11: "OpenD needs the code sent to the phone to log in",
    12: "OpenD lacks data of its application",
    13: "OpenD lacks data it cannot work without",
    14: "the trade password changed: trading has to be unlocked again",
    15: "the device lock was switched on: OpenD has to be confirmed as a device",
}
"""What the numbers of GtwEventType mean."""

_PROGRAM_STATUS = {
    ProgramStatus.NONE: "OpenD gives no status",
    ProgramStatus.LOADED: "OpenD has started",
    ProgramStatus.LOGGING_IN: "OpenD is logging in",
    ProgramStatus.NEED_PICTURE_CODE: "OpenD waits for the code of a picture",
    ProgramStatus.NEED_PHONE_CODE: "OpenD waits for the code sent to the phone",
    ProgramStatus.LOGIN_FAILED: "OpenD could not log in",
    ProgramStatus.FORCE_UPDATE: "OpenD is too old and must be updated",
    ProgramStatus.PREPARING_DATA: "OpenD is preparing its data",
    ProgramStatus.MISSING_DATA: "OpenD lacks data it cannot work without",
    ProgramStatus.DISCLAIMER_PENDING: "a disclaimer has to be agreed to before OpenD works",
    ProgramStatus.READY: "OpenD is ready",
    ProgramStatus.FORCED_LOGOUT: "OpenD was logged out",
    ProgramStatus.DISCLAIMER_FAILED: "OpenD could not read the disclaimer",
    ProgramStatus.UNKNOWN: "OpenD is in a state this program does not know",
}

_RIGHTS = (
    ("hkQotRight", "HK"),
    ("hkOptionQotRight", "HK options"),
    ("hkFutureQotRight", "HK futures"),
    ("usQotRight", "US"),
    ("usOptionQotRight", "US options"),
    ("usIndexQotRight", "US indices"),
    ("usOtcQotRight", "US OTC"),
    ("cnQotRight", "China A"),
    ("shQotRight", "Shanghai"),
    ("szQotRight", "Shenzhen"),
    ("sgStockQotRight", "SG"),
    ("myStockQotRight", "MY"),
    ("jpStockQotRight", "JP"),
    ("ccQotRight", "crypto"),
)
_RIGHT_WORDS = {
    QuoteRight.UNKNOWN: "unknown",
    QuoteRight.BMP: "BMP",
    QuoteRight.LEVEL_1: "level 1",
    QuoteRight.LEVEL_2: "level 2",
    QuoteRight.SF: "SF",
    QuoteRight.NONE: "none",
    QuoteRight.LEVEL_3: "level 3",
}
_CONTENT = {
    NoticeKind.GATEWAY: "event",
    NoticeKind.PROGRAM_STATUS: "programStatus",
    NoticeKind.LOGIN: "connectStatus",
    NoticeKind.QUOTE_RIGHT: "qotRight",
    NoticeKind.API_LEVEL: "apiLevel",
    NoticeKind.QUOTA: "apiQuota",
    NoticeKind.USED_QUOTA: "usedQuota",
}
"""Which field of the message a kind of notice fills."""

_TOLERATED = frozenset({"s2c.programStatus.programStatus.type"})


# ---- reading


def _decode(body: bytes) -> tuple[NoticeReceived, ...]:
    s2c = parse_push(Notify_pb2.Response, body, _TOLERATED)
    return () if s2c is None else (_read(s2c),)


def _read(s2c: Notify_pb2.S2C) -> NoticeReceived:
    kind = _kind(s2c.type)
    field = _CONTENT.get(kind)
    if field is None:
        return NoticeReceived(kind, f"OpenD sent a notice this program does not know (type {s2c.type})")
    if not s2c.HasField(field):  # type: ignore[arg-type]  # the stub wants a literal
        raise BodyError(f"a notice about {field} without it")
    if kind is NoticeKind.LOGIN:
        quote, trade = s2c.connectStatus.qotLogined, s2c.connectStatus.trdLogined
        return NoticeReceived(kind, _login_text(quote, trade), quote, trade)
    return NoticeReceived(kind, _text(kind, s2c))


def _text(kind: NoticeKind, s2c: Notify_pb2.S2C) -> str:
    match kind:
        case NoticeKind.GATEWAY:
            return _gateway_text(s2c.event.eventType, clean(s2c.event.desc))
        case NoticeKind.PROGRAM_STATUS:
            return _program_text(s2c.programStatus.programStatus)
        case NoticeKind.QUOTE_RIGHT:
            return _rights_text(s2c.qotRight)
        case NoticeKind.API_LEVEL:
            return f"API level: {clean(s2c.apiLevel.apiLevel)}"
        case NoticeKind.QUOTA:
            quota = s2c.apiQuota
            return f"quotas: {quota.subQuota} subscriptions, {quota.historyKLQuota} history candles"
        case _:
            used = s2c.usedQuota
            return f"quotas used: {used.usedSubQuota} subscriptions, {used.usedKLineQuota} history candles"


def _gateway_text(event: int, description: str) -> str:
    text = _GATEWAY_EVENTS.get(event, f"OpenD reports the event {event}")
    return f"{text}: {description}" if description else text


def _program_text(status: Common_pb2.ProgramStatus) -> str:
    # protobuf hides a number that its closed enum does not have: then the field is absent.
    number = status.type if status.HasField("type") else ProgramStatus.UNKNOWN
    text = _PROGRAM_STATUS[_program_status(number)]
    extra = clean(status.strExtDesc)
    return f"{text}: {extra}" if extra else text


def _login_text(quote: bool, trade: bool) -> str:
    if quote and trade:
        return "OpenD is connected to the quote and the trade servers"
    if quote:
        return "OpenD lost the trade servers"
    if trade:
        return "OpenD lost the quote servers"
    return "OpenD lost the quote and the trade servers"


def _rights_text(rights: Notify_pb2.QotRight) -> str:
    known = (
        f"{market} {_RIGHT_WORDS[_quote_right(getattr(rights, field))]}"
        for field, market in _RIGHTS
        if rights.HasField(field)  # type: ignore[arg-type]  # the stub wants a literal
    )
    return "quote rights: " + ", ".join(known)


# ---- writing, for the simulator


def _encode(push: NoticePush) -> bytes:
    return push_body(Notify_pb2.Response, lambda s2c: _write(s2c, push))


def _write(s2c: Notify_pb2.S2C, push: NoticePush) -> None:
    s2c.type = push.kind
    match push.kind:
        case NoticeKind.GATEWAY:
            s2c.event.eventType = push.event_type
            s2c.event.desc = push.text
        case NoticeKind.PROGRAM_STATUS:
            status = ProgramStatus.NONE if push.program_status is None else push.program_status
            s2c.programStatus.programStatus.type = status.value  # type: ignore[assignment]
            if push.text:
                s2c.programStatus.programStatus.strExtDesc = push.text
        case NoticeKind.LOGIN:
            s2c.connectStatus.qotLogined = bool(push.quote_login)
            s2c.connectStatus.trdLogined = bool(push.trade_login)
        case NoticeKind.QUOTE_RIGHT:
            _write_rights(s2c.qotRight, push)
        case NoticeKind.API_LEVEL:
            s2c.apiLevel.apiLevel = push.text
        case NoticeKind.QUOTA:
            s2c.apiQuota.subQuota = push.subscription_quota or 0
            s2c.apiQuota.historyKLQuota = push.history_quota or 0
        case NoticeKind.USED_QUOTA:
            s2c.usedQuota.usedSubQuota = push.subscription_quota or 0
            s2c.usedQuota.usedKLineQuota = push.history_quota or 0


def _write_rights(message: Notify_pb2.QotRight, push: NoticePush) -> None:
    message.hkQotRight = message.usQotRight = message.cnQotRight = QuoteRight.UNKNOWN
    for field, right in push.rights:
        setattr(message, field, right)


CODECS: dict[ProtoId, Codec] = {}
PUSHES = {ProtoId.NOTIFY: PushCodec(_encode, _decode)}
