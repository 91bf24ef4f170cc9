from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import PAPER_HK, REAL, Run, limit, settle_real_money
from tests.cli.test_orders import ACC, far_below, hk_ladder, placed, touch
from tui.paths import config_dir
from tui.trading.limits_file import KEYS, read_limits

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


def test_without_a_file_it_says_what_that_means(run: Run) -> None:
    ran = run("limits")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("limits.toml does not exist: paper has no limits, real accounts are read-only\n")
    assert run("limits", "--json").json["exists"] is False


def test_the_profiles_are_shown_as_they_are_understood(run: Run) -> None:
    limit('max_percent_from_last = 2.5\nsides = ["sell"]\nmarkets = ["US", "HK"]', account=f"real.{REAL}")
    assert run("limits", "--json").json["profiles"] == {
        "paper": {},
        f"real.{REAL}": {"max_percent_from_last": Decimal("2.5"), "markets": ["HK", "US"], "sides": ["sell"]},
    }
    text = run("limits").out
    assert "[paper]\nno limits\n" in text
    assert f"[real.{REAL}]\nmax percent from last  2.5\nmarkets                HK US\n" in text


def test_a_mistake_is_shown_and_refused(run: Run) -> None:
    limit("max_qtty = 5\nmax_value = 0", account=f"real.{REAL}")
    ran = run("limits", "--json")
    assert ran.code == 4
    assert len(ran.json["problems"]) == 2
    assert 'limits.toml line 2: "max_qtty" is not known; did you mean "max_qty"?' in ran.err
    assert "(read-only: the file has mistakes)" in run("limits").out


def test_the_example_of_the_readme_is_understood_and_names_every_key(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", README.partition("### Your own limits")[2], re.DOTALL)
    file = tmp_path / "limits.toml"
    file.touch(mode=0o600)
    file.write_text(example, encoding="utf-8")
    read = read_limits(file)
    assert read.problems == ()
    assert list(read.book.real) == [int(REAL)]
    assert all(f"\n{key} = " in example for key in KEYS)


# ---- orders of commands


def test_a_breach_is_refused_and_nothing_is_sent(futu: Run) -> None:
    limit("max_qty = 300\nmax_value = 1000000")
    price = str(far_below(futu))
    futu("buy", "700", "400", price, *ACC).fails(4, "your limit is 300 in one order")
    order_id = placed(futu("buy", "700", "300", price, *ACC, "--again", "--json"))
    futu("amend", order_id, "--qty", "400", *ACC).fails(4, "your limit is 300 in one order")
    assert futu("amend", order_id, "--qty", "200", *ACC).code == 0
    limit("max_open_orders = 1")
    futu("buy", "700", "100", price, *ACC).fails(4, "your limit is 1, cancel one")
    assert futu("cancel", order_id, *ACC).code == 0


@pytest.mark.parametrize(
    ("profile", "words"),
    [
        ('sides = ["sell"]', "your limits allow no buying"),
        ('markets = ["US"]', "your limits allow US only"),
        ("max_percent_from_last = 0.01", "more than 0.01 % from the last price"),
        ("max_value = 100", "your limit is 100.00 in one order"),
    ],
)
def test_every_limit_holds_for_commands(futu: Run, profile: str, words: str) -> None:
    limit(profile)
    futu("buy", "700", "100", str(far_below(futu)), *ACC).fails(4, words)


def test_ticks_through_the_book_are_counted_from_the_best_price(futu: Run) -> None:
    limit("max_ticks_through = 2")
    _, ask = touch(futu)
    futu("buy", "700", "100", str(hk_ladder().up(ask, 5)), *ACC).fails(4, "your limit is 2 ticks through")
    futu("buy", "700", "100", "--type", "MARKET", *ACC).fails(4, "forbids orders without a price")


def test_a_day_s_loss_that_is_not_reached_lets_orders_pass(futu: Run) -> None:
    limit("max_day_loss = 100000000")
    order_id = placed(futu("buy", "700", "100", str(far_below(futu)), *ACC, "--again", "--json"))
    assert futu("cancel", order_id, *ACC).code == 0


def test_a_combined_order_is_held_to_limits(futu: Run) -> None:
    limit("max_value = 5")
    legs = ("combo", "AAPL261218C270000:BUY:1", "AAPL261218C275000:SELL:1", "--price", "2.5")
    futu(*legs, "--acc", PAPER_HK).fails(4, "your limits have max_value, which cannot be checked")


def test_a_real_account_without_a_profile_is_read_only_but_cancels(futu: Run) -> None:
    settle_real_money("123456")
    wish = ("buy", "700", "100", str(far_below(futu)), "--acc", REAL, "--real", "--again", "--json")
    order_id = placed(futu(*wish))
    (config_dir() / "limits.toml").unlink()
    futu(*wish).fails(4, f"limits.toml has no profile for real account {REAL}", f"write [real.{REAL}]")
    limit("max_qty = x", account=f"real.{REAL}")
    futu(*wish).fails(4, "limits.toml line 2: ", "this real account is read-only")
    assert futu("cancel", order_id, "--acc", REAL, "--real").code == 0


# ---- the same order twice


def test_the_same_order_again_is_asked_about(futu: Run) -> None:
    wish = ("buy", "700", "600", str(far_below(futu)), *ACC, "--json")
    first = placed(futu(*wish))
    futu(*wish).fails(4, "the same order was given", "add --again to send another one")
    second = placed(futu(*wish, "--again"))
    assert second != first
    for order_id in (first, second):
        assert futu("cancel", order_id, *ACC).code == 0
    other = placed(futu("buy", "700", "700", *wish[3:]))
    assert futu("cancel", other, *ACC).code == 0
