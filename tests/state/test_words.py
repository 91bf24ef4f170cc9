from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from enum import Enum
from typing import Any

import pytest

from tui.domain.accounts import Env, Firm
from tui.domain.events import LinkPhase
from tui.domain.markets import MarketState
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce
from tui.state import words
from tui.state.rows import Tone

TABLES: list[tuple[Mapping[Any, Any], type[Enum], int]] = [
    (words.MARKET_STATES, MarketState, 20),
    (words.ORDER_STATUSES, OrderStatus, 11),
    (words.SIDES, Side, 5),
    (words.ORDER_TYPES, OrderType, 11),
    (words.TIMES_IN_FORCE, TimeInForce, 14),
    (words.ENVS, Env, 5),
    (words.FIRMS, Firm, 9),
    (words.LINK_PHASES, LinkPhase, 10),
]


@pytest.mark.parametrize(("table", "kind", "width"), TABLES)
def test_every_member_has_a_short_narrow_word(table: Mapping[Any, Any], kind: type[Enum], width: int) -> None:
    assert set(table) == set(kind)
    for entry in table.values():
        text = entry if isinstance(entry, str) else entry[0]
        assert len(text) <= width
        assert all(unicodedata.east_asian_width(char) in ("Na", "N") for char in text)


def test_the_environments_differ_as_words() -> None:
    assert words.ENVS[Env.PAPER] == ("PAPER", Tone.PAPER)
    assert words.ENVS[Env.REAL] == ("REAL", Tone.REAL)


def test_a_status_that_is_not_known_says_so() -> None:
    assert words.ORDER_STATUSES[OrderStatus(99)][0] == "unknown"
    assert words.ORDER_STATUSES[OrderStatus.TIMEOUT][0] == "unknown"
