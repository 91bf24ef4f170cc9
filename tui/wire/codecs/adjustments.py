"""Adjustment factors 3105 and the quota of history candles 3104."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tui.domain.markets import zone_of
from tui.domain.rehabs import Adjustment, Factors, Ratio
from tui.pb import Qot_Common_Research_pb2, Qot_RequestHistoryKLQuota_pb2, Qot_RequestRehab_pb2
from tui.wire.envelope import Codec, PushCodec, capped
from tui.wire.messages.research import GetAdjustments, GetHistoryQuota, HistoryQuota, HistoryUse
from tui.wire.numbers import decimal_from_wire, decimal_or_none
from tui.wire.protoids import ProtoId
from tui.wire.securities import read_id, write_id
from tui.wire.text import clean
from tui.wire.times import read_date, read_time, write_date, write_time

# ---- 3104


def _write_quota_request(request: GetHistoryQuota, c2s: Qot_RequestHistoryKLQuota_pb2.C2S) -> None:
    c2s.bGetDetail = request.details


def _read_quota_request(c2s: Qot_RequestHistoryKLQuota_pb2.C2S) -> GetHistoryQuota:
    return GetHistoryQuota(c2s.bGetDetail)


def _write_quota(quota: HistoryQuota, response: Qot_RequestHistoryKLQuota_pb2.Response) -> None:
    s2c = response.s2c
    s2c.usedQuota = quota.used
    s2c.remainQuota = quota.remaining
    for use in quota.uses:
        item = s2c.detailList.add()
        write_id(item.security, use.id)
        item.name = use.name
        item.requestTime = write_time(use.requested_at, zone_of(use.id.market))
        if use.requested_at is not None:
            item.requestTimeStamp = int(use.requested_at.timestamp())


def _read_quota(response: Qot_RequestHistoryKLQuota_pb2.Response) -> HistoryQuota:
    s2c = response.s2c
    return HistoryQuota(s2c.usedQuota, s2c.remainQuota, tuple(map(_read_use, capped(s2c.detailList))))


def _read_use(item: Qot_RequestHistoryKLQuota_pb2.DetailItem) -> HistoryUse:
    id = read_id(item.security)
    at = read_time(item.requestTime, float(item.requestTimeStamp), zone_of(id.market))
    return HistoryUse(id, clean(item.name), at)


# ---- 3105: each pair of base and "ert" counts only when its flag is set

_SPLIT, _JOIN, _BONUS, _TRANSFER, _ALLOT, _ADD, _DIVIDEND, _SPECIAL, _SPIN_OFF = (
    1 << bit for bit in range(9)
)
# Our name, the flag, the prefix of the wire's base and ert.
_RATIOS = (
    ("split", _SPLIT, "split"),
    ("join", _JOIN, "join"),
    ("bonus", _BONUS, "bonus"),
    ("transfer", _TRANSFER, "transfer"),
    ("allot", _ALLOT, "allot"),
    ("added", _ADD, "add"),
    ("spin_off", _SPIN_OFF, "spinOff"),
)
# Our name, the flag, the wire's field.
_AMOUNTS = (
    ("allot_price", _ALLOT, "allotPrice"),
    ("added_price", _ADD, "addPrice"),
    ("dividend", _DIVIDEND, "dividend"),
    ("special_dividend", _SPECIAL, "spDividend"),
)


def _write_request(request: GetAdjustments, c2s: Qot_RequestRehab_pb2.C2S) -> None:
    write_id(c2s.security, request.id)


def _read_request(c2s: Qot_RequestRehab_pb2.C2S) -> GetAdjustments:
    return GetAdjustments(read_id(c2s.security))


def _write_adjustments(adjustments: tuple[Adjustment, ...], response: Qot_RequestRehab_pb2.Response) -> None:
    for adjustment in adjustments:
        _write_adjustment(adjustment, response.s2c.rehabList.add())


def _write_adjustment(adjustment: Adjustment, rehab: Qot_Common_Research_pb2.Rehab) -> None:
    rehab.time = write_date(adjustment.ex_day)
    rehab.fwdFactorA = float(adjustment.forward.a)
    rehab.fwdFactorB = float(adjustment.forward.b)
    rehab.bwdFactorA = float(adjustment.backward.a)
    rehab.bwdFactorB = float(adjustment.backward.b)
    flags = 0
    for name, flag, prefix in _RATIOS:
        ratio: Ratio | None = getattr(adjustment, name)
        if ratio is not None:
            flags |= flag
            number = float if flag == _SPIN_OFF else int
            setattr(rehab, f"{prefix}Base", number(ratio.base))
            setattr(rehab, f"{prefix}Ert", number(ratio.given))
    for name, flag, field in _AMOUNTS:
        amount: Decimal | None = getattr(adjustment, name)
        if amount is not None:
            flags |= flag
            setattr(rehab, field, float(amount))
    rehab.companyActFlag = flags


def _read_adjustments(response: Qot_RequestRehab_pb2.Response) -> tuple[Adjustment, ...]:
    """Read the actions; one whose day nobody can read adjusts nothing and is left out."""
    read = (_read_adjustment(rehab) for rehab in capped(response.s2c.rehabList))
    return tuple(sorted((one for one in read if one is not None), key=lambda one: one.ex_day))


def _read_adjustment(rehab: Qot_Common_Research_pb2.Rehab) -> Adjustment | None:
    day = read_date(rehab.time)
    if day is None:
        return None
    flags = rehab.companyActFlag
    told: dict[str, Any] = {
        name: _read_ratio(rehab, prefix) for name, flag, prefix in _RATIOS if flags & flag
    }
    for name, flag, field in _AMOUNTS:
        if flags & flag and rehab.HasField(field):  # type: ignore[arg-type]  # one of the names above
            told[name] = decimal_or_none(getattr(rehab, field))
    return Adjustment(
        ex_day=day,
        forward=Factors(decimal_from_wire(rehab.fwdFactorA), decimal_from_wire(rehab.fwdFactorB)),
        backward=Factors(decimal_from_wire(rehab.bwdFactorA), decimal_from_wire(rehab.bwdFactorB)),
        **told,
    )


def _read_ratio(rehab: Any, prefix: str) -> Ratio | None:
    base = decimal_or_none(float(getattr(rehab, f"{prefix}Base")))
    given = decimal_or_none(float(getattr(rehab, f"{prefix}Ert")))
    return Ratio(base, given) if base and given and base > 0 and given > 0 else None


CODECS: dict[ProtoId, Codec] = {
    ProtoId.QOT_REQUEST_HISTORY_KL_QUOTA: Codec(
        Qot_RequestHistoryKLQuota_pb2.Request,
        Qot_RequestHistoryKLQuota_pb2.Response,
        _write_quota_request,
        _read_quota_request,
        _write_quota,
        _read_quota,
    ),
    ProtoId.QOT_REQUEST_REHAB: Codec(
        Qot_RequestRehab_pb2.Request,
        Qot_RequestRehab_pb2.Response,
        _write_request,
        _read_request,
        _write_adjustments,
        _read_adjustments,
    ),
}
PUSHES: dict[ProtoId, PushCodec] = {}
