"""Snapshots, which need no subscription: 3203."""

from __future__ import annotations

from typing import Any

from tui.domain.markets import SecurityType
from tui.domain.quotes import Snapshot
from tui.pb import Qot_GetSecuritySnapshot_pb2
from tui.wire.enums import reader
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.extras_parts import read_snapshot_extras, write_snapshot_extras
from tui.wire.messages.quote import GetSnapshots
from tui.wire.numbers import optional_decimal, price_or_none, put_decimal, put_volume, volume_from_wire
from tui.wire.protoids import ProtoId
from tui.wire.quote_parts import read_quote_fields, write_quote_fields
from tui.wire.securities import read_ids, write_ids

_security_type = reader(SecurityType)


def _read_snapshot(message: Qot_GetSecuritySnapshot_pb2.Snapshot) -> Snapshot:
    basic = message.basic
    return Snapshot(
        quote=read_quote_fields(basic, basic.isSuspend, optional_decimal(basic, "amplitude")),
        type=_security_type(basic.type),
        lot=basic.lotSize,
        bid=price_or_none(basic.bidPrice),
        ask=price_or_none(basic.askPrice),
        bid_volume=_optional_volume(basic, "bidVol", "hpBidVol"),
        ask_volume=_optional_volume(basic, "askVol", "hpAskVol"),
        average_price=price_or_none(basic.avgPrice),
        high_52w=price_or_none(basic.highest52WeeksPrice),
        low_52w=price_or_none(basic.lowest52WeeksPrice),
        short_sell_allowed=basic.enableShortSell if basic.HasField("enableShortSell") else None,
        extras=read_snapshot_extras(message),
    )


def _optional_volume(basic: Any, field: str, precise: str) -> Any:
    if not basic.HasField(field) and not basic.HasField(precise):
        return None
    return volume_from_wire(getattr(basic, field), getattr(basic, precise))


def _write_snapshot(message: Qot_GetSecuritySnapshot_pb2.Snapshot, snapshot: Snapshot) -> None:
    basic = message.basic
    write_quote_fields(basic, snapshot.quote)
    basic.isSuspend = snapshot.quote.suspended
    put_decimal(basic, "amplitude", snapshot.quote.amplitude)
    basic.type = snapshot.type
    basic.lotSize = snapshot.lot
    put_decimal(basic, "bidPrice", snapshot.bid)
    put_decimal(basic, "askPrice", snapshot.ask)
    if snapshot.bid_volume is not None:
        put_volume(basic, snapshot.bid_volume, "bidVol", "hpBidVol")
    if snapshot.ask_volume is not None:
        put_volume(basic, snapshot.ask_volume, "askVol", "hpAskVol")
    put_decimal(basic, "avgPrice", snapshot.average_price)
    put_decimal(basic, "highest52WeeksPrice", snapshot.high_52w)
    put_decimal(basic, "lowest52WeeksPrice", snapshot.low_52w)
    if snapshot.short_sell_allowed is not None:
        basic.enableShortSell = snapshot.short_sell_allowed
    write_snapshot_extras(message, snapshot.type, snapshot.extras)


def _write_request(request: GetSnapshots, c2s: Qot_GetSecuritySnapshot_pb2.C2S) -> None:
    write_ids(c2s.securityList, request.ids)


def _read_request(c2s: Qot_GetSecuritySnapshot_pb2.C2S) -> GetSnapshots:
    return GetSnapshots(read_ids(c2s.securityList))


def _write_reply(snapshots: tuple[Snapshot, ...], response: Qot_GetSecuritySnapshot_pb2.Response) -> None:
    for snapshot in snapshots:
        _write_snapshot(response.s2c.snapshotList.add(), snapshot)


def _read_reply(response: Qot_GetSecuritySnapshot_pb2.Response) -> tuple[Snapshot, ...]:
    return tuple(map(_read_snapshot, capped(response.s2c.snapshotList)))


CODECS = {
    ProtoId.QOT_GET_SECURITY_SNAPSHOT: Codec(
        Qot_GetSecuritySnapshot_pb2.Request,
        Qot_GetSecuritySnapshot_pb2.Response,
        _write_request,
        _read_request,
        _write_reply,
        _read_reply,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
