"""How the face treats the line to the terminal: as `[terminal]`, the environment and options ask for.

Over SSH, and where the terminal's answers are slow, nothing moves by itself: a screen on which nothing
changes costs no byte. Imported before Textual, which reads the environment when it is imported.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

from tui.app.output.allowance import multiplexer_cap
from tui.options import LEAST_BUDGET, parse_budget
from tui.toml_file import Document, unknown

TABLE = "terminal"
Clock = Literal["second", "minute", "off"]
Colours = Literal["auto", "truecolor", "256", "16", "none"]
When = Literal["auto", "on", "off"]

SLOW_LINE = 8000
"""Bytes a second; a line that carries less gets no true colours."""
SLOW_ANSWERS = 8
"""So many slow answers in a row make a slow line."""
LOW_BANDWIDTH = 10_000
LOW_FRAMES_PER_S = 2
MOST_FRAMES_PER_S = 20
REMOTE_ESCAPE_MS = 250
"""A sequence that a key makes may arrive in two packets of SSH: its rest is not taken for keys so soon."""
REMOTE = ("SSH_CONNECTION", "SSH_TTY")
_SYSTEMS = {"truecolor": "truecolor", "256": "256", "16": "standard"}
"""Names of Textual and Rich."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """The table `[terminal]` as it holds; None is as the profile has it."""

    profile: When = "auto"
    animation: bool | None = None
    blink: bool | None = None
    clock: Clock | None = None
    mouse: bool = False
    colours: Colours = "auto"
    budget: int | None = None
    frames_per_s: int | None = None
    rates: bool | None = None
    line: bool = False
    ascii: bool = False
    escape_delay_ms: int | None = None
    problems: tuple[str, ...] = ()
    """What is wrong with the table, one line each; such a line is left out."""


@dataclass(frozen=True, slots=True)
class LineProfile:
    """What holds now."""

    slow: bool = False
    """Whether the profile of slow lines is in use."""
    why: str = ""
    """What put it in use."""
    animation: bool = False
    blink: bool = False
    clock: Clock = "second"
    mouse: bool = False
    """Whether clicks are taken; moves never are."""
    colours: Colours = "auto"
    """The most that is sent; `auto` is all that the terminal shows."""
    budget: int | None = None
    frames_per_s: int = MOST_FRAMES_PER_S
    rates: bool = True
    """Whether the status bar counts what the feed brings."""
    line: bool = False
    """Whether it begins with the figures of the line."""
    ascii: bool = False
    escape_delay_ms: int | None = None
    """None is Textual's own."""

    @property
    def coarse(self) -> bool:
        """Whether countdowns stand still as long as they can."""
        return self.slow


PLAIN = LineProfile()


def profile_for(
    wishes: Wishes,
    environ: Mapping[str, str],
    *,
    budget: int | None = None,
    low_bandwidth: bool = False,
    slow_answers: bool = False,
    line_bytes_per_s: float | None = None,
) -> LineProfile:
    """Join what the user wishes, what the command line says and what is known of the line.

    Inside tmux and screen, which answer for the terminal, there is a budget in any case, and inside screen no
    true colour. `budget` and `low_bandwidth` are of the command line and go before the table; `slow_answers`
    and `line_bytes_per_s` are what the terminal's answers show.
    """
    remote = next((name for name in REMOTE if environ.get(name)), "")
    why = "--low-bandwidth" if low_bandwidth else remote or ("slow answers" if slow_answers else "")
    slow = low_bandwidth or wishes.profile == "on" or (wishes.profile == "auto" and bool(why))
    bytes_per_s = budget or wishes.budget or multiplexer_cap(environ)
    frames = wishes.frames_per_s or MOST_FRAMES_PER_S
    if low_bandwidth:
        bytes_per_s = min(bytes_per_s or LOW_BANDWIDTH, LOW_BANDWIDTH)
        frames = min(frames, LOW_FRAMES_PER_S)
    clock: Clock = wishes.clock or ("minute" if slow else "second")
    carried = min(bytes_per_s or SLOW_LINE, line_bytes_per_s or SLOW_LINE)
    few = garbles_true_colours(environ) or (wishes.profile != "off" and carried < SLOW_LINE)
    return LineProfile(
        slow=slow,
        why="settings" if slow and wishes.profile == "on" and not low_bandwidth else why if slow else "",
        animation=bool(wishes.animation) and not low_bandwidth,
        blink=bool(wishes.blink) and not low_bandwidth,
        clock="minute" if low_bandwidth and clock == "second" else clock,
        mouse=wishes.mouse,
        colours="256" if few and wishes.colours == "auto" else wishes.colours,
        budget=bytes_per_s,
        frames_per_s=frames,
        rates=not slow if wishes.rates is None else wishes.rates,
        line=wishes.line,
        ascii=wishes.ascii,
        escape_delay_ms=wishes.escape_delay_ms or (REMOTE_ESCAPE_MS if remote else None),
    )


def garbles_true_colours(environ: Mapping[str, str]) -> bool:
    """Whether GNU screen stands in between, which up to version 4 takes a true colour for other attributes.

    The terminal around it still says of itself, in the environment, that it has them.
    """
    return bool(environ.get("STY")) and not environ.get("TEXTUAL_COLOR_SYSTEM")


def variables_for(
    wishes: Wishes, environ: Mapping[str, str], *, low_bandwidth: bool = False
) -> dict[str, str]:
    """Return what must be in the environment before Textual is imported; what the user has set stays.

    Only colours that are wished are asked for: the fewer ones of a slow line are drawn later, and never more
    of them than the terminal shows.
    """
    wanted: dict[str, str] = {}
    delay = profile_for(wishes, environ, low_bandwidth=low_bandwidth).escape_delay_ms
    if delay is not None:
        wanted["ESCDELAY"] = str(delay)
    if wishes.colours == "none":
        wanted["NO_COLOR"] = "1"
    elif wishes.colours != "auto" and not environ.get("NO_COLOR"):
        wanted["TEXTUAL_COLOR_SYSTEM"] = _SYSTEMS[wishes.colours]
    return {name: value for name, value in wanted.items() if not environ.get(name)}


# ---- the table


def parse_wishes(document: Document) -> Wishes:
    """Read the table `[terminal]` of settings.toml."""
    table = document.values.get(TABLE, {})
    if not isinstance(table, Mapping):
        return Wishes(problems=(f"{document.at(TABLE)}: {TABLE} must be a table: write [{TABLE}]",))
    wishes, problems = Wishes(), []
    for key, value in table.items():
        read = READERS.get(key)
        try:
            if read is None:
                raise ValueError(unknown(key, READERS))  # noqa: TRY301
            wishes = replace(wishes, **{key: read(value)})
        except ValueError as error:
            told = str(error) if read is None else f"{key} {error}"
            problems.append(f"{document.at(TABLE, key)}: [{TABLE}] {told}")
    return replace(wishes, problems=tuple(problems))


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError(f"must be true or false, not {value!r}")  # noqa: TRY004
    return value


def _one_of(names: tuple[str, ...]) -> Callable[[object], str]:
    def read(value: object) -> str:
        if not isinstance(value, str) or value not in names:
            raise ValueError(f"must be one of {', '.join(names)}, not {value!r}")
        return value

    return read


def _mouse(value: object) -> bool:
    if value is False:
        return False
    if value == "click":
        return True
    raise ValueError(f'must be false or "click", not {value!r}')


def _whole(least: int, most: int) -> Callable[[object], int]:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise ValueError(f"must be a whole number from {least} to {most}, not {value!r}")
        return value

    return read


def _budget(value: object) -> int:
    if not isinstance(value, str):
        raise ValueError(f'must be bytes a second such as "4k", {LEAST_BUDGET} at least, not {value!r}')  # noqa: TRY004
    return parse_budget(value)


READERS: dict[str, Callable[[object], Any]] = {
    "profile": _one_of(get_args(When)),
    "animation": _switch,
    "blink": _switch,
    "clock": _one_of(get_args(Clock)),
    "mouse": _mouse,
    "colours": _one_of(get_args(Colours)),
    "budget": _budget,
    "frames_per_s": _whole(1, MOST_FRAMES_PER_S),
    "rates": _switch,
    "line": _switch,
    "ascii": _switch,
    "escape_delay_ms": _whole(20, 2000),
}
"""What may stand in the table, and how each is read; a ValueError says what it must be."""
