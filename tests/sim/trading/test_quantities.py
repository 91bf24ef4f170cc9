"""How much one order may carry, by product."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.sim.traders import TODAY, contract, spec
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.domain.orders import Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import PAPER_US, REAL_SECURITIES
from tui.sim.trading.contract import Contract
from tui.sim.trading.ledger import Ledger
from tui.sim.trading.quantities import check_quantity, check_value

BUY, SELL = Side.BUY, Side.SELL
D = Decimal
STAR = replace(contract("600519"), id=SecurityId(Market.SH, "688981"), lot=1)
CHINEXT = contract("300750")
TENCENT, AAPL, MOUTAI, MINI = map(contract, ("00700", "AAPL", "600519", "MHImain"))
OPTION = replace(TENCENT, type=SecurityType.OPTION, lot=1)

# (contract, side, quantity, held, the sentence of the refusal)
CASES = [
    (TENCENT, BUY, "300000", 0, ""),
    (TENCENT, BUY, "300100", 0, "300000 at most"),
    (TENCENT, BUY, "150", 0, "lot size 100"),
    (AAPL, BUY, "500000", 0, ""),
    (AAPL, BUY, "500001", 0, "500000 at most"),
    (MOUTAI, BUY, "1000000", 0, ""),
    (MOUTAI, BUY, "1000100", 0, "1000000 at most"),
    (MOUTAI, SELL, "150", 250, ""),
    (MOUTAI, SELL, "130", 250, "lot size 100"),
    (CHINEXT, BUY, "300000", 0, ""),
    (CHINEXT, BUY, "300100", 0, "300000 at most"),
    (STAR, BUY, "200", 0, ""),
    (STAR, BUY, "201", 0, ""),
    (STAR, BUY, "199", 0, "200 at least"),
    (STAR, SELL, "150", 150, ""),
    (STAR, SELL, "100", 150, "200 at least"),
    (STAR, BUY, "100001", 0, "100000 at most"),
    (MINI, BUY, "3000", 0, ""),
    (MINI, BUY, "3001", 0, "3000 at most"),
    (OPTION, BUY, "3001", 0, "3000 at most"),
    (TENCENT, BUY, "100.5", 0, "positive whole number"),
    (TENCENT, BUY, "-100", 0, "positive whole number"),
]


@pytest.mark.parametrize(("terms", "side", "qty", "held", "sentence"), CASES)
def test_quantity(terms: Contract, side: Side, qty: str, held: int, sentence: str) -> None:
    ledger = Ledger(spec(REAL_SECURITIES))
    if held:
        ledger.open_with(terms, D(held), D(100), TODAY)
    if not sentence:
        check_quantity(terms, side, D(qty), D(0), ledger)
        return
    with pytest.raises(RefusalError, match=sentence):
        check_quantity(terms, side, D(qty), D(0), ledger)


@pytest.mark.parametrize(
    ("acc_id", "terms", "qty", "price", "refused"),
    [
        (REAL_SECURITIES, AAPL, 20_000, "250", False),
        (REAL_SECURITIES, AAPL, 20_001, "250", True),
        (REAL_SECURITIES, MOUTAI, 3600, "1400", True),
        (REAL_SECURITIES, TENCENT, 300_000, "480", False),
        (PAPER_US, AAPL, 400_000, "250", False),
    ],
)
def test_value(acc_id: int, terms: Contract, qty: int, price: str, refused: bool) -> None:
    account = spec(acc_id).account
    if not refused:
        check_value(account, terms, D(qty), D(price))
        return
    with pytest.raises(RefusalError, match="worth more than one order may carry: 5,000,000"):
        check_value(account, terms, D(qty), D(price))
