"""Orders from the command line against the simulator: checked first, sent once, told plainly."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Ran, Run, settle_real_money
from tests.e2e.simulator import running_simulator
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.ticks import Ladder, ladder_for
from tui.paths import config_dir

ORDER_KEYS = [
    "order_id", "code", "side", "type", "status", "qty", "price", "filled_qty", "avg_fill_price",
    "remark", "tag", "tif", "expires_on", "trigger", "trail", "trail_spread",
]  # fmt: skip
ACC = ("--acc", PAPER_HK)
LIMIT_S = 20


def hk_ladder() -> Ladder:
    ladder = ladder_for(SecurityId.parse("HK.00700").market, SecurityType.STOCK)
    assert ladder is not None
    return ladder


def touch(futu: Run, code: str = "700") -> tuple[Decimal, Decimal]:
    (quote,) = futu("quote", code, "--json").json
    return Decimal(quote["bid"]), Decimal(quote["ask"])


def far_below(futu: Run) -> Decimal:
    """A legal price that rests in the book for the length of a test."""
    return hk_ladder().down(touch(futu)[0], 20)


def wait_for(read: Callable[[], Any], holds: Callable[[Any], object]) -> Any:
    """Read again until it holds; each read is a round trip to the simulator."""
    deadline = time.monotonic() + LIMIT_S
    while not holds(value := read()):
        assert time.monotonic() < deadline, value
    return value


def order_of(futu: Run, order_id: str, acc_id: str) -> dict[str, Any]:
    found = [one for one in futu("orders", "--acc", acc_id, "--json").json if one["order_id"] == order_id]
    assert len(found) == 1
    return found[0]  # type: ignore[no-any-return]


def order(futu: Run, order_id: str) -> dict[str, Any]:
    return order_of(futu, order_id, PAPER_HK)


def placed(ran: Ran) -> str:
    assert (ran.code, ran.err) == (0, ""), ran
    assert ran.json["status"] == "ACCEPTED"
    return str(ran.json["order_id"])


def test_accounts(futu: Run) -> None:
    accounts = futu("accounts", "--json").json
    assert list(accounts[0]) == ["acc_id", "env", "type", "firm", "markets"]
    by_id = {account["acc_id"]: account for account in accounts}
    assert by_id[PAPER_HK]["env"] == "PAPER"
    assert by_id[REAL]["env"] == "REAL"
    assert by_id[REAL]["firm"] == "FUTU_HK"
    assert REAL in futu("accounts").out


def test_funds_and_positions(futu: Run) -> None:
    funds = futu("funds", *ACC, "--json").json
    assert funds["acc_id"] == PAPER_HK
    assert funds["power"] > 0
    assert "total assets" in futu("funds", *ACC).out
    positions = futu("positions", *ACC, "--json").json
    keys = ["code", "name", "qty", "can_sell_qty", "cost", "price", "market_value", "pl"]
    assert all(list(position) == keys for position in positions)
    assert futu("positions", *ACC).code == 0


@pytest.mark.parametrize("command", ["funds", "positions", "orders", "buy 700 100 400", "cancel B1"])
def test_unlisted_account_is_refused_with_those_that_are(futu: Run, command: str) -> None:
    futu(*command.split(), "--acc", "42").fails(4, "account 42", PAPER_HK, "PAPER", REAL, "REAL")


def test_life_of_an_order(futu: Run) -> None:
    price = far_below(futu)
    order_id = placed(
        futu("buy", "700", "200", str(price), *ACC, "--again", "--remark", "dip 低吸", "--json")
    )
    row = wait_for(lambda: order(futu, order_id), lambda one: one["status"] == "SUBMITTED")
    assert list(row) == ORDER_KEYS
    assert (row["side"], row["type"], row["qty"], row["price"]) == ("BUY", "LIMIT", 200, price)
    assert row["remark"] == "dip 低吸"
    assert row["tag"].startswith("ft:")
    assert order_id in futu("orders", *ACC).out
    lower = hk_ladder().down(price, 1)
    assert futu("amend", order_id, "--price", str(lower), *ACC, "--json").json["qty"] == 200
    row = wait_for(lambda: order(futu, order_id), lambda one: one["price"] == lower)
    assert row["qty"] == 200
    assert futu("amend", order_id, "--qty", "300", *ACC).code == 0
    row = wait_for(lambda: order(futu, order_id), lambda one: one["qty"] == 300)
    assert row["price"] == lower
    assert futu("cancel", order_id, *ACC, "--json").json == {"order_id": order_id, "status": "ACCEPTED"}
    wait_for(lambda: order(futu, order_id), lambda one: one["status"] == "CANCELLED_ALL")
    futu("amend", order_id, "--qty", "100", *ACC).fails(4, "is over: CANCELLED_ALL")
    futu("cancel", order_id, *ACC).fails(4)


def test_fill_changes_position(futu: Run) -> None:
    def held() -> Decimal:
        rows = futu("positions", *ACC, "--json").json
        return sum((Decimal(row["qty"]) for row in rows if row["code"] == "HK.00005"), Decimal(0))

    before = held()
    price = hk_ladder().up(touch(futu, "5")[1], 5)
    order_id = placed(futu("buy", "HK.00005", "400", str(price), *ACC, "--json"))
    row = wait_for(lambda: order(futu, order_id), lambda one: one["status"] == "FILLED_ALL")
    assert row["filled_qty"] == 400
    assert row["avg_fill_price"] <= price
    wait_for(held, lambda now: now == before + 400)
    sold = placed(futu("sell", "HK.00005", "400", "-", "--type", "MARKET", *ACC, "--json"))
    wait_for(lambda: order(futu, sold), lambda one: one["status"] == "FILLED_ALL")


@pytest.mark.parametrize("price", [(), ("-",), ("0",)])
def test_market_order_takes_no_price(futu: Run, price: tuple[str, ...]) -> None:
    ran = futu("buy", "700", "100", *price, "--type", "market", *ACC, "--again", "--json")
    assert placed(ran)
    assert (ran.json["type"], ran.json["price"]) == ("MARKET", None)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("buy", "700", "150", "400"), ["HK.00700 qty", "lot is 100", "(nearest: 100 or 200)"]),
        (("buy", "700", "0", "400"), ["more than zero"]),
        (("buy", "700", "-100", "400"), ["more than zero"]),
        (("buy", "700", "0.5", "400"), ["whole number"]),
        (("buy", "700", "100", "400.1"), ["HK.00700 price: the step is 0.2 here: 400.0 or 400.2\n"]),
        (("buy", "700", "100", "0"), ["price"]),
        (("buy", "HK.99999", "100", "400"), ["HK.99999", "not known to OpenD"]),
        (("buy", "HK.800000", "1", "400"), ["HK.800000"]),
        (("buy", "AAPL", "1", "200"), ["account"]),
        (("buy", "700", "100000", "400"), []),
        (("cancel", "no-such-order"), []),
        (("amend", "no-such-order", "--qty", "100"), ["has no order no-such-order today"]),
    ],
)
def test_refusals(futu: Run, arguments: tuple[str, ...], words: list[str]) -> None:
    before = futu("orders", *ACC, "--json").json
    futu(*arguments, *ACC).fails(4, *words)
    assert len(futu("orders", *ACC, "--json").json) == len(before)


def test_amend_is_checked_like_a_new_order(futu: Run) -> None:
    order_id = placed(futu("buy", "700", "200", str(far_below(futu)), *ACC, "--again", "--json"))
    futu("amend", order_id, "--qty", "250", *ACC).fails(4, "lot is 100")
    futu("amend", order_id, "--price", "400.1", *ACC).fails(4, "step is 0.2")
    assert futu("cancel", order_id, *ACC).code == 0


@pytest.fixture
def locked(run: Run, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run commands against a simulator that nobody has unlocked: a lock is the whole OpenD's."""
    with running_simulator(seed=7, limits=False) as port:
        monkeypatch.setenv("FUTU_OPEND_PORT", str(port))
        yield run


def test_a_real_account_needs_option_settings_and_password(
    locked: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    futu = locked
    wish = ("buy", "700", "100", str(far_below(futu)), "--acc", REAL, "--again")
    futu(*wish).fails(4, "is REAL: real money is off: add --real to trade real money, and `real = true`")
    futu("--real", *wish).fails(4, "--real is there, add `real = true` under [trading] in settings.toml")
    settle_real_money()
    futu(*wish).fails(4, "add --real to trade real money\n")
    futu("--real", *wish).fails(4, "locked", "FUTU_TRADE_PASSWORD")
    settle_real_money("000000")
    ran = futu(*wish, "--real")
    ran.fails(4, "trading was not unlocked")
    assert "000000" not in ran.err
    settle_real_money("123456")
    order_id = placed(futu(*wish, "--real", "--json"))
    (config_dir() / "settings.toml").unlink()
    assert futu("cancel", order_id, "--acc", REAL).code == 0
    settle_real_money()
    monkeypatch.setenv("FUTU_TRADE_PASSWORD", "123456")
    ran = futu(*wish, "--real", "--again", "--json")
    assert (ran.code, ran.json["status"]) == (0, "ACCEPTED")
    assert "FUTU_TRADE_PASSWORD" not in os.environ
    assert ran.err.startswith("futu-tui: warning: FUTU_TRADE_PASSWORD was read from the environment")
    assert "123456" not in ran.err
    assert futu("cancel", ran.json["order_id"], "--real", "--acc", REAL).code == 0
