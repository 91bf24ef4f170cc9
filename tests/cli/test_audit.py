"""The journal from the command line: printed without OpenD, compared with the simulator's list."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Run
from tests.cli.test_orders import far_below, placed
from tui.domain.accounts import Env
from tui.domain.journal import Entry, EntryKind, Fact
from tui.paths import state_dir
from tui.trading.journal import FILE_NAME, Journal

ACC = ("--acc", PAPER_HK)
TAG = "ft:" + "0" * 26
AT = datetime(2026, 11, 19, 17, 30, 0, 123456, UTC)
"""1:30 of the next day in Hong Kong."""
FACTS: dict[str, Fact] = {
    "code": "HK.00700",
    "side": "BUY",
    "type": "LIMIT",
    "qty": "200",
    "price": "400.20",
    "tif": "DAY",
}
SAID: dict[str, Fact] = {
    "how": "key y",
    "sentence": "PAPER BUY 200",
    "warnings": ("far from the last price",),
}
INTENT = Entry(EntryKind.INTENT, AT, Env.PAPER, 3180001, TAG, facts=FACTS | SAID)
DAY = (
    Entry(EntryKind.STARTED, AT - timedelta(hours=12)),
    INTENT,
    replace(INTENT, kind=EntryKind.ACCEPTED, ref=2, order_id="B1", facts={}, at=AT + timedelta(seconds=1)),
    Entry(EntryKind.PUSH, AT, Env.PAPER, 3180001, order_id="B1", facts={"what": "fill", "qty": "100"}),
    replace(INTENT, acc_id=42, tag="ft:" + "4" * 26, facts={"note": "\x1b[2J evil"}),
)


@pytest.fixture
def hong_kong(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Hong_Kong")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def write(*entries: Entry) -> Path:
    path = state_dir() / FILE_NAME

    async def commit() -> None:
        journal = Journal(path)
        await journal.commit(*entries)
        await journal.close()

    asyncio.run(commit())
    return path


def kinds(record: Any) -> list[str]:
    return [entry["kind"] for entry in record["entries"]]


def test_without_a_journal_it_says_so(run: Run) -> None:
    run("audit").fails(1, "no journal", FILE_NAME, "first order")
    run("audit", "--verify").fails(1, "no journal")


@pytest.mark.usefixtures("hong_kong")
def test_a_day_is_one_of_the_local_zone(run: Run) -> None:
    path = write(*DAY)
    assert kinds(run("audit", "--day", "2026-11-19", "--json").json) == ["started"]
    record = run("audit", "--day", "2026-11-20", "--json").json
    assert kinds(record) == ["intent", "accepted", "push", "intent"]
    assert (record["journal"], record["day"]) == (str(path), "2026-11-20")
    assert record["zone"] == "HKT (UTC+08:00)"
    first = record["entries"][0]
    assert first["at"] == "2026-11-19T17:30:00.123456+00:00"
    assert first["facts"] == FACTS | SAID | {"warnings": ["far from the last price"]}
    assert (first["env"], first["acc_id"], first["tag"], first["order_id"]) == ("PAPER", PAPER_HK, TAG, None)


@pytest.mark.usefixtures("hong_kong")
def test_people_see_a_table(run: Run) -> None:
    write(*DAY)
    ran = run("audit", "--day", "2026-11-20")
    head, _, *lines = ran.out.splitlines()
    assert "2026-11-20, times in HKT (UTC+08:00), 4 entries" in head
    assert "01:30:00.123" in lines[0]
    for word in (f"PAPER {PAPER_HK}", TAG, "HK.00700", "200", "400.2"):
        assert word in lines[0]
    assert "confirmed with key y: PAPER BUY 200" in lines[1]
    assert "far from the last price" in lines[2]
    assert "01:30:01.123" in lines[3]
    assert len({line.index("PAPER") for line in lines if "PAPER 3" in line}) == 1
    assert "\x1b" not in ran.out
    assert "[2J evil" in ran.out


@pytest.mark.usefixtures("hong_kong")
def test_a_narrow_terminal_breaks_no_word(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    write(*DAY)
    piped = run("audit", "--day", "2026-11-20").out
    monkeypatch.setenv("COLUMNS", "80")
    assert run("audit", "--day", "2026-11-20").out == piped
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    shown = run("audit", "--day", "2026-11-20").out
    assert shown.split() == piped.split()
    first, second, *_ = shown.partition("\n\n")[2].splitlines()
    assert first.startswith("01:30:00.123  sending")
    assert len(first) <= 80
    assert second == f"{' ' * 14}BUY 200 HK.00700 at 400.2, day"


def test_today_is_the_default(run: Run) -> None:
    write(*DAY, Entry(EntryKind.ENDED, datetime.now(UTC)))
    assert kinds(run("audit", "--json").json) == ["ended"]
    assert "0 entries" in run("audit", "--day", "2020-01-01").out


def test_one_account_and_what_is_of_none(run: Run) -> None:
    write(*DAY)
    found = run("audit", "--day", "2026-11-20", *ACC, "--json").json["entries"]
    found += run("audit", "--day", "2026-11-19", *ACC, "--json").json["entries"]
    assert {entry["acc_id"] for entry in found} <= {PAPER_HK, None}


@pytest.mark.parametrize("name", [("--order", "B1"), ("--tag", TAG)])
def test_one_order_of_any_day(run: Run, name: tuple[str, str]) -> None:
    write(*DAY)
    record = run("audit", *name, *ACC, "--json").json
    assert (kinds(record), record["day"]) == (["intent", "accepted", "push"], None)
    assert "2026-11-" in run("audit", *name, *ACC).out.splitlines()[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--order", "B1"), ["need --acc"]),
        (("--tag", TAG), ["need --acc"]),
        (("--verify", "--order", "B1", *ACC), ["leave --order"]),
        (("--day", "yesterday"), ["YYYY-MM-DD"]),
    ],
)
def test_usage(run: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    run("audit", *arguments).fails(2, *words)


def test_what_is_no_journal_is_told(run: Run) -> None:
    path = write(*DAY)
    path.write_text("Dear diary")
    run("audit").fails(1, "no journal of futu-tui", "move it out of")


# ---- held against the simulator


def test_an_order_that_went_well_is_the_same_on_both_sides(futu: Run) -> None:
    order_id = placed(futu("buy", "700", "200", str(far_below(futu)), *ACC, "--again", "--json"))
    assert kinds(futu("audit", "--order", order_id, *ACC, "--json").json) == ["intent", "accepted"]
    record = futu("audit", "--verify", *ACC, "--json").json
    assert [one for one in record["differences"] if one["order_id"] == order_id] == []
    assert record["orders"] == 1
    assert futu("cancel", order_id, *ACC).code == 0
    assert kinds(futu("audit", "--order", order_id, *ACC, "--json").json) == [
        "intent", "accepted", "cancel", "accepted"
    ]  # fmt: skip


def test_differences_are_listed_and_end_with_4(futu: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    now = datetime.now(UTC)
    lost = replace(INTENT, at=now)
    gone = replace(INTENT, at=now, tag="ft:" + "5" * 26)
    write(
        lost,
        gone,
        replace(gone, kind=EntryKind.ACCEPTED, ref=2, order_id="NO-SUCH"),
        replace(lost, acc_id=42),
    )
    ran = futu("audit", "--verify", "--json")
    assert ran.code == 4
    assert "the journal and the broker differ" in ran.err
    found = {(one["acc_id"], one["difference"]) for one in ran.json["differences"]}
    assert {(PAPER_HK, "UNRESOLVED"), (PAPER_HK, "MISSING"), ("42", "UNLISTED")} <= found
    table = futu("audit", "--verify")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    narrow = futu("audit", "--verify").out
    assert narrow.split() == table.out.split()
    assert (
        max(map(len, narrow.partition("\n\n")[2].splitlines())) <= 80 < max(map(len, table.out.splitlines()))
    )
    assert (table.code, "NO-SUCH" in table.out, "missing at the broker" in table.out) == (4, True, True)


def test_orders_with_our_tag_that_were_never_written_are_found(
    futu: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    order_id = placed(futu("buy", "700", "200", str(far_below(futu)), *ACC, "--again", "--json"))
    monkeypatch.setenv("HOME", str(tmp_path))
    write(Entry(EntryKind.STARTED, datetime.now(UTC)))
    found = futu("audit", "--verify", *ACC, "--json").json["differences"]
    assert ("NOT_WRITTEN", order_id) in [(one["difference"], one["order_id"]) for one in found]
    futu("cancel", order_id, *ACC)


def test_verifying_needs_opend_and_a_listed_account(run: Run, futu: Run) -> None:
    write(*DAY)
    futu("audit", "--verify", "--acc", "42").fails(4, "account 42", REAL)
    run("audit", "--verify", "--port", "1").fails(3, "not connected")
