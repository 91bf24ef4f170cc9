"""Text from outside in every place that shows some: it is shown, and nothing of it is obeyed.

The wire cleans such text; here it comes as if it had not, to see that the face does not rely on that.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from textual.pilot import Pilot

from tests.app.face import dashboard, face, on_stage, picture, settled
from tests.app.fakes import FakeEngine
from tests.app.gated import Gated
from tests.app.listings import (
    PAPER_HK,
    TENCENT,
    account_reports,
    brokers,
    instrument,
    order,
    order_changed,
    quote,
)
from tests.app.test_details import prepared
from tests.app.test_order_detail import told
from tui.domain.brokers import BrokerQueue
from tui.domain.events import (
    BrokersChanged,
    InstrumentsReported,
    LinkChanged,
    LinkPhase,
    NoticeKind,
    NoticeReceived,
    OrderChanged,
    PositionsReported,
    QuoteChanged,
)
from tui.domain.ids import SecurityId
from tui.domain.lazy import Lazy
from tui.domain.orders import OrderStatus, Side
from tui.domain.plates import Plate, PlatesOfSecurity
from tui.wire.messages.lists import GetPlatesOf

TEXTS = {
    "markup": ("[@click=app.quit]x[/] [/] [link=file:///etc]y [bold", "[@cli"),
    "commands": ("Zq\x1b[2J\x1b]52;c;eA==\x07\x9b31m\x1bP+q\x1b\\\u202e\u2066\u200b\ufeff\r\n\tx", "Zq"),
    "wide": (
        "Zq\u9a30e"
        + "\u0301\u0302\u0303" * 9
        + "\U0001f468\u200d\U0001f469 \u2764\ufe0f\U0001f1ed\U0001f1f0",
        "Zq\u9a30",
    ),
}
"""What is sent, and the beginning of it that must be read."""
_OURS = re.compile(r"\x1b\[[\d;]*[mHCG]")
_SIZE = (120, 40)


@dataclass(frozen=True)
class Place:
    """Somewhere outside text is shown: what brings it there, and the keys that open it."""

    name: str
    happens: Callable[[FakeEngine, str], None] = lambda _engine, _text: None
    keys: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()


def named(engine: FakeEngine, text: str) -> None:
    """Give a security, its orders, its holders and its brokers this name."""
    engine.apply(InstrumentsReported((instrument(TENCENT, name=text),)))
    engine.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, name=text))))


def queued(engine: FakeEngine, text: str) -> None:
    """Have brokers of this name stand in the book."""
    queue = brokers(TENCENT)
    asks, bids = (tuple(replace(one, name=text) for one in side) for side in (queue.asks, queue.bids))
    engine.apply(BrokersChanged(TENCENT, Lazy.of(BrokerQueue(TENCENT, text, asks, bids))))


def failed(engine: FakeEngine, text: str) -> None:
    """Have an order fail with this error, and another carry it as its remark."""
    bad = order("A9", Side.BUY, "410.0", 100, OrderStatus.FAILED)
    engine.apply(OrderChanged(replace(bad, name=text, remark=text, error=text)))
    engine.apply(order_changed("A2", Side.BUY, "412.2", 500, OrderStatus.FILLED_PART, 200))


def held(engine: FakeEngine, text: str) -> None:
    """Report positions of this name."""
    for event in account_reports(PAPER_HK, orders=True):
        if isinstance(event, PositionsReported):
            engine.apply(replace(event, positions=tuple(replace(one, name=text) for one in event.positions)))


def plated(engine: FakeEngine, text: str) -> None:
    """Have the details name a plate so."""
    plate = Plate(SecurityId.parse("HK.BK1001"), text)
    engine.replies |= {GetPlatesOf: (PlatesOfSecurity(TENCENT, text, (plate,)),)}


def noticed(engine: FakeEngine, text: str) -> None:
    """Have OpenD say it."""
    engine.apply(NoticeReceived(NoticeKind.GATEWAY, text, fix=text))


def parted(engine: FakeEngine, text: str) -> None:
    """Lose the link with this reason."""
    engine.apply(LinkChanged(LinkPhase.DOWN, text, 4.0))


def refused(engine: FakeEngine, text: str) -> None:
    """Let nothing be armed, for this reason."""
    engine.why_not_armed = text


PLACES = (
    Place("toast"),
    Place("header and watchlist", named),
    Place("ladder", queued),
    Place("finder", keys=("slash", "7"), leaves=("escape",)),
    Place("ticket", keys=("b",)),
    Place("review", keys=("enter",), leaves=("escape", "escape")),
    Place("not armed", refused, ("A",)),
    Place("orders", failed, ("o",)),
    Place("positions", held, ("p",)),
    Place("question before a flatten", keys=("F",), leaves=("escape",)),
    Place("details", plated, ("i",), ("escape",)),
    Place("key line", noticed),
    Place("notices", keys=("n",), leaves=("escape",)),
    Place("status", parted),
)


def seen(pilot: Pilot[int]) -> str:
    """Return what is on the screen, once it holds no command and no link of anybody else."""
    shown = Gated(pilot.app, ColorSystem.TRUECOLOR)
    assert _OURS.sub("", shown.bytes).isprintable()
    ascii_only = Gated(pilot.app, ColorSystem.TRUECOLOR, ascii_only=True)
    assert {len(line) for line in ascii_only.lines} == {_SIZE[0]}
    assert {cell_len(line) for line in picture(pilot)} == {_SIZE[0]}
    for strip in pilot.app.screen._compositor.render_strips():
        for segment in strip:
            if segment.style is not None:
                assert segment.style.link is None
                assert not any(key.startswith("@") for key in segment.style.meta)
    return "\n".join(shown.lines)


async def walk(pilot: Pilot[int], engine: FakeEngine, text: str, wanted: str) -> Iterable[str]:
    """Visit every place; return those where the text is not read."""
    missing = []
    for place in PLACES:
        place.happens(engine, text)
        await pilot.press(*place.keys)
        await settled(pilot)
        await pilot.app.workers.wait_for_complete()
        await settled(pilot)
        if wanted not in seen(pilot):
            missing.append(place.name)
        await pilot.press(*place.leaves)
        await settled(pilot)
        assert pilot.app.screen is dashboard(pilot), place.name
    return missing


@pytest.mark.parametrize("kind", TEXTS)
async def test_text_from_outside_is_shown_and_never_obeyed(kind: str) -> None:
    text, wanted = TEXTS[kind]
    engine = prepared()
    engine.entries = told()
    app = face(engine)
    app._problems = (text,)
    async with app.run_test(size=_SIZE, notifications=True) as pilot:
        await on_stage(pilot)
        engine.go_live()
        await settled(pilot)
        assert list(await walk(pilot, engine, text, wanted)) == []
        assert app.is_running
