from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domain.makers import PAPER, TENCENT
from tui.domain.accounts import Env
from tui.domain.intents import REMARK_LIMIT_BYTES, TAG_LENGTH, OrderIntent, split_remark
from tui.domain.orders import OrderType, Side

TAG = "ft:01JD8Z6Q4N3V5T7R9P1M2K4H6G"
INTENT = OrderIntent(TAG, Env.PAPER, PAPER, TENCENT, Side.BUY, OrderType.LIMIT, Decimal(100), Decimal(420))


def test_the_tag_has_its_length() -> None:
    assert len(TAG) == TAG_LENGTH == 29


@pytest.mark.parametrize("note", ["", "scalp", "止損單 第二腿", "🚀" * 20, "a" * 80])
def test_a_remark_carries_the_tag_and_what_fits_of_the_note(note: str) -> None:
    remark = replace(INTENT, note=note).remark
    tag, rest = split_remark(remark)
    assert tag == TAG
    assert note.startswith(rest)
    assert len(remark.encode()) <= REMARK_LIMIT_BYTES


@given(st.text(max_size=100))
def test_a_remark_is_never_cut_inside_a_character(note: str) -> None:
    remark = replace(INTENT, note=note.encode(errors="ignore").decode()).remark
    assert len(remark.encode()) <= REMARK_LIMIT_BYTES
    assert split_remark(remark)[0] == TAG


@pytest.mark.parametrize("remark", ["", "my own words", "ft:", "ft:short", "xx" + TAG])
def test_remarks_of_others_have_no_tag(remark: str) -> None:
    assert split_remark(remark) == ("", remark)
