"""A report says where a fault happened, and nothing that was at hand."""

from __future__ import annotations

import asyncio
import errno
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tui.app.crash import KEPT, MOST_FRAMES, line_of, report, trace, write_report

SECRET = "Zaunkoenig-7351"
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def plain() -> None:
    password = SECRET
    raise ValueError(f"wrong: {password}")


def caused() -> None:
    try:
        plain()
    except ValueError as error:
        raise KeyError(SECRET) from error


def while_handling() -> None:
    try:
        plain()
    except ValueError:
        raise KeyError(SECRET)  # noqa: B904  the other way round is the case above


def grouped() -> None:
    async def group() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.to_thread(plain))

    asyncio.run(group())


def noted() -> None:
    try:
        plain()
    except ValueError as error:
        error.add_note(SECRET)
        raise


def endless(depth: int = 0) -> None:
    endless(depth + 1)


def raised(fault: Callable[[], None]) -> Exception:
    try:
        fault()
    except Exception as error:  # noqa: BLE001  any is what is wanted
        return error
    raise AssertionError


@pytest.mark.parametrize("fault", [plain, caused, while_handling, grouped, noted])
def test_it_names_the_place_and_no_value(fault: Callable[[], None]) -> None:
    lines = [*report(raised(fault), "1.2.3", NOW)]
    assert lines[:2] == ["futu-tui 1.2.3: internal error", "at 2026-11-22T08:30:00+00:00"]
    line = plain.__code__.co_firstlineno + 2
    assert f"  {__file__}:{line} plain" in lines
    assert '    raise ValueError(f"wrong: {password}")' in lines
    assert SECRET not in "\n".join(lines)


def test_what_lies_behind_is_told_once() -> None:
    error = raised(caused)
    assert error.__cause__ is not None
    error.__cause__.__cause__ = error
    names = [one for one in trace(error) if not one.startswith(" ")]
    assert names == ["KeyError", "-- caused by:", "ValueError"]


def test_a_deep_recursion_is_cut() -> None:
    lines = [*trace(raised(endless))]
    assert len(lines) <= 2 * MOST_FRAMES + 2
    assert any("more" in line for line in lines)


def test_of_a_refusal_of_the_system_its_number_is_told() -> None:
    error = OSError(errno.ENOSPC, SECRET, SECRET)
    assert line_of(error, Path("/x")) == "futu-tui: internal error: OSError (ENOSPC); report: /x"
    assert line_of(ValueError(SECRET), None).endswith("ValueError; no report could be written")


def test_reports_are_the_users_alone_and_not_many(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    paths = [write_report(raised(plain), "1", folder) for _ in range(KEPT + 2)]
    assert sorted(folder.glob("crash-*.txt")) == paths[2:]
    newest = paths[-1]
    assert newest is not None
    assert (stat.S_IMODE(newest.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)


def test_a_clock_that_went_back_costs_no_report_just_written(tmp_path: Path) -> None:
    later = [tmp_path / f"crash-99990101-0000{number:02}-000000.txt" for number in range(KEPT)]
    for path in later:
        path.touch()
    new = write_report(ValueError(), "1", tmp_path)
    assert sorted(tmp_path.glob("crash-*.txt")) == [new, *later[1:]]


def test_without_a_place_there_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert write_report(ValueError(), "1", tmp_path / "file") is None
