"""Which schema each protocol has, in each direction."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from tui import pb
from tui.wire import codec
from tui.wire.protoids import ProtoId


@cache
def types_of(part: str) -> tuple[tuple[int, Any], ...]:
    """Message types of every protocol spoken: "request", "response" or "push"."""
    for proto_ids in codec._HOMES.values():
        for proto_id in proto_ids:
            codec._load(proto_id)
    if part == "push":
        return tuple(_push_types())
    return tuple((proto_id, getattr(one, part)) for proto_id, one in sorted(codec._codecs.items()))


def _push_types() -> Iterable[tuple[int, Any]]:
    """Pushes are decoded by functions, so their schemas are found by name."""
    schemas = {name.replace("_", "").lower(): name for _, name, _ in iter_modules(pb.__path__)}
    for proto_id in sorted(codec._pushes):
        name = schemas[ProtoId(proto_id).name.replace("_", "").lower() + "pb2"]
        yield proto_id, import_module(f"tui.pb.{name}").Response
