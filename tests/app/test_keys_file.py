"""The file of the user's keys: what holds, what is told, and that nothing is lost."""

# ruff: noqa: E501  (a table reads best with one row a line)
from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tui.app.actions import ACTIONS, BY_ID
from tui.app.keymap import KeyMap
from tui.app.keys_file import CONTEXTS, load_keys

EXAMPLE = """
# Mine.
[dashboard]
cancel_order = ["c", "Ctrl+D"]
show_history = []      # in the palette
show_orders = "p"
show_positions = "o"

[ladder]
buy_at_cursor = [
  "N",
]

[everywhere]
"kill_switch" = "ctrl+t"
"""


def read(tmp_path: Path, text: str) -> KeyMap:
    path = tmp_path / "keys.toml"
    path.write_text(text, encoding="utf-8")
    return load_keys(path)


def test_what_a_file_says_holds(tmp_path: Path) -> None:
    keymap = read(tmp_path, EXAMPLE)
    assert keymap.problems == ()
    assert keymap.changed == {
        "cancel_order": ("c", "ctrl+d"),
        "show_history": (),
        "show_orders": ("p",),
        "show_positions": ("o",),
        "buy_at_cursor": ("N",),
        "kill_switch": ("ctrl+t",),
    }
    assert {action.id for action in keymap.actions} == {action.id for action in ACTIONS}


def test_the_keys_of_the_table_may_be_written_down(tmp_path: Path) -> None:
    tables = {
        table: [action for action in ACTIONS if action.where is where and not action.takes_key]
        for table, where in CONTEXTS.items()
    }
    lines = [
        line
        for table, actions in tables.items()
        for line in (f"[{table}]", *(f"{action.id} = {list(action.keys)}" for action in actions))
    ]
    keymap = read(tmp_path, "\n".join(lines))
    assert (keymap.problems, keymap.changed) == ((), {})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("stray = 'c'", "line 1: stray is outside of a context: write it under a context such as [dashboard]"),
        ("cancel_order = 'c'", "line 1: cancel_order is outside of a context: write it under [dashboard]"),
        ("\n[dashbord]\nquit = 'Q'", 'line 2: the context "dashbord" is not known; did you mean "dashboard"?'),
        ("[dashboard]\ncancel_oder = 'C'", 'line 2: "cancel_oder" is not known; did you mean "cancel_order"?'),
        ("[dashboard]\nxyzzy = 'C'", 'line 2: "xyzzy" is not known; futu-tui keys lists all'),
        ("[dashboard]\nconfirm_real = 'W'", "line 2: confirm_real belongs under [review]"),
        ("[dashboard]\nquit = 5", 'line 2: quit must be a key or a list of keys, such as "c" or ["c", "ctrl+t"]'),
        ("[dashboard]\nquit = 'ctl+x'", "line 2: quit names a key that is none: 'ctl+x' is no key: such as c"),
        ("[dashboard]\nquit = 'shift+q'", "'shift+q': write the letter as it is typed, Q"),
        ("[dashboard]\nquit = ['Q', 'Q']", "line 2: quit has Q twice"),
        ("[dashboard]\nquick_size = '5'", "line 2: quick_size takes the digits, and they stay digits"),
        ("[dashboard]\nshow_tape = '0'", "line 2: show_tape cannot have 0: digits stay digits"),
        *(
            (f"[dashboard]\nshow_tape = '{key}'", f"line 2: show_tape cannot have {label}: {why}")
            for key, label, why in (
                ("ctrl+h", "Ctrl+H", "arrives as another key"),
                ("ctrl+i", "Ctrl+I", "arrives as another key"),
                ("ctrl+j", "Ctrl+J", "arrives as another key"),
                ("ctrl+m", "Ctrl+M", "arrives as another key"),
                ("ctrl+[", "Ctrl+[", "arrives as another key"),
                ("ctrl+s", "Ctrl+S", "flow control"),
                ("ctrl+q", "Ctrl+Q", "flow control"),
                ("ctrl+a", "Ctrl+A", "flow control, a multiplexer"),
                ("ctrl+b", "Ctrl+B", "flow control, a multiplexer"),
                ("ctrl+z", "Ctrl+Z", "flow control, a multiplexer or the shell"),
                ("ctrl+c", "Ctrl+C", "it always leaves the program"),
                ("ctrl+1", "Ctrl+1", "Ctrl goes with letters only"),
                ("alt+x", "Alt+X", "Alt arrives as Escape and a letter"),
                ("shift+enter", "Shift+Enter", "arrives without Shift"),
                ("shift+space", "Shift+Space", "arrives without Shift"),
                ("ctrl+shift+up", "Ctrl+Shift+Up", "terminals do not tell it"),
                ("F11", "F11", "F11 and above"),
                ("shift+f3", "Shift+F3", "F11 and above, and function keys with others held"),
                ("escape", "Esc", "Escape only leaves"),
            )
        ),
        # ---- safety
        ("[review]\nconfirm_real = 'Enter'", "confirm_real cannot have Enter: what sends needs a letter"),
        ("[review]\nconfirm_real = 'Space'", "confirm_real cannot have Space: what sends needs a letter"),
        ("[review]\nconfirm_real = 'y'", "confirm_real cannot have y: it is the key for paper"),
        ("[review]\nconfirm_real = 'A'", "confirm_real cannot have A: a slow line may make it"),
        ("[review]\nconfirm_real = []", "confirm_real must keep a key: it may be moved, not removed"),
        ("[review]\nconfirm_paper = 's'", "s is the key of confirm_paper and open_sell: the key that leads to"),
        ("[flatten]\nflatten_real = 'L'", "L is the key of flatten_real and buy_at_cursor: the key that leads"),
        ("[flatten]\nflatten_paper = 'T'\n", "T is the key of flatten_paper and flatten_real: both work in"),
        ("[everywhere]\nkill_switch = 'K'", "kill_switch cannot have K: the kill switch needs Ctrl"),
        ("[everywhere]\nkill_switch = 'ctrl+w'", "kill_switch cannot have Ctrl+W: the kill switch needs Ctrl"),
        ("[everywhere]\nkill_switch = []", "kill_switch must keep a key"),
        ("[everywhere]\nkill_switch = 'ctrl+p'", "kill_switch cannot have Ctrl+P"),
        ("[dashboard]\ncancel_order = []", "cancel_order must keep a key"),
        ("[dashboard]\nquit = []", "quit must keep a key"),
        ("[dashboard]\ncancel_order = 'Esc'", "cancel_order cannot have Esc: Escape only leaves"),
        ("[ladder]\nbuy_at_cursor = 'B'", "buy_at_cursor cannot have B: a slow line may make it"),
        ("[ladder]\nbuy_at_cursor = '~'", "buy_at_cursor cannot have ~: a slow line may make it"),
        ("[ladder]\nbuy_at_cursor = 'Enter'", "buy_at_cursor cannot have Enter: a paste or a wheel brings it"),
        ("[ladder]\nmove_up = 'Tab'", "move_up cannot have Tab: a paste or a wheel brings it"),
        ("[ladder]\nmove_up = ['.', 'Up']", "move_up cannot have Up: a paste or a wheel brings it"),
        ("[ladder]\njoin_ask = 'Space'", "join_ask cannot have Space: a paste or a wheel brings it"),
        ("[arm]\nconfirm_arm = 'L'", "L is the key of confirm_arm and buy_at_cursor: pressed twice it would"),
        ("[cancel]\nconfirm_cancel = 'x'", "x is the key of confirm_cancel and join_ask: pressed twice it would"),
        ("[quit]\nconfirm_quit = 'Y'", "Y is the key of confirm_quit and sell_at_cursor: pressed twice it would"),
        ("[cancel]\nconfirm_cancel = 'X'", "X is the key of confirm_cancel and cancel_many: the key that leads"),
        ("[dashboard]\narm_account = 'z'", "z is the key of arm_account and"),
        # ---- where letters are text
        ("[filter]\nfilter_keep = 'k'", "filter_keep cannot have k: it is text there"),
        ("[unlock]\nunlock_clear = '!'", "unlock_clear cannot have !: it is text there"),
        ("[ticket]\nclose_ticket = 'q'", "close_ticket needs a key that is no text, too, such as Esc"),
        ("[ticket]\nerase = 'w'", "erase needs a key that is no text, too, such as Bksp"),
        # ---- clashes
        ("[dashboard]\nshow_fills = 'r'", "line 2: show_fills: r is the key of show_fills and show_tape: both"),
        ("[orders]\nmark_all = 'j'", "line 2: mark_all: j is the key of row_down and mark_all: both work in Orders"),
        ("[ladder]\nrecentre = '?'", "line 2: recentre: ? is the key of show_help and recentre: both work in"),
        ("[panic]\nstop_trying = 'j'", "line 2: stop_trying: j is the key of progress_down and stop_trying"),
    ],
)  # fmt: skip
def test_what_cannot_hold_is_told_in_one_line_and_the_default_stays(
    tmp_path: Path, text: str, problem: str
) -> None:
    keymap = read(tmp_path, text)
    (told,) = keymap.problems
    assert told.startswith("keys.toml line ")
    assert problem in told
    assert keymap.changed == {}


def test_a_line_that_cannot_hold_takes_no_other_with_it(tmp_path: Path) -> None:
    keymap = read(
        tmp_path, "[dashboard]\nquit = 'Q'\nshow_tape = 'alt+t'\n[nowhere]\nx = 'y'\n[orders]\nmark_all = 'M'"
    )
    assert keymap.changed == {"quit": ("Q",), "mark_all": ("M",)}
    assert [line.split(":")[0] for line in keymap.problems] == ["keys.toml line 3", "keys.toml line 4"]


def test_of_two_lines_that_clash_the_later_one_gives_way(tmp_path: Path) -> None:
    keymap = read(tmp_path, "[dashboard]\nshow_tape = 'D'\nshow_fills = 'D'")
    assert keymap.changed == {"show_tape": ("D",)}
    assert keymap.problems[0].startswith("keys.toml line 3: show_fills: D is the key of")


def test_a_swap_of_which_one_half_cannot_hold_is_no_swap(tmp_path: Path) -> None:
    keymap = read(tmp_path, "[dashboard]\nshow_orders = 'p'\nshow_positions = 'alt+o'")
    assert keymap.changed == {}
    assert [line.split(":")[0] for line in keymap.problems] == ["keys.toml line 2", "keys.toml line 3"]


def test_what_is_taken_away_frees_its_key(tmp_path: Path) -> None:
    keymap = read(tmp_path, "[dashboard]\nshow_tape = []\nshow_fills = 'r'")
    assert (keymap.problems, keymap.keys("show_fills")) == ((), ("r",))


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"[dashboard]\nquit = \n", "keys.toml line 2: Invalid value"),
        (b"[dashboard]\nquit = 'Q'\nquit = 'Q'\n", "keys.toml line 3: Cannot overwrite a value"),
        (b"\xff\xfe", "keys.toml: is not text in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_all_defaults_stay(
    tmp_path: Path, content: bytes, problem: str
) -> None:
    path = tmp_path / "keys.toml"
    path.write_bytes(content)
    keymap = load_keys(path)
    assert len(keymap.problems) == 1
    assert keymap.problems[0].startswith(problem)
    assert keymap.actions == ACTIONS


def test_no_file_is_no_problem_and_a_folder_is_one(tmp_path: Path) -> None:
    assert load_keys(tmp_path / "keys.toml").problems == ()
    assert load_keys(tmp_path).problems == (f"{tmp_path.name}: is not a file",)


def test_what_a_file_holds_reaches_no_terminal_raw(tmp_path: Path) -> None:
    (told,) = read(tmp_path, '[dashboard]\n"qu\\u001b]0;it" = "Q"').problems
    assert told.isprintable()


def test_every_context_has_a_table_of_its_name() -> None:
    assert {table: where.name.lower() for table, where in CONTEXTS.items()} == {one: one for one in CONTEXTS}
    assert all(BY_ID[action.id].where in CONTEXTS.values() for action in ACTIONS)


def test_reading_it_needs_no_textual() -> None:
    code = "import sys, tui.app.keys_file; print([m for m in sys.modules if m.split('.')[0] in ('textual', 'rich')])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "[]\n"
