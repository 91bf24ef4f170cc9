from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.segment import Segment

from tests.app.output.terminals import Shown, drained, mark_of
from tui.app.output.gate import ASK, MARKS, SYNC_BEGIN, SYNC_END, Frame, Gate
from tui.app.output.pace import FIRST_BUDGET, LEAST_BUDGET, UNREAD_S, URGENT, Kind, Line, Pace
from tui.app.output.regions import Pane

WIDTH, HEIGHT = 40, 20
LEFT, RIGHT = Pane(0, 0, 20, HEIGHT), Pane(20, 0, WIDTH, HEIGHT)


def gate(height: int = HEIGHT, *, blank: bool = True, cap: int | None = None) -> Gate:
    """Return a gate to a terminal that has answered its first question, and shows blanks."""
    made = Gate(WIDTH, height, Pace(cap=cap), ColorSystem.STANDARD)
    made.answered(mark_of(made.next_frame(0)), 0.01)
    if blank:
        for y in range(height):
            write(made, y, 0, " " * WIDTH, 0.02)
        drained(made, 0.03)
    made.pace._growing = False
    made.pace._budget = FIRST_BUDGET
    return made


def write(made: Gate, y: int, x: int, text: str, now: float, *, urgent: bool = False) -> None:
    made.urgent = urgent
    made.put(y, x, [Segment(text)], now)
    made.urgent = False


def sent(made: Gate, now: float) -> Frame:
    frame = made.next_frame(now)
    assert frame is not None
    return frame


def shown(made: Gate) -> list[str]:
    return ["".join(line) for line in made._shown.chars]


def test_the_first_bytes_are_a_question_alone() -> None:
    made = Gate(WIDTH, HEIGHT, Pace(), ColorSystem.STANDARD)
    write(made, 0, 0, "x", 0)
    assert made.next_frame(0) == Frame(f"\x1b[H{ASK}", 7, Kind.PROBE)


def test_a_frame_is_cells_and_a_question_on_a_line_of_its_own() -> None:
    made = gate()
    write(made, 2, 3, "abc", 10)
    number = made._mark + 1
    frame = sent(made, 10)
    assert frame.text == f"\x1b[m\x1b[3;4Habc\x1b[{number}H{ASK}"
    assert frame.size == len(frame.text)
    assert frame.kind is Kind.DATA
    assert made.next_frame(10) is None


def test_a_terminal_that_holds_frames_back_does_so_for_the_cells_only() -> None:
    made = gate()
    made.sync = True
    write(made, 2, 3, "abc", 10)
    text = sent(made, 10).text
    assert text.startswith(SYNC_BEGIN)
    assert text.index(SYNC_END) < text.index(ASK)


@pytest.mark.parametrize(("height", "most"), [(HEIGHT, MARKS), (3, 3), (1, 1)])
def test_questions_are_asked_on_lines_that_there_are(height: int, most: int) -> None:
    made = gate(height)
    marks = set()
    for number in range(40):
        write(made, 0, 0, str(number), 10 + number)
        frame = sent(made, 10 + number)
        marks.add(mark_of(frame))
        assert made.answered(mark_of(frame), 10.1 + number)
    assert marks == set(range(1, most + 1))


def test_what_is_the_same_costs_nothing() -> None:
    made = gate()
    write(made, 2, 3, "abc", 10)
    made.answered(mark_of(sent(made, 10)), 10.1)
    write(made, 2, 0, "   abc  ", 11)
    assert made.next_frame(11) is None
    assert not made.behind


def test_what_changes_back_before_it_went_is_not_sent() -> None:
    made = gate()
    write(made, 0, 0, "x", 10)
    sent(made, 10)
    for text in ("1", "2", "3"):
        write(made, 1, 0, text, 10.01)
    write(made, 1, 0, " ", 10.02)
    made.answered(made._mark, 10.1)
    assert made.next_frame(10.2) is None


def test_frames_are_dropped_and_the_shown_changes_only_with_bytes() -> None:
    made = gate()
    write(made, 0, 0, "x", 10)
    mark = mark_of(sent(made, 10))
    write(made, 1, 0, "old", 10.01)
    assert made.next_frame(10.02) is None
    assert shown(made)[1].strip() == ""
    write(made, 1, 0, "new", 10.03)
    made.answered(mark, 10.1)
    text = sent(made, 10.1).text
    assert "new" in text
    assert "old" not in text
    assert shown(made)[1].strip() == "new"


def test_an_answer_to_a_key_goes_while_data_is_under_way() -> None:
    made = gate()
    for y in range(HEIGHT):
        write(made, y, 0, "data" * 10, 10)
    assert sent(made, 10).kind is Kind.DATA
    write(made, 3, 5, "key", 10.01, urgent=True)
    frame = sent(made, 10.01)
    assert frame.kind is Kind.URGENT
    assert "key" in frame.text
    assert frame.size < 100


def test_an_answer_to_a_key_takes_nothing_else_along() -> None:
    made = gate()
    made.set_panes([LEFT, RIGHT])
    write(made, 3, 0, "left", 10)
    write(made, 3, 25, "right", 10, urgent=True)
    write(made, 4, 0, "other", 10)
    first, second = sent(made, 10), sent(made, 10)
    assert (first.kind, second.kind) == (Kind.URGENT, Kind.DATA)
    assert "right" in first.text
    assert "left" not in first.text
    assert "left" in second.text
    assert "other" in second.text


def test_what_answered_a_key_once_is_data_again() -> None:
    made = gate()
    made.set_panes([LEFT, RIGHT])
    write(made, 3, 25, "key", 10, urgent=True)
    assert sent(made, 10).kind is Kind.URGENT
    write(made, 3, 0, "left", 10.01)
    sent(made, 10.06)
    write(made, 3, 25, "tick", 10.07)
    write(made, 3, 0, "more", 10.07)
    assert made.next_frame(10.08) is None


def test_a_whole_screen_that_answers_a_key_waits_for_credit() -> None:
    made = Gate(120, 40, Pace(), ColorSystem.STANDARD)
    made.answered(mark_of(made.next_frame(0)), 0.01)
    made.pace._budget = LEAST_BUDGET
    made.pace._measured = 10.0
    made.urgent = True
    for y in range(40):
        made.put(y, 0, [Segment("0123456789" * 12)], 10)
    out = 0
    while (frame := made.next_frame(10)) is not None:
        out += frame.size
    assert out <= URGENT + LEAST_BUDGET + 2 * 160
    frames, _ = drained(made, 10.1)
    assert not made.behind
    assert sum(frame.size for frame in frames) < 40 * 160


def test_panes_share_the_line_and_what_waited_longer_goes_first() -> None:
    made = gate()
    made.set_panes([LEFT, RIGHT])
    now, soon = 10.0, 10
    for turn in range(60):
        now += 0.2
        made.pace._budget = LEAST_BUDGET
        for y in range(HEIGHT):
            write(made, y, 0, f"L{turn:018d}", now)
        write(made, turn % HEIGHT, 20, f"R{turn:018d}", now)
        made.answered(mark_of(sent(made, now)), now + 0.05)
        if turn >= soon:
            assert f"R{turn - soon:018d}" in shown(made)[(turn - soon) % HEIGHT]


def test_where_the_user_works_goes_first_but_nobody_starves() -> None:
    made = gate()
    made.set_panes([Pane(0, 0, WIDTH, 10, weight=4.0), Pane(0, 10, WIDTH, HEIGHT)])
    last_seen = dict.fromkeys(range(HEIGHT), 10.0)
    now, gaps = 10.0, dict.fromkeys(range(HEIGHT), 0.0)
    for turn in range(200):
        now += 0.1
        made.pace._budget = LEAST_BUDGET
        for y in range(HEIGHT):
            write(made, y, 0, f"{y:02d}:{turn:033d}", now)
        frame = sent(made, now)
        for y in range(HEIGHT):
            if f"\x1b[{y + 1};" in frame.text or f"\x1b[{y + 1}H" in frame.text.removesuffix(ASK)[:-5]:
                gaps[y] = max(gaps[y], now - last_seen[y])
                last_seen[y] = now
        made.answered(mark_of(frame), now + 0.05)
    focused, others = max(gaps[y] for y in range(10)), max(gaps[y] for y in range(10, HEIGHT))
    assert focused < others < 6


def test_ages_outlive_a_change_of_weights() -> None:
    made = gate()
    made.set_panes([LEFT, RIGHT])
    write(made, 5, 25, "waits", 10)
    made.pace._last_data = 10.0
    made._frame(Kind.URGENT, [5], made.pace.urgent_room(10), 10)  # type: ignore[arg-type]
    made.set_panes([LEFT, Pane(20, 0, WIDTH, HEIGHT, 4.0)])
    assert [unit.since for unit in made._units(5, 20)] == [10]


@pytest.mark.parametrize("size", [300, 1000])
def test_a_frame_is_never_larger_than_a_cap_allows(size: int) -> None:
    made = gate(blank=False, cap=size)
    now, out = 0.1, 0
    for y in range(HEIGHT):
        write(made, y, 0, "abcdefghij" * 4, now, urgent=y % 2 == 0)
    while made.behind and now < 200:
        while (frame := made.next_frame(now)) is not None:
            out += frame.size
            made.answered(mark_of(frame), now)
        assert out <= size * max(now, 10)
        now += 0.05
    assert not made.behind


def test_a_unit_that_has_no_room_goes_in_parts() -> None:
    made = gate(cap=300)
    screen = Shown(WIDTH, HEIGHT)
    write(made, 0, 0, "騰訊控股" * 5, 20)
    frames, _ = drained(made, 20)
    for frame in frames:
        screen.feed(frame.text)
    assert "".join(cell.data for cell in screen.cells()[0]) == "騰訊控股" * 5


def test_another_size_begins_anew() -> None:
    made = gate()
    write(made, 0, 0, "gone", 10)
    made.resize(10, 3)
    assert made.size == (10, 3)
    assert not made.behind
    write(made, 2, 0, " " * 10, 11)
    assert " " * 10 in sent(made, 11).text


def test_what_is_forgotten_is_drawn_again() -> None:
    made = gate()
    write(made, 0, 0, "kept", 10)
    drained(made, 10)
    made.forget(20)
    frames, _ = drained(made, 20)
    assert "kept" in "".join(frame.text for frame in frames)
    assert sum(frame.size for frame in frames) > WIDTH * HEIGHT


def test_a_screen_that_nobody_drew_is_not_forgotten() -> None:
    made = gate(blank=False)
    made.forget(1)
    assert made.next_frame(1) is None


def test_an_unread_terminal_gets_one_frame_of_all_that_happened() -> None:
    made = gate()
    write(made, 0, 0, "x", 10)
    sent(made, 10)
    made.pace.tick(10 + UNREAD_S)
    assert made.pace.line is Line.UNREAD
    for number in range(30):
        write(made, 1, 0, f"{number:02d}", 16 + number)
        write(made, 1, 0, f"{number:02d}", 16 + number, urgent=True)
        frame = made.next_frame(16 + number)
        assert frame is None or frame.kind is Kind.PROBE
    assert made.answered(made._mark, 50)
    assert sent(made, 50).kind is Kind.PROBE
    made.answered(made._mark, 50.1)
    frames, _ = drained(made, 50.1)
    assert "29" in "".join(frame.text for frame in frames)
    assert sum(frame.size for frame in frames) < 60


def test_control_sequences_are_sent_as_frames_and_only_when_they_fit() -> None:
    made = gate()
    frame = made.control("\x1b]52;c;eHl6\x07", 10)
    assert frame is not None
    assert frame.text.startswith("\x1b]52;c;eHl6\x07")
    assert made.answered(mark_of(frame), 10.1)
    assert made.control("x" * 10**6, 11) is None


def test_idle_sends_nothing_and_waits_for_nothing() -> None:
    made = gate()
    write(made, 0, 0, "x", 10)
    _, now = drained(made, 10)
    assert made.next_frame(now + 100) is None
    assert made.pace.next_at(now + 100, waiting=made.behind) is None
