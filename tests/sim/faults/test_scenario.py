"""Scenario files: what they may say, and how a mistake in one is told."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.sim.bench import SMALL, TENCENT
from tui.sim.faults.kinds import KINDS
from tui.sim.faults.scenario import ANY, ScenarioError, Trigger, load, parse, renamed, shipped

TESTS = Path(__file__).resolve().parents[2] / "scenarios"
FOLDER = Path(__file__).resolve().parents[3] / "tui" / "sim" / "faults" / "scenarios"
DROP = '[[fault]]\ndo = "drop_link"\n'


def test_a_fault_of_the_link_at_a_moment() -> None:
    scenario = parse(DROP + "at = 12.5\nfor = 3")
    (fault,) = scenario.faults
    assert (fault.kind.name, fault.at, fault.last_s, fault.on) == ("drop_link", 12.5, 3.0, None)
    assert fault.options == {"before": False}


@pytest.mark.parametrize(
    ("on", "number"),
    [
        ('"place_order"', 2202),
        ('"trd_place_order"', 2202),
        ("2202", 2202),
        ('"update_order"', 2208),
        ('"any"', ANY),
    ],
)
def test_a_trigger_by_name_or_number(on: str, number: int) -> None:
    (fault,) = parse(f'[[fault]]\ndo = "duplicate"\non = {on}\nnth = 3\ncount = 2').faults
    assert fault.on == Trigger(number, 3, 2)


def test_names_of_securities() -> None:
    scenario = parse('[names]\n"HK.00700" = "another"')
    assert scenario.names == {TENCENT: "another"}
    universe = renamed(SMALL, scenario.names)
    assert (universe[TENCENT].name("en"), universe[TENCENT].name("zh")) == ("another", "another")
    assert len(universe) == len(SMALL)
    assert renamed(SMALL, {}) is SMALL


MISTAKES = [
    ("at = 1", "file.toml:1: there is no key 'at'"),
    ("[[fault]]\nat = 1", 'file.toml:1: a fault needs do = "..."'),
    (
        '[[fault]]\ndo = "drop_lnk"\nat = 1',
        "file.toml:2: no fault is called 'drop_lnk'; did you mean 'drop_link'?",
    ),
    (DROP, "file.toml:2: drop_link needs either at or on"),
    (DROP + 'at = 1\non = "any"', "file.toml:2: drop_link needs either at or on"),
    (DROP + "at = -1", "file.toml:3: at must be a number of seconds"),
    (DROP + 'at = "soon"', "file.toml:3: at must be a number of seconds"),
    (DROP + "at = 1\nnth = 2", "file.toml:4: nth needs on"),
    (DROP + 'on = "any"\nnth = 0', "file.toml:4: nth must be a whole number from 1 on"),
    (
        DROP + 'on = "plce_order"',
        "file.toml:3: no request or push is called 'plce_order'; did you mean 'place_order'?",
    ),
    (DROP + "on = 4711", "file.toml:3: no request or push is called 4711"),
    (DROP + "at = 1\nwhatever = 2", "file.toml:4: there is no key 'whatever' of drop_link"),
    (DROP + "at = 1\nbefore = 2", "file.toml:4: before must be true or false"),
    ('[[fault]]\ndo = "latency"\nat = 1', "file.toml:2: latency needs seconds"),
    ('[[fault]]\ndo = "stop_reading"\nat = 1', "file.toml:2: stop_reading needs for"),
    ('[[fault]]\ndo = "swallow_reply"\nat = 1', 'file.toml:2: swallow_reply needs on = "..."'),
    (
        '[[fault]]\ndo = "hold_reply"\non = "update_order"',
        "file.toml:3: hold_reply is for requests, not for pushes",
    ),
    (
        '[[fault]]\ndo = "kick_right"\nat = 1\narea = "hx"',
        "file.toml:4: area must be an area of quote rights; there are cn, hk, ",
    ),
    (DROP + "at = 1\n\n" + '[[fault]]\ndo = "duplicate"', 'file.toml:6: duplicate needs on = "..."'),
    ('[names]\n"00700.HK.X" = "a"', "file.toml:2: "),
    ('[names]\n"HK.00700" = 3', "file.toml:2: a name must be a text"),
    ('fault = "x"', "file.toml:1: fault must be tables: write [[fault]]"),
    ("fault = [1]", "file.toml:1: a fault must be a table: write [[fault]]"),
    ("do = ", "file.toml: "),
]


@pytest.mark.parametrize(("text", "error"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_is_told_with_file_line_and_key(text: str, error: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        parse(text, "file.toml")
    told = str(raised.value)
    assert told.startswith(error)
    assert "\n" not in told


def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(
        ScenarioError, match=r"no scenario is called 'lost-rply'; did you mean 'lost-reply'\?"
    ):
        load("lost-rply")
    with pytest.raises(ScenarioError, match=r"none\.toml: cannot be read: No such file"):
        load(str(tmp_path / "none.toml"))


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(DROP + "at = 1", encoding="utf-8")
    assert load(str(path)).name == "mine"


def test_at_least_twelve_come_along_and_each_has_its_test() -> None:
    scenarios = shipped()
    assert len(scenarios) >= 12
    tests = "".join(path.read_text(encoding="utf-8") for path in TESTS.glob("test_*.py"))
    played = set(re.findall(r'played\("([a-z-]+)"', tests))
    assert {scenario.name for scenario in scenarios} == played


@pytest.mark.parametrize("scenario", shipped(), ids=lambda one: one.name)
def test_each_begins_with_the_pain_it_answers(scenario: object) -> None:
    name = getattr(scenario, "name")  # noqa: B009 - typed as object for the sake of the ids
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    answers = load(name).answers
    assert re.fullmatch(r"[A-E]\d+", answers)
    assert text.startswith(f"# {answers}: ")
    assert load(name).about


def test_every_fault_says_what_it_does() -> None:
    assert all(kind.about for kind in KINDS.values())


def test_the_example_of_the_manual_is_one() -> None:
    manual = (FOLDER.parents[3] / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Scenarios")[2]
    lines = [line[4:] for line in manual.splitlines() if line.startswith("    ") or not line]
    scenario = parse("\n".join(lines))
    assert [fault.kind.name for fault in scenario.faults] == ["latency", "swallow_reply", "kick_right"]
