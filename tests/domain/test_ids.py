from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.ids import SecurityId
from tui.domain.markets import Market

REAL_MARKETS = [market for market in Market if market is not Market.UNKNOWN]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("HK.00700", "HK.00700"),
        ("hk.700", "HK.00700"),
        (" 700 ", "HK.00700"),
        ("5", "HK.00005"),
        ("00700", "HK.00700"),
        ("80700", "HK.80700"),
        ("７００", "HK.00700"),
        ("ＡＡＰＬ", "US.AAPL"),
        ("800000", "HK.800000"),
        ("HK.800000", "HK.800000"),
        ("600519", "SH.600519"),
        ("510300", "SH.510300"),
        ("900901", "SH.900901"),
        ("000001", "SZ.000001"),
        ("300750", "SZ.300750"),
        ("SH.000001", "SH.000001"),
        ("aapl", "US.AAPL"),
        ("us.brk.b", "US.BRK.B"),
        ("BRK.B", "US.BRK.B"),
        ("US..DJI", "US..DJI"),
        (".DJI", "US..DJI"),
        ("MHImain", "HK.MHImain"),
        ("HSIcurrent", "HK.HSIcurrent"),
        ("HK.HSImain", "HK.HSImain"),
        ("US.ESmain", "US.ESmain"),
        ("us.esMAIN", "US.ESmain"),
        ("us.es2612", "US.ES2612"),
        ("us.main", "US.MAIN"),
        ("SG.D05", "SG.D05"),
        ("JP.7203", "JP.7203"),
        ("CC.BTCUSD", "CC.BTCUSD"),
    ],
)
def test_codes_as_traders_type_them(text: str, expected: str) -> None:
    assert str(SecurityId.parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "HK.",
        "1234567",
        "12AB",
        "騰訊",
        "HK.騰訊",
        "A B",
        "٧٠٠",
        "a" * 41,
        "...",
        "HK.-",
        "AA\x1b[31m",
    ],
)
def test_what_is_no_code_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="is not a code"):
        SecurityId.parse(text)


@given(st.sampled_from(REAL_MARKETS), st.from_regex(r"[A-Z][A-Z0-9]{0,9}", fullmatch=True))
def test_text_and_id_are_inverse(market: Market, symbol: str) -> None:
    security = SecurityId(market, symbol)
    assert SecurityId.parse(str(security)) == security


@given(st.text(max_size=20))
def test_any_text_is_an_ascii_code_or_refused(text: str) -> None:
    try:
        security = SecurityId.parse(text)
    except ValueError:
        return
    assert security.symbol
    assert security.symbol.isascii()
    assert security.symbol.isprintable()
