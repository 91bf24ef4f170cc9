"""Option chains from the simulator: both sides, one side, any expiry, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest

from tests.cli.conftest import Run

SIDE_KEYS = [
    "code", "last", "bid", "ask", "volume", "contract_size", "open_interest", "implied_volatility",
    "delta", "gamma", "vega", "theta", "rho",
]  # fmt: skip


def test_expiries(futu: Run) -> None:
    rows = futu("expiries", "700", "--json").json
    assert list(rows[0]) == ["expiry", "days_left", "cycle"]
    days = [date.fromisoformat(row["expiry"]) for row in rows]
    assert days == sorted(set(days))
    assert {row["cycle"] for row in rows} == {"WEEK", "MONTH"}
    assert rows[0]["days_left"] >= 0


def test_expiries_as_a_table(futu: Run) -> None:
    head, *lines = futu("expiries", "US.SPY").out.splitlines()
    assert head.split() == ["expiry", "days", "left", "cycle"]
    assert len(lines) > 10


def test_a_chain_has_the_nearest_expiry_unless_another_is_named(futu: Run) -> None:
    days = [row["expiry"] for row in futu("expiries", "700", "--json").json]
    assert futu("chain", "700", "--json").json["expiry"] == days[0]
    named = futu("chain", "700", "--expiry", days[3], "--json").json
    assert (named["code"], named["expiry"]) == ("HK.00700", days[3])


def test_a_chains_prices_agree_with_each_other(futu: Run) -> None:
    month = next(row["expiry"] for row in futu("expiries", "700", "--json").json if row["days_left"] > 20)
    strikes = futu("chain", "700", "--expiry", month, "--json").json["strikes"]
    assert [row["strike"] for row in strikes] == sorted(row["strike"] for row in strikes)
    for row in strikes:
        call, put = row["call"], row["put"]
        assert list(call) == list(put) == SIDE_KEYS
        assert call["code"].startswith("HK.TCH")
        assert 0 < call["bid"] < call["ask"]
        assert 0 < call["delta"] <= 1
        assert -1 <= put["delta"] < 0
        assert call["contract_size"] == 100
    bids = [row["call"]["bid"] for row in strikes]
    assert bids == sorted(bids, reverse=True)


def test_one_side_of_a_chain(futu: Run) -> None:
    calls = futu("chain", "US.AAPL", "--type", "call", "--json").json["strikes"]
    assert all(row["put"] is None and row["call"] is not None for row in calls)
    head = futu("chain", "US.AAPL", "--type", "put").out.splitlines()[1]
    assert head.replace("put ", "").split() == ["strike", "bid", "ask", "iv", "delta", "oi", "code"]


def test_a_chain_as_a_table(futu: Run) -> None:
    title, head, *lines = futu("chain", "HK.800000").out.splitlines()
    assert title.startswith("HK.800000 options to ")
    assert head.split()[:2] == ["call", "code"]
    assert all(line.startswith("HK.HSI") and "HK.HSI" in line[10:] for line in lines)


def test_the_small_contracts_of_an_index(futu: Run) -> None:
    strikes = futu("chain", "HK.800000", "--mini", "--json").json["strikes"]
    assert strikes[0]["call"]["code"].startswith("HK.MHI")
    assert strikes[0]["call"]["contract_size"] == 10


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("chain", "HK.00939"), 4, ("HK.00939", "no options")),
        (("expiries", "HK.99999"), 4, ("99999",)),
        (("chain", "700", "--expiry", "2020-01-01"), 4, ("2020-01-01",)),
        (("chain", "700", "--expiry", "soon"), 2, ("soon", "YYYY-MM-DD")),
        (("chain", "700", "--type", "both"), 2, ("both",)),
        (("chain", "?"), 2, ("?",)),
    ],
)
def test_what_is_refused(futu: Run, arguments: tuple[str, ...], code: int, words: tuple[str, ...]) -> None:
    futu(*arguments).fails(code, *words)
