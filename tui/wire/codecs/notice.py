"""Notices of OpenD, put into plain words: the push 1003."""

from __future__ import annotations

from dataclasses import replace

from tui.domain.events import NoticeKind, NoticeReceived
from tui.domain.link import Severity
from tui.domain.opend_words import Words, gateway_words, login_words, program_words
from tui.domain.rights import RIGHT_WORDS, QuoteRight, RightScope
from tui.pb import Common_pb2, Notify_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, parse_push, push_body
from tui.wire.errors import BodyError
from tui.wire.messages.session import NoticePush, ProgramStatus
from tui.wire.protoids import ProtoId
from tui.wire.text import clean

_kind = reader(NoticeKind)
_program_status = reader(ProgramStatus)
_quote_right = reader(QuoteRight)

_RIGHTS: tuple[tuple[str, RightScope], ...] = (
    ("hkQotRight", RightScope.HK),
    ("hkOptionQotRight", RightScope.HK_OPTION),
    ("hkFutureQotRight", RightScope.HK_FUTURE),
    ("usQotRight", RightScope.US),
    ("usOptionQotRight", RightScope.US_OPTION),
    ("usIndexQotRight", RightScope.US_INDEX),
    ("usOtcQotRight", RightScope.US_OTC),
    ("usFutureQotRight", RightScope.US_FUTURE),
    ("usCMEFutureQotRight", RightScope.US_CME),
    ("usCBOTFutureQotRight", RightScope.US_CBOT),
    ("usNYMEXFutureQotRight", RightScope.US_NYMEX),
    ("usCOMEXFutureQotRight", RightScope.US_COMEX),
    ("usCBOEFutureQotRight", RightScope.US_CBOE),
    ("cnQotRight", RightScope.CN),
    ("shQotRight", RightScope.SH),
    ("szQotRight", RightScope.SZ),
    ("sgStockQotRight", RightScope.SG),
    ("sgFutureQotRight", RightScope.SG_FUTURE),
    ("myStockQotRight", RightScope.MY),
    ("jpStockQotRight", RightScope.JP),
    ("jpFutureQotRight", RightScope.JP_FUTURE),
    ("ccQotRight", RightScope.CC),
    ("ecQotRight", RightScope.EVENT),
)
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
        text = f"OpenD sent a notice this program does not know (type {s2c.type})"
        return NoticeReceived(NoticeKind.UNKNOWN, text)
    if not s2c.HasField(field):  # type: ignore[arg-type]  # the stub wants a literal
        raise BodyError(f"a notice about {field} without it")
    match kind:
        case NoticeKind.GATEWAY:
            return _told(kind, gateway_words(s2c.event.eventType), clean(s2c.event.desc))
        case NoticeKind.PROGRAM_STATUS:
            return _program(s2c.programStatus.programStatus)
        case NoticeKind.LOGIN:
            quote, trade = s2c.connectStatus.qotLogined, s2c.connectStatus.trdLogined
            return replace(_told(kind, login_words(quote, trade)), quote_login=quote, trade_login=trade)
        case NoticeKind.QUOTE_RIGHT:
            return _rights(s2c.qotRight)
        case _:
            return NoticeReceived(kind, _text(kind, s2c), severity=Severity.INFO)


def _text(kind: NoticeKind, s2c: Notify_pb2.S2C) -> str:
    match kind:
        case NoticeKind.API_LEVEL:
            return f"API level: {clean(s2c.apiLevel.apiLevel)}"
        case NoticeKind.QUOTA:
            quota = s2c.apiQuota
            return f"quotas: {quota.subQuota} subscriptions, {quota.historyKLQuota} history candles"
        case _:
            used = s2c.usedQuota
            return f"quotas used: {used.usedSubQuota} subscriptions, {used.usedKLineQuota} history candles"


def _told(kind: NoticeKind, words: Words, more: str = "") -> NoticeReceived:
    text = f"{words.text}: {more}" if more else words.text
    return NoticeReceived(kind, text, severity=words.severity, fix=words.fix)


def _program(status: Common_pb2.ProgramStatus) -> NoticeReceived:
    # protobuf hides a number that its closed enum does not have: then the field is absent.
    known = _program_status(status.type if status.HasField("type") else ProgramStatus.UNKNOWN)
    told = _told(NoticeKind.PROGRAM_STATUS, program_words(known), clean(status.strExtDesc))
    return replace(told, program_status=known)


def _rights(message: Notify_pb2.QotRight) -> NoticeReceived:
    levels = [
        (scope, _quote_right(getattr(message, field)))
        for field, scope in _RIGHTS
        if message.HasField(field)  # type: ignore[arg-type]  # the stub wants a literal
    ]
    text = ", ".join(f"{scope.value} {RIGHT_WORDS[level]}" for scope, level in levels)
    known = tuple((scope, level) for scope, level in levels if level is not QuoteRight.UNKNOWN)
    return NoticeReceived(
        NoticeKind.QUOTE_RIGHT, f"quote rights: {text}", severity=Severity.INFO, rights=_by_exchange(known)
    )


def _by_exchange(
    levels: tuple[tuple[RightScope, QuoteRight], ...],
) -> tuple[tuple[RightScope, QuoteRight], ...]:
    """Give both mainland exchanges the one right that older daemons know for them."""
    named = dict(levels)
    both = named.pop(RightScope.CN, None)
    if both is not None:
        named = {RightScope.SH: both, RightScope.SZ: both} | named
    return tuple(named.items())


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
