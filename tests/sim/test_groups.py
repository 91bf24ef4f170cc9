from __future__ import annotations

import pytest

from tests.sim.bench import TENCENT, Bench
from tui.domain.groups import GroupKind, GroupOp
from tui.domain.ids import SecurityId
from tui.sim.groups import MOST_MEMBERS, SYSTEM_GROUP, UNKNOWN_GROUP, Groups
from tui.sim.refusal import RefusalError
from tui.wire.errors import RefusedError
from tui.wire.messages.user import GetGroupMembers, GetGroups, ModifyGroup

AAPL, HSBC = SecurityId.parse("AAPL"), SecurityId.parse("00005")


@pytest.fixture
def groups() -> Groups:
    return Groups()


def test_names_are_listed_by_kind(groups: Groups) -> None:
    custom, system = groups.names(GroupKind.CUSTOM), groups.names(GroupKind.SYSTEM)
    assert {group.kind for group in custom} == {GroupKind.CUSTOM}
    assert {group.name for group in system} == {"All", "HK", "US", "CN"}
    assert groups.names(GroupKind.ALL) == system + custom
    assert groups.names(GroupKind.UNKNOWN) == ()


def test_members_keep_their_order_and_come_once(groups: Groups) -> None:
    groups.change("Empty", GroupOp.ADD, (AAPL, TENCENT, AAPL))
    assert groups.members("Empty") == (AAPL, TENCENT)


def test_a_member_moves_out_of_one_group_only(groups: Groups) -> None:
    groups.change("Tech", GroupOp.MOVE_OUT, (TENCENT,))
    assert TENCENT not in groups.members("Tech")
    assert TENCENT in groups.members("Favorites")


def test_a_deleted_member_leaves_every_group(groups: Groups) -> None:
    groups.change("Tech", GroupOp.DELETE, iter((TENCENT,)))
    assert TENCENT not in groups.members("Favorites") + groups.members("Tech") + groups.members("All")


def test_system_groups_follow_the_custom_ones(groups: Groups) -> None:
    groups.change("Empty", GroupOp.ADD, (HSBC, SecurityId.parse("MSFT")))
    assert SecurityId.parse("MSFT") in groups.members("US")
    assert all(id_.market.name == "US" for id_ in groups.members("US"))


@pytest.mark.parametrize(
    ("name", "op", "text"),
    [
        ("Nobody", GroupOp.ADD, UNKNOWN_GROUP),
        ("All", GroupOp.ADD, SYSTEM_GROUP),
        ("Tech", GroupOp.UNKNOWN, "add, delete or move out"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(groups: Groups, name: str, op: GroupOp, text: str) -> None:
    with pytest.raises(RefusalError, match=text):
        groups.change(name, op, (AAPL,))


def test_a_full_group_takes_no_more(groups: Groups) -> None:
    many = tuple(SecurityId.parse(f"HK.{number:05}") for number in range(1, MOST_MEMBERS + 1))
    groups.change("Empty", GroupOp.ADD, many)
    with pytest.raises(RefusalError, match="members at most"):
        groups.change("Empty", GroupOp.ADD, (AAPL,))
    groups.change("Empty", GroupOp.ADD, many[:1])


def test_everything_works_over_the_wire() -> None:
    bench = Bench()
    assert "Tech" in [group.name for group in bench.ask(GetGroups(GroupKind.CUSTOM))]
    bench.ask(ModifyGroup("Empty", GroupOp.ADD, (TENCENT, AAPL)))
    assert [member.id for member in bench.ask(GetGroupMembers("Empty"))] == [TENCENT, AAPL]
    with pytest.raises(RefusedError, match="Unknown stock"):
        bench.ask(ModifyGroup("Empty", GroupOp.ADD, (HSBC, SecurityId.parse("HK.99999"))))
    assert HSBC not in [member.id for member in bench.ask(GetGroupMembers("Empty"))]
    with pytest.raises(RefusedError, match=UNKNOWN_GROUP):
        bench.ask(GetGroupMembers("Nobody"))
