"""Requests about the connection itself: 1001, 1002, 1004, 1005."""

from __future__ import annotations

from tui.sim.accounts import NICKNAME, USER_ID
from tui.sim.caller import Caller
from tui.sim.refusal import RefusalError
from tui.sim.subscriptions import QUOTA
from tui.sim.world import Handlers, World
from tui.wire.messages_session import (
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

SERVER_VERSION = 1011
BUILD = 7108
KEEP_ALIVE_S = 10
_HISTORY_QUOTA = 1000
_ATTRIBUTION_HK = 6


def init_connect(world: World, caller: Caller, request: InitConnect) -> InitConnectReply:
    """Greet a connection; the key is given even though the session stays plain."""
    if caller.greeted:
        raise RefusalError("This connection is initialised already.")
    if request.encryption is not Encryption.NONE:
        raise RefusalError("This server has no RSA key: connect without encryption.")
    if request.push_format != 0:
        raise RefusalError("This server pushes protobuf only: set pushProtoFmt to 0.")
    caller.greeted = True
    return InitConnectReply(
        server_version=SERVER_VERSION,
        login_user_id=USER_ID,
        conn_id=caller.conn_id,
        aes_key=world.session_key(),
        keep_alive_interval_s=KEEP_ALIVE_S,
        user_attribution=_ATTRIBUTION_HK,
    )


def global_state(world: World, caller: Caller, request: GetGlobalState) -> GlobalState:
    """Report phases and logins."""
    del request
    phases = world.exchange.phases()
    return GlobalState(
        hk=phases.hk,
        us=phases.us,
        sh=phases.sh,
        sz=phases.sz,
        hk_future=phases.hk_future,
        us_future=phases.us_future,
        quote_login=True,
        trade_login=True,
        server_version=SERVER_VERSION,
        build=BUILD,
        server_time=int(world.now),
        local_time=world.now,
        program_status=ProgramStatus.READY,
        conn_id=caller.conn_id,
    )


def keep_alive(world: World, caller: Caller, request: KeepAlive) -> KeepAliveReply:
    """Answer a heartbeat."""
    del caller, request
    return KeepAliveReply(int(world.now))


def user_info(world: World, caller: Caller, request: GetUserInfo) -> UserInfo:
    """Describe the simulated user, who may see everything there is."""
    del world, caller, request
    return UserInfo(
        nickname=NICKNAME,
        user_id=USER_ID,
        hk_right=QuoteRight.LEVEL_2,
        us_right=QuoteRight.LEVEL_2,
        sh_right=QuoteRight.LEVEL_2,
        sz_right=QuoteRight.LEVEL_2,
        hk_option_right=QuoteRight.LEVEL_2,
        hk_future_right=QuoteRight.LEVEL_2,
        us_option_right=QuoteRight.LEVEL_1,
        subscription_quota=QUOTA,
        history_quota=_HISTORY_QUOTA,
        user_attribution=_ATTRIBUTION_HK,
    )


HANDLERS: Handlers = {
    InitConnect: init_connect,
    GetGlobalState: global_state,
    KeepAlive: keep_alive,
    GetUserInfo: user_info,
}
