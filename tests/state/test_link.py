"""What the store makes of OpenD's notices: lamps, lost quotes, and what changed while away."""

from __future__ import annotations

import pytest

from tests.domain.makers import APPLE, TENCENT, quote
from tui.domain.events import (
    Difference,
    DifferenceKind,
    LinkChanged,
    LinkPhase,
    NoticeKind,
    NoticeReceived,
    OrderPushChanged,
    QuoteChanged,
    Resynced,
)
from tui.domain.lazy import Lazy
from tui.domain.link import ProgramStatus, Severity
from tui.domain.rights import QuoteRight, RightScope
from tui.state.dirty import Topic
from tui.state.store import Store

Levels = tuple[tuple[RightScope, QuoteRight], ...]
FULL: Levels = ((RightScope.HK, QuoteRight.LEVEL_2), (RightScope.US, QuoteRight.LEVEL_1))
KICKED: Levels = ((RightScope.HK, QuoteRight.NONE), (RightScope.US, QuoteRight.LEVEL_1))


def rights(levels: Levels) -> NoticeReceived:
    return NoticeReceived(NoticeKind.QUOTE_RIGHT, "as told", severity=Severity.INFO, rights=levels)


@pytest.fixture
def store() -> Store:
    made = Store()
    made.apply(LinkChanged(LinkPhase.LIVE))
    made.apply(rights(FULL))
    for security in (TENCENT, APPLE):
        made.apply(QuoteChanged(security, Lazy.of(quote(security=security))))
    made.drain()
    return made


def test_the_first_word_on_rights_is_no_change(store: Store) -> None:
    assert store.notices[-1].text == "as told"
    assert store.link.lost == frozenset()


def test_a_lost_right_names_the_market_and_makes_its_quotes_stale(store: Store) -> None:
    store.apply(rights(KICKED))
    notice = store.notices[-1]
    assert notice.text == "quotes lost: HK level 2 -> none"
    assert notice.severity is Severity.BAD
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert not store.is_stale(Topic.QUOTE, APPLE)
    assert (Topic.QUOTE, TENCENT) in store.drain()


def test_a_regained_right_waits_for_a_push_before_its_quotes_count(store: Store) -> None:
    store.apply(rights(KICKED))
    store.apply(rights(FULL))
    assert store.notices[-1].text == "quote rights: HK none -> level 2"
    assert store.notices[-1].severity is Severity.INFO
    assert store.link.lost == frozenset()
    assert store.is_stale(Topic.QUOTE, TENCENT)
    store.apply(QuoteChanged(TENCENT, Lazy.of(quote())))
    assert not store.is_stale(Topic.QUOTE, TENCENT)


def test_a_lower_right_that_still_streams_is_a_warning_only(store: Store) -> None:
    store.apply(rights(((RightScope.HK, QuoteRight.LEVEL_1),)))
    assert store.notices[-1].severity is Severity.WARN
    assert not store.is_stale(Topic.QUOTE, TENCENT)


def test_a_lost_right_is_remembered_over_a_lost_link(store: Store) -> None:
    store.apply(rights(KICKED))
    store.apply(LinkChanged(LinkPhase.DOWN, "gone"))
    store.apply(LinkChanged(LinkPhase.LIVE))
    assert store.link.lost == {RightScope.HK}


def test_the_program_status_is_forgotten_with_the_link(store: Store) -> None:
    status = ProgramStatus.NEED_PHONE_CODE
    store.apply(NoticeReceived(NoticeKind.PROGRAM_STATUS, "code", program_status=status))
    assert store.link.program_status is status
    store.apply(LinkChanged(LinkPhase.DOWN, "gone"))
    assert store.link.program_status is None


def test_accounts_that_are_polled_are_known_while_the_link_stands(store: Store) -> None:
    store.apply(OrderPushChanged((1001,)))
    assert list(store.link.polled) == [1001]
    assert (Topic.LINK, None) in store.drain()
    store.apply(OrderPushChanged(()))
    assert list(store.link.polled) == []


def test_differences_become_notices_with_the_summary_last(store: Store) -> None:
    filled = Difference(DifferenceKind.ORDER_FILLED, "order A1: filled", 1001)
    lost = Difference(DifferenceKind.SUBSCRIPTION_LOST, "subscription lost")
    store.apply(Resynced(12.4, (filled, filled, lost)))
    assert [notice.text for notice in store.notices[-4:]] == [
        "order A1: filled",
        "order A1: filled",
        "subscription lost",
        "connected again after 12 s: 2 orders filled, 1 subscription lost",
    ]


def test_no_difference_is_told_quietly(store: Store) -> None:
    store.apply(Resynced(3.0))
    assert store.notices[-1].text == "connected again after 3 s: nothing has changed"
    assert store.notices[-1].severity is Severity.INFO


@pytest.mark.parametrize("kind", list(DifferenceKind))
def test_every_kind_of_difference_is_counted(store: Store, kind: DifferenceKind) -> None:
    store.apply(Resynced(1.0, (Difference(kind, "something"),)))
    assert store.notices[-1].text.startswith("connected again after 1 s: 1 ")
