from __future__ import annotations

from hypothesis import given

from tests.wire.values import few, id_lists
from tests.wire.values_quote import snapshots
from tests.wire.wire_trips import through_client, through_server
from tui.domain.ids import SecurityId
from tui.domain.quotes import Snapshot
from tui.wire.messages.quote import GetSnapshots


@few
@given(id_lists)
def test_a_request_survives_the_wire(ids: tuple[SecurityId, ...]) -> None:
    assert through_server(GetSnapshots(ids)) == GetSnapshots(ids)


@few
@given(snapshots)
def test_snapshots_survive_the_wire(snapshot: Snapshot) -> None:
    asked = GetSnapshots((snapshot.quote.id,) * 2)
    assert through_client(asked, (snapshot, snapshot)) == (snapshot, snapshot)
