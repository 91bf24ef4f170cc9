"""Watchlists kept by the broker: members 3213, changes 3214, names 3222."""

from __future__ import annotations

from tui.domain.groups import Group, GroupKind, GroupOp
from tui.domain.instruments import Instrument
from tui.pb import Qot_GetUserSecurity_pb2, Qot_GetUserSecurityGroup_pb2, Qot_ModifyUserSecurity_pb2
from tui.wire.codecs.reference import read_instrument, write_instrument
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, read_nothing, write_nothing
from tui.wire.messages.user import GetGroupMembers, GetGroups, ModifyGroup
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_ids, write_ids
from tui.wire.text import clean

_kind = reader(GroupKind)
_op = reader(GroupOp)
_LONGEST_NAME = 64


# ---- 3222


def _write_groups_request(request: GetGroups, c2s: Qot_GetUserSecurityGroup_pb2.C2S) -> None:
    c2s.groupType = request.kind


def _read_groups_request(c2s: Qot_GetUserSecurityGroup_pb2.C2S) -> GetGroups:
    return GetGroups(_kind(c2s.groupType))


def _write_groups(groups: tuple[Group, ...], response: Qot_GetUserSecurityGroup_pb2.Response) -> None:
    for group in groups:
        written = response.s2c.groupList.add()
        written.groupName = group.name
        written.groupType = group.kind


def _read_groups(response: Qot_GetUserSecurityGroup_pb2.Response) -> tuple[Group, ...]:
    return tuple(
        Group(clean(each.groupName, _LONGEST_NAME), _kind(each.groupType))
        for each in capped(response.s2c.groupList)
    )


# ---- 3213


def _write_members_request(request: GetGroupMembers, c2s: Qot_GetUserSecurity_pb2.C2S) -> None:
    c2s.groupName = request.group


def _read_members_request(c2s: Qot_GetUserSecurity_pb2.C2S) -> GetGroupMembers:
    return GetGroupMembers(clean(c2s.groupName, _LONGEST_NAME))


def _write_members(members: tuple[Instrument, ...], response: Qot_GetUserSecurity_pb2.Response) -> None:
    for member in members:
        write_instrument(response.s2c.staticInfoList.add(), member)


def _read_members(response: Qot_GetUserSecurity_pb2.Response) -> tuple[Instrument, ...]:
    return tuple(map(read_instrument, capped(response.s2c.staticInfoList)))


# ---- 3214


def _write_change(request: ModifyGroup, c2s: Qot_ModifyUserSecurity_pb2.C2S) -> None:
    c2s.groupName = request.group
    c2s.op = request.op
    write_ids(c2s.securityList, request.ids)


def _read_change(c2s: Qot_ModifyUserSecurity_pb2.C2S) -> ModifyGroup:
    return ModifyGroup(clean(c2s.groupName, _LONGEST_NAME), _op(c2s.op), read_ids(c2s.securityList))


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_USER_SECURITY_GROUP: Codec(
        Qot_GetUserSecurityGroup_pb2.Request,
        Qot_GetUserSecurityGroup_pb2.Response,
        _write_groups_request,
        _read_groups_request,
        _write_groups,
        _read_groups,
    ),
    ProtoId.QOT_GET_USER_SECURITY: Codec(
        Qot_GetUserSecurity_pb2.Request,
        Qot_GetUserSecurity_pb2.Response,
        _write_members_request,
        _read_members_request,
        _write_members,
        _read_members,
    ),
    ProtoId.QOT_MODIFY_USER_SECURITY: Codec(
        Qot_ModifyUserSecurity_pb2.Request,
        Qot_ModifyUserSecurity_pb2.Response,
        _write_change,
        _read_change,
        write_nothing,
        read_nothing,
        bodiless=True,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
