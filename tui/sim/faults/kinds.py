"""Every fault a scenario may name, with its options. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from tui.sim.faults.text import Source
from tui.sim.rights import Area
from tui.wire.messages.session import ProgramStatus
from tui.wire.protoids import PUSH_IDS, ProtoId


class Family(Enum):
    """What a fault hits."""

    MESSAGE = auto()
    """Single replies or pushes."""
    LINK = auto()
    """The connections there are at its moment."""
    WORLD = auto()
    """The daemon itself."""


PUSH_NAMES: Mapping[str, ProtoId] = {
    proto_id.name.lower().removeprefix("trd_").removeprefix("qot_"): proto_id
    for proto_id in ProtoId
    if proto_id in PUSH_IDS
}
"""Pushes by the names a scenario may use."""
_Check = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Option:
    """A key of a fault: what it must be, and what it is when it is not given."""

    default: Any
    check: _Check
    words: str
    required: bool = False
    choices: tuple[str, ...] = ()

    def read(self, source: Source, name: str, table: Mapping[str, Any]) -> Any:
        """Return its value in a fault."""
        if name not in table:
            if self.required:
                raise source.error("do", f"{table['do']} needs {name}")
            return self.default
        value = table[name]
        if not self.check(value):
            hint = source.hint(value, self.choices) if self.choices else ""
            raise source.error(name, f"{name} must be {self.words}{hint}")
        return value


@dataclass(frozen=True, slots=True)
class Kind:
    """A fault by name."""

    name: str
    family: Family
    about: str
    options: Mapping[str, Option] = field(default_factory=dict)
    needs_end: bool = False
    requests_only: bool = False
    """Whether it makes no sense for pushes."""


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int | float) and 0 <= value < 1e6


def _is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, int) and abs(value) < 2**31


def _is_path(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(_is_whole(one) and one > 0 for one in value)


def _choice(choices: tuple[str, ...], default: str | None, words: str) -> Option:
    return Option(default, lambda value: value in choices, words, default is None, choices)


def _flag(*, default: bool) -> Option:
    return Option(default, lambda value: isinstance(value, bool), "true or false")


_SECONDS = Option(None, _is_number, "a number of seconds", required=True)
_AREAS = tuple(area.value for area in Area)
_STATUSES = tuple(status.name.lower() for status in ProgramStatus if status is not ProgramStatus.UNKNOWN)
_BEFORE = {"before": _flag(default=False)}
"""With a trigger: whether it happens before the request is carried out."""

_ALL = (
    Kind("swallow_reply", Family.MESSAGE, "carry the request out and never answer"),
    Kind("delay_reply", Family.MESSAGE, "answer later", {"seconds": _SECONDS}),
    Kind(
        "refuse",
        Family.MESSAGE,
        "say no instead of carrying the request out",
        {"text": Option("The server is busy.", lambda value: isinstance(value, str), "a text")},
        requests_only=True,
    ),
    Kind("duplicate", Family.MESSAGE, "send the message twice"),
    Kind(
        "hold_reply",
        Family.MESSAGE,
        "answer only after the next push of a kind",
        {"until": _choice(tuple(PUSH_NAMES), "update_order", "the name of a push")},
        requests_only=True,
    ),
    Kind("wrong_digest", Family.MESSAGE, "send the message with another SHA-1"),
    Kind("truncate", Family.MESSAGE, "leave the end of the message out"),
    Kind(
        "unknown_number",
        Family.MESSAGE,
        "set a number in the message to one that nobody knows",
        {
            "path": Option(None, _is_path, "a list of field numbers", required=True),
            "value": Option(99, _is_whole, "a whole number"),
        },
    ),
    Kind("drop_link", Family.LINK, "close every connection; with for, refuse new ones so long", _BEFORE),
    Kind("stop_reading", Family.LINK, "take nothing from the connections", _BEFORE, needs_end=True),
    Kind("half_open", Family.LINK, "neither read nor write any more, and do not close either", _BEFORE),
    Kind(
        "latency",
        Family.LINK,
        "send everything later, in order",
        {"seconds": _SECONDS, "jitter": Option(0.0, _is_number, "a number of seconds")},
    ),
    Kind(
        "restart",
        Family.WORLD,
        "close everything and keep only the accounts with their orders; with for, stay away so long",
        _BEFORE,
    ),
    Kind(
        "kick_right",
        Family.WORLD,
        "another login takes a quote right; with for, it comes back",
        {"area": _choice(_AREAS, None, "an area of quote rights"), **_BEFORE},
    ),
    Kind(
        "log_out",
        Family.WORLD,
        "OpenD loses the broker's servers; with for, it comes back",
        {"quote": _flag(default=True), "trade": _flag(default=True), **_BEFORE},
    ),
    Kind(
        "gateway_event",
        Family.WORLD,
        "send a notice of a gateway event",
        {
            "event": Option(None, _is_whole, "a whole number", required=True),
            "text": Option("", lambda value: isinstance(value, str), "a text"),
            **_BEFORE,
        },
    ),
    Kind(
        "program_status",
        Family.WORLD,
        "OpenD reports another state; with for, it is ready again after it",
        {"status": _choice(_STATUSES, None, "a program status"), **_BEFORE},
    ),
    Kind(
        "doubt_orders",
        Family.WORLD,
        "report every open order as timed out; with for, it is known again, and not pushed",
        _BEFORE,
    ),
    Kind("lose_remarks", Family.WORLD, "leave the remarks out of orders; with for, only so long", _BEFORE),
    Kind(
        "set_quota",
        Family.WORLD,
        "the user gets another tier",
        {
            "quota": Option(None, lambda value: _is_whole(value) and value > 0, "a number of units", True),
            **_BEFORE,
        },
    ),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}
