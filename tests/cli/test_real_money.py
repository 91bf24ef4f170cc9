"""Every way in which one of the three keys to real money is missing at a command: only a cancel goes."""

from __future__ import annotations

from itertools import product

import pytest

from tests.cli.conftest import REAL, Run, limit, settle_real_money
from tests.cli.test_orders import far_below, placed
from tui.paths import config_dir

KEYS = [keys for keys in product((True, False), repeat=3) if not all(keys)]


def turn(*, line: bool, profile: bool) -> None:
    """Have only these keys in the files; the password stays."""
    settle_real_money("123456")
    if not line:
        (config_dir() / "settings.toml").write_text('[trading]\npassword_file = "password"\n')
    if not profile:
        limit("", account="paper")


def terms(futu: Run) -> dict[str, tuple[object, object]]:
    """What the account's orders are, whatever their status has come to."""
    listed = futu("orders", "--acc", REAL, "--json").json
    return {order["order_id"]: (order["qty"], order["price"]) for order in listed}


@pytest.mark.parametrize(("line", "option", "profile"), KEYS)
def test_a_real_order_leaves_a_command_only_with_all_three_keys(
    futu: Run, line: bool, option: bool, profile: bool
) -> None:
    turn(line=True, profile=True)
    price = str(far_below(futu))
    account = ("--acc", REAL)
    order_id = placed(futu("buy", "700", "100", price, *account, "--real", "--again", "--json"))
    before = terms(futu)
    turn(line=line, profile=profile)
    asked = ("--real",) if option else ()
    for wish in (
        ("buy", "700", "200", price, "--again"),
        ("sell", "700", "200", price, "--again"),
        ("amend", order_id, "--qty", "300"),
        ("combo", "AAPL261218C270000:BUY:1", "AAPL261218C275000:SELL:1", "--price", "2.5"),
    ):
        futu(*wish, *account, *asked).fails(4)
    assert terms(futu) == before
    assert futu("cancel", order_id, *account, *asked).code == 0
