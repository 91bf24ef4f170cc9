"""Both directions of a codec in one step: what the other end reads of what this end wrote."""

from __future__ import annotations

from typing import Any, TypeVar

from tui.wire import codec
from tui.wire.messages.base import Push, Request

R = TypeVar("R")


def through_server(request: Request[Any]) -> Request[Any]:
    """The request as the simulator reads it."""
    return codec.decode_request(request.proto_id, codec.encode_request(request))


def through_client(request: Request[R], reply: Any) -> R:
    """The reply to a request as the client reads it."""
    return codec.decode_reply(request, codec.encode_reply(request.proto_id, reply))


def events_of(push: Push) -> tuple[Any, ...]:
    """The events of a push as the client reads them."""
    proto_id, body = codec.encode_push(push)
    return codec.decode_push(proto_id, body)
