from __future__ import annotations

import pytest

from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.rights import RIGHT_WORDS, QuoteRight, RightChange, RightScope, changes, lost_after, scope_of

HK, US = RightScope.HK, RightScope.US
NONE, BMP, ONE, TWO = QuoteRight.NONE, QuoteRight.BMP, QuoteRight.LEVEL_1, QuoteRight.LEVEL_2


@pytest.mark.parametrize("right", list(QuoteRight))
def test_every_level_has_words(right: QuoteRight) -> None:
    assert RIGHT_WORDS[right]


@pytest.mark.parametrize(
    ("code", "kind", "scope"),
    [
        ("HK.00700", None, RightScope.HK),
        ("HK.00700", SecurityType.STOCK, RightScope.HK),
        ("HK.HSImain", SecurityType.FUTURE, RightScope.HK_FUTURE),
        ("HK.TCH261127C400000", SecurityType.OPTION, RightScope.HK_OPTION),
        ("US.AAPL", SecurityType.ETF, RightScope.US),
        ("US..SPX", SecurityType.INDEX, RightScope.US_INDEX),
        ("SH.600519", None, RightScope.SH),
        ("SZ.300750", None, RightScope.SZ),
        ("JP.7203", None, RightScope.JP),
        ("FX.USDHKD", None, None),
    ],
)
def test_the_right_a_security_needs(code: str, kind: SecurityType | None, scope: RightScope | None) -> None:
    assert scope_of(SecurityId.parse(code), kind) is scope


@pytest.mark.parametrize(
    ("before", "after", "down"),
    [(TWO, NONE, True), (TWO, ONE, True), (ONE, TWO, False), (NONE, ONE, False), (ONE, BMP, True)],
)
def test_up_or_down(before: QuoteRight, after: QuoteRight, down: bool) -> None:
    change = RightChange(HK, before, after)
    assert change.down is down
    assert change.text == f"HK {RIGHT_WORDS[before]} -> {RIGHT_WORDS[after]}"


def test_only_known_levels_change() -> None:
    assert changes({HK: TWO}, ((HK, NONE), (US, ONE))) == (RightChange(HK, TWO, NONE),)
    assert changes({HK: TWO}, ((HK, TWO),)) == ()


def test_lost_is_what_streamed_once() -> None:
    lost = lost_after(frozenset(), {HK: TWO, US: NONE}, ((HK, BMP), (US, NONE)))
    assert lost == {HK}
    assert lost_after(lost, {HK: BMP}, ((HK, NONE),)) == {HK}
    assert lost_after(lost, {HK: NONE}, ((HK, ONE),)) == frozenset()
    assert lost_after(lost, {HK: NONE}, ((HK, QuoteRight.UNKNOWN),)) == frozenset()
