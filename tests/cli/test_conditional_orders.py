"""Every type of order, its trigger and its life, from the command line against the simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Run, settle_real_money
from tests.cli.test_orders import hk_ladder, order_of, placed, touch
from tests.e2e.simulator import running_simulator

SEAT = ("--real", "--acc", REAL)


@pytest.fixture(scope="module")
def sim_port() -> Iterator[int]:
    """A simulator of its own: who unlocks trading does so for everybody."""
    with running_simulator(seed=7, limits=False) as port:
        yield port


@pytest.fixture
def real(futu: Run) -> Run:
    """Run a command of the real account, which each unlocks for itself."""
    settle_real_money("123456")
    return lambda *arguments: futu(*arguments, *SEAT)


def prices(futu: Run) -> dict[str, str]:
    """Legal prices well away from the market."""
    bid, ask = touch(futu)
    low, high = hk_ladder().down(bid, 20), hk_ladder().up(ask, 20)
    return {"LOW": f"{low.normalize():f}", "HIGH": f"{high.normalize():f}"}


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("buy 700 100 HIGH --type STOP_LIMIT --trigger HIGH", {"type": "STOP_LIMIT", "trigger": "HIGH"}),
        ("buy 700 100 --type stop --trigger HIGH", {"type": "STOP", "trigger": "HIGH", "price": None}),
        (
            "buy 700 100 LOW --type limit-if-touched --trigger LOW",
            {"type": "LIMIT_IF_TOUCHED", "trigger": "LOW"},
        ),
        ("buy 700 100 --type MARKET_IF_TOUCHED --trigger LOW", {"trigger": "LOW", "trail": None}),
        ("buy 700 100 --type TRAILING_STOP --trail 5%", {"trail": "5%", "trail_spread": None}),
        (
            "buy 700 100 --type TRAILING_STOP_LIMIT --trail 10.5 --trail-spread 0.4",
            {"trail": "10.5", "trail_spread": Decimal("0.4")},
        ),
        ("buy 700 100 LOW --type ABSOLUTE_LIMIT", {"type": "ABSOLUTE_LIMIT"}),
        ("buy 700 100 LOW --tif GTC", {"tif": "GTC"}),
        ("buy 700 100 LOW --tif gtd --expire TOMORROW", {"tif": "GTD", "expires_on": "TOMORROW"}),
    ],
)
def test_every_type_is_placed_with_its_fields(futu: Run, real: Run, line: str, kept: dict[str, Any]) -> None:
    known = {**prices(futu), "TOMORROW": f"{datetime.now(UTC).date() + timedelta(days=2)}"}
    ran = real(*(known.get(word, word) for word in line.split()), "--again", "--json")
    order_id = placed(ran)
    expected = {name: known.get(value, value) for name, value in kept.items()}
    assert {name: str(ran.json[name]) for name in kept} == {name: str(v) for name, v in expected.items()}
    row = order_of(futu, order_id, REAL)
    assert {name: str(row[name]) for name in kept} == {name: str(v) for name, v in expected.items()}
    assert real("cancel", order_id).code == 0


def test_trigger_trail_and_the_rest_are_amended(futu: Run, real: Run) -> None:
    high = Decimal(prices(futu)["HIGH"])
    higher = hk_ladder().up(high, 1)
    order_id = placed(real(*f"buy 700 100 {high} --type STOP_LIMIT --trigger {high} --again --json".split()))
    assert real("amend", order_id, "--trigger", f"{higher}").code == 0
    row = order_of(futu, order_id, REAL)
    assert (row["trigger"], row["price"], row["qty"]) == (higher, high, 100)
    assert real("amend", order_id, "--qty", "200").code == 0
    row = order_of(futu, order_id, REAL)
    assert (row["trigger"], row["price"], row["qty"]) == (higher, high, 200)
    real("amend", order_id, "--trigger", "0.01").fails(4, "waits above the last price")
    real("amend", order_id, "--trail", "5%").fails(4, "stop limit orders do not trail")
    assert real("cancel", order_id).code == 0
    order_id = placed(
        real("buy", "700", "100", "--type", "TRAILING_STOP", "--trail", "5%", "--again", "--json")
    )
    assert real("amend", order_id, "--trail", "30").code == 0
    assert order_of(futu, order_id, REAL)["trail"] == "30"
    assert real("cancel", order_id).code == 0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("buy 700 100 400 --type TWAP_LIMIT", ["--type 'TWAP_LIMIT' is not one of LIMIT, MARKET"]),
        ("buy 700 100 400 --type STOP_LIMIT", ["a STOP_LIMIT order needs --trigger"]),
        ("buy 700 100 400 --trigger 410", ["a LIMIT order takes no --trigger"]),
        ("buy 700 100 --type STOP --trigger x", ["--trigger 'x' is not a number"]),
        ("buy 700 100 --type TRAILING_STOP", ["needs --trail"]),
        ("buy 700 100 --type TRAILING_STOP --trail %", ["--trail '' is not a number"]),
        ("buy 700 100 --type TRAILING_STOP --trail 5% --trail-spread 1", ["takes no --trail-spread"]),
        ("buy 700 100 --type TRAILING_STOP_LIMIT --trail 5%", ["needs --trail-spread"]),
        ("buy 700 100 400 --type STOP --trigger 410", ["carries no price"]),
        ("buy 700 100 400 --tif forever", ["--tif 'FOREVER' is not one of DAY, GTC, IOC, GTD"]),
        ("buy 700 100 400 --tif GTD", ["--tif GTD needs --expire"]),
        ("buy 700 100 400 --expire 2027-01-01", ["--expire needs --tif GTD"]),
        ("buy 700 100 400 --tif GTD --expire 2027-02-30", ["--expire '2027-02-30' is not a day"]),
        ("amend A1", ["amend needs something to change"]),
        ("amend A1 --trail-spread x", ["--trail-spread 'x' is not a number"]),
    ],
)
def test_nonsense_is_a_usage_error(futu: Run, line: str, words: list[str]) -> None:
    futu(*line.split(), "--acc", PAPER_HK).fails(2, *words)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("buy 700 100 HIGH --type STOP_LIMIT --trigger LOW", ["trigger", "waits above the last price"]),
        ("buy 700 100 HIGH --type STOP_LIMIT --trigger 400.1", ["trigger: the step is 0.2"]),
        ("buy 700 100 --type TRAILING_STOP --trail 100%", ["leaves no price"]),
        ("buy 700 100 LOW --tif IOC", ["crypto only"]),
        ("buy 700 100 --type MARKET --tif GTC", ["market orders live for the day only"]),
        ("buy 700 100 LOW --tif GTD --expire 2020-01-01", ["the last day 2020-01-01 is over"]),
    ],
)
def test_what_the_rules_forbid_is_not_sent(futu: Run, real: Run, line: str, words: list[str]) -> None:
    known = prices(futu)
    real(*(known.get(word, word) for word in line.split())).fails(4, *words)


def test_paper_takes_plain_orders_only(futu: Run) -> None:
    high = prices(futu)["HIGH"]
    line = ("buy", "700", "100", "--type", "STOP", "--trigger", high, "--acc", PAPER_HK)
    futu(*line).fails(4, "paper trading takes limit and market orders only")
