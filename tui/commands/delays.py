"""delays: how long OpenD takes for what."""

from __future__ import annotations

import argparse
from typing import Any

from tui.client.link import Link
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.delays import DelayKind, PushDelays, PushStage, ReplyDelays
from tui.wire.messages.system import GetDelayStatistics
from tui.wire.protoids import ProtoId

_ENDS_MS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, -1)
_LIMITS = (10, 50, 100, 500)
"""For people: the share of pushes that took less than this, in milliseconds."""


def delays(options: argparse.Namespace) -> int:
    """Print the statistics."""
    stage = PushStage[options.stage.upper()]
    return show_once(options, lambda link: _delays(link, stage))


async def _delays(link: Link, stage: PushStage) -> Shown:
    statistics = await link.request(
        GetDelayStatistics((DelayKind.PUSHES, DelayKind.REPLIES), stage, _ENDS_MS)
    )
    pushes = [_push_record(push) for push in statistics.pushes]
    replies = [_reply_record(reply) for reply in statistics.replies]
    shares = [_share_name(limit) for limit in _LIMITS]
    rows = [record | record["below"] for record in pushes]
    text = "\n\n".join(
        (
            "Pushes, percent below so many ms\n" + table(rows, ["push", "count", "mean_ms", *shares]),
            "Replies\n" + table(replies, ["request", "count", "total_ms", "opend_ms", "network_ms"]),
        )
    )
    return Shown({"stage": stage.name, "pushes": pushes, "replies": replies}, text)


def _push_record(push: PushDelays) -> dict[str, Any]:
    below = {bucket.end_ms: bucket.cumulative for bucket in push.buckets}
    return {
        "push": push.kind.name,
        "count": push.count,
        "mean_ms": push.mean_ms,
        "below": {_share_name(limit): below.get(limit) for limit in _LIMITS},
    }


def _reply_record(reply: ReplyDelays) -> dict[str, Any]:
    return {
        "request": ProtoId(reply.proto_id).name if reply.proto_id in _KNOWN else str(reply.proto_id),
        "count": reply.count,
        "total_ms": reply.total_ms,
        "opend_ms": reply.opend_ms,
        "network_ms": reply.network_ms,
        "local": reply.local,
    }


def _share_name(limit: int) -> str:
    return f"<{limit}"


_KNOWN = frozenset(int(proto_id) for proto_id in ProtoId)
