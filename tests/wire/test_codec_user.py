from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.wire.values import (
    amounts,
    built,
    few,
    flags,
    id_lists,
    ids,
    maybe,
    member,
    prices,
    texts,
    tuples_of,
)
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.events import ReminderFired
from tui.domain.groups import Group, GroupKind, GroupOp
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import Market, SecurityType
from tui.domain.reminders import (
    Reminder,
    ReminderFrequency,
    ReminderOp,
    ReminderSession,
    ReminderType,
    SecurityReminders,
)
from tui.pb import Qot_GetPriceReminder_pb2, Qot_UpdatePriceReminder_pb2
from tui.wire import codec
from tui.wire.errors import BodyError
from tui.wire.messages.base import Request
from tui.wire.messages.user import (
    GetGroupMembers,
    GetGroups,
    GetReminders,
    ModifyGroup,
    ReminderPush,
    SetReminder,
)
from tui.wire.protoids import ProtoId

TENCENT = SecurityId(Market.HK, "00700")
keys = st.integers(0, 2**63 - 1)
names = texts.filter(lambda text: len(text) <= 64)
sessions = tuples_of(member(ReminderSession))
reminders = built(
    Reminder,
    key=keys,
    type=member(ReminderType),
    value=amounts,
    note=texts,
    frequency=member(ReminderFrequency),
    enabled=flags,
    sessions=sessions,
)
requests: st.SearchStrategy[Request[object]] = st.one_of(
    built(GetGroups, kind=member(GroupKind)),
    built(GetGroupMembers, group=names),
    built(ModifyGroup, group=names, op=member(GroupOp), ids=id_lists),
    built(
        SetReminder,
        id=ids,
        op=member(ReminderOp),
        key=maybe(keys),
        type=maybe(member(ReminderType)),
        frequency=maybe(member(ReminderFrequency)),
        value=maybe(prices),
        note=maybe(texts),
        sessions=sessions,
    ),
    built(GetReminders, id=maybe(ids), market=maybe(member(Market))),
)


@given(requests)
def test_requests_survive_the_wire(request: Request[object]) -> None:
    assert through_server(request) == request


@few
@given(tuples_of(built(Group, name=names, kind=member(GroupKind))))
def test_group_names_survive_the_wire(groups: tuple[Group, ...]) -> None:
    assert through_client(GetGroups(), groups) == groups


def test_members_survive_the_wire() -> None:
    members = (Instrument(TENCENT, "TENCENT", SecurityType.STOCK, 100),)
    assert through_client(GetGroupMembers("Tech"), members) == members


def test_a_change_of_a_group_is_answered_with_done() -> None:
    assert through_client(ModifyGroup("Tech", GroupOp.ADD, (TENCENT,)), None) is None


@few
@given(tuples_of(built(SecurityReminders, id=ids, name=texts, reminders=tuples_of(reminders))))
def test_reminders_survive_the_wire(listed: tuple[SecurityReminders, ...]) -> None:
    assert through_client(GetReminders(), listed) == listed


@given(keys)
def test_the_key_survives_the_wire(key: int) -> None:
    assert through_client(SetReminder(TENCENT, ReminderOp.DELETE, key=key), key) == key


PUSH = ReminderPush(
    id=TENCENT,
    name="TENCENT",
    price=Decimal("500.5"),
    change_rate=Decimal("-1.25"),
    session=ReminderSession.OPEN,
    content="TENCENT price rose to 500.5",
    note="sell half",
    key=7,
    type=ReminderType.PRICE_UP,
    value=Decimal(500),
    current=Decimal("500.5"),
)


def test_a_reminder_that_fired_becomes_an_event() -> None:
    assert events_of(PUSH) == (
        ReminderFired(
            id=TENCENT,
            name="TENCENT",
            price=Decimal("500.5"),
            change_rate=Decimal("-1.25"),
            content="TENCENT price rose to 500.5",
            note="sell half",
            key=7,
            type=ReminderType.PRICE_UP,
            value=Decimal(500),
            current=Decimal("500.5"),
        ),
    )


def fired_with(**changes: object) -> bytes:
    _, body = codec.encode_push(PUSH)
    response = Qot_UpdatePriceReminder_pb2.Response.FromString(body)
    for name, value in changes.items():
        setattr(response.s2c, name, value)
    return response.SerializeToString()


def test_what_the_broker_writes_cannot_move_the_cursor() -> None:
    (event,) = codec.decode_push(3019, fired_with(content="\x1b[2Jup", note="a\u202eb", name="\x07N"))
    assert isinstance(event, ReminderFired)
    assert (event.content, event.note, event.name) == ("[2Jup", "ab", "N")


def test_a_type_nobody_knows_reads_as_unknown() -> None:
    (event,) = codec.decode_push(3019, fired_with(type=99))
    assert isinstance(event, ReminderFired)
    assert event.type is ReminderType.UNKNOWN


def test_a_price_that_is_no_number_is_refused() -> None:
    with pytest.raises(BodyError):
        codec.decode_push(3019, fired_with(price=float("nan")))


def test_a_failed_push_tells_nothing() -> None:
    assert codec.decode_push(3019, codec.encode_refusal("no")) == ()


def test_optional_figures_may_be_missing() -> None:
    response = Qot_UpdatePriceReminder_pb2.Response.FromString(fired_with())
    for name in ("key", "setValue", "curValue"):
        response.s2c.ClearField(name)
    (event,) = codec.decode_push(3019, response.SerializeToString())
    assert isinstance(event, ReminderFired)
    assert (event.key, event.value, event.current) == (None, None, None)


def test_a_listed_frequency_nobody_knows_reads_as_unknown() -> None:
    response = Qot_GetPriceReminder_pb2.Response(retType=0)
    listed = response.s2c.priceReminderList.add()
    listed.security.market, listed.security.code = Market.HK, "00700"
    listed.itemList.add(key=1, type=77, value=1.0, note="", freq=88, isEnable=True)
    body = response.SerializeToString()
    (each,) = codec.decode_reply(GetReminders(TENCENT), body)
    assert each.reminders[0].frequency is ReminderFrequency.UNKNOWN
    assert each.reminders[0].type is ReminderType.UNKNOWN


def test_the_numbers_are_those_of_the_wire() -> None:
    assert SetReminder.proto_id is ProtoId.QOT_SET_PRICE_REMINDER
    assert PUSH.proto_id is ProtoId.QOT_UPDATE_PRICE_REMINDER
