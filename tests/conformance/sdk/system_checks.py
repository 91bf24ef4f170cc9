"""What the official SDK must be able to ask of OpenD itself; each function is one named check."""

from __future__ import annotations

import time
from itertools import pairwise
from typing import Any

from harness import Recorder, check, passed, refused

CODE = "HK.00700"


class Desk:
    """A quote context, and the notices OpenD sends of itself."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.pushes = pushes = Recorder()

        class Notices(sdk.SysNotifyHandlerBase):  # type: ignore[misc,name-defined]
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add("notice", super().on_recv_rsp(rsp_pb))

        class Books(sdk.OrderBookHandlerBase):  # type: ignore[misc,name-defined]
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add("book", super().on_recv_rsp(rsp_pb))

        self.context.set_handler(Notices())
        self.context.set_handler(Books())

    def close(self) -> None:
        """End the context."""
        self.context.close()

    def delays(self, kinds: Any = None, stage: Any = None, ends: Any = ()) -> Any:
        """Ask for statistics."""
        sdk = self.sdk
        chosen = sdk.DelayStatisticsType.ALL if kinds is None else kinds
        return self.context.get_delay_statistics(chosen, stage or sdk.QotPushStage.SR2_CS, list(ends))


def get_delay_statistics(desk: Desk) -> str:
    sdk = desk.sdk
    passed(desk.context.subscribe([CODE], [sdk.SubType.ORDER_BOOK]))
    desk.pushes.wait("book", count=3)
    books = [one for one in passed(desk.delays())["qot_push"] if one["qot_push_type"] == 3]
    check(len(books) == 1, books)
    (book,) = books
    check(book["count"] >= 1 and book["delay_avg"] > 0, book)
    items = book["list"]
    check(items[0]["begin"] == 0 and items[-1]["end"] == -1, items)
    check(all(one["end"] == other["begin"] for one, other in pairwise(items)), items)
    check(sum(item["count"] for item in items) == book["count"], items)
    check(abs(items[-1]["cumulative_ratio"] - 100) < 0.01, items[-1])
    return f"{book['count']} books, {book['delay_avg']:.1f} ms on average"


def delay_statistics_by_stage(desk: Desk) -> None:
    stage = desk.sdk.QotPushStage
    means = {}
    for name in (stage.SR2_SS, stage.SS2_CR, stage.CR2_CS, stage.SS2_CS, stage.SR2_CS):
        pushes = passed(desk.delays([desk.sdk.DelayStatisticsType.QOT_PUSH], name, [10, 100, -1]))["qot_push"]
        (book,) = (one for one in pushes if one["qot_push_type"] == 3)
        check([item["end"] for item in book["list"]] == [10, 100, -1], book)
        means[name] = book["delay_avg"]
    check(means[stage.SS2_CR] == 0, means)
    check(means[stage.SR2_CS] >= means[stage.SR2_SS] >= 0, means)


def delay_statistics_of_replies(desk: Desk) -> None:
    before = {one["proto_id"]: one["count"] for one in _replies(desk)}
    passed(desk.context.get_global_state())
    after = {one["proto_id"]: one for one in _replies(desk)}
    check(after[1002]["count"] == before.get(1002, 0) + 1, after)
    check(after[1001]["count"] >= 1, after)
    check(all(one["total_cost_avg"] >= one["open_d_cost_avg"] > 0 for one in after.values()), after)
    check(all(one["is_local_reply"] for one in after.values()), after)


def _replies(desk: Desk) -> Any:
    return passed(desk.delays([desk.sdk.DelayStatisticsType.REQ_REPLY]))["req_reply"]


def delay_statistics_without_a_type(desk: Desk) -> str:
    return refused(desk.delays([]))


def delay_statistics_with_falling_segments(desk: Desk) -> str:
    return refused(desk.delays(ends=[100, 10]))


def verification(desk: Desk) -> str:
    sdk = desk.sdk
    return refused(desk.context.verification(sdk.VerificationType.PHONE, sdk.VerificationOp.REQUEST))


def verification_with_a_code(desk: Desk) -> str:
    sdk = desk.sdk
    step = sdk.VerificationOp.INPUT_AND_LOGIN
    return refused(desk.context.verification(sdk.VerificationType.PICTURE, step, "123456"))


def verification_of_no_kind(desk: Desk) -> str:
    sdk = desk.sdk
    return refused(desk.context.verification(sdk.VerificationType.NONE, sdk.VerificationOp.REQUEST))


def user_rights_by_market(desk: Desk) -> None:
    info = passed(desk.context.get_user_info())
    right = desk.sdk.QotRight
    check(info["hk_qot_right"] == right.LEVEL2, info)
    check(info["us_qot_right"] == right.LEVEL2, info)
    check(info["history_kl_quota"] > 0, info)


def login_user_id(desk: Desk) -> None:
    check(int(desk.context.get_login_user_id()) > 0, desk.context.get_login_user_id())


def server_clock(desk: Desk) -> None:
    one = passed(desk.context.get_global_state())
    other = passed(desk.context.get_global_state())
    check(int(other["timestamp"]) >= int(one["timestamp"]), (one, other))
    check(abs(float(one["local_timestamp"]) - time.time()) < 5, one)


CHECKS = (
    get_delay_statistics,
    delay_statistics_by_stage,
    delay_statistics_of_replies,
    delay_statistics_without_a_type,
    delay_statistics_with_falling_segments,
    verification,
    verification_with_a_code,
    verification_of_no_kind,
    user_rights_by_market,
    login_user_id,
    server_clock,
)
