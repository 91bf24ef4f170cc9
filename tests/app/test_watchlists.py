from __future__ import annotations

from pathlib import Path

import pytest

from tui.app.watchlists import BUILT_IN, FILE_NAME, load_watchlist, watchlist_from
from tui.domain.ids import SecurityId
from tui.toml_file import parse_toml


def test_without_a_file_there_is_a_list_to_begin_with(tmp_path: Path) -> None:
    assert load_watchlist([tmp_path]) == (BUILT_IN, ())
    assert len(set(BUILT_IN)) == 20


def test_a_file_wins_and_doubles_count_once(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text('codes = ["700", "HK.00700", "US.AAPL"]')
    assert load_watchlist([tmp_path]) == ((SecurityId.parse("700"), SecurityId.parse("US.AAPL")), ())


@pytest.mark.parametrize(
    ("text", "codes", "cause"),
    [
        ("code = []", 0, 'watchlist.toml line 1: "code" is not known; did you mean "codes"?'),
        ("# none", 0, "watchlist.toml: codes must be a list"),
        ("\ncodes = 3", 0, "watchlist.toml line 2: codes must be a list"),
        ('codes = ["700", "!"]', 1, "watchlist.toml line 1: '!' is not a code"),
        ("codes = [5]", 1, ""),
        ('codes = ["700"]\nname = "mine"', 1, 'watchlist.toml line 2: "name" is not known; there are codes'),
    ],
)
def test_what_cannot_be_read_is_named(text: str, codes: int, cause: str) -> None:
    found, problems = watchlist_from(parse_toml(FILE_NAME, text))
    assert len(found) == codes
    assert cause in "\n".join(problems)
    assert bool(problems) == bool(cause)


def test_a_useless_file_falls_back_and_says_so(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).write_text("codes = [")
    codes, problems = load_watchlist([tmp_path])
    assert codes == BUILT_IN
    assert problems[0].startswith(f"{FILE_NAME} line 1: Invalid value")
