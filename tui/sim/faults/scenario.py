"""Scenario files: what is to go wrong, and when. Strictly read; a mistake is told with file, line and key.

answers = "A2"
about = "The reply to an order is lost"

[names]
"HK.00700" = "another name"

[[fault]]
do = "swallow_reply"
on = "place_order"      # a request or push, by name or number, or "any"; or:  at = 12.5
nth = 2                 # the second one, default the first
count = 3               # that one and the next two, default only that one
for = 10                # ends after so many seconds
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from tui.domain.ids import SecurityId
from tui.sim.faults.kinds import KINDS, Family, Kind
from tui.sim.faults.text import ScenarioError, Source
from tui.sim.listings.universe import Universe
from tui.wire.protoids import PUSH_IDS, ProtoId

__all__ = ["Fault", "Scenario", "ScenarioError", "Trigger", "load", "parse", "renamed", "shipped"]

_FOLDER = Path(str(files("tui.sim.faults"))) / "scenarios"
ANY = 0
"""Stands for every protocol in a trigger."""
_TOP = {"answers": str, "about": str, "names": dict, "fault": list}
_WHEN = ("at", "on", "nth", "count", "for")


@dataclass(frozen=True, slots=True)
class Trigger:
    """Which messages set a fault off: `count` of them from the `nth` on."""

    proto_id: int
    nth: int = 1
    count: int = 1


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong. Faults of messages always have a trigger, others a time or a trigger."""

    kind: Kind
    at: float | None = None
    """Seconds after the start; for faults of messages, the time from which on they count."""
    on: Trigger | None = None
    last_s: float | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A file's content."""

    name: str
    answers: str = ""
    """The user pain it is about."""
    about: str = ""
    faults: tuple[Fault, ...] = ()
    names: Mapping[SecurityId, str] = field(default_factory=dict)
    """Securities that are called something else."""


def shipped() -> tuple[Scenario, ...]:
    """Return the scenarios that come with the program, by name."""
    return tuple(load(str(path)) for path in sorted(_FOLDER.glob("*.toml")))


def load(name: str) -> Scenario:
    """Read a file, or one of the shipped scenarios by its name; ScenarioError says what is wrong."""
    path = Path(name)
    if not path.suffix and not path.exists():
        path = _FOLDER / f"{name}.toml"
        if not path.is_file():
            names = [one.stem for one in _FOLDER.glob("*.toml")]
            raise ScenarioError(f"no scenario is called {name!r}{Source.hint(name, names)}")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: cannot be read: {getattr(error, 'strerror', None) or error}") from None
    return parse(text, str(path))


def parse(text: str, file: str = "scenario") -> Scenario:
    """Read the text of a scenario."""
    source = Source(file, text)
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{file}: {error}") from None
    source.known(content, _TOP, "")
    for key, kind in _TOP.items():
        if key in content and not isinstance(content[key], kind):
            raise source.error(key, f"{key} must be {_WORDS[kind]}")
    tables = content.get("fault", [])
    return Scenario(
        name=Path(file).stem,
        answers=content.get("answers", ""),
        about=content.get("about", ""),
        faults=tuple(_fault(source, place, table) for place, table in enumerate(tables)),
        names={
            _security(source, code): _name(source, code, name)
            for code, name in content.get("names", {}).items()
        },
    )


_WORDS = {str: "a text", dict: "a table", list: "tables: write [[fault]]"}


def renamed(universe: Universe, names: Mapping[SecurityId, str]) -> Universe:
    """Return a universe in which some securities are called something else, in every language."""
    if not names:
        return universe
    return Universe(
        replace(listing, name_en=names[listing.id], name_zh=names[listing.id])
        if listing.id in names
        else listing
        for listing in universe
    )


def _fault(source: Source, place: int, table: Any) -> Fault:
    source = source.section(place)
    if not isinstance(table, dict):
        raise source.error("fault", "a fault must be a table: write [[fault]]")
    if "do" not in table:
        raise source.error("", 'a fault needs do = "..."')
    kind = KINDS.get(table["do"]) if isinstance(table["do"], str) else None
    if kind is None:
        raise source.error("do", f"no fault is called {table['do']!r}{source.hint(table['do'], KINDS)}")
    source.known(table, ("do", *_WHEN, *kind.options), f" of {kind.name}")
    at, last_s = source.seconds(table, "at"), source.seconds(table, "for")
    trigger = _trigger(source, table)
    if kind.requests_only and trigger is not None and trigger.proto_id in PUSH_IDS:
        raise source.error("on", f"{kind.name} is for requests, not for pushes")
    if kind.family is Family.MESSAGE and trigger is None:
        raise source.error("do", f'{kind.name} needs on = "..."')
    if kind.family is not Family.MESSAGE and (at is None) == (trigger is None):
        raise source.error("do", f"{kind.name} needs either at or on")
    if kind.needs_end and last_s is None:
        raise source.error("do", f"{kind.name} needs for")
    options = {name: option.read(source, name, table) for name, option in kind.options.items()}
    return Fault(kind, at, trigger, last_s, options)


def _trigger(source: Source, table: Mapping[str, Any]) -> Trigger | None:
    numbers = {name: source.whole(table, name) for name in ("nth", "count")}
    if "on" not in table:
        for name in numbers:
            if name in table:
                raise source.error(name, f"{name} needs on")
        return None
    return Trigger(_protocol(source, table["on"]), numbers["nth"], numbers["count"])


def _protocol(source: Source, value: Any) -> int:
    names = dict(_protocol_names())
    if value in names:
        return names[value]
    if isinstance(value, int) and value in set(ProtoId):
        return value
    hint = source.hint(value, names)
    raise source.error("on", f"no request or push is called {value!r}{hint}")


def _protocol_names() -> Iterable[tuple[str, int]]:
    """Names as a user writes them: "place_order" or "trd_place_order"."""
    yield "any", ANY
    for proto_id in ProtoId:
        name = proto_id.name.lower()
        yield name, proto_id
        yield name.removeprefix("trd_").removeprefix("qot_"), proto_id


def _security(source: Source, code: str) -> SecurityId:
    try:
        return SecurityId.parse(code)
    except ValueError as error:
        raise source.error(code, str(error)) from None


def _name(source: Source, code: str, name: Any) -> str:
    if not isinstance(name, str):
        raise source.error(code, "a name must be a text")
    return name
