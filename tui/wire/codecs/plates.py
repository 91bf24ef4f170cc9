"""Plates 3204, their members 3205, and the plates of securities 3207."""

from __future__ import annotations

from tui.domain.instruments import Instrument
from tui.domain.plates import Plate, PlateKind, PlatesOfSecurity
from tui.domain.sorting import SortField
from tui.pb import (
    Qot_Common_Screen_pb2,
    Qot_GetOwnerPlate_pb2,
    Qot_GetPlateSecurity_pb2,
    Qot_GetPlateSet_pb2,
)
from tui.wire.codecs.reference import read_instrument, write_instrument
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.lists import GetMembers, GetPlates, GetPlatesOf
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_ids, read_market, write_id, write_ids
from tui.wire.text import clean

_kind = reader(PlateKind)
_sort_field = reader(SortField)


def _write_plate(info: Qot_Common_Screen_pb2.PlateInfo, plate: Plate) -> None:
    write_id(info.plate, plate.id)
    info.name = plate.name
    if plate.kind is not None:
        info.plateType = plate.kind


def _read_plate(info: Qot_Common_Screen_pb2.PlateInfo) -> Plate:
    kind = _kind(info.plateType) if info.HasField("plateType") else None
    return Plate(read_id(info.plate), clean(info.name), kind)


# ---- 3204


def _write_plates_request(request: GetPlates, c2s: Qot_GetPlateSet_pb2.C2S) -> None:
    c2s.market = request.market
    c2s.plateSetType = request.kind


def _read_plates_request(c2s: Qot_GetPlateSet_pb2.C2S) -> GetPlates:
    return GetPlates(read_market(c2s.market), _kind(c2s.plateSetType))


def _write_plates(plates: tuple[Plate, ...], response: Qot_GetPlateSet_pb2.Response) -> None:
    for plate in plates:
        _write_plate(response.s2c.plateInfoList.add(), plate)


def _read_plates(response: Qot_GetPlateSet_pb2.Response) -> tuple[Plate, ...]:
    return tuple(map(_read_plate, capped(response.s2c.plateInfoList)))


# ---- 3205


def _write_members_request(request: GetMembers, c2s: Qot_GetPlateSecurity_pb2.C2S) -> None:
    write_id(c2s.plate, request.plate)
    c2s.sortField = request.sort
    c2s.ascend = request.ascending


def _read_members_request(c2s: Qot_GetPlateSecurity_pb2.C2S) -> GetMembers:
    return GetMembers(
        plate=read_id(c2s.plate),
        sort=_sort_field(c2s.sortField) if c2s.HasField("sortField") else SortField.CODE,
        ascending=c2s.ascend if c2s.HasField("ascend") else True,
    )


def _write_members(members: tuple[Instrument, ...], response: Qot_GetPlateSecurity_pb2.Response) -> None:
    for member in members:
        write_instrument(response.s2c.staticInfoList.add(), member)


def _read_members(response: Qot_GetPlateSecurity_pb2.Response) -> tuple[Instrument, ...]:
    return tuple(map(read_instrument, capped(response.s2c.staticInfoList)))


# ---- 3207


def _write_plates_of_request(request: GetPlatesOf, c2s: Qot_GetOwnerPlate_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_plates_of_request(c2s: Qot_GetOwnerPlate_pb2.C2S) -> GetPlatesOf:
    return GetPlatesOf(read_ids(c2s.securityList))


def _write_plates_of(listed: tuple[PlatesOfSecurity, ...], response: Qot_GetOwnerPlate_pb2.Response) -> None:
    for one in listed:
        message = response.s2c.ownerPlateList.add()
        write_id(message.security, one.id)
        message.name = one.name
        for plate in one.plates:
            _write_plate(message.plateInfoList.add(), plate)


def _read_plates_of(response: Qot_GetOwnerPlate_pb2.Response) -> tuple[PlatesOfSecurity, ...]:
    return tuple(
        PlatesOfSecurity(
            read_id(one.security), clean(one.name), tuple(map(_read_plate, capped(one.plateInfoList)))
        )
        for one in capped(response.s2c.ownerPlateList)
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_GET_PLATE_SET: Codec(
        Qot_GetPlateSet_pb2.Request,
        Qot_GetPlateSet_pb2.Response,
        _write_plates_request,
        _read_plates_request,
        _write_plates,
        _read_plates,
    ),
    ProtoId.QOT_GET_PLATE_SECURITY: Codec(
        Qot_GetPlateSecurity_pb2.Request,
        Qot_GetPlateSecurity_pb2.Response,
        _write_members_request,
        _read_members_request,
        _write_members,
        _read_members,
    ),
    ProtoId.QOT_GET_OWNER_PLATE: Codec(
        Qot_GetOwnerPlate_pb2.Request,
        Qot_GetOwnerPlate_pb2.Response,
        _write_plates_of_request,
        _read_plates_of_request,
        _write_plates_of,
        _read_plates_of,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
