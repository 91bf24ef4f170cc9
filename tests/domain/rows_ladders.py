"""Price steps: every band edge of Hong Kong's tables, and those of the other markets."""

from __future__ import annotations

from dataclasses import replace

from tests.domain.makers import account, book
from tests.domain.rule_rows import (
    ALONE,
    BOND,
    CN,
    ETF,
    HK,
    HK_FUTURE,
    US,
    WARRANT,
    D,
    fine,
    prices,
    said,
)
from tests.domain.tickets import paper, quote
from tui.domain.markets import SecurityType, TradeMarket
from tui.domain.rules import Check, Field
from tui.domain.ticks import LADDERS, Ladder

STEP = Check.PRICE_STEP

PART_A = """
0.009  lowest 0.01
0.01
0.0105 0.001 0.01 0.011
0.249
0.25
0.251  0.005 0.25 0.255
0.253  0.005 0.255 0.25
0.255
0.495
0.5
0.501  0.005 0.5 0.505
0.505
9.992  0.005 9.99 9.995
9.995
10
10.005 0.01 10 10.01
10.01
15.01
19.99
20
20.01  0.02 20 20.02
20.02
49.98
49.99  0.02 49.98 50
50
50.02  0.05 50 50.05
50.05
99.95
100
100.05 0.1 100 100.1
100.1
199.9
200
200.1  0.2 200 200.2
200.2
499.8
500
500.2  0.5 500 500.5
500.5
999.5
1000
1000.5 1 1000 1001
1001
1999
2000
2001   2 2000 2002
2002
4998
5000
5002   5 5000 5005
5003   5 5005 5000
9990
9995
9996   highest 9995
"""
PART_D = """
0.009  lowest 0.01
0.999
1
1.001  0.002 1 1.002
1.002
4.998
5
5.002  0.005 5 5.005
5.005
9.995
10
10.005 0.01 10 10.01
19.99
20
20.01  0.02 20 20.02
50.02
99.98
100
100.02 0.05 100 100.05
199.95
200
200.05 0.1 200 200.1
499.9
500
500.1  0.2 500 500.2
999.8
1000
1000.2 0.5 1000 1000.5
1999.5
2000
2000.5 1 2000 2001
5001
9999
10000  highest 9999
"""
PART_E = """
0.009  lowest 0.01
0.25
0.251  0.005 0.25 0.255
0.495
0.5
0.505  0.01 0.5 0.51
0.51
9.99
9.995  0.01 9.99 10
10
10.01  0.02 10 10.02
19.98
20
20.02  0.05 20 20.05
50.05
99.95
100
100.05 0.1 100 100.1
200
200.1  0.2 200 200.2
500
500.2  0.5 500 500.5
1000
1000.5 1 1000 1001
2000
2001   2 2000 2002
5000
5002   5 5000 5005
9995
9996   highest 9995
"""
PART_B = """
0.45    lowest 0.5
0.5
0.52    0.05 0.5 0.55
100.05
9999.95
10000   highest 9999.95
"""
US_SHARES = """
0.0001
0.00005 lowest 0.0001
0.1234
0.12345 0.0001 0.1234 0.1235
0.9999
1
1.001   0.01 1 1.01
1.005   0.01 1 1.01
1.006   0.01 1.01 1
1.01
189.995 0.01 189.99 190
"""
A_SHARES = """
10.01
10.005 0.01 10 10.01
10.001 0.01 10 10.01
"""
PENNY_CLASS = """
2.99
3
3.01 0.05 3 3.05
3.05
"""
STANDARD_CLASS = """
2.95
2.96 0.05 2.95 3
3
3.05 0.1 3 3.1
3.1
"""

SPY = paper("US.SPY261218C600000", SecurityType.OPTION, 100, "3.5", bid="3.49", ask="3.5")
AAPL_CALL = paper("US.AAPL261218C190000", SecurityType.OPTION, 100, "3.5", bid="3.5", ask="3.6")
PENNY_CALL = (AAPL_CALL[0], replace(AAPL_CALL[1], ladder=LADDERS["us.option_penny"]))
STANDARD_CALL = (AAPL_CALL[0], replace(AAPL_CALL[1], ladder=LADDERS["us.option_standard"]))
HK_CALL = paper("HK.TCH261230C420000", SecurityType.OPTION, 100, "12", bid="11.99", ask="12")
HK_FINE_CALL = (HK_CALL[0], replace(HK_CALL[1], ladder=Ladder.flat(D("0.001"))))
MHI = (HK_FUTURE[0], replace(HK_FUTURE[1], ladder=Ladder.flat(D(1))))
CRUDE = paper("US.CL2612", SecurityType.FUTURE, 1000, "60", bid="59.99", ask="60.01")
CRUDE = (CRUDE[0], replace(CRUDE[1], account=account(TradeMarket.FUTURES)))
NO_STEP = paper("JP.7203", SecurityType.STOCK, 100, "2900", bid="2899", ask="2900")
NO_STEP = (NO_STEP[0], replace(NO_STEP[1], ladder=None, account=account(TradeMarket.JP)))

LADDER_ROWS = [
    *prices(HK, "HK share", PART_A),
    *prices(ETF, "HK fund", PART_D),
    *prices(WARRANT, "HK warrant", PART_E),
    *prices(BOND, "HK bond", PART_B),
    *prices(US, "US share", US_SHARES),
    *prices(CN, "A share", A_SHARES),
    *prices(PENNY_CALL, "US option, penny class", PENNY_CLASS, blocks=False),
    *prices(STANDARD_CALL, "US option, other class", STANDARD_CLASS, blocks=False),
    *prices(SPY, "US option by the cent", "3.01\n9.99"),
    *prices(HK_CALL, "HK option", "12\n12.005 0.01 12 12.01", blocks=False),
    *prices(HK_FINE_CALL, "HK option of a cheap share", "1.234\n12.005", blocks=False),
    *prices(MHI, "HK future", "25000\n25000.5 1 25000 25001", blocks=False),
    said(
        STEP,
        "a US option has two decimals",
        SPY,
        {"price": D("3.015")},
        ALONE,
        (Field.PRICE, "OpenD carries 2 decimals here"),
        "3.01",
        "3.02",
        blocks=True,
    ),
    said(
        STEP,
        "a HK option has three decimals",
        HK_FINE_CALL,
        {"price": D("1.2345")},
        ALONE,
        (Field.PRICE, "OpenD carries 3 decimals here"),
        "1.234",
        "1.235",
        blocks=True,
    ),
    said(
        STEP,
        "a future has nine decimals",
        (MHI[0], replace(MHI[1], ladder=Ladder.flat(D("0.0000000001")))),
        {"price": D("1.0000000001")},
        ALONE,
        (Field.PRICE, "OpenD carries 9 decimals here"),
        "1",
        "1.000000001",
        blocks=True,
    ),
    said(
        STEP,
        "a future has eight digits",
        MHI,
        {"price": D(100_000_000)},
        ALONE,
        (Field.PRICE, "at most 8 digits before the point"),
        blocks=True,
    ),
    said(
        STEP,
        "a share costs more than nothing",
        HK,
        {"price": D(0)},
        ALONE,
        (Field.PRICE, "more than zero"),
        blocks=True,
    ),
    said(
        STEP,
        "a future below zero",
        CRUDE,
        {"price": D("-37.63")},
        ALONE,
        (Field.PRICE, "not above zero: some futures trade there"),
        blocks=False,
    ),
    said(
        STEP,
        "a future below zero, off its step",
        CRUDE,
        {"price": D("-37.635")},
        ALONE,
        (Field.PRICE, "the step is 0.01: -37.64 or -37.63"),
        "-37.64",
        "-37.63",
        blocks=False,
    ),
    said(
        STEP,
        "OpenD's step comes before the table",
        HK,
        {"price": D("419.75")},
        {**ALONE, "quote": replace(quote(), tick=D("0.5"))},
        (Field.PRICE, "the step is 0.5 here: 419.5 or 420.0"),
        "419.5",
        "420",
        blocks=False,
    ),
    fine(
        STEP,
        "OpenD's step above an edge is the table's",
        HK,
        {"price": D("199.9")},
        {**ALONE, "quote": replace(quote("200"), tick=D("0.2"))},
    ),
    said(
        STEP,
        "OpenD carries two decimals of a US share whatever its step",
        US,
        {"price": D("190.005")},
        {**ALONE, "quote": replace(quote("190", "190"), tick=D("0.005"))},
        (Field.PRICE, "OpenD carries 2 decimals here and would change 190.005"),
        "190",
        "190.01",
        blocks=True,
    ),
    said(
        STEP,
        "a step nobody knows",
        NO_STEP,
        {"price": D(2900)},
        ALONE,
        (Field.PRICE, "the price steps of this code are not known"),
        blocks=False,
    ),
    fine(STEP, "a root's step when OpenD is silent", (MHI[0], replace(MHI[1], ladder=None)), {}, ALONE),
    said(
        STEP,
        "a root's step is inferred",
        (MHI[0], replace(MHI[1], ladder=None)),
        {"price": D("24999.5")},
        ALONE,
        (Field.PRICE, "the step is 1 here"),
        "24999",
        "25000",
        blocks=False,
    ),
    fine(
        STEP,
        "a quoted level proves a penny class",
        STANDARD_CALL,
        {"price": D("2.99")},
        {"funds": None, "quote": quote("3"), "book": book("2.98", "3")},
    ),
]
