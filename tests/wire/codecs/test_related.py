from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given

from tests.wire.values import built, few, id_lists, ids, member, tuples_of
from tests.wire.values_lists import future_terms
from tests.wire.wire_trips import through_client, through_server
from tui.domain.futures import FutureTerms, ReferenceKind
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.pb import Qot_GetFutureInfo_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.lists import GetFutureTerms, GetReferences

MAIN = SecurityId(Market.HK, "HSImain")


@given(built(GetReferences, id=ids, kind=member(ReferenceKind)))
def test_a_request_for_relatives_survives_the_wire(request: GetReferences) -> None:
    assert through_server(request) == request


@given(id_lists)
def test_a_request_for_terms_survives_the_wire(codes: tuple[SecurityId, ...]) -> None:
    assert through_server(GetFutureTerms(codes)) == GetFutureTerms(codes)


@few
@given(tuples_of(future_terms))
def test_terms_survive_the_wire(listed: tuple[FutureTerms, ...]) -> None:
    assert through_client(GetFutureTerms(()), listed) == listed


def test_months_keep_their_last_day() -> None:
    month = Instrument(
        SecurityId(Market.HK, "HSI2612"),
        "HSI",
        SecurityType.FUTURE,
        50,
        last_trade_day=date(2026, 12, 30),
    )
    assert through_client(GetReferences(MAIN, ReferenceKind.FUTURES), (month,)) == (month,)


@pytest.mark.parametrize("minutes", [float("nan"), float("inf"), 1e300])
def test_a_session_at_no_time_is_an_error(minutes: float) -> None:
    response = Qot_GetFutureInfo_pb2.Response(retType=0)
    info = response.s2c.futureInfoList.add()
    info.security.market, info.security.code = 1, "HSImain"
    for name in [
        "name",
        "lastTradeTime",
        "ownerOther",
        "exchange",
        "contractType",
        "contractSizeUnit",
        "quoteCurrency",
        "minVarUnit",
        "timeZone",
        "exchangeFormatUrl",
    ]:
        setattr(info, name, "")
    info.contractSize = info.minVar = 1.0
    info.tradeTime.add(begin=minutes, end=960)
    with pytest.raises(BodyError, match="not a number"):
        codec.decode_reply(GetFutureTerms((MAIN,)), response.SerializeToString())
