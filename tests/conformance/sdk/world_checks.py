"""What OpenD allows: rights, units over several connections, and how often it may be asked. Runs last."""

from __future__ import annotations

from typing import Any

from harness import check, passed, refused

CODE = "HK.00005"


class Desk:
    """Two quote contexts of one user."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.first = sdk.OpenQuoteContext("127.0.0.1", port)
        self.second = sdk.OpenQuoteContext("127.0.0.1", port)

    def close(self) -> None:
        """End both."""
        self.first.close()
        self.second.close()


def a_unit_counts_once_over_connections(desk: Desk) -> None:
    kinds = desk.sdk.SubType
    before = passed(desk.first.query_subscription())["total_used"]
    passed(desk.first.subscribe([CODE], [kinds.K_YEAR, kinds.K_QUARTER], subscribe_push=False))
    passed(desk.second.subscribe([CODE], [kinds.K_YEAR, kinds.K_MON], subscribe_push=False))
    own = passed(desk.second.query_subscription(is_all_conn=False))
    check(own["own_used"] == 2, own)
    check(own["total_used"] == before + 3, (before, own))
    check(own["total_used"] + own["remain"] == 1000, own)
    everybody = passed(desk.second.query_subscription(is_all_conn=True))
    check(everybody["total_used"] == before + 3, everybody)


def a_broker_queue_of_a_us_share_is_refused(desk: Desk) -> None:
    text = refused(desk.first.subscribe(["US.AAPL"], [desk.sdk.SubType.BROKER]))
    check("broker queue" in text, text)


def an_unknown_code_is_not_called_a_missing_right(desk: Desk) -> None:
    text = refused(desk.first.subscribe(["HK.99999"], [desk.sdk.SubType.QUOTE]))
    check("Unknown stock" in text and "right" not in text, text)


def one_who_asks_too_often_is_refused(desk: Desk) -> None:
    def ask() -> Any:
        return desk.first.request_trading_days(desk.sdk.TradeDateMarket.HK, "2026-11-02", "2026-11-06")

    answers = [ask() for _ in range(31)]
    passed(answers[0])
    text = refused(answers[-1])
    check("too frequent" in text and "30" in text, text)
    # Another protocol has its own allowance, and the connection lives.
    passed(desk.first.get_global_state())


CHECKS = (
    a_unit_counts_once_over_connections,
    a_broker_queue_of_a_us_share_is_refused,
    an_unknown_code_is_not_called_a_missing_right,
    one_who_asks_too_often_is_refused,
)
