"""Every refusal the broker gives before an order is placed, with its sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sim.traders import TODAY, book, contract, spec
from tui.domain.orders import OrderType, Side
from tui.sim.refusal import RefusalError
from tui.sim.trading.accounts import (
    PAPER_CN,
    PAPER_FUTURES_HK,
    PAPER_HK,
    PAPER_US,
    REAL_FUTURES,
    REAL_SECURITIES,
)
from tui.sim.trading.checks import Terms, Verdict, check_order, check_remark, max_quantities
from tui.sim.trading.ledger import Hold, Ledger
from tui.sim.trading.picture import Picture

T = OrderType
BUY, SELL = Side.BUY, Side.SELL
D = Decimal
TOUCH = {
    "00700": ("486.4", "486.6"),
    "00005": ("126.4", "126.5"),
    "AAPL": ("262.39", "262.41"),
    "600519": ("1418.59", "1418.60"),
    "MHImain": ("25890", "25891"),
    "800000": ("25893.53", "25893.54"),
}


def check(
    acc_id: int, side: Side, code: str, kind: OrderType, qty: str, price: str | None, *, held: int = 0
) -> Verdict:
    ledger = Ledger(spec(acc_id))
    if held > 0:
        ledger.open_with(contract(code), D(held), D(TOUCH[code][0]), TODAY.replace(day=2))
    elif held:
        ledger.fill(contract(code), SELL, D(-held), D(TOUCH[code][0]), TODAY)
    terms = Terms(side, kind, D(qty), None if price is None else D(price))
    picture = Picture(book(code, *TOUCH[code]), D(TOUCH[code][0]), D(TOUCH[code][0]))
    return check_order(spec(acc_id).account, contract(code), terms, ledger, picture, TODAY)


PASSED = [
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "480", 0, Verdict(True, D(480))),
    (PAPER_HK, BUY, "00700", T.MARKET, "100", None, 0, Verdict(True, D("487.4"))),
    (PAPER_HK, SELL, "00700", T.MARKET, "100", None, 100, Verdict(False, D("485.6"))),
    (PAPER_HK, SELL, "00700", T.LIMIT, "200", "500", 200, Verdict(False, D(500))),
    (PAPER_US, SELL, "AAPL", T.LIMIT, "7", "262.40", 0, Verdict(True, D("262.40"))),
    (PAPER_US, BUY, "AAPL", T.LIMIT, "7", "262.40", -7, Verdict(False, D("262.40"))),
    (PAPER_CN, SELL, "600519", T.LIMIT, "150", "1418.6", 250, Verdict(False, D("1418.6"))),
    (PAPER_FUTURES_HK, SELL, "MHImain", T.LIMIT, "100", "25891", 0, Verdict(True, D(25891))),
    (REAL_SECURITIES, BUY, "00700", T.SPECIAL_LIMIT, "100", "486.6", 0, Verdict(True, D("486.6"))),
    (REAL_SECURITIES, BUY, "600519", T.LIMIT, "100", "1418.6", 0, Verdict(True, D("1418.6"))),
]


@pytest.mark.parametrize(("acc_id", "side", "code", "kind", "qty", "price", "held", "verdict"), PASSED)
def test_passed(
    acc_id: int,
    side: Side,
    code: str,
    kind: OrderType,
    qty: str,
    price: str | None,
    held: int,
    verdict: Verdict,
) -> None:
    assert check(acc_id, side, code, kind, qty, price, held=held) == verdict


REFUSED = [
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "480.1", 0, "The minimum tick size for this product is 0.2"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "150", "480", 0, "multiple of the lot size 100"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "0", "480", 0, "positive whole number"),
    (PAPER_US, BUY, "AAPL", T.LIMIT, "1.5", "262", 0, "positive whole number"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "300100", "480", 0, "300000 at most"),
    (PAPER_US, BUY, "AAPL", T.LIMIT, "500001", "1", 0, "500000 at most"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "0", 0, "price must be more than 0"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", None, 0, "price must be more than 0"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "99999", 0, "outside of what HK.00700 may cost"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "54", 0, "9 times away from the nominal price 486.4"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "100", "4380", 0, "9 times away"),
    (PAPER_HK, BUY, "AAPL", T.LIMIT, "1", "262", 0, "may not trade US securities"),
    (PAPER_HK, BUY, "MHImain", T.LIMIT, "1", "25890", 0, "may not trade HK futures"),
    (REAL_FUTURES, BUY, "00700", T.LIMIT, "100", "480", 0, "may not trade HK securities"),
    (PAPER_HK, BUY, "800000", T.LIMIT, "1", "25893.54", 0, "HK.800000 cannot be traded"),
    (PAPER_HK, BUY, "00700", T.STOP, "100", "480", 0, "STOP is not accepted.*use LIMIT, MARKET"),
    (REAL_SECURITIES, BUY, "600519", T.MARKET, "100", None, 0, "MARKET is not accepted.*use LIMIT"),
    (REAL_SECURITIES, BUY, "AAPL", T.SPECIAL_LIMIT, "1", "262", 0, "SPECIAL_LIMIT is not accepted"),
    (PAPER_HK, Side.SELL_SHORT, "00700", T.LIMIT, "100", "480", 0, "must be BUY or SELL"),
    (PAPER_HK, BUY, "00700", T.LIMIT, "2100", "486.4", 0, "1,021,746.43 HKD needed, 1,000,000.00 available"),
    (PAPER_FUTURES_HK, BUY, "MHImain", T.LIMIT, "400", "25890", 0, "Buying power is not enough"),
    (PAPER_HK, SELL, "00700", T.LIMIT, "100", "490", 0, "short selling is not allowed"),
    (PAPER_HK, SELL, "00700", T.LIMIT, "300", "490", 200, "200 of HK.00700 can be sold now, 300 asked for"),
    (PAPER_US, SELL, "AAPL", T.LIMIT, "8", "262", 7, "7 of US.AAPL can be sold now"),
    (PAPER_US, BUY, "AAPL", T.LIMIT, "8", "262", -7, "7 of US.AAPL can be bought back now"),
    (PAPER_CN, SELL, "600519", T.LIMIT, "30", "1418.6", 250, "multiple of the lot size 100"),
]


@pytest.mark.parametrize(("acc_id", "side", "code", "kind", "qty", "price", "held", "sentence"), REFUSED)
def test_refused(
    acc_id: int,
    side: Side,
    code: str,
    kind: OrderType,
    qty: str,
    price: str | None,
    held: int,
    sentence: str,
) -> None:
    with pytest.raises(RefusalError, match=sentence) as refusal:
        check(acc_id, side, code, kind, qty, price, held=held)
    assert "\n" not in refusal.value.text


def test_an_amended_order_may_use_what_it_holds_itself() -> None:
    ledger, terms = Ledger(spec(PAPER_HK)), Terms(BUY, T.LIMIT, D(2000), D(488), D(500), "1")
    ledger.hold("1", Hold(contract("00700"), BUY, D(1500), D(486), opens=True))
    arguments = (ledger, Picture(book("00700", *TOUCH["00700"]), D("486.4"), D("486.4")), TODAY)
    check_order(spec(PAPER_HK).account, contract("00700"), terms, *arguments)
    with pytest.raises(RefusalError, match="cannot be less than the 500"):
        check_order(
            spec(PAPER_HK).account,
            contract("00700"),
            Terms(BUY, T.LIMIT, D(400), D(488), D(500), "1"),
            *arguments,
        )
    with pytest.raises(RefusalError, match="Buying power"):
        check_order(
            spec(PAPER_HK).account, contract("00700"), Terms(BUY, T.LIMIT, D(2100), D(488)), *arguments
        )


def test_no_market_order_without_the_other_side() -> None:
    empty = book("00700", "486.4", "486.6", levels=0)
    terms = Terms(BUY, T.MARKET, D(100), None)
    with pytest.raises(RefusalError, match=r"Nobody offers HK\.00700"):
        check_order(
            spec(PAPER_HK).account,
            contract("00700"),
            terms,
            Ledger(spec(PAPER_HK)),
            Picture(empty, D(486), D(486)),
            TODAY,
        )


def test_a_remark_is_counted_in_bytes() -> None:
    check_remark("騰" * 21)
    with pytest.raises(RefusalError, match="64 bytes"):
        check_remark("騰" * 22)


def test_max_quantities_are_whole_lots_of_what_is_left() -> None:
    ledger = Ledger(spec(PAPER_HK))
    ledger.open_with(contract("00700"), D(500), D(450), TODAY)
    ledger.hold("1", Hold(contract("00700"), SELL, D(200), D(500), opens=False))
    most = max_quantities(
        spec(PAPER_HK).account, contract("00700"), Terms(BUY, T.LIMIT, D(0), D(480)), ledger, TODAY
    )
    assert (most.cash_buy, most.position_sell, most.sell_short) == (D(2000), D(300), D(0))


def test_max_quantities_of_a_shortable_security() -> None:
    most = max_quantities(
        spec(PAPER_US).account,
        contract("AAPL"),
        Terms(BUY, T.LIMIT, D(0), D(250)),
        Ledger(spec(PAPER_US)),
        TODAY,
    )
    assert (most.cash_buy, most.sell_short) == (D(4000), D(8000))
