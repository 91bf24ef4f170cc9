from __future__ import annotations

import pytest

from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.pb import Qot_Common_pb2
from tui.wire import securities
from tui.wire.errors import BodyError
from tui.wire.securities import read_id, security_id, write_id


@pytest.mark.parametrize("market", list(Market))
def test_every_market_survives_the_wire(market: Market) -> None:
    message = Qot_Common_pb2.Security()
    write_id(message, SecurityId(market, "X1"))
    assert message.market == market.value
    assert read_id(message) == SecurityId(market, "X1")


def test_a_market_nobody_knows_is_unknown() -> None:
    assert security_id(777, "X1") == SecurityId(Market.UNKNOWN, "X1")


@pytest.mark.parametrize("code", ["", "\u202e", "\x00"])
def test_a_security_needs_a_code(code: str) -> None:
    with pytest.raises(BodyError, match="without a code"):
        security_id(1, code)


def test_a_flood_of_codes_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(securities, "_MOST_KNOWN", 10)
    monkeypatch.setattr(securities, "_known", {})
    for number in range(100):
        assert security_id(1, str(number)).symbol == str(number)
        assert len(securities._known) <= 10
