from __future__ import annotations

from typing import get_args

import pytest

from tests.domain.makers import (
    APPLE,
    HSBC,
    PAPER,
    TENCENT,
    account,
    book,
    funds,
    instrument,
    order,
    position,
    quote,
)
from tui.domain import events
from tui.domain.accounts import Env
from tui.domain.brokers import BrokerQueue
from tui.domain.events import (
    AccountsReported,
    BookChanged,
    BrokersChanged,
    Event,
    FundsReported,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    MarketStatesReported,
    NoticeKind,
    NoticeReceived,
    OrderChanged,
    PositionsReported,
    QuoteChanged,
)
from tui.domain.lazy import Lazy
from tui.domain.markets import MarketState
from tui.domain.quotes import Quote
from tui.state.dirty import Topic
from tui.state.store import Store
from tui.wire.errors import BodyError

LIVE = LinkChanged(LinkPhase.LIVE)
DOWN = LinkChanged(LinkPhase.DOWN, "connection refused", 1.5)


def quoted(value: Quote) -> QuoteChanged:
    return QuoteChanged(value.id, Lazy.of(value))


@pytest.fixture
def store() -> Store:
    made = Store()
    made.apply(LIVE)
    made.drain()
    return made


def test_every_kind_of_event_has_a_handler(store: Store) -> None:
    assert set(store._handlers) == set(get_args(Event))


def test_a_drain_tells_each_change_once(store: Store) -> None:
    store.apply(quoted(quote()))
    store.apply(quoted(quote("420")))
    store.apply(BookChanged(TENCENT, Lazy.of(book())))
    store.apply(BrokersChanged(HSBC, Lazy.of(BrokerQueue(HSBC, "HSBC", (), ()))))
    store.apply(FundsReported(funds()))
    assert store.drain() == {
        (Topic.QUOTE, TENCENT),
        (Topic.BOOK, TENCENT),
        (Topic.BROKERS, HSBC),
        (Topic.FUNDS, PAPER),
    }
    assert store.drain() == frozenset()


def test_the_newest_value_wins_and_only_it_is_decoded(store: Store) -> None:
    decoded: list[str] = []

    def decode(last: str) -> Quote:
        decoded.append(last)
        return quote(last)

    for last in ("419.8", "420", "420.2"):
        store.apply(QuoteChanged(TENCENT, Lazy(last, decode)))
    found = store.quote(TENCENT)
    assert found is not None
    assert str(found.last) == "420.2"
    assert store.quote(TENCENT) is found
    assert decoded == ["420.2"]


def test_what_nobody_told_is_none_or_empty(store: Store) -> None:
    assert store.quote(TENCENT) is None
    assert store.book(TENCENT) is None
    assert store.brokers(TENCENT) is None
    assert store.market_state(TENCENT) is None
    assert store.funds(PAPER) is None
    assert store.account(PAPER) is None
    assert store.position(PAPER, TENCENT) is None
    assert (store.accounts, store.orders(PAPER), store.fills(PAPER), store.pending(PAPER)) == ((), (), (), ())
    assert (store.positions(PAPER), store.minutes(TENCENT), len(store.trades(TENCENT))) == ((), (), 0)
    assert store.positions_known(PAPER) is False


def test_reports_of_accounts_replace_what_was_known(store: Store) -> None:
    store.apply(AccountsReported((account(),)))
    store.apply(PositionsReported(PAPER, Env.PAPER, (position(), position(security=HSBC))))
    store.apply(PositionsReported(PAPER, Env.PAPER, (position("100"),)))
    store.apply(FundsReported(funds("5")))
    assert store.account(PAPER) == account()
    assert store.positions(PAPER) == (position("100"),)
    assert store.position(PAPER, HSBC) is None
    assert store.funds(PAPER) == funds("5")
    assert store.positions_known(PAPER) is True


def test_static_facts_add_up_and_phases_are_dirty_only_when_they_change(store: Store) -> None:
    store.apply(InstrumentsReported((instrument(),)))
    store.apply(InstrumentsReported((instrument("US.AAPL"),)))
    assert set(store.instruments) == {TENCENT, APPLE}
    store.apply(MarketStatesReported(((TENCENT, MarketState.MORNING), (APPLE, MarketState.CLOSED))))
    store.drain()
    store.apply(MarketStatesReported(((TENCENT, MarketState.REST), (APPLE, MarketState.CLOSED))))
    assert store.drain() == {(Topic.MARKET_STATE, TENCENT)}
    assert store.market_state(TENCENT) is MarketState.REST


# ---- waking the face


def test_an_order_wakes_once_between_two_drains(store: Store) -> None:
    woken: list[Topic] = []
    store.on_urgent = lambda: woken.append(Topic.ORDERS)
    store.apply(OrderChanged(order()))
    store.apply(OrderChanged(order(order_id="A2")))
    store.apply(LIVE)
    assert len(woken) == 1
    store.drain()
    store.apply(OrderChanged(order(order_id="A3")))
    assert len(woken) == 2


def test_a_quote_wakes_nobody(store: Store) -> None:
    woken: list[int] = []
    store.on_urgent = lambda: woken.append(1)
    store.apply(quoted(quote()))
    store.apply(FundsReported(funds()))
    store.apply(NoticeReceived(NoticeKind.QUOTA, "quota"))
    assert woken == []


def test_the_face_woken_finds_the_event_applied(store: Store) -> None:
    seen: list[int] = []
    store.on_urgent = lambda: seen.append(len(store.orders(PAPER)))
    store.apply(OrderChanged(order()))
    assert seen == [1]


# ---- freshness


def test_a_lost_link_makes_everything_stale_but_keeps_it() -> None:
    store = Store()
    assert store.stale
    store.apply(LIVE)
    store.apply(quoted(quote()))
    store.apply(BookChanged(TENCENT, Lazy.of(book())))
    store.drain()
    assert not store.is_stale(Topic.QUOTE, TENCENT)
    store.apply(DOWN)
    assert store.stale
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert store.quote(TENCENT) == quote()
    assert store.drain() == {(Topic.QUOTE, TENCENT), (Topic.BOOK, TENCENT), (Topic.LINK, None)}


def test_each_feed_is_stale_until_its_own_push_on_the_new_link() -> None:
    store = Store()
    store.apply(LIVE)
    store.apply(quoted(quote()))
    store.apply(BookChanged(TENCENT, Lazy.of(book())))
    store.apply(DOWN)
    store.apply(LinkChanged(LinkPhase.SYNCING))
    store.apply(quoted(quote("421")))
    assert store.is_stale(Topic.QUOTE, TENCENT)
    store.apply(LIVE)
    assert not store.stale
    assert not store.is_stale(Topic.QUOTE, TENCENT)
    assert store.is_stale(Topic.BOOK, TENCENT)
    assert (Topic.BOOK, TENCENT) in store.drain()
    store.apply(BookChanged(TENCENT, Lazy.of(book())))
    assert not store.is_stale(Topic.BOOK, TENCENT)


def test_prices_are_stale_once_opend_has_lost_its_quote_servers() -> None:
    store = Store()
    store.apply(LIVE)
    store.apply(NoticeReceived(NoticeKind.LOGIN, "in", quote_login=True, trade_login=True))
    store.apply(quoted(quote()))
    store.drain()
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes lost", quote_login=False))
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert (Topic.QUOTE, TENCENT) in store.drain()
    store.apply(quoted(quote("421")))
    assert store.is_stale(Topic.QUOTE, TENCENT)
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes back", quote_login=True))
    assert (Topic.QUOTE, TENCENT) in store.drain()
    assert not store.is_stale(Topic.QUOTE, TENCENT)
    assert not store.stale


def test_prices_from_before_the_loss_of_the_quote_servers_stay_stale_when_those_are_back() -> None:
    store = Store()
    store.apply(LIVE)
    store.apply(quoted(quote()))
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes lost", quote_login=False))
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes back", quote_login=True))
    assert store.is_stale(Topic.QUOTE, TENCENT)
    store.apply(quoted(quote("421")))
    assert not store.is_stale(Topic.QUOTE, TENCENT)


def test_a_feed_that_never_came_is_stale(store: Store) -> None:
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert not store.is_stale(Topic.TRADES, TENCENT)


def test_the_age_of_a_feed_is_the_time_since_its_last_push(store: Store) -> None:
    store.apply(quoted(quote()))
    assert store.age(TENCENT, Topic.QUOTE, 10.0) is None
    store.apply(quoted(quote()), now=10.0)
    assert store.age(TENCENT, Topic.QUOTE, 12.5) == 2.5
    assert store.age(TENCENT, Topic.QUOTE, 9.0) == 0.0
    assert store.age(TENCENT, Topic.BOOK, 12.5) is None
    assert store.age(TENCENT, Topic.TRADES, 12.5) is None
    store.apply(DOWN)
    assert store.age(TENCENT, Topic.QUOTE, 13.0) == 3.0


def test_an_unreadable_push_is_dropped_counted_and_leaves_the_older_value(store: Store) -> None:
    def fail(_: object) -> Quote:
        raise BodyError("nan is not a number that can be traded with")

    store.apply(quoted(quote()))
    store.apply(DOWN)
    store.apply(LIVE)
    store.apply(QuoteChanged(TENCENT, Lazy(b"", fail)))
    assert store.quote(TENCENT) == quote()
    assert store.is_stale(Topic.QUOTE, TENCENT)
    assert store.unreadable == 1


# ---- the link


def test_the_link_carries_cause_retry_and_version() -> None:
    store = Store()
    store.apply(LinkChanged(LinkPhase.SYNCING, server_version=1011))
    store.apply(LIVE)
    assert store.link.server_version == 1011
    store.apply(DOWN)
    assert (store.link.phase, store.link.reason, store.link.retry_in_s) == (
        LinkPhase.DOWN,
        "connection refused",
        1.5,
    )


def test_notices_move_the_lamp_of_opend_and_are_kept(store: Store) -> None:
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes lost", quote_login=False, trade_login=True))
    assert (store.link.quote_login, store.link.trade_login) == (False, True)
    store.apply(NoticeReceived(NoticeKind.LOGIN, "quotes back", quote_login=True))
    assert (store.link.quote_login, store.link.trade_login) == (True, True)
    assert store.drain() == {(Topic.NOTICE, None), (Topic.LINK, None)}
    store.apply(NoticeReceived(NoticeKind.QUOTA, "quota"))
    assert store.drain() == {(Topic.NOTICE, None)}
    store.apply(DOWN)
    assert (store.link.quote_login, store.link.trade_login) == (None, None)
    assert [notice.text for notice in store.notices] == ["quotes lost", "quotes back", "quota"]


def test_an_event_of_an_unknown_class_is_our_own_mistake(store: Store) -> None:
    with pytest.raises(KeyError):
        store.apply(events)  # type: ignore[arg-type]
