"""When the faults of a scenario begin, end, and hit a message."""

from __future__ import annotations

from tui.sim.faults.scenario import parse
from tui.sim.faults.timeline import Timeline

START = 1000.0


def timeline(text: str) -> Timeline:
    return Timeline(parse(text), START)


def names(line: Timeline, now: float) -> list[tuple[str, bool]]:
    return [(turn.fault.kind.name, turn.begins) for turn in line.due(now)]


def test_faults_begin_at_their_time_and_end_after_theirs() -> None:
    line = timeline('[[fault]]\ndo = "drop_link"\nat = 2\nfor = 3\n[[fault]]\ndo = "half_open"\nat = 1')
    assert names(line, START + 0.9) == []
    assert names(line, START + 1) == [("half_open", True)]
    (turn,) = line.due(START + 2.5)
    assert turn.begins
    line.begun(turn.fault, START + 2.5)
    assert names(line, START + 5.4) == []
    assert names(line, START + 5.5) == [("drop_link", False)]


def test_a_request_sets_a_fault_off_by_its_number_and_turn() -> None:
    line = timeline('[[fault]]\ndo = "drop_link"\non = "place_order"\nnth = 2\ncount = 2')
    hits = [bool(line.on_request(proto_id)) for proto_id in (2202, 1004, 2202, 2202, 2202)]
    assert hits == [False, False, True, True, False]


def test_messages_are_hit_from_a_time_on_and_until_another() -> None:
    line = timeline('[[fault]]\ndo = "swallow_reply"\non = "any"\nat = 10\nfor = 5\ncount = 100')
    hits = [line.on_message(3001, START + passed) is not None for passed in (9, 10, 14.9, 15)]
    assert hits == [False, True, True, False]


def test_one_message_meets_the_first_fault_only() -> None:
    first = '[[fault]]\ndo = "duplicate"\non = "place_order"\n'
    line = timeline(first + '[[fault]]\ndo = "truncate"\non = "place_order"\nnth = 2')
    met = [line.on_message(2202, START) for _ in range(3)]
    assert [fault and fault.kind.name for fault in met] == ["duplicate", "truncate", None]
