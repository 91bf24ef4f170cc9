from __future__ import annotations

import pytest

from tui.domain.numbered import NumberedEnum
from tui.domain.orders import OrderStatus, Side
from tui.wire.enums import reader


@pytest.mark.parametrize("enum", [OrderStatus, Side])
def test_every_number_reads_as_its_member_and_others_as_unknown(enum: type[NumberedEnum]) -> None:
    read = reader(enum)
    assert all(read(member.value) is member for member in enum)
    assert read(4711) is enum["UNKNOWN"]
    assert read(-4711) is enum["UNKNOWN"]
