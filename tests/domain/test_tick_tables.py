"""The step tables against the numbers of the exchanges' rules, written out a second time."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tui.domain.tick_tables import FUTURE_TICKS, TABLES
from tui.domain.ticks import LADDERS

# price, step below it, step above it; the ends of a table have one step only
HK_PART_A = """
0.01 -     0.001
0.25 0.001 0.005
0.50 0.005 0.005
10   0.005 0.01
20   0.01  0.02
50   0.02  0.05
100  0.05  0.1
200  0.1   0.2
500  0.2   0.5
1000 0.5   1
2000 1     2
5000 2     5
9995 5     -
"""
HK_PART_B = """
0.50    -    0.05
100     0.05 0.05
9999.95 0.05 -
"""
HK_PART_D = """
0.01 -     0.001
1    0.001 0.002
5    0.002 0.005
10   0.005 0.01
20   0.01  0.02
50   0.02  0.02
100  0.02  0.05
200  0.05  0.1
500  0.1   0.2
1000 0.2   0.5
2000 0.5   1
5000 1     1
9999 1     -
"""
HK_PART_E = """
0.01 -     0.001
0.25 0.001 0.005
0.50 0.005 0.01
10   0.01  0.02
20   0.02  0.05
100  0.05  0.1
200  0.1   0.2
500  0.2   0.5
1000 0.5   1
2000 1     2
5000 2     5
9995 5     -
"""
OTHERS = {
    "us.stock": "0.0001 - 0.0001\n1 0.0001 0.01\n150 0.01 0.01",
    "us.option_penny": "0.01 - 0.01\n3 0.01 0.05\n50 0.05 0.05",
    "us.option_standard": "0.05 - 0.05\n3 0.05 0.1\n50 0.1 0.1",
    "us.option_penny_all": "0.01 - 0.01\n3 0.01 0.01",
    "cn.ashare": "0.01 - 0.01\n1700 0.01 0.01",
    "cn.etf": "0.001 - 0.001\n4 0.001 0.001",
    "sg.stock_reit": "0.001 - 0.001\n0.2 0.001 0.005\n1 0.005 0.01\n40 0.01 0.01",
    "sg.structured_warrant": "0.001 - 0.001\n0.2 0.001 0.005\n2 0.005 0.01",
    "jp.table01_other": "3000 1 5\n5000 5 10\n30000 10 50\n50000 50 100\n300000 100 500\n500000 500 1000\n"
    "3000000 1000 5000\n5000000 5000 10000\n30000000 10000 50000\n50000000 50000 100000",
    "jp.table03_topix500": "1000 0.1 0.5\n3000 0.5 1\n10000 1 5\n30000 5 10\n100000 10 50\n300000 50 100\n"
    "1000000 100 500\n3000000 500 1000\n10000000 1000 5000\n30000000 5000 10000",
    "au.stock": "0.001 - 0.001\n0.1 0.001 0.005\n2 0.005 0.01",
    "my.stock": "0.005 - 0.005\n1 0.005 0.01\n10 0.01 0.02\n100 0.02 0.1",
    "my.etf_equity": "0.001 - 0.001\n1 0.001 0.005\n3 0.005 0.01",
    "ca.stock": "0.005 - 0.005\n0.5 0.005 0.01",
}
HK = {"hk.part_a": HK_PART_A, "hk.part_b": HK_PART_B, "hk.part_d": HK_PART_D, "hk.part_e": HK_PART_E}
ROWS = [
    (name, *line.split())
    for name, text in {**HK, **OTHERS}.items()
    for line in text.splitlines()
    if line.strip()
]


def test_every_table_is_written_out_here() -> None:
    assert set(TABLES) == {row[0] for row in ROWS}


@pytest.mark.parametrize(("name", "price", "below", "above"), ROWS)
def test_step_on_both_sides_of_an_edge(name: str, price: str, below: str, above: str) -> None:
    ladder, edge = LADDERS[name], Decimal(price)
    assert ladder.is_on_tick(edge)
    if below == "-":
        assert ladder.down(edge) == edge
    else:
        assert ladder.tick_down(edge) == Decimal(below)
        assert ladder.down(edge) == edge - Decimal(below)
    if above == "-":
        assert ladder.up(edge) == edge
    else:
        assert ladder.tick_up(edge) == Decimal(above)
        assert ladder.up(edge) == edge + Decimal(above)


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        ("hk.part_a", "0.01", "9995"),
        ("hk.part_b", "0.50", "9999.95"),
        ("hk.part_d", "0.01", "9999"),
        ("hk.part_e", "0.01", "9995"),
        ("us.stock", "0.0001", None),
    ],
)
def test_ends_of_a_table(name: str, lowest: str, highest: str | None) -> None:
    ladder = LADDERS[name]
    assert ladder.minimum == Decimal(lowest)
    assert ladder.maximum == (None if highest is None else Decimal(highest))


@pytest.mark.parametrize(
    ("root", "tick"),
    [
        ("HSI", "1"),
        ("MHI", "1"),
        ("ES", "0.25"),
        ("RTY", "0.10"),
        ("CL", "0.01"),
        ("NK", "5"),
        ("TWN", "0.25"),
    ],
)
def test_future_steps(root: str, tick: str) -> None:
    assert FUTURE_TICKS[root] == Decimal(tick)
