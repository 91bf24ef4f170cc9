from __future__ import annotations

import dataclasses

import pytest

from tui.domain.book import Book
from tui.domain.events import BookChanged
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy
from tui.domain.markets import Market
from tui.wire.events import book_changed

TENCENT = SecurityId(Market.HK, "00700")


def test_a_fast_event_is_the_same_as_a_plain_one_and_as_frozen() -> None:
    lazy = Lazy.of(Book(TENCENT, "", (), ()))
    event = book_changed(TENCENT, lazy)
    assert type(event) is BookChanged
    assert event == BookChanged(TENCENT, lazy)
    with pytest.raises(dataclasses.FrozenInstanceError):
        event.id = TENCENT  # type: ignore[misc]
