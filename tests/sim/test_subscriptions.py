"""Subscriptions: quota, who hears what, and what goes when a connection goes."""

from __future__ import annotations

import pytest

from tests.sim.traders import SECONDS
from tui.domain.ids import SecurityId
from tui.sim.refusal import RefusalError
from tui.sim.subscriptions import Subscriptions, Topic
from tui.wire.messages.quote import Feed

TENCENT, HSBC = SecurityId.parse("00700"), SecurityId.parse("00005")
QUOTE, BOOK = Topic(TENCENT, Feed.QUOTE), Topic(TENCENT, Feed.BOOK)


def test_a_push_needs_the_connections_own_registration() -> None:
    subscriptions = Subscriptions()
    subscriptions.subscribe("a", [QUOTE], SECONDS)
    assert subscriptions.is_subscribed(QUOTE)
    assert subscriptions.listeners(QUOTE) == ()
    subscriptions.register("b", [QUOTE], wanted=True)
    subscriptions.register("a", [QUOTE], wanted=True)
    assert subscriptions.listeners(QUOTE) == ("b", "a")
    subscriptions.register("b", [QUOTE], wanted=False)
    assert subscriptions.listeners(QUOTE) == ("a",)


def test_registration_without_subscription_is_refused() -> None:
    with pytest.raises(RefusalError, match=r"HK\.00700 is not subscribed to BOOK"):
        Subscriptions().register("a", [BOOK], wanted=True)


def test_two_connections_share_a_unit_of_quota() -> None:
    subscriptions = Subscriptions(quota=2)
    subscriptions.subscribe("a", [QUOTE, BOOK, QUOTE], SECONDS)
    subscriptions.subscribe("b", [QUOTE], SECONDS)
    assert subscriptions.used == 2
    with pytest.raises(RefusalError, match="2 of 2 used, 1 more needed"):
        subscriptions.subscribe("b", [Topic(HSBC, Feed.QUOTE), BOOK], SECONDS)
    subscriptions.unsubscribe("a", [QUOTE, BOOK], SECONDS + 60)
    assert (subscriptions.used, subscriptions.is_subscribed(QUOTE)) == (1, True)
    subscriptions.unsubscribe_all("b", SECONDS + 60)
    assert subscriptions.used == 0


def test_nobody_leaves_within_a_minute() -> None:
    subscriptions = Subscriptions()
    subscriptions.subscribe("a", [QUOTE], SECONDS)
    subscriptions.subscribe("a", [QUOTE, BOOK], SECONDS + 30)
    with pytest.raises(RefusalError, match=r"HK\.00700 BOOK was subscribed too recently: .* one minute"):
        subscriptions.unsubscribe("a", [QUOTE, BOOK], SECONDS + 70)
    with pytest.raises(RefusalError, match="one minute"):
        subscriptions.unsubscribe_all("a", SECONDS + 89)
    assert subscriptions.used == 2
    subscriptions.unsubscribe("a", [QUOTE], SECONDS + 70)
    subscriptions.unsubscribe_all("a", SECONDS + 90)
    assert subscriptions.used == 0


def test_what_a_lost_connection_had_stays_for_a_minute() -> None:
    subscriptions = Subscriptions(quota=2)
    subscriptions.subscribe("a", [QUOTE, BOOK], SECONDS)
    subscriptions.drop("a", SECONDS + 100)
    assert (subscriptions.used, subscriptions.is_subscribed(QUOTE)) == (2, True)
    assert subscriptions.info("b", all_connections=True).connections == ()
    subscriptions.subscribe("b", [QUOTE], SECONDS + 110)
    with pytest.raises(RefusalError, match="quota"):
        subscriptions.subscribe("b", [Topic(HSBC, Feed.QUOTE)], SECONDS + 110)
    subscriptions.expire(SECONDS + 159.9)
    assert subscriptions.used == 2
    subscriptions.expire(SECONDS + 160)
    assert (subscriptions.used, subscriptions.is_subscribed(BOOK)) == (1, False)


def test_a_second_loss_starts_the_minute_again() -> None:
    subscriptions = Subscriptions()
    for turn, key in enumerate("ab"):
        subscriptions.subscribe(key, [QUOTE], SECONDS)
        subscriptions.drop(key, SECONDS + 30 * turn)
    subscriptions.expire(SECONDS + 60)
    assert subscriptions.used == 1
    subscriptions.expire(SECONDS + 90)
    assert subscriptions.used == 0


def test_the_last_subscriber_takes_all_pushes_away() -> None:
    subscriptions = Subscriptions()
    subscriptions.subscribe("a", [QUOTE], SECONDS)
    subscriptions.register("b", [QUOTE], wanted=True)
    subscriptions.unsubscribe("a", [QUOTE], SECONDS + 60)
    assert (subscriptions.listeners(QUOTE), tuple(subscriptions.pushed_topics)) == ((), ())


def test_a_dropped_connection_is_forgotten() -> None:
    subscriptions = Subscriptions()
    subscriptions.subscribe("a", [QUOTE], SECONDS)
    subscriptions.register("b", [QUOTE], wanted=True)
    subscriptions.drop("b", SECONDS)
    assert subscriptions.listeners(QUOTE) == ()
    assert [one.own for one in subscriptions.info("b", all_connections=True).connections] == [False]


def test_info_shows_own_or_all_connections() -> None:
    subscriptions = Subscriptions(quota=10)
    subscriptions.subscribe("a", [QUOTE, BOOK], SECONDS)
    subscriptions.subscribe("b", [QUOTE, Topic(HSBC, Feed.QUOTE)], SECONDS)
    own = subscriptions.info("b", all_connections=False)
    assert [(one.feeds, one.used_quota, one.own) for one in own.connections] == [
        (((Feed.QUOTE, (TENCENT, HSBC)),), 2, True)
    ]
    assert (own.total_used, own.remaining) == (3, 7)
    assert len(subscriptions.info("b", all_connections=True).connections) == 2


def test_unsubscribing_what_was_never_had_is_no_error() -> None:
    subscriptions = Subscriptions()
    subscriptions.unsubscribe("a", [QUOTE], SECONDS)
    subscriptions.drop("a", SECONDS)
    assert subscriptions.used == 0
