"""Requests and replies about the connection itself (1001-1005), and the notices OpenD pushes (1003)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from tui.domain.events import NoticeKind
from tui.domain.link import ProgramStatus as ProgramStatus
from tui.domain.markets import MarketState
from tui.domain.numbered import NumberedEnum
from tui.domain.rights import QuoteRight as QuoteRight
from tui.wire.messages.base import Request
from tui.wire.protoids import ProtoId


class Encryption(NumberedEnum):
    """Cipher of a session (numbers of PacketEncAlgo)."""

    UNKNOWN = -2
    NONE = -1
    FTAES_ECB = 0
    AES_ECB = 1
    AES_CBC = 2


@dataclass(frozen=True, slots=True)
class InitConnectReply:
    """Handshake answer. The key is 16 ASCII characters even when the session is plain."""

    server_version: int
    """major * 100 + minor."""
    login_user_id: int
    conn_id: int
    aes_key: str
    keep_alive_interval_s: int
    aes_cbc_iv: str | None = None
    """None: FTAES-ECB; empty: AES-ECB; 16 characters: AES-CBC."""
    user_attribution: int | None = None


@dataclass(frozen=True, slots=True)
class InitConnect(Request[InitConnectReply]):
    """The first frame of every connection."""

    proto_id: ClassVar[ProtoId] = ProtoId.INIT_CONNECT
    client_version: int
    client_id: str
    receive_notices: bool = True
    encryption: Encryption | None = Encryption.NONE
    """None when the client does not say: then it is NONE, or FTAES-ECB if this very request is encrypted."""
    push_format: int = 0
    """0 protobuf, 1 JSON."""
    language: str = "Python"


@dataclass(frozen=True, slots=True)
class GlobalState:
    """Market phases and what OpenD is logged in to."""

    hk: MarketState
    us: MarketState
    sh: MarketState
    sz: MarketState
    hk_future: MarketState
    quote_login: bool
    trade_login: bool
    server_version: int
    build: int
    server_time: int
    """Unix seconds, UTC."""
    local_time: float | None = None
    program_status: ProgramStatus | None = None
    us_future: MarketState | None = None
    conn_id: int | None = None


@dataclass(frozen=True, slots=True)
class GetGlobalState(Request[GlobalState]):
    """Ask for phases and logins (1002)."""

    proto_id: ClassVar[ProtoId] = ProtoId.GET_GLOBAL_STATE
    user_id: int


@dataclass(frozen=True, slots=True)
class KeepAliveReply:
    """Heartbeat answer."""

    time: int


@dataclass(frozen=True, slots=True)
class KeepAlive(Request[KeepAliveReply]):
    """Heartbeat (1004); unix seconds."""

    proto_id: ClassVar[ProtoId] = ProtoId.KEEP_ALIVE
    time: int


@dataclass(frozen=True, slots=True)
class UserInfo:
    """Who is logged in, with quote rights and quotas."""

    nickname: str
    user_id: int
    hk_right: QuoteRight = QuoteRight.UNKNOWN
    us_right: QuoteRight = QuoteRight.UNKNOWN
    sh_right: QuoteRight = QuoteRight.UNKNOWN
    sz_right: QuoteRight = QuoteRight.UNKNOWN
    hk_option_right: QuoteRight = QuoteRight.UNKNOWN
    hk_future_right: QuoteRight = QuoteRight.UNKNOWN
    us_option_right: QuoteRight = QuoteRight.UNKNOWN
    subscription_quota: int | None = None
    history_quota: int | None = None
    user_attribution: int | None = None


@dataclass(frozen=True, slots=True)
class GetUserInfo(Request[UserInfo]):
    """Ask who is logged in (1005); None asks for every part."""

    proto_id: ClassVar[ProtoId] = ProtoId.GET_USER_INFO
    flag: int | None = None


@dataclass(frozen=True, slots=True)
class NoticePush:
    """A notice as the simulator sends it; our client sees it as a NoticeReceived event."""

    proto_id: ClassVar[ProtoId] = ProtoId.NOTIFY
    kind: NoticeKind
    event_type: int = 0
    """GtwEventType of a GATEWAY notice."""
    text: str = ""
    program_status: ProgramStatus | None = None
    quote_login: bool | None = None
    trade_login: bool | None = None
    rights: tuple[tuple[str, QuoteRight], ...] = ()
    """Field name of Notify.QotRight and its level, for QUOTE_RIGHT notices; hk, us and cn are required."""
    subscription_quota: int | None = None
    history_quota: int | None = None
