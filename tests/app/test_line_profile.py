"""How the line to the terminal is treated: by wish, by environment, by what the terminal's answers show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tui.app.line_profile import PLAIN, READERS, LineProfile, Wishes, parse_wishes, profile_for, variables_for
from tui.app.line_watch import LineWatch
from tui.app.output.pace import Kind, Pace, Rates
from tui.options import parse_budget
from tui.toml_file import parse_toml

SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
TTY = {"SSH_TTY": "/dev/pts/3"}


def wishes(text: str) -> Wishes:
    return parse_wishes(parse_toml("settings.toml", f"[terminal]\n{text}"))


def test_on_this_machine_nothing_is_held_back() -> None:
    assert profile_for(Wishes(), {}) == PLAIN


@pytest.mark.parametrize(
    ("environ", "profile", "slow_answers", "why"),
    [
        (SSH, "auto", False, "SSH_CONNECTION"),
        (TTY, "auto", False, "SSH_TTY"),
        ({"SSH_TTY": ""}, "auto", False, ""),
        ({}, "auto", True, "slow answers"),
        (SSH, "off", True, ""),
        ({}, "on", False, "settings"),
    ],
)
def test_what_puts_the_profile_in_use(
    environ: dict[str, str], profile: str, slow_answers: bool, why: str
) -> None:
    found = profile_for(wishes(f'profile = "{profile}"'), environ, slow_answers=slow_answers)
    assert (found.slow, found.why) == (bool(why), why)
    assert (found.clock, found.rates, found.coarse) == (
        ("minute", False, True) if why else ("second", True, False)
    )


def test_each_part_can_be_set_apart_from_the_profile() -> None:
    text = (
        'clock = "second"\nrates = true\nanimation = true\nblink = true\nmouse = "click"\nline = true\n'
        'colours = "16"\nbudget = "4k"\nframes_per_s = 5\nascii = true\nescape_delay_ms = 60\n'
    )
    found = profile_for(wishes(text), SSH)
    assert found == LineProfile(
        slow=True,
        why="SSH_CONNECTION",
        animation=True,
        blink=True,
        clock="second",
        mouse=True,
        colours="16",
        budget=4000,
        frames_per_s=5,
        rates=True,
        line=True,
        ascii=True,
        escape_delay_ms=60,
    )
    assert set(READERS) == {line.split(" = ")[0] for line in text.splitlines()} | {"profile"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("animaton = true", '"animaton" is not known; did you mean "animation"?'),
        ("animation = 1", "animation must be true or false, not 1"),
        ('profile = "ssh"', "profile must be one of auto, on, off, not 'ssh'"),
        ("profile = true", "profile must be one of auto, on, off, not True"),
        ('clock = "hour"', "clock must be one of second, minute, off"),
        ("mouse = true", 'mouse must be false or "click", not True'),
        ("mouse = 0", 'mouse must be false or "click", not 0'),
        ("colours = 256", "colours must be one of auto, truecolor, 256, 16, none, not 256"),
        ("budget = 4000", 'budget must be bytes a second such as "4k", 500 at least, not 4000'),
        ('budget = "499"', "budget must be bytes a second such as 4k or 4000, 500 at least, not '499'"),
        ("frames_per_s = 21", "frames_per_s must be a whole number from 1 to 20, not 21"),
        ("escape_delay_ms = true", "escape_delay_ms must be a whole number from 20 to 2000, not True"),
    ],
)
def test_a_wrong_line_is_told_and_left_out(line: str, words: str) -> None:
    found = wishes(f"line = true\n{line}")
    (problem,) = found.problems
    assert problem == f"settings.toml line 3: [terminal] {words}" or problem.startswith(
        f"settings.toml line 3: [terminal] {words}, not"
    )
    assert profile_for(found, {}) == profile_for(Wishes(line=True), {})


def test_the_table_must_be_one() -> None:
    (problem,) = parse_wishes(parse_toml("settings.toml", 'theme = "dark"\nterminal = "xterm"')).problems
    assert problem == "settings.toml line 2: terminal must be a table: write [terminal]"


def test_low_bandwidth_goes_before_all_wishes() -> None:
    eager = wishes('animation = true\nblink = true\nclock = "second"\nbudget = "40k"\nprofile = "off"')
    found = profile_for(eager, {}, low_bandwidth=True)
    assert (found.slow, found.animation, found.blink, found.clock) == (True, False, False, "minute")
    assert (found.budget, found.frames_per_s) == (10_000, 2)
    assert profile_for(Wishes(), {}, budget=2000, low_bandwidth=True).budget == 2000


def test_inside_a_multiplexer_there_is_a_budget_unless_another_is_given() -> None:
    inside = {"TMUX": "/tmp/tmux-1000/default,1,0"}
    assert profile_for(Wishes(), inside).budget == 65_536
    assert profile_for(Wishes(), {**inside, **SSH}).budget == 16_384
    assert profile_for(wishes('budget = "100k"'), {**inside, **SSH}).budget == 100_000
    assert profile_for(wishes('budget = "100k"'), inside, budget=600).budget == 600


@pytest.mark.parametrize(
    ("budget", "carried", "text", "colours"),
    [
        (None, None, "", "auto"),
        (None, 9000.0, "", "auto"),
        (None, 7000.0, "", "256"),
        (4000, None, "", "256"),
        (9000, None, "", "auto"),
        (4000, None, 'colours = "truecolor"', "truecolor"),
        (None, 2000.0, 'colours = "16"', "16"),
        (4000, None, 'profile = "off"', "auto"),
    ],
)
def test_a_line_that_carries_little_gets_fewer_colours(
    budget: int | None, carried: float | None, text: str, colours: str
) -> None:
    assert profile_for(wishes(text), SSH, budget=budget, line_bytes_per_s=carried).colours == colours


@pytest.mark.parametrize(
    ("environ", "text", "colours"),
    [
        ({"COLORTERM": "truecolor", "STY": "1.pts-0.here"}, "", "256"),
        ({"STY": "1.pts-0.here", "TMUX": "x"}, 'profile = "off"', "256"),
        ({"STY": "1.pts-0.here"}, 'colours = "truecolor"', "truecolor"),
        ({"STY": "1.pts-0.here"}, 'colours = "16"', "16"),
        ({"STY": "1.pts-0.here", "TEXTUAL_COLOR_SYSTEM": "truecolor"}, "", "auto"),
        ({"STY": ""}, "", "auto"),
        ({"TMUX": "x"}, "", "auto"),
    ],
)
def test_inside_screen_there_are_no_true_colours_unless_wished(
    environ: dict[str, str], text: str, colours: str
) -> None:
    assert profile_for(wishes(text), environ).colours == colours


@pytest.mark.parametrize(
    ("text", "environ", "wanted"),
    [
        ("", {}, {}),
        ("", SSH, {"ESCDELAY": "250"}),
        ("", {**SSH, "ESCDELAY": "40"}, {}),
        ('profile = "off"', TTY, {"ESCDELAY": "250"}),
        ("escape_delay_ms = 60", {}, {"ESCDELAY": "60"}),
        ('colours = "16"', {}, {"TEXTUAL_COLOR_SYSTEM": "standard"}),
        ('colours = "256"', {"NO_COLOR": "1"}, {}),
        ('colours = "256"', {"TEXTUAL_COLOR_SYSTEM": "truecolor"}, {}),
        ('colours = "none"', {}, {"NO_COLOR": "1"}),
    ],
)
def test_what_textual_must_find_in_the_environment(
    text: str, environ: dict[str, str], wanted: dict[str, str]
) -> None:
    assert variables_for(wishes(text), environ) == wanted


def test_nothing_of_it_loads_textual() -> None:
    code = "import sys, tui.app.line_profile, tui.app.splash; print(*{'textual', 'rich'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "\n"


# ---- the command line


@pytest.mark.parametrize(
    ("text", "size"), [("4k", 4000), ("500", 500), ("1.5k", 1500), ("0.5k", 500), ("100000k", 10**8)]
)
def test_a_budget_is_bytes_a_second(text: str, size: int) -> None:
    assert parse_budget(text) == size


@pytest.mark.parametrize(
    "text",
    [
        "",
        "k",
        "499",
        "0.4999k",
        "-4k",
        "+4k",
        "4K",
        "4 k",
        "4kb",
        "4096.5",
        "1e4",
        "0x4000",
        "100001k",
        "４k",
    ],
)
def test_what_is_no_budget(text: str) -> None:
    with pytest.raises(ValueError, match="500 at least"):
        parse_budget(text)


# ---- what answers show


def answers(took_s: float, size: int, times: int, pace: Pace | None = None) -> Rates:
    """Send frames that are each answered so late, over a line that is 20 ms long."""
    pace = pace or Pace()
    now = 1.0
    pace.sent(0.0, 8, 1, Kind.PROBE)
    pace.answered(0.02, 1)
    for _ in range(times):
        pace.sent(now, size, 2, Kind.DATA)
        pace.answered(now + took_s, 2)
        now += took_s + 1
    return pace.rates(now)


def test_slow_answers_put_the_profile_in_use_and_it_stays() -> None:
    watch = LineWatch()
    assert not watch.look(answers(0.2, 100, 7))
    assert watch.look(answers(0.2, 100, 8))
    assert (watch.profile.slow, watch.profile.why) == (True, "slow answers")
    assert not watch.look(answers(0.02, 100, 8))
    assert watch.profile.slow


def test_large_frames_tell_how_much_the_line_carries() -> None:
    watch = LineWatch()
    assert answers(1.0, 2048, 2).line_bytes_per_s is None
    assert answers(1.0, 400, 9).line_bytes_per_s is None
    assert not watch.look(answers(0.05, 2048, 3))
    slow = answers(1.04, 2048, 3)
    assert slow.line_bytes_per_s == pytest.approx(2048 / 1.02)
    assert watch.look(slow)
    assert watch.profile.colours == "256"


def test_a_slow_answer_now_and_then_is_none() -> None:
    pace = Pace()
    assert answers(0.2, 100, 7, pace).slow_answers == 7
    assert answers(0.02, 100, 1, pace).slow_answers == 0


@pytest.mark.parametrize("rest", [True, False])
def test_frames_are_as_rare_as_wished(rest: bool) -> None:
    pace = Pace(frames_per_s=2)
    answers(0.01, 100, 1, pace)
    pace.sent(9.0, 100, 3, Kind.DATA, rest=rest)
    pace.answered(9.01, 3)
    assert pace.data_room(9.4) is None
    assert pace.data_room(9.51) is not None


def test_the_table_of_the_readme_is_one_that_is_taken_and_names_every_key() -> None:
    text = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    found = re.search(r"^    \[terminal\]\n(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    table = parse_toml("settings.toml", found[0].replace("\n    ", "\n").strip())
    assert parse_wishes(table).problems == ()
    assert set(table.values["terminal"]) == set(READERS)
