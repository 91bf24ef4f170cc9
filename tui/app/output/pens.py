"""How a cell is inked, and the shortest escape sequence from one ink to the next."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rich.color import ColorSystem
from rich.style import Style

_ON = {0: "1", 1: "2", 2: "3", 3: "4", 6: "7", 8: "9"}
"""Attribute bits of a Rich style that we draw; a blinking cell is drawn steady."""
_DRAWN = sum(1 << bit for bit in _ON)
_OFF = {0: "22", 1: "22", 2: "23", 3: "24", 6: "27", 8: "29"}
_ITALIC = 1 << 2
_ON_BLANKS = 1 << 3 | 1 << 6 | 1 << 8
"""Underline, reverse and strike show on a blank; bold, dim, italic and the ink's own colour do not."""


@dataclass(frozen=True, slots=True, eq=False)
class Pen:
    """Attributes and colours as a terminal holds them; colours are SGR parameters, empty for its own.

    There is one of each kind, made by `pen_with`: they are compared by identity.
    """

    attributes: int = 0
    ink: str = ""
    ground: str = ""


PLAIN = Pen()
_POOL: dict[tuple[int, str, str], Pen] = {(0, "", ""): PLAIN}
"""Never emptied, or pens would differ from themselves; as many as the themes have looks."""


def pen_with(attributes: int = 0, ink: str = "", ground: str = "") -> Pen:
    """Return the one pen of its kind."""
    key = attributes, ink, ground
    return _POOL.get(key) or _POOL.setdefault(key, Pen(*key))


@lru_cache(maxsize=4096)
def pen_of(style: Style | None, colours: ColorSystem | None) -> Pen:
    """Return the pen that draws a style in a colour system; None draws without any colour."""
    if style is None:
        return PLAIN
    # Rich keeps no public name for the bits of all attributes together.
    attributes = style._attributes & style._set_attributes & _DRAWN  # noqa: SLF001
    if colours is None:
        return pen_with(attributes)
    ink = ground = ""
    if style.color is not None and not style.color.is_default:
        ink = ";".join(style.color.downgrade(colours).get_ansi_codes())
    if style.bgcolor is not None and not style.bgcolor.is_default:
        ground = ";".join(style.bgcolor.downgrade(colours).get_ansi_codes(foreground=False))
    return pen_with(attributes, ink, ground)


@lru_cache(maxsize=4096)
def blank_pen(pen: Pen) -> Pen:
    """Return the plainest pen that draws a blank the same."""
    if pen.attributes & _ON_BLANKS:
        return pen_with(pen.attributes & ~_ITALIC, pen.ink, pen.ground)
    return pen_with(ground=pen.ground)


@lru_cache(maxsize=16384)
def change(old: Pen, new: Pen) -> str:
    """Return what makes a terminal that draws with `old` draw with `new`; empty when they are the same."""
    if old is new:
        return ""
    if new is PLAIN:
        return "\x1b[m"
    anew = ["", *_codes(new.attributes), new.ink, new.ground]
    whole = ";".join(code for number, code in enumerate(anew) if code or not number)
    lost = old.attributes & ~new.attributes
    off = {_OFF[bit] for bit in _ON if lost >> bit & 1}
    # One code ends bold and dim alike.
    kept = old.attributes & ~(0b11 if "22" in off else 0)
    steps = [*sorted(off), *_codes(new.attributes & ~kept)]
    if new.ink != old.ink:
        steps.append(new.ink or "39")
    if new.ground != old.ground:
        steps.append(new.ground or "49")
    step = ";".join(steps)
    return f"\x1b[{min(step, whole, key=len)}m"


@lru_cache(maxsize=4096)
def draws_blank(pen: Pen, blank: Pen) -> bool:
    """Whether a terminal that draws with `pen` need not change it for a blank."""
    return blank_pen(pen) is blank


def _codes(attributes: int) -> list[str]:
    return [code for bit, code in _ON.items() if attributes >> bit & 1]
