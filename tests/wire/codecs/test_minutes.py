from __future__ import annotations

from hypothesis import given

from tests.wire.values import few, ids
from tests.wire.values_quote import minute_lines
from tests.wire.wire_trips import events_of, through_client, through_server
from tui.domain.ids import SecurityId
from tui.wire.messages.quote import GetMinutes, MinuteLine, MinutesPush


@few
@given(ids)
def test_a_request_survives_the_wire(id: SecurityId) -> None:
    assert through_server(GetMinutes(id)) == GetMinutes(id)


@few
@given(minute_lines)
def test_a_line_survives_reply_and_push(line: MinuteLine) -> None:
    assert through_client(GetMinutes(line.id), line) == line
    (event,) = events_of(MinutesPush(line))
    assert (event.id, event.points) == (line.id, line.points)
