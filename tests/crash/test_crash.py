"""The short form of the rounds of kill -9; `make crash` is the long one, with the waits of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.crash.cases import AT_BROKER, BEFORE, Case, Point, Restart
from tests.crash.run import QUICK, judge, run

ROUNDS = 18


@pytest.mark.slow
async def test_killed_at_every_point_and_started_again_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    report = await run(5, ROUNDS, tmp_path, at_once=3, waits=QUICK)
    assert report.faults == []
    assert report.doubles == 0
    assert report.place_requests == report.at_broker >= ROUNDS * len(AT_BROKER) // len(Point)
    assert set(report.rounds) == {point.value for point in Point}
    assert sum(report.ends.values()) == ROUNDS


def case(point: Point) -> Case:
    return Case(1, point.value, "ft:1", "PAPER", 1, "HK.00700", "BUY", "LIMIT", 100, "400", 0, 0.5)


FOUND = Restart([], [], False, ["INTENT", "FOUND"], True, "SUBMITTED", "", "REJECTED: sent before")
MISSED = Restart(
    ["1 of unknown outcome"], [], False, ["INTENT", "NOT_FOUND"], True, "", "searched=True", "REJECTED: no"
)
NOTHING = Restart([], [], False, [], True, "", "", "")
RIGHT = [
    *((point, NOTHING, 0) for point in Point if point in BEFORE),
    *((point, FOUND, 1) for point in Point if point in AT_BROKER),
    (Point.AFTER_JOURNAL, MISSED, 0),
    (Point.DURING_SEND, MISSED, 0),
    (Point.ANYWHERE, NOTHING, 0),
    (Point.ANYWHERE, FOUND, 1),
]


@pytest.mark.parametrize(("point", "restart", "orders"), RIGHT)
def test_the_judge_takes_what_is_right(point: Point, restart: Restart, orders: int) -> None:
    assert judge(case(point), restart, orders) == []


@pytest.mark.parametrize(
    ("point", "restart", "orders"),
    [
        (Point.AFTER_REPLY, FOUND, 2),
        (Point.AFTER_REPLY, NOTHING, 1),
        (Point.AFTER_REPLY, MISSED, 1),
        (Point.AFTER_REPLY, MISSED, 0),
        (Point.AFTER_JOURNAL, FOUND, 1),
        (Point.AFTER_JOURNAL, FOUND, 0),
        (Point.AFTER_JOURNAL, NOTHING, 0),
        (Point.BEFORE_JOURNAL, MISSED, 0),
        (Point.ANYWHERE, NOTHING, 1),
    ],
)
def test_the_judge_does_not_take_what_is_wrong(point: Point, restart: Restart, orders: int) -> None:
    assert judge(case(point), restart, orders)
