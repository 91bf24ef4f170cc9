from __future__ import annotations

import os
import stat
from decimal import Decimal
from pathlib import Path

import pytest

from tests.domain.makers import PAPER, REAL, account
from tui.domain.accounts import Env
from tui.domain.limits import Limits
from tui.domain.markets import Market
from tui.domain.orders import Side
from tui.trading.limits_file import FILE_NAME, KEYS, Reading, load_limits, read_limits

D = Decimal
BIG = 281756455988247915
REAL_ACCOUNT = account(acc_id=REAL, env=Env.REAL)
README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def reading(folder: Path, text: str | bytes, mode: int = 0o600) -> Reading:
    path = folder / FILE_NAME
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(mode)
    return read_limits(path)


def test_every_key_is_understood(tmp_path: Path) -> None:
    read = reading(
        tmp_path,
        """
        [paper]
        max_qty = 10000
        [real.281756455988247915]
        max_qty = 400
        max_value = 200_000.5
        max_percent_from_last = 2.5
        max_ticks_through = 0
        max_open_orders = 10
        max_orders_a_minute = 6
        max_day_loss = 5000
        markets = ["HK", "US"]
        sides = ["buy"]
        typed_qty = 200
        typed_value = 50000
        """,
    )
    assert read.problems == ()
    assert read.book.trouble == ""
    assert read.book.paper == Limits(max_qty=D(10000))
    assert read.book.real == {
        BIG: Limits(
            max_qty=D(400),
            max_value=D("200000.5"),
            max_from_last=D("0.025"),
            max_ticks_through=0,
            max_open_orders=10,
            max_orders_a_minute=6,
            max_day_loss=D(5000),
            markets=frozenset({Market.HK, Market.US}),
            sides=frozenset({Side.BUY, Side.BUY_BACK}),
            typed_qty=D(200),
            typed_value=D(50000),
        )
    }


def test_without_a_file_paper_has_no_limits_and_real_accounts_are_closed(tmp_path: Path) -> None:
    book = load_limits(tmp_path)
    assert book.of(account()) == Limits()
    assert book.why_closed(account()) == ""
    assert book.of(REAL_ACCOUNT) is None
    assert book.why_closed(REAL_ACCOUNT) == (
        "limits.toml has no profile for real account 2002, so it is read-only: write [real.2002]"
    )


def test_a_profile_opens_its_account_and_no_other(tmp_path: Path) -> None:
    book = reading(tmp_path, f"[real.{REAL}]\nmax_qty = 5\n").book
    assert book.of(REAL_ACCOUNT) == Limits(max_qty=D(5))
    assert book.why_closed(REAL_ACCOUNT) == ""
    assert book.why_closed(account(acc_id=REAL + 1, env=Env.REAL)) != ""
    # The number of a real account says nothing for a paper one, and the other way round.
    assert book.of(account(acc_id=REAL)) == Limits()
    assert book.of(account(acc_id=PAPER, env=Env.REAL)) is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[paper]\nmax_qtty = 1", 2, '"max_qtty" is not known; did you mean "max_qty"?'),
        ("[paper]\n\n# a note\nxyz = 1", 4, f'"xyz" is not known; there are {", ".join(KEYS)}'),
        ("[paper]\nmax_qty = 0", 2, "max_qty must be above zero"),
        ("[paper]\nmax_qty = -5", 2, "max_qty must be above zero"),
        ("[paper]\nmax_qty = inf", 2, "max_qty must be above zero"),
        ("[paper]\nmax_qty = nan", 2, "max_qty must be above zero"),
        ("[paper]\nmax_qty = 1e40", 2, "max_qty must be above zero and at most 1,000,000,000,000,000"),
        ("[paper]\nmax_qty = 0.0000000001", 2, "max_qty must have at most 9 decimals"),
        ("[paper]\nmax_qty = true", 2, "max_qty must be a number"),
        ("[paper]\nmax_qty = '100'", 2, "max_qty must be a number"),
        ("[paper]\nmax_percent_from_last = 101", 2, "max_percent_from_last must be at most 100: 5 means 5 %"),
        ("[paper]\nmax_ticks_through = -1", 2, "max_ticks_through must be a whole number from 0 up"),
        ("[paper]\nmax_open_orders = 0", 2, "max_open_orders must be a whole number from 1 up"),
        ("[paper]\nmax_open_orders = 1.5", 2, "max_open_orders must be a whole number from 1 up"),
        ("[paper]\nmax_orders_a_minute = false", 2, "max_orders_a_minute must be a whole number from 1 up"),
        ("[paper]\nmarkets = []", 2, 'markets must be a list of names such as ["HK", "US"]'),
        ("[paper]\nmarkets = 'HK'", 2, 'markets must be a list of names such as ["HK", "US"]'),
        ("[paper]\nmarkets = ['HK', 'HK']", 2, "markets names something twice"),
        ("[paper]\nmarkets = ['HKK']", 2, "markets knows no market HKK: did you mean HK?"),
        ("[paper]\nsides = ['sel']", 2, "sides knows no side sel: did you mean sell?"),
        ("\n[papper]\nmax_qty = 1", 2, "papper is no profile: write [paper] or [real.ACCOUNT_ID]"),
        ("paper = 3", 1, "paper is no profile: write [paper] or [real.ACCOUNT_ID]"),
        ("max_qty = 3", 1, "max_qty is no profile: write [paper] or [real.ACCOUNT_ID]"),
        ("[real]\nmax_qty = 1", 2, "max_qty is outside of an account: write it under [real.ACCOUNT_ID]"),
        ("[real.mine]\nmax_qty = 1", 1, "mine is no account id: see futu-tui accounts"),
        ("[real.007]\nmax_qty = 1", 1, "007 is no account id: see futu-tui accounts"),
        ("[real.0]\n", 1, "0 is no account id: see futu-tui accounts"),
        ("[real.18446744073709551616]\n", 1, "18446744073709551616 is no account id: see futu-tui accounts"),
        ('[real."5"]\n"max_qty" = 0', 2, "max_qty must be above zero"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_closes_real_accounts(
    tmp_path: Path, text: str, line: int, said: str
) -> None:
    read = reading(tmp_path, text)
    assert read.problems == (f"limits.toml line {line}: {said}",)
    assert read.book.trouble == read.problems[0]
    assert read.book.of(REAL_ACCOUNT) is None
    assert read.book.why_closed(REAL_ACCOUNT) == f"{read.problems[0]}: this real account is read-only"


def test_all_problems_are_told_and_the_sound_lines_of_paper_count(tmp_path: Path) -> None:
    read = reading(tmp_path, "[paper]\nmax_qty = 7\nmax_value = 0\n[real.5]\nsides = 1\n[reel]\n")
    assert len(read.problems) == 3
    assert read.book.trouble == f"{read.problems[0]}; and 2 more, see: futu-tui limits"
    assert read.book.paper == Limits(max_qty=D(7))
    assert read.book.of(account(acc_id=5, env=Env.REAL)) is None


@pytest.mark.parametrize(
    ("text", "said", "more"),
    [
        ("[paper]\nmax_qty = \n", "limits.toml line 2: ", ""),
        ("[paper]\nmax_qty = 1\nmax_qty = 2\n", "limits.toml line 3: ", ""),
        ("[paper]\n[paper]\n", "limits.toml line 2: ", ""),
        (b"[paper]\nmax_qty = \xff\n", "limits.toml is not text in UTF-8", ": save it as UTF-8"),
        ("#" * 70_000, "limits.toml is longer than any file of limits", ": name only limits in it"),
        ("[paper]\nmax_qty = " + "9" * 5000, "limits.toml: ", ""),
    ],
)
def test_a_file_that_cannot_be_read_closes_real_accounts(
    tmp_path: Path, text: str | bytes, said: str, more: str
) -> None:
    read = reading(tmp_path, text)
    assert read.book.trouble.startswith(said)
    assert more in read.book.trouble
    assert read.book.of(REAL_ACCOUNT) is None
    assert read.book.paper == Limits()


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_closes_real_accounts(tmp_path: Path, mode: int) -> None:
    read = reading(tmp_path, f"[real.{REAL}]\n", mode)
    assert read.book.trouble == (
        f"limits.toml can be written by other users (mode {mode:04o}): chmod 600 {tmp_path / FILE_NAME}"
    )
    assert read.book.of(REAL_ACCOUNT) is None


def test_a_file_of_another_user_closes_real_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fstat, another = os.fstat, os.geteuid() + 12345
    monkeypatch.setattr(os, "fstat", lambda handle: _owned(fstat(handle), another))
    read = reading(tmp_path, f"[real.{REAL}]\n")
    assert read.book.trouble == "limits.toml belongs to another user: write your own"


def test_a_file_of_the_machine_s_owner_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fstat = os.fstat
    monkeypatch.setattr(os, "fstat", lambda handle: _owned(fstat(handle), 0))
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert reading(tmp_path, f"[real.{REAL}]\n", 0o644).book.of(REAL_ACCOUNT) == Limits()


def test_a_pipe_does_not_hold_the_program_up(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    os.mkfifo(path, 0o600)
    assert read_limits(path).book.trouble == "limits.toml is not a file: put a file there"


def test_the_file_is_only_read(tmp_path: Path) -> None:
    reading(tmp_path, "[paper]\nmax_qty = 5\n", 0o400)
    before = (tmp_path / FILE_NAME).stat()
    load_limits(tmp_path)
    after = (tmp_path / FILE_NAME).stat()
    assert (after.st_mtime_ns, stat.S_IMODE(after.st_mode)) == (before.st_mtime_ns, 0o400)
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def _owned(status: os.stat_result, uid: int) -> os.stat_result:
    parts = list(status)
    parts[4] = uid
    return os.stat_result(parts)
