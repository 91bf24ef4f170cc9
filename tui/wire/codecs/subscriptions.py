"""Subscriptions: 3001, 3002, 3003."""

from __future__ import annotations

from collections.abc import Iterable

from tui.domain.candles import Rehab
from tui.pb import Qot_Common_pb2, Qot_GetSubInfo_pb2, Qot_RegQotPush_pb2, Qot_Sub_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, read_nothing, write_nothing
from tui.wire.messages.quote import (
    ConnectionSubscriptions,
    Feed,
    GetSubscriptions,
    RegisterPush,
    Subscribe,
    SubscriptionInfo,
)
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_ids, write_ids

_feed = reader(Feed)
_rehab = reader(Rehab)


def _feeds(numbers: Iterable[int]) -> tuple[Feed, ...]:
    return tuple(map(_feed, capped(numbers)))


def _rehabs(numbers: Iterable[int]) -> tuple[Rehab, ...]:
    return tuple(map(_rehab, capped(numbers)))


# ---- 3001


def _write_subscribe(request: Subscribe, c2s: Qot_Sub_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)
    c2s.subTypeList.extend(request.feeds)
    c2s.isSubOrUnSub = request.subscribe
    if request.push is not None:
        c2s.isRegOrUnRegPush = request.push
    c2s.regPushRehabTypeList.extend(request.rehabs)
    if request.first_push is not None:
        c2s.isFirstPush = request.first_push
    if request.everything:
        c2s.isUnsubAll = True
    if request.book_details:
        c2s.isSubOrderBookDetail = True


def _read_subscribe(c2s: Qot_Sub_pb2.C2S) -> Subscribe:
    return Subscribe(
        ids=read_ids(c2s.securityList),
        feeds=_feeds(c2s.subTypeList),
        subscribe=c2s.isSubOrUnSub,
        push=c2s.isRegOrUnRegPush if c2s.HasField("isRegOrUnRegPush") else None,
        first_push=c2s.isFirstPush if c2s.HasField("isFirstPush") else None,
        everything=c2s.isUnsubAll,
        rehabs=_rehabs(c2s.regPushRehabTypeList),
        book_details=c2s.isSubOrderBookDetail,
    )


# ---- 3002


def _write_register(request: RegisterPush, c2s: Qot_RegQotPush_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)
    c2s.subTypeList.extend(request.feeds)
    c2s.rehabTypeList.extend(request.rehabs)
    c2s.isRegOrUnReg = request.register
    if request.first_push is not None:
        c2s.isFirstPush = request.first_push


def _read_register(c2s: Qot_RegQotPush_pb2.C2S) -> RegisterPush:
    return RegisterPush(
        ids=read_ids(c2s.securityList),
        feeds=_feeds(c2s.subTypeList),
        register=c2s.isRegOrUnReg,
        first_push=c2s.isFirstPush if c2s.HasField("isFirstPush") else None,
        rehabs=_rehabs(c2s.rehabTypeList),
    )


# ---- 3003


def _write_info_request(request: GetSubscriptions, c2s: Qot_GetSubInfo_pb2.C2S) -> None:
    c2s.isReqAllConn = request.all_connections


def _read_info_request(c2s: Qot_GetSubInfo_pb2.C2S) -> GetSubscriptions:
    return GetSubscriptions(c2s.isReqAllConn)


def _write_info(info: SubscriptionInfo, response: Qot_GetSubInfo_pb2.Response) -> None:
    s2c = response.s2c
    for connection in info.connections:
        written = s2c.connSubInfoList.add()
        for feed, ids in connection.feeds:
            feed_written = written.subInfoList.add()
            feed_written.subType = feed
            write_ids(feed_written.securityList, ids)
        written.usedQuota = connection.used_quota
        written.isOwnConnData = connection.own
        if connection.option_used is not None:
            written.optionUsedQuota = connection.option_used
    s2c.totalUsedQuota = info.total_used
    s2c.remainQuota = info.remaining
    if info.option_used is not None:
        s2c.optionUsedQuota = info.option_used
    if info.option_remaining is not None:
        s2c.optionRemainQuota = info.option_remaining


def _read_info(response: Qot_GetSubInfo_pb2.Response) -> SubscriptionInfo:
    s2c = response.s2c
    return SubscriptionInfo(
        connections=tuple(map(_read_connection, capped(s2c.connSubInfoList))),
        total_used=s2c.totalUsedQuota,
        remaining=s2c.remainQuota,
        option_used=s2c.optionUsedQuota if s2c.HasField("optionUsedQuota") else None,
        option_remaining=s2c.optionRemainQuota if s2c.HasField("optionRemainQuota") else None,
    )


def _read_connection(connection: Qot_Common_pb2.ConnSubInfo) -> ConnectionSubscriptions:
    return ConnectionSubscriptions(
        feeds=tuple(
            (_feed(each.subType), read_ids(each.securityList)) for each in capped(connection.subInfoList)
        ),
        used_quota=connection.usedQuota,
        own=connection.isOwnConnData,
        option_used=connection.optionUsedQuota if connection.HasField("optionUsedQuota") else None,
    )


CODECS = {
    ProtoId.QOT_SUB: Codec(
        Qot_Sub_pb2.Request,
        Qot_Sub_pb2.Response,
        _write_subscribe,
        _read_subscribe,
        write_nothing,
        read_nothing,
        bodiless=True,
    ),
    ProtoId.QOT_REG_QOT_PUSH: Codec(
        Qot_RegQotPush_pb2.Request,
        Qot_RegQotPush_pb2.Response,
        _write_register,
        _read_register,
        write_nothing,
        read_nothing,
        bodiless=True,
    ),
    ProtoId.QOT_GET_SUB_INFO: Codec(
        Qot_GetSubInfo_pb2.Request,
        Qot_GetSubInfo_pb2.Response,
        _write_info_request,
        _read_info_request,
        _write_info,
        _read_info,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
