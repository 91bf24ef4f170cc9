from __future__ import annotations

import pytest

from tests.app.output.lines import Wire
from tui.app.output.pace import (
    BLIND_AFTER_S,
    BLIND_BUDGET,
    FIRST_BUDGET,
    LEAST_BUDGET,
    MOST_ASKED,
    SILENT_S,
    TARGET_S,
    UNREAD_S,
    URGENT,
    Kind,
    Line,
    Pace,
)


def answering(at: float = 0.0, took: float = 0.02, **options: int) -> Pace:
    """Return the pace to a terminal that has answered its first question."""
    pace = Pace(**options)
    pace.sent(at, 9, 1, Kind.PROBE)
    assert pace.answered(at + took, 1)
    return pace


def size_of(pace: Pace, now: float) -> int:
    room = pace.data_room(now)
    return 0 if room is None else room.size


def test_the_first_question_goes_before_anything_else() -> None:
    pace = Pace()
    assert pace.probe_due(0)
    pace.sent(0, 9, 1, Kind.PROBE)
    assert not pace.probe_due(0)
    assert pace.line is Line.ASKED
    assert size_of(pace, 0) == FIRST_BUDGET


def test_one_frame_of_data_is_under_way() -> None:
    pace = answering()
    pace.sent(1, 500, 2, Kind.DATA, rest=True)
    assert pace.data_room(1.2) is None
    pace.answered(1.2, 2)
    assert pace.data_room(1.2) is not None


@pytest.mark.parametrize(
    ("frames_per_s", "rest", "apart_s"), [(20, False, 0.05), (20, True, 0), (10, True, 0.1)]
)
def test_frames_are_rare_but_what_had_no_room_follows_at_once(
    frames_per_s: int, rest: bool, apart_s: float
) -> None:
    pace = answering(frames_per_s=frames_per_s)
    pace.sent(1, 500, 2, Kind.DATA, rest=rest)
    pace.answered(1.001, 2)
    soon = 1.001 + apart_s / 2
    assert (pace.data_room(soon) is None) is (apart_s > 0)
    assert pace.next_at(soon, waiting=True) == pytest.approx(1 + apart_s if apart_s else 2)
    assert pace.data_room(1.001 + apart_s) is not None


def test_the_budget_doubles_until_an_answer_is_slow_then_creeps() -> None:
    pace = answering()
    for number in range(3):
        size = size_of(pace, number)
        pace.sent(number, size, 2, Kind.DATA)
        pace.answered(number + 0.1, 2)
    assert size_of(pace, 3) == 8 * FIRST_BUDGET
    pace.sent(3, size_of(pace, 3), 2, Kind.DATA)
    pace.answered(3 + 2 * TARGET_S, 2)
    assert size_of(pace, 5) == 4 * FIRST_BUDGET
    pace.sent(5, size_of(pace, 5), 2, Kind.DATA)
    pace.answered(5.1, 2)
    assert size_of(pace, 6) == 4.5 * FIRST_BUDGET


def test_a_small_frame_that_was_quick_says_nothing_of_large_ones() -> None:
    pace = answering()
    pace.sent(1, 100, 2, Kind.DATA)
    pace.answered(1.01, 2)
    assert size_of(pace, 2) == FIRST_BUDGET


def test_a_small_frame_that_was_late_costs_little() -> None:
    pace = answering()
    pace.sent(1, 50, 2, Kind.DATA)
    pace.answered(1.4, 2)
    assert FIRST_BUDGET / 2 < size_of(pace, 2) < FIRST_BUDGET


def test_the_budget_never_ends() -> None:
    pace = answering()
    for number in range(10):
        pace.sent(number, 2000, 2, Kind.DATA)
        pace.answered(number + 0.9, 2)
    assert size_of(pace, 20) >= LEAST_BUDGET


@pytest.mark.parametrize("rate", [2_000, 8_000, 32_000])
def test_it_settles_at_what_the_line_carries_in_a_quarter_second(rate: int) -> None:
    wire = Wire(rate, one_way_s=0.02)
    for _ in range(40):
        wire.step()
    fits = rate * TARGET_S
    assert 0.5 * fits < wire.pace._budget < 1.6 * fits
    assert max(wire.took[5:]) < 2 * TARGET_S


def test_it_fills_a_line_that_is_long_but_broad() -> None:
    wire = Wire(200_000, one_way_s=0.4)
    for _ in range(30):
        wire.step()
    assert wire.pace.target_s > 1.1
    assert wire.pace._budget > 20_000


def test_a_line_that_became_longer_is_measured_again() -> None:
    wire = Wire(50_000, one_way_s=0.01)
    for _ in range(20):
        wire.step()
    wire.one_way_s = 0.5
    wire.now += 31
    for _ in range(10):
        wire.step()
    assert wire.pace.target_s > 1.4
    assert wire.pace._budget > 2_000


def test_answers_to_keys_go_whatever_is_under_way_but_not_without_end() -> None:
    pace = answering()
    pace.sent(1, 500, 2, Kind.DATA)
    room = pace.urgent_room(1)
    assert room is not None
    assert room.size == max(URGENT, FIRST_BUDGET)
    pace.sent(1, room.size, 3, Kind.URGENT)
    assert pace.urgent_room(1) is None
    pace.answered(1.2, 3)
    assert pace.urgent_room(1.2) is not None


def test_on_a_slow_line_an_answer_to_a_key_is_a_kilobyte_at_most() -> None:
    pace = answering()
    pace.sent(1, 2000, 2, Kind.DATA)
    pace.answered(2, 2)
    room = pace.urgent_room(2)
    assert room is not None
    assert room.size == URGENT


def test_so_many_questions_are_under_way_at_most() -> None:
    pace = answering()
    for number in range(MOST_ASKED):
        assert pace.urgent_room(1) is not None
        pace.sent(1, 10, 2 + number, Kind.URGENT)
    assert pace.urgent_room(1) is None


def test_held_keys_keep_data_back_for_a_second_only() -> None:
    pace = answering()
    pace.sent(1, 100, 2, Kind.DATA)
    pace.answered(1.02, 2)
    pace.sent(1.1, FIRST_BUDGET, 3, Kind.URGENT)
    assert pace.data_room(1.5) is None
    assert pace.next_at(1.5, waiting=True) == 2
    assert pace.data_room(2) is not None


def test_answers_come_in_order_so_those_before_are_lost() -> None:
    pace = answering()
    pace.sent(1, 100, 2, Kind.URGENT)
    pace.sent(1.1, 100, 3, Kind.DATA)
    assert pace.answered(1.2, 3)
    assert not pace.answered(1.3, 2)
    assert pace.next_at(1.3, waiting=False) is None


@pytest.mark.parametrize("mark", [0, 2, 99])
def test_an_answer_to_nothing_is_no_answer(mark: int) -> None:
    pace = Pace()
    pace.sent(0, 9, 1, Kind.PROBE)
    assert not pace.answered(0.1, mark)
    assert pace.line is Line.ASKED


def test_idle_there_is_nothing_to_wait_for() -> None:
    pace = answering()
    pace.sent(1, 100, 2, Kind.DATA)
    pace.answered(1.01, 2)
    assert pace.next_at(1.01, waiting=False) is None
    assert not pace.probe_due(1000)
    assert pace.probe_due(1000, frame=True), "it is measured again before the next frame only"


def silent() -> Pace:
    pace = Pace()
    pace.sent(0, 9, 1, Kind.PROBE)
    assert pace.next_at(0, waiting=False) == SILENT_S
    pace.tick(SILENT_S)
    assert pace.line is Line.SILENT
    return pace


def test_a_silent_terminal_gets_little_and_no_questions_while_idle() -> None:
    pace = silent()
    assert size_of(pace, 3) == BLIND_BUDGET
    pace.sent(3, BLIND_BUDGET - 100, 2, Kind.DATA)
    assert pace.data_room(3.4) is None
    room = pace.urgent_room(3.4)
    assert room is not None
    assert room.size == 100
    pace.sent(3.4, 100, 3, Kind.URGENT)
    assert pace.urgent_room(3.4) is None
    assert pace.data_room(3.5) is not None
    assert pace.next_at(3.4, waiting=False) is None
    assert not pace.probe_due(500)


def test_a_silent_terminal_that_answers_late_is_known_by_another_question() -> None:
    pace = silent()
    assert pace.answered(9, 7)
    assert pace.line is Line.ANSWERS
    assert pace.data_room(9) is None, "what was sent blindly is not through yet"
    assert pace.probe_due(9)
    pace.sent(9, 9, 8, Kind.PROBE)
    assert pace.answered(12, 8)
    assert size_of(pace, 12) == FIRST_BUDGET
    assert pace._quickest is None, "nor does that say how long the line is"


def unread(**options: int) -> Pace:
    pace = answering(**options)
    pace.sent(1, 100, 2, Kind.DATA)
    lines = []
    for now in (UNREAD_S + 0.9, UNREAD_S + 1):
        pace.tick(now)
        lines.append(pace.line)
    assert lines == [Line.ANSWERS, Line.UNREAD]
    return pace


def test_an_unread_terminal_gets_nothing_but_questions_ever_more_seldom() -> None:
    pace, now, asked = unread(), 6.0, []
    while now < 3600:
        assert pace.data_room(now) is None
        assert pace.urgent_room(now) is None
        if pace.probe_due(now):
            asked.append(now)
            pace.sent(now, 9, 3, Kind.PROBE)
        at = pace.next_at(now, waiting=True)
        assert at is not None
        assert at > now
        now = at
    assert 3 < len([at for at in asked if at < 60]) < 12
    assert len(asked) < 80


def test_what_an_unread_terminal_answers_at_last_is_one_thaw() -> None:
    pace = unread()
    for number in range(5):
        pace.sent(10 + 5 * number, 9, 3 + number, Kind.PROBE)
    assert pace.answered(40, 2)
    assert pace.line is Line.ANSWERS
    pace.sent(40, 9, 9, Kind.PROBE)
    for number in range(5):
        pace.answered(40.01, 3 + number)
        pace.tick(40.01)
        assert pace.line is Line.ANSWERS
    assert pace.answered(40.02, 9)
    assert size_of(pace, 40.02) == FIRST_BUDGET


def test_a_write_that_blocks_is_an_unread_terminal_and_gets_no_questions() -> None:
    pace = answering()
    pace.tick(10, blocked_s=UNREAD_S)
    assert pace.line is Line.UNREAD
    assert not pace.probe_due(60)
    pace.tick(60, blocked_s=0)
    assert pace.line is Line.UNREAD
    assert pace.probe_due(60)


def test_a_terminal_that_never_answered_is_silent_again_when_the_write_went_through() -> None:
    pace = silent()
    pace.tick(10, blocked_s=UNREAD_S)
    assert pace.next_at(10, waiting=False) == 11
    lines = [pace.line]
    pace.tick(11, blocked_s=0.1)
    assert [*lines, pace.line] == [Line.UNREAD, Line.SILENT]


def test_a_blocked_silent_terminal_gets_no_more() -> None:
    pace = silent()
    pace.tick(5, blocked_s=1)
    assert pace.data_room(5) is None
    assert pace.urgent_room(5) is None


@pytest.mark.parametrize(
    ("after_s", "blocked_s", "line"),
    [
        (BLIND_AFTER_S - 1, 0, Line.UNREAD),
        (BLIND_AFTER_S, UNREAD_S, Line.UNREAD),
        (BLIND_AFTER_S, 0, Line.SILENT),
    ],
)
def test_who_types_at_an_unread_terminal_for_long_has_one_that_does_not_answer(
    after_s: float, blocked_s: float, line: Line
) -> None:
    pace = unread()
    now = 6 + after_s
    pace.tick(now, blocked_s=blocked_s)
    pace.poked(now)
    assert pace.line is line


def test_after_a_suspension_everything_is_learnt_anew() -> None:
    pace = unread()
    pace.begin_anew()
    assert pace.line is Line.ASKED
    assert pace.probe_due(50)
    assert pace._quickest is None


def test_rates_are_of_ten_seconds() -> None:
    pace = answering()
    pace.sent(1, 400, 2, Kind.DATA)
    pace.answered(1.25, 2)
    pace.spent(2, 100)
    rates = pace.rates(5)
    assert (rates.bytes_per_s, rates.frames_per_s, rates.answer_s) == (50.9, 0.1, 0.25)
    assert pace.rates(30).bytes_per_s == 0


@pytest.mark.parametrize(
    ("size", "carried"), [(URGENT, True), (4 * FIRST_BUDGET, True), (16 * FIRST_BUDGET + 1, False)]
)
def test_what_cannot_be_cut_keeps_the_line_for_two_seconds_at_most(size: int, carried: bool) -> None:
    assert answering().carries(size, 10.0) is carried
    assert not unread().carries(size, 100.0)


def test_a_cap_holds_for_data_and_keys_together() -> None:
    pace, now, sent, told = answering(cap=4096), 1.0, 0, 0
    while now < 26:
        for kind, room in ((Kind.URGENT, pace.urgent_room(now)), (Kind.DATA, pace.data_room(now))):
            if room is not None:
                pace.sent(now, room.most if room.most < 3000 else room.size, 2, kind, rest=True)
                sent += min(room.most, 3000)
                pace.answered(now + 0.001, 2)
        told = max(told, int(pace.rates(now).bytes_per_s))
        at = pace.next_at(now, waiting=True)
        assert at is not None
        now = max(at, now + 0.02)
    assert told <= 4096
    assert sent > 25 * 4096 * 0.8
