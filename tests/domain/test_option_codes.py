"""The chain of an option, from its code."""

from __future__ import annotations

from datetime import date

import pytest

from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.domain.option_codes import OptionChain, chain_of


@pytest.mark.parametrize(
    ("code", "chain"),
    [
        ("HK.TCH261127C480000", OptionChain(Market.HK, "TCH", date(2026, 11, 27))),
        ("HK.TCH261127P490000", OptionChain(Market.HK, "TCH", date(2026, 11, 27))),
        ("US.SPXW261218C7000000", OptionChain(Market.US, "SPXW", date(2026, 12, 18))),
        ("US.AAPL1261218C270000", OptionChain(Market.US, "AAPL1", date(2026, 12, 18))),
        ("US.BRK.B261218P500000", OptionChain(Market.US, "BRK.B", date(2026, 12, 18))),
        ("HK.TCH261332C480000", OptionChain(Market.HK, "TCH261332C480000", None)),
        ("HK.00700", None),
        ("HK.MHI2611", None),
        ("HK.MHImain", None),
        ("US.AAPL", None),
        ("SH.600519", None),
        ("US.C261218", None),
    ],
)
def test_the_chain_of_a_code(code: str, chain: OptionChain | None) -> None:
    assert chain_of(SecurityId.parse(code)) == chain
