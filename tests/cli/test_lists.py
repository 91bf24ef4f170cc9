"""Plates, relatives, futures, warrants, screens and new listings on the command line."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cli.conftest import Run


def test_plates(futu: Run) -> None:
    rows = futu("plates", "HK", "--set", "concept", "--json").json
    assert {row["set"] for row in rows} == {"CONCEPT"}
    assert "HK.BK1912" in {row["code"] for row in rows}
    assert futu("plates", "hk").out.splitlines()[0].split() == ["code", "name", "set"]


def test_members_sorted_by_price(futu: Run) -> None:
    rows = futu("members", "HK.BK1002", "--sort", "price", "--desc", "--json").json
    assert [row["code"] for row in rows][:2] == ["HK.00005", "HK.00939"]
    assert rows[0]["lot"] == 400
    assert "HSBC HOLDINGS" in futu("members", "HK.800000").out


def test_plates_of_a_code(futu: Run) -> None:
    rows = futu("plate-of", "700", "AAPL", "--json").json
    assert ("HK.00700", "HK.BK1001", "INDUSTRY") in {(row["code"], row["plate"], row["set"]) for row in rows}
    assert ("US.AAPL", "US.BK2910", "CONCEPT") in {(row["code"], row["plate"], row["set"]) for row in rows}
    assert "plate name" in futu("plate-of", "700").out


def test_related_are_warrants_or_months(futu: Run) -> None:
    warrants = futu("related", "700", "--json").json
    assert {row["type"] for row in warrants} == {"WARRANT"}
    assert "BULL" in {row["warrant"] for row in warrants}
    months = futu("related", "HK.HSImain", "--json").json
    assert len(months) == 4
    assert all(row["last_day"] for row in months)
    assert "last day" in futu("related", "US.ESmain").out


def test_futures(futu: Run) -> None:
    (row,) = futu("futures", "US.ESmain", "--json").json
    assert (row["size"], row["tick"], row["sessions"]) == (50, Decimal("0.25"), ["18:00*-17:00"])
    assert row["stands_for"].startswith("US.ES2")
    assert "17:15*-03:00 09:15-12:00 13:00-16:30" in futu("futures", "HK.MHImain").out


def test_warrants(futu: Run) -> None:
    rows = futu(
        *("warrants", "700", "--type", "call", "--type", "put", "--sort", "premium", "--desc", "--json")
    ).json
    assert {row["type"] for row in rows} == {"CALL", "PUT"}
    assert {row["underlying"] for row in rows} == {"HK.00700"}
    premiums = [row["premium"] for row in rows]
    assert premiums == sorted(premiums, reverse=True)
    table = futu("warrants", "--issuer", "jp", "--num", "2").out
    assert len(table.splitlines()) == 4
    assert table.rstrip().endswith("more")


def test_screen(futu: Run) -> None:
    rows = futu(
        *("screen", "HK", "--min", "price=50", "--max", "price=200", "--max", "pe-ttm=30"),
        *("--sort", "cap", "--desc", "--json"),
    ).json
    assert list(rows[0]) == ["code", "name", "price", "pe_ttm", "cap"]
    assert all(50 <= row["price"] <= 200 and row["pe_ttm"] <= 30 for row in rows)
    caps = [row["cap"] for row in rows]
    assert caps == sorted(caps, reverse=True)


def test_screen_of_a_plate_with_days_and_reports(futu: Run) -> None:
    given = ("--plate", "US.BK2910", "--min", "turnover=1", "--min", "eps=0.01")
    rows = futu("screen", "US", *given, "--json").json
    assert len(rows) == 7
    assert list(rows[0]) == ["code", "name", "turnover", "eps"]
    assert futu("screen", "US", *given, "--num", "5").out.rstrip().endswith("2 more")


@pytest.mark.parametrize(("market", "column"), [("HK", "entrance"), ("US", "size"), ("SH", "apply code")])
def test_ipos(futu: Run, market: str, column: str) -> None:
    assert column in futu("ipos", market).out.splitlines()[0]
    assert len(futu("ipos", market, "--json").json) == 3


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("plates", "XX"), ["'XX' is not a market"]),
        (("plates", "HK", "--set", "mood"), ["--set"]),
        (("screen", "HK"), ["at least one range"]),
        (("screen", "HK", "--min", "price"), ["price=50"]),
        (("screen", "HK", "--min", "price=nan"), ["price: 'nan' is not a number"]),
        (("screen", "HK", "--min", "mood=1"), ["'mood' is not one of price"]),
        (("screen", "HK", "--min", "price=1", "--desc"), ["--desc needs --sort"]),
        (("screen", "HK", "--min", "price=1", "--num", "201"), ["--num must be between 1 and 200"]),
        (("warrants", "700", "--issuer", "ZZ"), ["--issuer 'ZZ' is not one of SG, BP"]),
        (("warrants", "700", "--num", "0"), ["--num"]),
    ],
)
def test_mistakes(run: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    run(*arguments).fails(2, *words)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("members", "700"), "neither a plate"),
        (("futures", "700"), "no future"),
        (("warrants", "AAPL"), "only Hong Kong"),
        (("plate-of", "HK.99999"), "Unknown stock"),
        (("ipos", "AU"), "AU"),
        (("related", "HK.99999"), "Unknown stock"),
        (("screen", "HK", "--min", "price=1", "--plate", "US.BK2001"), "no plate of the market HK"),
    ],
)
def test_refusals(futu: Run, arguments: tuple[str, ...], word: str) -> None:
    futu(*arguments).fails(4, word)
