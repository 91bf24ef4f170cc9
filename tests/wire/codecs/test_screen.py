from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, few, ids, maybe, member, tuples_of
from tests.wire.values_lists import (
    accumulated_filters,
    financial_filters,
    indicator_filters,
    pattern_filters,
    present_filters,
    screened,
)
from tests.wire.wire_trips import through_client, through_server
from tui.domain.markets import Market
from tui.domain.ranges import Range
from tui.domain.screen_fields import PresentField, SortOrder
from tui.domain.screens import PresentFilter, ScreenedStock
from tui.pb import Qot_StockFilter_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.lists import ScreenPage, ScreenStocks

requests = built(
    ScreenStocks,
    market=member(Market),
    plate=maybe(ids),
    present=tuples_of(present_filters, max_size=2),
    accumulated=tuples_of(accumulated_filters, max_size=2),
    financial=tuples_of(financial_filters, max_size=2),
    patterns=tuples_of(pattern_filters, max_size=2),
    indicators=tuples_of(indicator_filters, max_size=2),
    begin=counts,
    count=counts,
)


@few
@given(requests)
def test_a_request_survives_the_wire(request: ScreenStocks) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(screened, max_size=3), counts, st.booleans())
def test_a_page_survives_the_wire(stocks: tuple[ScreenedStock, ...], total: int, last: bool) -> None:
    page = ScreenPage(stocks, total, last)
    assert through_client(ScreenStocks(Market.HK), page) == page


def asked() -> tuple[Qot_StockFilter_pb2.Request, Qot_StockFilter_pb2.BaseFilter]:
    message = Qot_StockFilter_pb2.Request()
    message.c2s.begin, message.c2s.num, message.c2s.market = 0, 10, 1
    row = message.c2s.baseFilterList.add()
    row.fieldName, row.filterMin = 3, 10.5
    return message, row


@pytest.mark.parametrize(("said", "shown_only"), [(None, True), (True, True), (False, False)])
def test_a_filter_filters_only_when_it_says_so(said: bool | None, shown_only: bool) -> None:
    message, row = asked()
    if said is not None:
        row.isNoFilter = said
    request = codec.decode_request(3215, message.SerializeToString())
    assert isinstance(request, ScreenStocks)
    wanted = PresentFilter(PresentField.LAST, Range(Decimal("10.5")), shown_only, SortOrder.NONE)
    assert request.present == (wanted,)


def test_a_field_nobody_knows_is_unknown() -> None:
    message, row = asked()
    row.fieldName = 999
    request = codec.decode_request(3215, message.SerializeToString())
    assert isinstance(request, ScreenStocks)
    assert request.present[0].field is PresentField.UNKNOWN


def test_a_bound_that_is_no_number_is_an_error() -> None:
    message, row = asked()
    row.filterMax = float("inf")
    with pytest.raises(BodyError, match="not a number"):
        codec.decode_request(3215, message.SerializeToString())
