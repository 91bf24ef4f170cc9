"""Price reminders: setting 3220, listing 3221, firing 3019."""

from __future__ import annotations

from tui.domain.events import ReminderFired
from tui.domain.reminders import (
    Reminder,
    ReminderFrequency,
    ReminderOp,
    ReminderSession,
    ReminderType,
    SecurityReminders,
)
from tui.pb import Qot_GetPriceReminder_pb2, Qot_SetPriceReminder_pb2, Qot_UpdatePriceReminder_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped, parse_push, push_body
from tui.wire.messages.user import GetReminders, ReminderPush, SetReminder
from tui.wire.numbers import decimal_from_wire, optional_decimal, put_decimal
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, read_market, write_id
from tui.wire.text import clean

_type = reader(ReminderType)
_frequency = reader(ReminderFrequency)
_session = reader(ReminderSession)
_op = reader(ReminderOp)


# ---- 3220


def _write_setting(request: SetReminder, c2s: Qot_SetPriceReminder_pb2.C2S) -> None:
    write_id(c2s.security, request.id)
    c2s.op = request.op
    if request.key is not None:
        c2s.key = request.key
    if request.type is not None:
        c2s.type = request.type
    if request.frequency is not None:
        c2s.freq = request.frequency
    put_decimal(c2s, "value", request.value)
    if request.note is not None:
        c2s.note = request.note
    c2s.reminderSessionList.extend(request.sessions)


def _read_setting(c2s: Qot_SetPriceReminder_pb2.C2S) -> SetReminder:
    return SetReminder(
        id=read_id(c2s.security),
        op=_op(c2s.op),
        key=c2s.key if c2s.HasField("key") else None,
        type=_type(c2s.type) if c2s.HasField("type") else None,
        frequency=_frequency(c2s.freq) if c2s.HasField("freq") else None,
        value=decimal_from_wire(c2s.value) if c2s.HasField("value") else None,
        note=clean(c2s.note) if c2s.HasField("note") else None,
        sessions=tuple(map(_session, capped(c2s.reminderSessionList))),
    )


def _write_key(key: int, response: Qot_SetPriceReminder_pb2.Response) -> None:
    response.s2c.key = key


def _read_key(response: Qot_SetPriceReminder_pb2.Response) -> int:
    return response.s2c.key


# ---- 3221


def _write_listing_request(request: GetReminders, c2s: Qot_GetPriceReminder_pb2.C2S) -> None:
    if request.id is not None:
        write_id(c2s.security, request.id)
    if request.market is not None:
        c2s.market = request.market


def _read_listing_request(c2s: Qot_GetPriceReminder_pb2.C2S) -> GetReminders:
    return GetReminders(
        id=read_id(c2s.security) if c2s.HasField("security") else None,
        market=read_market(c2s.market) if c2s.HasField("market") else None,
    )


def _write_listing(
    listed: tuple[SecurityReminders, ...], response: Qot_GetPriceReminder_pb2.Response
) -> None:
    for each in listed:
        written = response.s2c.priceReminderList.add()
        write_id(written.security, each.id)
        written.name = each.name
        for reminder in each.reminders:
            _write_reminder(written.itemList.add(), reminder)


def _write_reminder(item: Qot_GetPriceReminder_pb2.PriceReminderItem, reminder: Reminder) -> None:
    item.key = reminder.key
    item.type = reminder.type
    item.value = float(reminder.value)
    item.note = reminder.note
    item.freq = reminder.frequency
    item.isEnable = reminder.enabled
    item.reminderSessionList.extend(reminder.sessions)


def _read_listing(response: Qot_GetPriceReminder_pb2.Response) -> tuple[SecurityReminders, ...]:
    return tuple(
        SecurityReminders(
            read_id(each.security), clean(each.name), tuple(map(_read_reminder, capped(each.itemList)))
        )
        for each in capped(response.s2c.priceReminderList)
    )


def _read_reminder(item: Qot_GetPriceReminder_pb2.PriceReminderItem) -> Reminder:
    return Reminder(
        key=item.key,
        type=_type(item.type),
        value=decimal_from_wire(item.value),
        note=clean(item.note),
        frequency=_frequency(item.freq),
        enabled=item.isEnable,
        sessions=tuple(map(_session, capped(item.reminderSessionList))),
    )


# ---- 3019


def _encode_fired(push: ReminderPush) -> bytes:
    def fill(s2c: Qot_UpdatePriceReminder_pb2.S2C) -> None:
        write_id(s2c.security, push.id)
        s2c.name = push.name
        s2c.price = float(push.price)
        s2c.changeRate = float(push.change_rate)
        s2c.marketStatus = push.session
        s2c.content = push.content
        s2c.note = push.note
        s2c.key = push.key
        s2c.type = push.type
        s2c.setValue = float(push.value)
        s2c.curValue = float(push.current)

    return push_body(Qot_UpdatePriceReminder_pb2.Response, fill)


def _decode_fired(body: bytes) -> tuple[ReminderFired, ...]:
    s2c = parse_push(Qot_UpdatePriceReminder_pb2.Response, body)
    if s2c is None:
        return ()
    return (
        ReminderFired(
            id=read_id(s2c.security),
            name=clean(s2c.name),
            price=decimal_from_wire(s2c.price),
            change_rate=decimal_from_wire(s2c.changeRate),
            content=clean(s2c.content),
            note=clean(s2c.note),
            key=s2c.key if s2c.HasField("key") else None,
            type=_type(s2c.type),
            value=optional_decimal(s2c, "setValue"),
            current=optional_decimal(s2c, "curValue"),
        ),
    )


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_SET_PRICE_REMINDER: Codec(
        Qot_SetPriceReminder_pb2.Request,
        Qot_SetPriceReminder_pb2.Response,
        _write_setting,
        _read_setting,
        _write_key,
        _read_key,
    ),
    ProtoId.QOT_GET_PRICE_REMINDER: Codec(
        Qot_GetPriceReminder_pb2.Request,
        Qot_GetPriceReminder_pb2.Response,
        _write_listing_request,
        _read_listing_request,
        _write_listing,
        _read_listing,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {
    ProtoId.QOT_UPDATE_PRICE_REMINDER: PushCodec(_encode_fired, _decode_fired),
}
