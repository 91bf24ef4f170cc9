from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.pinyin import MOST_READINGS, initials


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("腾讯控股", "txkg"),
        ("小米集团-W", "xmjtw"),
        ("小米集团－Ｗ", "xmjtw"),
        ("阿里巴巴", "albb"),
        ("贵州茅台", "gzmt"),
        ("中国平安", "zgpa"),
        ("宁德时代", "ndsd"),
        ("比亚迪股份", "bydgf"),
        ("香港交易所", "xgjys"),
        ("蔚来", "wl"),
        ("赣锋锂业", "gfly"),
        ("泸州老窖", "lzlj"),
        ("TCL科技", "tclkj"),
        ("*ST 海航", "sthh"),
        # Of two readings both are known.
        ("工商银行", "gsyh"),
        ("兴业银行", "xyyh"),
        ("重庆长安", "cqca"),
        ("西藏药业", "xzyy"),
        ("长江电力", "cjdl"),
    ],
)
def test_the_initials_of_a_name(name: str, wanted: str) -> None:
    assert wanted in initials(name)


@pytest.mark.parametrize("name", ["", "TENCENT", "S&P 500", "700"])
def test_a_name_without_chinese_has_none(name: str) -> None:
    assert initials(name) == ()


def test_a_character_that_is_not_known_stands_for_no_letter() -> None:
    (found,) = initials("騰訊控股")
    assert found.endswith("kg")
    assert len(found) == 4
    assert not found[:2].isprintable()


@given(st.text(max_size=30))
def test_any_text_has_few_initials_and_no_more_letters_than_itself(text: str) -> None:
    found = initials(text)
    assert len(found) <= MOST_READINGS
    assert all(letter == "\0" or letter.isalnum() for one in found for letter in one)
    # The letters and digits of Latin names go along as they are.
    assert initials(f"中a1{text}")[0].startswith("za1")


def test_names_full_of_second_readings_are_no_burden() -> None:
    began = process_time()
    assert len(initials("行重长乐藏厦" * 200)) == MOST_READINGS
    assert process_time() - began < 1
