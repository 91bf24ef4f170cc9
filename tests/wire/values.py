"""Strategies of domain values as OpenD could report them, for the round trips."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from decimal import Decimal
from enum import IntEnum
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st

from tui.domain.ids import SecurityId
from tui.domain.markets import Market, zone_of
from tui.wire.text import clean

E = TypeVar("E", bound=IntEnum)
T = TypeVar("T")

few = settings(max_examples=40, deadline=None)
"""Round trips of large messages; the machine may be busy, so no deadline."""

texts = st.text(max_size=20).map(clean)
flags = st.booleans()
counts = st.integers(0, 2**31 - 1)
big_ids = st.integers(1, 2**64 - 1)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789_|", min_size=1, max_size=30)
ids: st.SearchStrategy[SecurityId] = st.builds(
    SecurityId,
    st.sampled_from([market for market in Market if market is not Market.UNKNOWN]),
    st.text("ABCXYZ0123456789.", min_size=1, max_size=12),
)
id_lists = st.lists(ids, max_size=5).map(tuple)
prices = st.integers(1, 10**10).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
"""Never zero: on the wire that means unknown."""
signed_amounts = st.integers(-(10**13), 10**13).map(lambda cents: Decimal(cents).scaleb(-2))
amounts = st.integers(0, 10**15).map(lambda cents: Decimal(cents).scaleb(-2))
rates = st.integers(-(10**8), 10**8).map(lambda n: Decimal(n).scaleb(-5))
quantities = st.integers(0, 10**12).map(Decimal) | st.integers(1, 10**9).map(lambda n: Decimal(n).scaleb(-4))
volumes: st.SearchStrategy[int | Decimal] = st.integers(0, 10**12) | st.integers(1, 10**12).map(
    lambda n: Decimal(n).scaleb(-4)
)
days = st.dates(date(1970, 1, 1), date(2199, 12, 31))


def maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """Those values, or unknown."""
    return st.none() | values


def member(enum: type[E]) -> st.SearchStrategy[E]:
    """Any member."""
    return st.sampled_from(list(enum))


def tuples_of(values: st.SearchStrategy[T], max_size: int = 4) -> st.SearchStrategy[tuple[T, ...]]:
    """Short tuples of those values."""
    return st.lists(values, max_size=max_size).map(tuple)


def moments(market: Market) -> st.SearchStrategy[datetime]:
    """Instants on the exchange's clock, except the hour that its text names twice."""
    zone = zone_of(market)
    milliseconds = st.integers(315_532_800_000, 4_102_444_800_000)  # 1980 to 2100
    return milliseconds.map(lambda ms: datetime.fromtimestamp(ms / 1000, zone)).filter(_unambiguous)


def _unambiguous(at: datetime) -> bool:
    return at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()


def built(kind: Any, /, **fields: Any) -> st.SearchStrategy[Any]:
    """`st.builds` with every field named, so that a new field of the class is noticed."""
    missing = {field.name for field in dataclasses.fields(kind)} - set(fields)
    assert not missing, f"{kind.__name__} has fields without a strategy: {missing}"
    return st.builds(kind, **fields)
