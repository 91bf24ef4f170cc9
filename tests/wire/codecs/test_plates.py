from __future__ import annotations

from hypothesis import given

from tests.wire.values import built, few, flags, id_lists, ids, member, tuples_of
from tests.wire.values_lists import plates, plates_of
from tests.wire.wire_trips import through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.plates import Plate, PlateKind, PlatesOfSecurity
from tui.domain.sorting import SortField
from tui.pb import Qot_GetPlateSecurity_pb2, Qot_GetPlateSet_pb2
from tui.wire import codec
from tui.wire.messages.lists import GetMembers, GetPlates, GetPlatesOf

HSI = SecurityId(Market.HK, "800000")


@given(built(GetPlates, market=member(Market), kind=member(PlateKind)))
def test_a_request_for_plates_survives_the_wire(request: GetPlates) -> None:
    assert through_server(request) == request


@given(built(GetMembers, plate=ids, sort=member(SortField), ascending=flags))
def test_a_request_for_members_survives_the_wire(request: GetMembers) -> None:
    assert through_server(request) == request


@given(id_lists)
def test_a_request_for_the_plates_of_codes_survives_the_wire(codes: tuple[SecurityId, ...]) -> None:
    assert through_server(GetPlatesOf(codes)) == GetPlatesOf(codes)


@few
@given(tuples_of(plates))
def test_plates_survive_the_wire(listed: tuple[Plate, ...]) -> None:
    assert through_client(GetPlates(Market.HK), listed) == listed


@few
@given(tuples_of(plates_of))
def test_plates_of_codes_survive_the_wire(listed: tuple[PlatesOfSecurity, ...]) -> None:
    assert through_client(GetPlatesOf(()), listed) == listed


def test_members_come_by_code_when_nothing_is_said() -> None:
    message = Qot_GetPlateSecurity_pb2.Request()
    message.c2s.plate.market = Market.HK
    message.c2s.plate.code = "800000"
    assert codec.decode_request(3205, message.SerializeToString()) == GetMembers(HSI, SortField.CODE, True)


def test_a_kind_nobody_knows_is_unknown_and_not_all() -> None:
    message = Qot_GetPlateSet_pb2.Request()
    message.c2s.market = Market.HK
    message.c2s.plateSetType = 77
    assert codec.decode_request(3204, message.SerializeToString()) == GetPlates(Market.HK, PlateKind.UNKNOWN)


def test_names_of_plates_are_cleaned() -> None:
    (plate,) = through_client(GetPlates(Market.HK), (Plate(HSI, "Ba\x1b[2Jnks\n"),))
    assert plate.name == "Ba[2Jnks "
