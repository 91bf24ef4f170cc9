from __future__ import annotations

from decimal import Decimal

from hypothesis import given

from tests.wire.values import few, member, tuples_of
from tests.wire.values_lists import ipos
from tests.wire.wire_trips import through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.ipos import Ipo, SizedIssue
from tui.domain.markets import Market
from tui.wire.messages.lists import GetIpos


@given(member(Market))
def test_a_request_survives_the_wire(market: Market) -> None:
    assert through_server(GetIpos(market)) == GetIpos(market)


@few
@given(tuples_of(ipos))
def test_issues_survive_the_wire(listed: tuple[Ipo, ...]) -> None:
    assert through_client(GetIpos(Market.HK), listed) == listed


def test_a_malaysian_issue_has_one_price() -> None:
    terms = SizedIssue(Decimal("0.5"), Decimal("0.5"), 1000)
    issue = Ipo(SecurityId(Market.MY, "0300"), "ACME", None, terms)
    assert through_client(GetIpos(Market.MY), (issue,)) == (issue,)
