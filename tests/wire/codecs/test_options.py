from __future__ import annotations

from dataclasses import fields
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import built, days, few, flags, ids, maybe, member, rates, texts, tuples_of
from tests.wire.values_extras import option_terms
from tests.wire.wire_trips import through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.option_chains import ChainDay, Expiry, Moneyness, StrikeRow
from tui.domain.options import ExpiryCycle, IndexOptionType, OptionType
from tui.pb import Qot_GetOptionChain_pb2, Qot_GetOptionExpirationDate_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.options import Bounds, ChainFilter, GetExpiries, GetOptionChain

HSI = SecurityId(Market.HK, "800000")
DAY = date(2026, 12, 30)
CHAIN = GetOptionChain(HSI, DAY, DAY)
bounds = built(Bounds, low=maybe(rates), high=maybe(rates))
filters = built(ChainFilter, **{field.name: bounds for field in fields(ChainFilter)})
chain_requests = built(
    GetOptionChain,
    owner=ids,
    begin=days,
    end=days,
    type=member(OptionType),
    moneyness=member(Moneyness),
    index_type=member(IndexOptionType),
    filter=maybe(filters),
)
expiry_requests = built(GetExpiries, owner=ids, index_type=member(IndexOptionType))
expiries = built(
    Expiry, day=maybe(days), days_left=st.integers(-(2**31), 2**31 - 1), cycle=member(ExpiryCycle)
)
contracts = built(
    Instrument,
    id=ids,
    name=texts,
    type=st.just(SecurityType.OPTION),
    lot=st.integers(0, 10**6),
    listed_on=maybe(days),
    owner=maybe(ids),
    delisted=flags,
    exchange=maybe(st.integers(0, 100)),
    main_contract=st.just(False),
    internal_id=st.integers(0, 2**63 - 1),
    option=option_terms,
    warrant=st.none(),
    last_trade_day=st.none(),
)
rows = built(StrikeRow, call=maybe(contracts), put=maybe(contracts))
chains = tuples_of(built(ChainDay, expiry=maybe(days), rows=tuples_of(rows)))


@few
@given(chain_requests | expiry_requests)
def test_requests_survive_the_wire(request: GetOptionChain | GetExpiries) -> None:
    assert through_server(request) == request


@few
@given(chains)
def test_chains_survive_the_wire(chain: tuple[ChainDay, ...]) -> None:
    assert through_client(CHAIN, chain) == chain


@few
@given(tuples_of(expiries))
def test_expiries_survive_the_wire(days: tuple[Expiry, ...]) -> None:
    assert through_client(GetExpiries(HSI), days) == days


def test_a_request_as_the_official_sdk_writes_it() -> None:
    message = Qot_GetOptionChain_pb2.Request()
    c2s = message.c2s
    c2s.owner.market, c2s.owner.code = 1, "800000"
    c2s.indexOptionType, c2s.type, c2s.condition = 2, 1, 2
    c2s.beginTime, c2s.endTime = "2026-12-01", "2026-12-30 00:00:00"
    c2s.dataFilter.deltaMin = 0.3
    c2s.dataFilter.volMax = 100.0
    assert codec.decode_request(3209, message.SerializeToString()) == GetOptionChain(
        owner=HSI,
        begin=date(2026, 12, 1),
        end=DAY,
        type=OptionType.CALL,
        moneyness=Moneyness.OUT_OF_THE_MONEY,
        index_type=IndexOptionType.MINI,
        filter=ChainFilter(delta=Bounds(low=Decimal("0.3")), volume=Bounds(high=Decimal(100))),
    )


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "\x1b[2J"])
def test_a_chain_needs_dates(text: str) -> None:
    message = Qot_GetOptionChain_pb2.Request()
    message.c2s.owner.market, message.c2s.owner.code = 1, "00700"
    message.c2s.beginTime, message.c2s.endTime = text, "2026-12-30"
    with pytest.raises(BodyError, match="is not a date"):
        codec.decode_request(3209, message.SerializeToString())


def test_numbers_nobody_knows_become_unknown() -> None:
    response = Qot_GetOptionExpirationDate_pb2.Response(retType=0)
    response.s2c.dateList.add(strikeTime="soon", optionExpiryDateDistance=3, cycle=99)
    (expiry,) = codec.decode_reply(GetExpiries(HSI), response.SerializeToString())
    assert expiry == Expiry(None, 3, ExpiryCycle.UNKNOWN)


def test_names_in_a_chain_are_cleaned() -> None:
    response = Qot_GetOptionChain_pb2.Response(retType=0)
    call = response.s2c.optionChain.add(strikeTime="2026-12-30").option.add().call
    basic, block = call.basic, call.optionExData
    basic.security.market, basic.security.code = 1, "TCH261230C500000"
    basic.id, basic.lotSize, basic.secType, basic.name, basic.listTime = 1, 100, 8, "a\x1b[2Jb", ""
    block.type, block.strikeTime, block.strikePrice = 7, "", float("nan")
    block.suspend, block.market = False, "H\x9bK" * 40
    block.owner.market, block.owner.code = 1, ""
    (day,) = codec.decode_reply(CHAIN, response.SerializeToString())
    contract = day.rows[0].call
    assert contract is not None
    assert contract.name == "a[2Jb"
    assert contract.owner is None
    assert contract.option is not None
    assert contract.option.type is OptionType.UNKNOWN
    assert contract.option.strike is None
    assert len(contract.option.market) == 32


@pytest.mark.parametrize(
    ("bounds", "inside", "outside"),
    [
        (Bounds(), [None, 0, 5], []),
        (Bounds(low=Decimal(1)), [1, 2], [None, 0]),
        (Bounds(high=Decimal(1)), [1, 0], [None, 2]),
        (Bounds(Decimal(1), Decimal(2)), [1, 2], [0, 3]),
    ],
)
def test_bounds_include_their_ends(
    bounds: Bounds, inside: list[int | None], outside: list[int | None]
) -> None:
    assert all(value in bounds for value in inside)
    assert not any(value in bounds for value in outside)
