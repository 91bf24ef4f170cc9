"""The connection itself: 1001, 1002, 1004, 1005."""

from __future__ import annotations

from tui.domain.markets import MarketState
from tui.pb import GetGlobalState_pb2, GetUserInfo_pb2, InitConnect_pb2, KeepAlive_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec
from tui.wire.messages.session import (
    Encryption,
    GetGlobalState,
    GetUserInfo,
    GlobalState,
    InitConnect,
    InitConnectReply,
    KeepAlive,
    KeepAliveReply,
    ProgramStatus,
    QuoteRight,
    UserInfo,
)
from tui.wire.protoids import ProtoId
from tui.wire.text import clean

_market_state = reader(MarketState)
_program_status = reader(ProgramStatus)
_quote_right = reader(QuoteRight)
_encryption = reader(Encryption)


# ---- 1001


def _write_init(request: InitConnect, c2s: InitConnect_pb2.C2S) -> None:
    c2s.clientVer = request.client_version
    c2s.clientID = request.client_id
    c2s.recvNotify = request.receive_notices
    if request.encryption is not None:
        c2s.packetEncAlgo = request.encryption
    c2s.pushProtoFmt = request.push_format
    c2s.programmingLanguage = request.language


def _read_init(c2s: InitConnect_pb2.C2S) -> InitConnect:
    return InitConnect(
        client_version=c2s.clientVer,
        client_id=clean(c2s.clientID),
        receive_notices=c2s.recvNotify,
        encryption=_encryption(c2s.packetEncAlgo) if c2s.HasField("packetEncAlgo") else None,
        push_format=c2s.pushProtoFmt,
        language=clean(c2s.programmingLanguage),
    )


def _write_init_reply(reply: InitConnectReply, response: InitConnect_pb2.Response) -> None:
    s2c = response.s2c
    s2c.serverVer = reply.server_version
    s2c.loginUserID = reply.login_user_id
    s2c.connID = reply.conn_id
    s2c.connAESKey = reply.aes_key
    s2c.keepAliveInterval = reply.keep_alive_interval_s
    if reply.aes_cbc_iv is not None:
        s2c.aesCBCiv = reply.aes_cbc_iv
    if reply.user_attribution is not None:
        s2c.userAttribution = reply.user_attribution


def _read_init_reply(response: InitConnect_pb2.Response) -> InitConnectReply:
    s2c = response.s2c
    return InitConnectReply(
        server_version=s2c.serverVer,
        login_user_id=s2c.loginUserID,
        conn_id=s2c.connID,
        aes_key=clean(s2c.connAESKey),
        keep_alive_interval_s=s2c.keepAliveInterval,
        aes_cbc_iv=clean(s2c.aesCBCiv) if s2c.HasField("aesCBCiv") else None,
        user_attribution=s2c.userAttribution if s2c.HasField("userAttribution") else None,
    )


# ---- 1002


def _write_state_request(request: GetGlobalState, c2s: GetGlobalState_pb2.C2S) -> None:
    c2s.userID = request.user_id


def _read_state_request(c2s: GetGlobalState_pb2.C2S) -> GetGlobalState:
    return GetGlobalState(c2s.userID)


def _write_state(state: GlobalState, response: GetGlobalState_pb2.Response) -> None:
    s2c = response.s2c
    s2c.marketHK = state.hk
    s2c.marketUS = state.us
    s2c.marketSH = state.sh
    s2c.marketSZ = state.sz
    s2c.marketHKFuture = state.hk_future
    if state.us_future is not None:
        s2c.marketUSFuture = state.us_future
    s2c.qotLogined = state.quote_login
    s2c.trdLogined = state.trade_login
    s2c.serverVer = state.server_version
    s2c.serverBuildNo = state.build
    s2c.time = state.server_time
    if state.local_time is not None:
        s2c.localTime = state.local_time
    # The type is a closed enum of the schema: there is no number to send for an unknown one.
    if state.program_status is not None and state.program_status is not ProgramStatus.UNKNOWN:
        s2c.programStatus.type = state.program_status.value  # type: ignore[assignment]
    if state.conn_id is not None:
        s2c.connID = state.conn_id


def _read_state(response: GetGlobalState_pb2.Response) -> GlobalState:
    s2c = response.s2c
    return GlobalState(
        hk=_market_state(s2c.marketHK),
        us=_market_state(s2c.marketUS),
        sh=_market_state(s2c.marketSH),
        sz=_market_state(s2c.marketSZ),
        hk_future=_market_state(s2c.marketHKFuture),
        quote_login=s2c.qotLogined,
        trade_login=s2c.trdLogined,
        server_version=s2c.serverVer,
        build=s2c.serverBuildNo,
        server_time=s2c.time,
        local_time=s2c.localTime if s2c.HasField("localTime") else None,
        program_status=_read_program_status(s2c),
        us_future=_market_state(s2c.marketUSFuture) if s2c.HasField("marketUSFuture") else None,
        conn_id=s2c.connID if s2c.HasField("connID") else None,
    )


def _read_program_status(s2c: GetGlobalState_pb2.S2C) -> ProgramStatus | None:
    if not s2c.HasField("programStatus"):
        return None
    # protobuf hides a number that its closed enum does not have.
    return (
        _program_status(s2c.programStatus.type)
        if s2c.programStatus.HasField("type")
        else ProgramStatus.UNKNOWN
    )


# ---- 1004


def _write_beat(request: KeepAlive, c2s: KeepAlive_pb2.C2S) -> None:
    c2s.time = request.time


def _read_beat(c2s: KeepAlive_pb2.C2S) -> KeepAlive:
    return KeepAlive(c2s.time)


def _write_beat_reply(reply: KeepAliveReply, response: KeepAlive_pb2.Response) -> None:
    response.s2c.time = reply.time


def _read_beat_reply(response: KeepAlive_pb2.Response) -> KeepAliveReply:
    return KeepAliveReply(response.s2c.time)


# ---- 1005


def _write_user_request(request: GetUserInfo, c2s: GetUserInfo_pb2.C2S) -> None:
    if request.flag is not None:
        c2s.flag = request.flag


def _read_user_request(c2s: GetUserInfo_pb2.C2S) -> GetUserInfo:
    return GetUserInfo(c2s.flag if c2s.HasField("flag") else None)


def _write_user(user: UserInfo, response: GetUserInfo_pb2.Response) -> None:
    s2c = response.s2c
    s2c.nickName = user.nickname
    s2c.userID = user.user_id
    s2c.hkQotRight = user.hk_right
    s2c.usQotRight = user.us_right
    s2c.cnQotRight = user.sh_right
    s2c.shQotRight = user.sh_right
    s2c.szQotRight = user.sz_right
    s2c.hkOptionQotRight = user.hk_option_right
    s2c.hkFutureQotRight = user.hk_future_right
    s2c.usOptionQotRight = user.us_option_right
    s2c.hasUSOptionQotRight = user.us_option_right not in (QuoteRight.UNKNOWN, QuoteRight.NONE)
    if user.subscription_quota is not None:
        s2c.subQuota = user.subscription_quota
    if user.history_quota is not None:
        s2c.historyKLQuota = user.history_quota
    if user.user_attribution is not None:
        s2c.userAttribution = user.user_attribution


def _read_user(response: GetUserInfo_pb2.Response) -> UserInfo:
    s2c = response.s2c
    return UserInfo(
        nickname=clean(s2c.nickName),
        user_id=s2c.userID,
        hk_right=_quote_right(s2c.hkQotRight),
        us_right=_quote_right(s2c.usQotRight),
        # Older daemons know one right for both mainland exchanges.
        sh_right=_quote_right(s2c.shQotRight if s2c.HasField("shQotRight") else s2c.cnQotRight),
        sz_right=_quote_right(s2c.szQotRight if s2c.HasField("szQotRight") else s2c.cnQotRight),
        hk_option_right=_quote_right(s2c.hkOptionQotRight),
        hk_future_right=_quote_right(s2c.hkFutureQotRight),
        us_option_right=_quote_right(s2c.usOptionQotRight),
        subscription_quota=s2c.subQuota if s2c.HasField("subQuota") else None,
        history_quota=s2c.historyKLQuota if s2c.HasField("historyKLQuota") else None,
        user_attribution=s2c.userAttribution if s2c.HasField("userAttribution") else None,
    )


CODECS = {
    ProtoId.INIT_CONNECT: Codec(
        InitConnect_pb2.Request,
        InitConnect_pb2.Response,
        _write_init,
        _read_init,
        _write_init_reply,
        _read_init_reply,
    ),
    ProtoId.GET_GLOBAL_STATE: Codec(
        GetGlobalState_pb2.Request,
        GetGlobalState_pb2.Response,
        _write_state_request,
        _read_state_request,
        _write_state,
        _read_state,
        tolerated=frozenset({"s2c.programStatus.type"}),
    ),
    ProtoId.KEEP_ALIVE: Codec(
        KeepAlive_pb2.Request,
        KeepAlive_pb2.Response,
        _write_beat,
        _read_beat,
        _write_beat_reply,
        _read_beat_reply,
    ),
    ProtoId.GET_USER_INFO: Codec(
        GetUserInfo_pb2.Request,
        GetUserInfo_pb2.Response,
        _write_user_request,
        _read_user_request,
        _write_user,
        _read_user,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
