"""Quote rights: what each level shows, refusals of their own, and rights that another login takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.sim.bench import SMALL, TENCENT, Bench
from tui.domain.events import BookChanged, NoticeReceived, QuoteChanged
from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.rights import QuoteRight
from tui.sim.listings.table import UNIVERSE
from tui.sim.mishaps import take_right
from tui.sim.refusal import RefusalError
from tui.sim.rights import SF_BOOKS, Area, Rights, area_of, parse_right
from tui.wire.errors import RefusedError
from tui.wire.messages.quote import Feed, GetBook, GetBrokers, GetQuotes, GetSnapshots, Subscribe
from tui.wire.messages.session import GetUserInfo

APPLE, MOUTAI, FUTURE = map(SecurityId.parse, ("AAPL", "600519", "MHImain"))


def bench(**rights: str) -> Bench:
    return Bench(rights=tuple(parse_right(f"{area}={level}") for area, level in rights.items()))


def subscribe(bench: Bench, id_: SecurityId, *feeds: Feed) -> None:
    bench.ask(Subscribe((id_,), feeds, subscribe=True, push=True))


@pytest.mark.parametrize(
    ("rights", "id_", "levels"),
    [
        ({}, TENCENT, 10),
        ({}, APPLE, 15),
        ({"us": "lv1"}, APPLE, 1),
        ({}, MOUTAI, 5),
        ({"hk_future": "lv1"}, FUTURE, 1),
    ],
)
def test_so_many_levels_of_a_book(rights: dict[str, str], id_: SecurityId, levels: int) -> None:
    run = bench(**rights)
    subscribe(run, id_, Feed.BOOK)
    book = run.ask(GetBook(id_, 50))
    if levels > 10:
        # The right shows more than anybody quotes: the whole book.
        half = run.daemon.world.exchange.market(id_).book.bids
        levels = len(half.keys)
        assert levels > 10
    assert len(book.bids) == levels
    run.step()
    pushed = run.pushed(BookChanged)[-1].book.decode()
    assert abs(len(pushed.bids) - levels) <= (levels > 10)


def test_changes_deep_in_a_book_are_pushed_to_those_who_see_them() -> None:
    run = bench()
    subscribe(run, APPLE, Feed.BOOK)
    market = run.daemon.world.exchange.market(APPLE)
    for _ in range(200):
        run.step()
        pushed = run.pushed(BookChanged)[-1].book.decode()
        assert len(pushed.bids) == len(market.book.bids.keys)
        assert sum(level.volume for level in pushed.asks) == sum(
            queue.volume for queue in market.book.asks.queues.values()
        )


def test_single_orders_are_shown_to_who_asked_and_has_the_right() -> None:
    run = bench(hk="sf")
    other = run.connect()
    wish = Subscribe((TENCENT,), (Feed.BOOK, Feed.BROKERS), subscribe=True, push=True, book_details=True)
    run.ask(wish)
    run.ask(replace(wish, book_details=False), other)
    book = run.ask(GetBook(TENCENT, 100))
    assert all(len(level.singles) == level.orders for level in book.bids + book.asks)
    assert all(sum(one.volume for one in level.singles) == level.volume for level in book.bids)
    numbers = [one.number for level in book.bids for one in level.singles]
    assert len(numbers) == len(set(numbers)) > 40
    queue = run.ask(GetBrokers(TENCENT))
    assert [row.order_id for row in queue.bids] == numbers
    assert not any(level.singles for level in run.ask(GetBook(TENCENT, 100), other).bids)
    run.step()
    assert run.pushed(BookChanged)[-1].book.decode().bids[0].singles


def test_without_the_right_single_orders_are_not_shown() -> None:
    run = bench()
    run.ask(Subscribe((TENCENT,), (Feed.BOOK,), subscribe=True, book_details=True))
    book = run.ask(GetBook(TENCENT, 100))
    assert len(book.bids) == 10
    assert not any(level.singles for level in book.bids)


@pytest.mark.parametrize(
    ("rights", "id_", "feed", "level"),
    [
        ({"hk": "lv1"}, TENCENT, Feed.BOOK, "LV1"),
        ({"hk": "lv1"}, TENCENT, Feed.BROKERS, "LV1"),
        ({"hk": "bmp"}, TENCENT, Feed.QUOTE, "BMP"),
        ({"us": "none"}, APPLE, Feed.QUOTE, "NONE"),
        ({"hk_future": "lv1"}, FUTURE, Feed.TRADES, "LV1"),
    ],
)
def test_what_a_right_does_not_cover_is_refused_as_such(
    rights: dict[str, str], id_: SecurityId, feed: Feed, level: str
) -> None:
    run = bench(**rights)
    with pytest.raises(
        RefusedError, match=rf"No quote right for {feed.name} of {id_}: the right .* is {level}\."
    ):
        subscribe(run, id_, feed)


def test_right_quota_and_unknown_code_are_three_things() -> None:
    run = Bench(quota=100, rights=(parse_right("us=none"),))
    run.daemon.world.subscriptions.quota = 0
    texts = []
    for code in ("AAPL", "00700", "99999"):
        with pytest.raises(RefusedError) as refused:
            subscribe(run, SecurityId.parse(code), Feed.QUOTE)
        texts.append(refused.value.text.split(" ")[:3])
    assert texts == [
        ["No", "quote", "right"],
        ["The", "subscription", "quota"],
        ["Unknown", "stock", "HK.99999."],
    ]


def test_brokers_show_their_orders_with_the_right_for_it_only() -> None:
    for right, shown in (("lv2", False), ("sf", True)):
        run = bench(hk=right)
        subscribe(run, TENCENT, Feed.BROKERS)
        entries = run.ask(GetBrokers(TENCENT)).bids
        assert entries
        assert all((entry.volume is not None) == (entry.order_id is not None) == shown for entry in entries)


def test_snapshots_need_some_right_and_come_in_small_batches_without_a_better_one() -> None:
    with pytest.raises(RefusedError, match=r"No quote right for quotes of US\.AAPL"):
        bench(us="none").ask(GetSnapshots((TENCENT, APPLE)))
    basic = bench(hk="bmp")
    assert len(basic.ask(GetSnapshots((TENCENT,) * 20))) == 20
    with pytest.raises(RefusedError, match="21 of Hong Kong, at most 20"):
        basic.ask(GetSnapshots((TENCENT,) * 21))


def test_fifty_books_with_the_right_to_single_orders() -> None:
    run = Bench(rights=(parse_right("hk=sf"),), universe=UNIVERSE)
    listed = run.daemon.world.exchange.listings(TENCENT.market)
    books = [each.id for each in listed if each.has_brokers]
    run.ask(Subscribe(tuple(books[:SF_BOOKS]), (Feed.BOOK,), subscribe=True))
    subscribe(run, books[0], Feed.BOOK)
    subscribe(run, FUTURE, Feed.BOOK)  # under another right
    with pytest.raises(RefusedError, match="At most 50 order books"):
        subscribe(run, books[SF_BOOKS], Feed.BOOK)


def test_the_user_is_told_the_rights() -> None:
    user = bench(hk="sf", us="lv3", us_option="none").ask(GetUserInfo())
    assert (user.hk_right, user.us_right, user.sh_right, user.us_option_right) == (
        QuoteRight.SF,
        QuoteRight.LEVEL_3,
        QuoteRight.LEVEL_1,
        QuoteRight.NONE,
    )


def test_a_taken_right_stops_pushes_and_asking_for_data_takes_it_back() -> None:
    run = Bench()
    listener = run.caller = run.connect(notices=True)
    subscribe(run, TENCENT, Feed.QUOTE)
    subscribe(run, APPLE, Feed.QUOTE)
    run.step(10)
    take_right(run.daemon.world, Area.HK)
    run.step()
    (notice,) = [event for event in run.pushed(NoticeReceived) if event.rights]
    assert "HK" in notice.text
    run.pushes.clear()
    run.step(100)
    assert {event.id for event in run.pushed(QuoteChanged)} == {APPLE}
    with pytest.raises(RefusedError, match="No quote right"):
        run.ask(GetQuotes((TENCENT,)))
    run.ask(Subscribe((TENCENT,), (Feed.QUOTE,), subscribe=True, push=True), listener)
    run.step(2)
    assert TENCENT in {event.id for event in run.pushed(QuoteChanged)}
    assert run.ask(GetQuotes((TENCENT,)))


def test_auto_hold_takes_a_right_back_but_does_not_fight() -> None:
    rights = Rights({}, auto_hold=True)
    assert rights.take(Area.HK, 100)
    assert not rights.take(Area.HK, 101)
    assert rights.hold(102)
    assert rights.level(Area.HK) is QuoteRight.LEVEL_2
    rights.take(Area.HK, 105)
    assert not rights.hold(200)
    assert rights.taken == {Area.HK}
    assert rights.regain(Area.HK)
    rights.take(Area.HK, 300)
    assert rights.hold(301)


def test_nobody_takes_what_there_is_not() -> None:
    rights = Rights({Area.US: QuoteRight.NONE})
    assert not rights.take(Area.US, 1)
    assert not rights.hold(2)
    assert not rights.regain(Area.US)


@pytest.mark.parametrize("text", ["hk", "hk=", "hk=lv3", "mars=lv1", "cn=sf", "us_option=lv2"])
def test_a_right_that_does_not_exist_is_named(text: str) -> None:
    with pytest.raises(ValueError, match=r"no quote right is called|has no level"):
        parse_right(text)


def test_every_security_belongs_to_an_area() -> None:
    assert all(area_of(listing) is not None for listing in UNIVERSE)
    kinds: dict[str, Any] = {"00700": Area.HK, "AAPL": Area.US, "600519": Area.CN, "MHImain": Area.HK_FUTURE}
    assert {code: area_of(SMALL[SecurityId.parse(code)]) for code in kinds} == kinds
    option = replace(SMALL[TENCENT], type=SecurityType.WARRANT)
    assert area_of(option) is Area.HK


def test_a_right_is_refused_with_one_sentence() -> None:
    with pytest.raises(RefusalError) as refused:
        Rights({Area.HK: QuoteRight.NONE}).require(SMALL[TENCENT])
    assert refused.value.text == "No quote right for quotes of HK.00700: the right for HK is NONE."
