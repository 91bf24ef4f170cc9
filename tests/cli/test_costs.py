"""fees, margin, cashflow and combo from the command line against the simulator."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Run, settle_real_money
from tests.cli.test_orders import placed, wait_for
from tests.e2e.simulator import running_simulator
from tui.domain.ids import SecurityId
from tui.domain.options import IndexOptionType
from tui.sim.listings.options import OptionBoard
from tui.sim.listings.table import UNIVERSE

PAPER_US = "3180002"
ACC = ("--acc", REAL)
REAL_MONEY = (*ACC, "--real")


@pytest.fixture(scope="module")
def sim_port() -> Iterator[int]:
    """A simulator of its own: these tests leave it unlocked."""
    with running_simulator(seed=11) as port:
        yield port


@pytest.fixture(autouse=True)
def password() -> None:
    """Real money is allowed, and the trade password of the simulator is where it is looked for."""
    settle_real_money("123456")


def calls() -> tuple[str, str]:
    """Two calls on AAPL of one expiry, around its price."""
    board = OptionBoard(UNIVERSE, time.time())
    owner = SecurityId.parse("AAPL")
    each = board.class_of(owner, IndexOptionType.NORMAL)
    assert each is not None
    day = sorted(board.expiries(each))[-1]
    chain = [call for call, _ in board.on(each, day)]
    middle = len(chain) // 2
    return str(chain[middle].id), str(chain[middle + 1].id)


def today() -> str:
    return datetime.now(ZoneInfo("Asia/Hong_Kong")).date().isoformat()


def test_an_order_and_what_it_cost(futu: Run) -> None:
    before = today()
    order_id = placed(futu("buy", "5", "400", "--type", "MARKET", *REAL_MONEY, "--json"))
    days = sorted({before, today()})  # Midnight may have passed.

    def fees() -> dict[str, object]:
        (record,) = futu("fees", order_id, *ACC, "--json").json
        return dict(record)

    record = wait_for(fees, lambda one: one["total"] > 0)
    titles = [item["title"] for item in record["items"]]
    assert "Stamp Duty" in titles
    assert record["total"] == sum(Decimal(str(item["amount"])) for item in record["items"])
    text = futu("fees", order_id, *ACC).out
    assert "Total" in text
    assert order_id in text
    flows = wait_for(
        lambda: [
            flow
            for day in days
            for flow in futu("cashflow", "--day", day, "--direction", "out", *ACC, "--json").json
        ],
        lambda found: any(order_id in flow["remark"] for flow in found),
    )
    mine = {flow["kind"]: flow for flow in flows if order_id in flow["remark"]}
    assert mine["Fees"]["amount"] == -record["total"]
    assert (mine["Trade"]["currency"], mine["Trade"]["direction"]) == ("HKD", "OUT")
    assert any("Trade" in futu("cashflow", "--day", day, *ACC).out for day in days)


def test_margin_ratios(futu: Run) -> None:
    apple, tencent = futu("margin", "AAPL", "700", *ACC, "--json").json
    assert (apple["code"], apple["short_permitted"], tencent["short_permitted"]) == ("US.AAPL", True, False)
    assert 100 > apple["long_initial"] > apple["long_maintenance"] > 0
    assert "US.AAPL" in futu("margin", "AAPL", *ACC).out


def test_a_spread_rests_is_listed_and_cancelled(futu: Run) -> None:
    low, high = calls()
    acc = ("--acc", PAPER_US)
    ran = futu("combo", f"{low}:BUY:1", f"{high}:sell:1", "--price", "-50", *acc, "--json")
    order_id = placed(ran)
    assert ran.json["legs"] == [f"{low}:BUY:1", f"{high}:SELL:1"]
    listed = wait_for(
        lambda: [one for one in futu("orders", *acc, "--json").json if one["order_id"] == order_id],
        lambda found: found and found[0]["status"] == "SUBMITTED",
    )
    assert (listed[0]["price"], listed[0]["tag"]) == (-50, ran.json["tag"])
    assert futu("cancel", order_id, *acc).code == 0


def test_the_same_combination_again_is_asked_about(futu: Run) -> None:
    low, high = calls()
    acc = ("--acc", PAPER_US, "--json")
    first = placed(futu("combo", f"{low}:BUY:1", f"{high}:SELL:1", "--price", "-60", *acc))
    turned = ("combo", f"{high}:SELL:1", f"{low}:BUY:1", "--price", "-60.0", *acc)
    futu(*turned).fails(4, "the same order was given", "add --again to send another one")
    second = placed(futu(*turned, "--again"))
    other = placed(futu("combo", f"{low}:BUY:2", f"{high}:SELL:1", "--price", "-60", *acc))
    assert len({first, second, other}) == 3
    for order_id in (first, second, other):
        # A call is quicker here than a process is: two cancels may be nearer than OpenD allows.
        cancel = partial(futu, "cancel", order_id, *acc)
        assert wait_for(cancel, lambda ran: ran.code != 4).code == 0


def test_what_a_spread_would_do(futu: Run) -> None:
    low, high = calls()
    effect = futu("combo", f"{low}:BUY:1", f"{high}:SELL:1", "--price", "3", "--what-if", *ACC, "--json").json
    assert effect["power_used"] > 300
    assert effect["initial_margin_change"] > effect["maintenance_margin_change"] > 0


REFUSED = [
    ("fees nobody", REAL, 4, "has no order nobody"),
    ("fees nobody", PAPER_HK, 4, "does not support order fee"),
    ("margin 600519", REAL, 4, "Hong Kong and the US only"),
    ("margin ???", REAL, 2, "is not a code"),
    ("cashflow --day yesterday", REAL, 2, "write YYYY-MM-DD"),
    ("cashflow --day 2026-11-20", PAPER_HK, 4, "does not support cash flow"),
    ("combo AAPL:BUY:1", PAPER_US, 4, "2 legs or more"),
    ("combo AAPL:BUY:100 NVDA:SELL:1 --price 1", PAPER_US, 4, "needs an option"),
    ("combo AAPL:HOLD:1 NVDA:SELL:1", PAPER_US, 2, "write CODE:BUY:RATIO"),
    ("combo AAPL:BUY:0 NVDA:SELL:1", PAPER_US, 2, "is not between 1 and 10000"),
    ("combo AAPL:BUY:1 NVDA:SELL:x", PAPER_US, 2, "is not between 1 and 10000"),
    ("combo AAPL:BUY:1 NVDA:SELL:1 --price x", PAPER_US, 2, "is not a number"),
    ("combo AAPL:BUY:1 NVDA:SELL:1", REAL, 4, "add --real to trade real money"),
    ("combo AAPL:BUY:1 NVDA:SELL:1", "42", 4, "account 42"),
]


@pytest.mark.parametrize(("line", "acc", "code", "sentence"), REFUSED)
def test_refused(futu: Run, line: str, acc: str, code: int, sentence: str) -> None:
    futu(*line.split(), "--acc", acc).fails(code, sentence)


def test_read_only_forbids_a_combination(futu: Run) -> None:
    futu("--read-only", "combo", "AAPL:BUY:1", "NVDA:SELL:1", "--acc", PAPER_US).fails(
        2, "--read-only forbids combo"
    )
