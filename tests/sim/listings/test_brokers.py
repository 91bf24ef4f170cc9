"""The broker sample: numbers, names, and who is met how often."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tui.sim.listings.brokers import BROKERS, USER_BROKERS, broker_name, draw_brokers


def test_the_sample_is_whole() -> None:
    assert len(BROKERS) == 28
    assert set(USER_BROKERS) <= set(BROKERS)


@pytest.mark.parametrize(
    ("number", "language", "name"),
    [
        (8305, "en", "Futu Securities International (Hong Kong) Limited"),
        (8461, "zh", "富途證券國際(香港)有限公司"),
        (6996, "zh", "中國投資信息有限公司"),
        (229, "zh", "Morgan Stanley Hong Kong Securities Limited"),
        (1, "en", ""),
        (None, "zh", ""),
    ],
)
def test_names_come_in_two_languages(number: int | None, language: str, name: str) -> None:
    assert broker_name(number, language) == name


def test_everybody_is_met_and_the_large_ones_more_often() -> None:
    met = Counter(draw_brokers(Random(1), 20_000))
    assert set(met) == set(BROKERS)
    assert met[6996] > 2 * met[3168]
