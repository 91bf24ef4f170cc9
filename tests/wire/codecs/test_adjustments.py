from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, counts, days, few, flags, ids, maybe, prices, texts, tuples_of
from tests.wire.wire_trips import through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.rehabs import Adjustment, Factors, Ratio
from tui.pb import Qot_RequestHistoryKLQuota_pb2, Qot_RequestRehab_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.research import GetAdjustments, GetHistoryQuota, HistoryQuota, HistoryUse

TENCENT = SecurityId(Market.HK, "00700")
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetHistoryQuota, details=flags), built(GetAdjustments, id=ids)
)
factors = built(Factors, a=prices, b=st.integers(-(10**6), 10**6).map(lambda n: Decimal(n).scaleb(-3)))
shares = st.integers(1, 10**6).map(Decimal)
ratios = built(Ratio, base=shares, given=shares)


def _with_prices(adjustment: Adjustment) -> bool:
    """The price of new shares means something only beside their ratio."""
    return (adjustment.allot_price is None or adjustment.allot is not None) and (
        adjustment.added_price is None or adjustment.added is not None
    )


adjustments: st.SearchStrategy[Adjustment] = built(
    Adjustment,
    ex_day=days,
    forward=factors,
    backward=factors,
    split=maybe(ratios),
    join=maybe(ratios),
    bonus=maybe(ratios),
    transfer=maybe(ratios),
    allot=maybe(ratios),
    allot_price=maybe(prices),
    added=maybe(ratios),
    added_price=maybe(prices),
    dividend=maybe(prices),
    special_dividend=maybe(prices),
    spin_off=maybe(built(Ratio, base=prices, given=prices)),
).filter(_with_prices)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(adjustments))
def test_adjustments_survive_the_wire(listed: tuple[Adjustment, ...]) -> None:
    in_order = tuple(sorted(listed, key=lambda one: one.ex_day))
    assert through_client(GetAdjustments(TENCENT), in_order) == in_order


@few
@given(counts, counts, tuples_of(built(HistoryUse, id=ids, name=texts, requested_at=st.none())))
def test_the_quota_survives_the_wire(used: int, remaining: int, uses: tuple[HistoryUse, ...]) -> None:
    quota = HistoryQuota(used, remaining, uses)
    assert through_client(GetHistoryQuota(), quota) == quota


def test_the_time_of_a_request_is_the_exchanges() -> None:
    message = Qot_RequestHistoryKLQuota_pb2.Response(retType=0)
    message.s2c.usedQuota, message.s2c.remainQuota = 1, 99
    item = message.s2c.detailList.add(requestTime="2026-11-20 10:00:00")
    item.security.market, item.security.code = 1, "00700"
    quota = codec.decode_reply(GetHistoryQuota(), message.SerializeToString())
    assert str(quota.uses[0].requested_at) == "2026-11-20 10:00:00+08:00"


def message_of(**fields: object) -> Qot_RequestRehab_pb2.Response:
    message = Qot_RequestRehab_pb2.Response(retType=0)
    plain = {"time": "2026-05-15", "companyActFlag": 0, "fwdFactorA": 1.0, "fwdFactorB": 0.0}
    message.s2c.rehabList.add(**{**plain, "bwdFactorA": 1.0, "bwdFactorB": 0.0, **fields})
    return message


def decoded(message: Qot_RequestRehab_pb2.Response) -> tuple[Adjustment, ...]:
    return codec.decode_reply(GetAdjustments(TENCENT), message.SerializeToString())


def test_only_flagged_fields_count() -> None:
    (read,) = decoded(message_of(companyActFlag=64, dividend=5.3, spDividend=9.0, splitBase=1, splitErt=5))
    assert (read.ex_day, read.dividend) == (date(2026, 5, 15), Decimal("5.3"))
    assert (read.special_dividend, read.split) == (None, None)


@pytest.mark.parametrize("ert", [0, -5])
def test_an_impossible_ratio_is_unknown(ert: int) -> None:
    (read,) = decoded(message_of(companyActFlag=1, splitBase=1, splitErt=ert))
    assert read.split is None


def test_an_action_without_a_day_is_left_out() -> None:
    assert decoded(message_of(time="soon")) == ()


def test_absurd_factors_are_an_error() -> None:
    with pytest.raises(BodyError, match="nan"):
        decoded(message_of(fwdFactorA=float("nan")))
