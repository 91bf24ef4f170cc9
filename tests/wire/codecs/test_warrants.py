from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, days, few, flags, ids, maybe, member, tuples_of
from tests.wire.values_lists import ranges, warrants, whole_ranges
from tests.wire.wire_trips import through_client, through_server
from tui.domain.extras import PriceBounds, WarrantType
from tui.domain.ranges import Range
from tui.domain.sorting import SortField
from tui.domain.warrants import Issuer, ListingPeriod, Warrant, WarrantStatus
from tui.pb import Qot_GetWarrant_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.lists import GetWarrants, WarrantFilter, WarrantPage

filters = built(
    WarrantFilter,
    owner=maybe(ids),
    types=tuples_of(member(WarrantType)),
    issuers=tuples_of(member(Issuer)),
    maturity_from=maybe(days),
    maturity_to=maybe(days),
    listed=member(ListingPeriod),
    moneyness=member(PriceBounds),
    status=member(WarrantStatus),
    last=ranges,
    strike=ranges,
    street_rate=ranges,
    conversion_ratio=ranges,
    volume=whole_ranges,
    premium=ranges,
    leverage=ranges,
    delta=ranges,
    implied_volatility=ranges,
    recovery_price=ranges,
    recovery_distance=ranges,
)
requests = built(
    GetWarrants, filter=filters, sort=member(SortField), ascending=flags, begin=counts, count=counts
)


@few
@given(requests)
def test_a_request_survives_the_wire(request: GetWarrants) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(warrants, max_size=2), counts, st.booleans())
def test_a_page_survives_the_wire(listed: tuple[Warrant, ...], total: int, last: bool) -> None:
    page = WarrantPage(listed, total, last)
    assert through_client(GetWarrants(), page) == page


def asked() -> Qot_GetWarrant_pb2.Request:
    message = Qot_GetWarrant_pb2.Request()
    message.c2s.begin, message.c2s.num, message.c2s.sortField, message.c2s.ascend = 0, 10, 1, True
    return message


def test_a_bound_of_zero_is_a_bound() -> None:
    message = asked()
    message.c2s.volMin = 0
    request = codec.decode_request(3210, message.SerializeToString())
    assert request == GetWarrants(WarrantFilter(volume=Range(Decimal(0))), count=10)


def test_numbers_nobody_knows_read_as_unknown() -> None:
    message = asked()
    message.c2s.typeList.extend([1, 99])
    message.c2s.issuerList.append(4711)
    message.c2s.sortField = 1000
    request = codec.decode_request(3210, message.SerializeToString())
    assert request == GetWarrants(
        WarrantFilter(types=(WarrantType.CALL, WarrantType.UNKNOWN), issuers=(Issuer.UNKNOWN,)),
        sort=SortField.UNKNOWN,
        count=10,
    )


def test_a_bound_that_is_no_number_is_an_error() -> None:
    message = asked()
    message.c2s.premiumMax = float("nan")
    with pytest.raises(BodyError, match="not a number"):
        codec.decode_request(3210, message.SerializeToString())
