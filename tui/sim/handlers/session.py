"""Requests about the connection itself: 1001, 1002, 1004, 1005."""

from __future__ import annotations

from tui.sim.caller import Caller
from tui.sim.ciphers import initial_vector
from tui.sim.refusal import RefusalError
from tui.sim.rights import Area
from tui.sim.trading.accounts import NICKNAME, USER_ID
from tui.sim.world import Handlers, World
from tui.wire.messages.session import (
    GetGlobalState,
    GetUserInfo,
    GlobalState,
    InitConnect,
    InitConnectReply,
    KeepAlive,
    KeepAliveReply,
    UserInfo,
)

SERVER_VERSION = 1011
BUILD = 7108
KEEP_ALIVE_S = 10
_ATTRIBUTION_HK = 6


def init_connect(world: World, caller: Caller, request: InitConnect) -> InitConnectReply:
    """Greet a connection; the session key is given even when the session stays plain."""
    if caller.greeted:
        raise RefusalError("This connection is initialised already.")
    if request.push_format != 0:
        raise RefusalError("This server pushes protobuf only: set pushProtoFmt to 0.")
    vector = initial_vector(world, caller, request)
    caller.greeted = True
    caller.notices = request.receive_notices
    return InitConnectReply(
        server_version=SERVER_VERSION,
        login_user_id=USER_ID,
        conn_id=caller.conn_id,
        aes_key=world.session_key(),
        keep_alive_interval_s=KEEP_ALIVE_S,
        aes_cbc_iv=vector,
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
        quote_login=world.standing.quote_login,
        trade_login=world.standing.trade_login,
        server_version=SERVER_VERSION,
        build=BUILD,
        server_time=int(world.now),
        local_time=world.now,
        program_status=world.standing.program,
        conn_id=caller.conn_id,
    )


def keep_alive(world: World, caller: Caller, request: KeepAlive) -> KeepAliveReply:
    """Answer a heartbeat."""
    del caller, request
    return KeepAliveReply(int(world.now))


def user_info(world: World, caller: Caller, request: GetUserInfo) -> UserInfo:
    """Describe the simulated user: rights and quotas as they are now."""
    del caller, request
    level = world.rights.level
    return UserInfo(
        nickname=NICKNAME,
        user_id=USER_ID,
        hk_right=level(Area.HK),
        us_right=level(Area.US),
        sh_right=level(Area.CN),
        sz_right=level(Area.CN),
        hk_option_right=level(Area.HK_OPTION),
        hk_future_right=level(Area.HK_FUTURE),
        us_option_right=level(Area.US_OPTION),
        subscription_quota=world.subscriptions.quota,
        history_quota=world.history_quota.quota,
        user_attribution=_ATTRIBUTION_HK,
    )


HANDLERS: Handlers = {
    InitConnect: init_connect,
    GetGlobalState: global_state,
    KeepAlive: keep_alive,
    GetUserInfo: user_info,
}
