"""Differences show what a whole paint shows: on the real dashboard, and on any surface at all."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.segment import Segment
from rich.style import Style

from tests.app.output.exactness import compare
from tests.app.output.terminals import COLOURS, Shown, drained, mark_of, stripped
from tui.app.output.diff import Encoder, Run
from tui.app.output.gate import Gate
from tui.app.output.pace import Pace
from tui.app.output.regions import Pane

WIDTH, HEIGHT = 24, 4
FRAMES = 100
STYLES = (
    None,
    Style.parse("red on blue"),
    Style.parse("bold #102030 on #405060"),
    Style.parse("reverse #102030"),
    Style.parse("underline italic on blue"),
    Style.parse("dim strike"),
)
HOSTILE = " ab騰訊é\u0301\u200d\ufe0f❤👨ﾃ삼─\u3000\x1b[\x07\t\n\x9b\u202e\U000e0041"
TEXTS = st.one_of(st.text(alphabet=HOSTILE, max_size=14), st.text(max_size=6))
LINES = st.tuples(
    st.integers(0, HEIGHT - 1), st.integers(0, WIDTH - 1), TEXTS, st.sampled_from(STYLES), st.integers(1, 400)
)


async def test_on_all_panes_of_the_dashboard() -> None:
    result = await compare(FRAMES, seed=1)
    assert not result.differences, "\n".join(result.differences)
    assert result.frames == FRAMES
    assert min(result.updates["ChopsUpdate"], result.updates["LayoutUpdate"]) > FRAMES / 10
    assert result.updates["without the compositor"] > FRAMES / 4
    assert len(result.screens) > 2


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(LINES, min_size=1, max_size=12))
def test_on_any_surface(paints: list[tuple[int, int, str, Style | None, int]]) -> None:
    gate, shown = Gate(WIDTH, HEIGHT, Pace(), COLOURS), Shown(WIDTH, HEIGHT)
    gate.set_panes([Pane(0, 0, 11, 3), Pane(11, 0, WIDTH, 2, 4.0)])
    for y in range(HEIGHT):
        gate.put(y, 0, [Segment(" " * WIDTH)], 0)
    now = 0.0
    for y, x, text, style, room in paints:
        now += 1
        gate.urgent = room % 2 == 0
        gate.put(y, x, [Segment("|"), Segment(text, style), Segment("|")], now)
        gate.pace._budget = room
        while (frame := gate.next_frame(now)) is not None:
            shown.feed(frame.text)
            assert stripped(frame.text).isprintable()
            if room % 3:
                gate.answered(mark_of(frame), now)
    for frame in drained(gate, now + 1)[0]:
        shown.feed(frame.text)
        assert stripped(frame.text).isprintable()
    painted, encoder = Shown(WIDTH, HEIGHT), Encoder()
    for y in range(HEIGHT):
        encoder.add(gate._wanted, Run(y, 0, WIDTH))
    painted.feed(encoder.text())
    assert shown.cells() == painted.cells()
    assert gate._shown.chars == gate._wanted.chars
