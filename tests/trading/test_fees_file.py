"""What the broker charges, from settings.toml: exact, by account and market, and nothing of half a table."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from tui.domain.fee_estimates import Plan
from tui.domain.fee_plans import NO_PLANS
from tui.domain.markets import Market
from tui.trading.fees_file import Charges, load_charges

ACC = 281756455988247915
D = Decimal
HK = f"[fees.{ACC}.HK]\n"
README = Path(__file__).resolve().parents[2] / "README.md"


def written(folder: Path, text: str) -> Charges:
    (folder / "settings.toml").write_text(text)
    return load_charges(folder)


@pytest.mark.parametrize("text", [None, "", 'theme = "dark"', "[trading]\nreal = true"])
def test_without_tables_nothing_is_known_and_nothing_is_wrong(tmp_path: Path, text: str | None) -> None:
    assert (load_charges(tmp_path) if text is None else written(tmp_path, text)) == Charges()


def test_each_account_and_market_has_charges_of_its_own(tmp_path: Path) -> None:
    charges = written(
        tmp_path,
        f"{HK}commission_percent = 0.03\nleast_commission = 3\nplatform_fee = 15\n"
        f"[fees.{ACC}.US]\ncommission_per_unit = 0.0049\nleast_commission = 0.99\n"
        "[fees.7.HK]\ncommission_percent = 0\n",
    )
    assert charges.problems == ()
    assert charges.plans.plans == {
        (ACC, Market.HK): Plan(D("0.0003"), least=D(3), platform=D(15)),
        (ACC, Market.US): Plan(per_unit=D("0.0049"), least=D("0.99")),
        (7, Market.HK): Plan(),
    }
    assert charges.plans.of(ACC, Market.SH) is None
    assert charges.plans.of(None, Market.HK) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("fees = 3", "[fees] names no account: write [fees.ACCOUNT_ID.HK]"),
        (f"[fees.{ACC}]\nplatform_fee = 3", f"[fees.{ACC}.platform_fee] names no market"),
        (f"fees.{ACC} = 3", f"[fees.{ACC}] names no market"),
        ("[fees.paper.HK]\nplatform_fee = 3", "[fees.paper.HK] names no account"),
        ("[fees.007.HK]\nplatform_fee = 3", "[fees.007.HK] names no account"),
        ("[fees.0.HK]\nplatform_fee = 3", "[fees.0.HK] names no account"),
        (f"[fees.{2**64}.HK]\nplatform_fee = 3", "names no account"),
        (f"[fees.{ACC}.hk]\nplatform_fee = 3", f"[fees.{ACC}.hk] names no market: write [fees.{ACC}.HK]"),
        (f"[fees.{ACC}.UNKNOWN]\nplatform_fee = 3", "names no market"),
        (
            f"{HK}comission_percent = 1",
            '"comission_percent" is not known; did you mean',
        ),
        (HK, "is empty: there are commission_percent"),
        (f'{HK}platform_fee = "15"', "platform_fee must be a number from 0 to 10,000, not 15"),
        (f"{HK}platform_fee = true", "platform_fee must be a number"),
        (f"{HK}platform_fee = -1", "platform_fee must be a number from 0"),
        (f"{HK}platform_fee = nan", "platform_fee must be a number"),
        (f"{HK}platform_fee = inf", "platform_fee must be a number"),
        (f"{HK}commission_percent = 30", "commission_percent must be a number from 0 to 5, not 30"),
        (f"{HK}platform_fee = {'9' * 400}", "platform_fee must be a number"),
        ("[fees", "settings.toml line 1: "),
        (f"{HK}platform_fee = 1\nleast_commission = x", "settings.toml line 3: Invalid value"),
        (f"{HK}platform_fee = 1\nleast_commission = -1", "settings.toml line 3: [fees."),
    ],
)
def test_what_is_wrong_is_told_in_one_line_and_counts_for_nothing(
    tmp_path: Path, text: str, problem: str
) -> None:
    charges = written(tmp_path, text)
    assert charges.plans == NO_PLANS
    assert any(problem in one for one in charges.problems), charges.problems
    assert all(one.startswith("settings.toml") and "\n" not in one for one in charges.problems)


def test_a_wrong_line_drops_its_own_table_only(tmp_path: Path) -> None:
    charges = written(
        tmp_path, f"{HK}platform_fee = 15\nleast_commission = -3\n[fees.{ACC}.US]\nplatform_fee = 1\n"
    )
    assert set(charges.plans.plans) == {(ACC, Market.US)}
    assert len(charges.problems) == 1


def test_the_table_of_the_readme_is_one_that_is_taken(tmp_path: Path) -> None:
    found = re.search(r"^    \[fees\..*?\n\n", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert found is not None
    charges = written(tmp_path, found[0].replace("\n    ", "\n").strip())
    assert charges.problems == ()
    assert charges.plans.of(ACC, Market.HK) == Plan(D("0.0003"), least=D(3), platform=D(15))
