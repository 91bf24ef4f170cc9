"""Quota arithmetic with several connections, against a model that counts from scratch."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.domain.ids import SecurityId
from tui.sim.refusal import RefusalError
from tui.sim.subscriptions import MINUTE_S, Subscriptions, Topic
from tui.wire.messages.quote import Feed

QUOTA = 5
TOPICS = [
    Topic(SecurityId.parse(code), feed)
    for code in ("00700", "00005", "AAPL")
    for feed in (Feed.QUOTE, Feed.BOOK)
]
connections = st.sampled_from("abc")
topics = st.lists(st.sampled_from(TOPICS), min_size=1, max_size=4)
steps = st.lists(
    st.tuples(
        st.sampled_from(("subscribe", "unsubscribe", "unsubscribe all", "drop")),
        connections,
        topics,
        st.integers(0, 80),
    ),
    max_size=30,
)


class Model:
    """Who has what since when, and what lost connections left behind: all in one list."""

    def __init__(self) -> None:
        self.held: dict[tuple[str, Topic], float] = {}
        self.left: list[tuple[Topic, float]] = []

    def used(self, now: float) -> set[Topic]:
        return {topic for _, topic in self.held} | {topic for topic, ends in self.left if ends > now}

    def do(self, step: str, key: str, wanted: list[Topic], now: float) -> bool:
        mine = {topic: since for (owner, topic), since in self.held.items() if owner == key}
        if step == "subscribe":
            used = self.used(now)
            if set(wanted) - used and len(used | set(wanted)) > QUOTA:
                return False
            for topic in wanted:
                self.held.setdefault((key, topic), now)
        elif step == "drop":
            self.left += [(topic, now + MINUTE_S) for topic in mine]
            self.held = {one: since for one, since in self.held.items() if one[0] != key}
        else:
            leaving = [topic for topic in mine if step == "unsubscribe all" or topic in wanted]
            if any(now - mine[topic] < MINUTE_S for topic in leaving):
                return False
            for topic in leaving:
                del self.held[key, topic]
        return True


@given(steps)
def test_it_agrees_with_counting_from_scratch(run: list[tuple[str, str, list[Topic], int]]) -> None:
    real, model, now = Subscriptions(QUOTA), Model(), 0.0
    for step, key, wanted, pause in run:
        now += pause
        real.expire(now)
        try:
            match step:
                case "subscribe":
                    real.subscribe(key, wanted, now)
                case "unsubscribe":
                    real.unsubscribe(key, wanted, now)
                case "unsubscribe all":
                    real.unsubscribe_all(key, now)
                case _:
                    real.drop(key, now)
            done = True
        except RefusalError:
            done = False
        assert done == model.do(step, key, wanted, now)
        info = real.info("a", all_connections=True)
        used = model.used(now)
        assert (info.total_used, info.remaining) == (len(used), QUOTA - len(used))
        own = [one.used_quota for one in info.connections if one.own]
        assert own == ([count] if (count := sum(owner == "a" for owner, _ in model.held)) else [])
        assert sorted(one.used_quota for one in info.connections) == sorted(
            count for key in "abc" if (count := sum(owner == key for owner, _ in model.held))
        )
        assert {topic for topic in TOPICS if real.is_subscribed(topic)} == used
