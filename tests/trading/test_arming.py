"""The switch by itself: it falls back, and what is over stays over."""

from __future__ import annotations

import pytest

from tui.domain.accounts import Env
from tui.trading.arming import Arming

ACC = 9003


def armed(now: float = 100.0) -> Arming:
    arming = Arming(60.0)
    arming.arm(env=Env.REAL, acc_id=ACC, now=now)
    return arming


def test_it_starts_disarmed_and_has_lost_nothing() -> None:
    arming = Arming()
    assert (arming.account, arming.until, arming.lost_because) == (None, None, "")
    assert not arming.disarm("nothing to lose")
    assert arming.lost_because == ""


def test_it_lasts_for_the_idle_time_and_no_longer() -> None:
    arming = armed(now=100.0)
    assert (arming.account, arming.until) == ((Env.REAL, ACC), 160.0)
    assert not arming.lapse(159.9)
    assert arming.lapse(160.0)
    assert (arming.account, arming.until, arming.lost_because) == (None, None, "no key for 60 s")


def test_every_key_begins_the_time_anew() -> None:
    arming = armed(now=100.0)
    arming.touch(150.0)
    assert arming.until == 210.0
    assert not arming.lapse(200.0)


def test_a_key_after_the_end_does_not_bring_it_back() -> None:
    arming = armed(now=100.0)
    arming.touch(160.0)
    assert arming.account is None
    arming.touch(161.0)
    assert (arming.account, arming.until) == (None, None)


def test_the_first_reason_is_kept_until_it_is_armed_again() -> None:
    arming = armed()
    assert arming.disarm("the link to OpenD was lost")
    assert not arming.disarm("no key for 60 s")
    assert arming.lost_because == "the link to OpenD was lost"
    arming.arm(env=Env.PAPER, acc_id=1001, now=300.0)
    assert (arming.account, arming.lost_because) == ((Env.PAPER, 1001), "")


@pytest.mark.parametrize("idle_s", [9.9, 600.1, 0.0, -60.0])
def test_the_idle_time_has_bounds(idle_s: float) -> None:
    with pytest.raises(ValueError, match="10 to 600 s"):
        Arming(idle_s)
