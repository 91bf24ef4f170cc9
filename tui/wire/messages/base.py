"""What both ends of the wire may say: the base of all requests.

Every request is a frozen value whose class knows its protocol number; its reply type is the type
parameter, so that `await link.request(GetFunds(...))` is known to return `Funds`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Generic, Protocol, TypeVar

from tui.wire.protoids import ProtoId

R_co = TypeVar("R_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Request(Generic[R_co]):
    """A question to OpenD whose answer is an R_co."""

    proto_id: ClassVar[ProtoId]


@dataclass(frozen=True, slots=True)
class PacketId:
    """Anti-replay stamp of order requests: the connection and the frame's own serial."""

    conn_id: int
    serial: int


class Push(Protocol):
    """Something the simulator says by itself; like a request, its class knows its protocol number."""

    proto_id: ClassVar[ProtoId]
