"""`make screenshots`: draws screenshots/ from the seeded simulator, as SVG and PNG.

The app is the real one on a real engine, connected over TCP to `futu-tui sim`; only the terminal is Textual's
headless one. Times differ from run to run, the market does not.
"""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import resvg_py
from textual.pilot import Pilot

from tests.e2e.simulator import running_simulator
from tests.journals import MemoryJournal
from tui.app.app import FutuApp
from tui.app.settings import load_settings
from tui.app.themes import FALLBACK
from tui.app.widgets.grid import Grid
from tui.client.address import Address
from tui.domain.accounts import Env
from tui.domain.events import LinkPhase
from tui.domain.ids import SecurityId
from tui.domain.intents import OrderIntent, OutcomeKind
from tui.domain.limits import NO_LIMITS, LimitsBook
from tui.domain.orders import OrderType, Side
from tui.engine import Engine
from tui.options import DashboardOptions
from tui.resources import data_dir
from tui.sim.trading.accounts import REAL_SECURITIES
from tui.trading.preferences import Preferences
from tui.trading.tags import new_tag

OUT = Path(__file__).resolve().parent.parent / "screenshots"
SIZES = ((80, 24), (120, 40), (200, 60))
SEED = 7
TENCENT = SecurityId.parse("HK.00700")
REAL = REAL_SECURITIES
FONT_FACES = re.compile(r"@font-face \{.*?\}", re.DOTALL)


async def until(condition: Callable[[], object], pilot: Pilot[int], what: str) -> None:
    """Let the app work until the condition holds, 20 s at most."""
    for _ in range(400):
        if condition():
            return
        await pilot.pause(0.05)
    raise SystemExit(f"never saw {what}")


async def place(engine: Engine, side: Side, lots: int, ticks_away: int) -> None:
    """Place a paper limit order some ticks inside its own side of the book."""
    store = engine.store
    account = next(one for one in store.accounts if one.env is Env.PAPER)
    book, quote = store.book(TENCENT), store.quote(TENCENT)
    assert book is not None
    assert quote is not None
    assert quote.tick is not None
    best = book.best_bid if side is Side.BUY else book.best_ask
    assert best is not None
    away = quote.tick * ticks_away
    price = best - away if side is Side.BUY else best + away
    intent = OrderIntent(
        new_tag(), Env.PAPER, account.acc_id, TENCENT, side, OrderType.LIMIT, Decimal(100 * lots), price
    )
    outcome = await engine.place(intent)
    assert outcome.kind is OutcomeKind.ACCEPTED, outcome


def save(app: FutuApp, name: str) -> None:
    """Write one picture twice; the SVG names no web font, so that it looks the same without a network."""
    svg = FONT_FACES.sub("", app.export_screenshot(title="futu-tui"))
    svg = svg.replace("Fira Code", "DejaVu Sans Mono")
    (OUT / f"{name}.svg").write_text(svg, encoding="utf-8")
    png = resvg_py.svg_to_bytes(svg_string=svg, monospace_family="DejaVu Sans Mono", zoom=1.0)
    (OUT / f"{name}.png").write_bytes(bytes(png))
    print(f"screenshots/{name}.svg .png")


async def review_real(pilot: Pilot[int]) -> None:
    """Choose the real account and have an order for it reviewed; it is not armed, and nothing is sent."""
    await pilot.press("a")
    await pilot.pause(0.3)
    pilot.app.screen.query_one("#accounts", Grid).move_to(REAL)
    await pilot.press("enter")
    await pilot.pause(1.0)
    await pilot.press("l", "b", "2", "0", "0")
    await pilot.pause(0.3)
    await pilot.press("enter")
    await pilot.pause(0.3)


async def draw(port: int, width: int, height: int) -> None:
    """Take the pictures of one terminal size."""
    options = DashboardOptions(address=Address("127.0.0.1", port), real=True)
    with tempfile.TemporaryDirectory() as config:
        settings = replace(load_settings(data_dir("themes"), Path(config)), trading=Preferences(real=True))
    limits = LimitsBook(real={REAL: NO_LIMITS})
    engine = Engine(options.address, journal=MemoryJournal(), allow_real=True, limits=limits)
    app = FutuApp(
        engine, options, settings, engine_for=lambda address: Engine(address, journal=MemoryJournal())
    )
    size = f"{width}x{height}"
    async with app.run_test(size=(width, height)) as pilot:
        store = engine.store
        await until(lambda: store.link.phase is LinkPhase.LIVE, pilot, "a live link")
        await until(lambda: store.book(TENCENT) and store.quote(TENCENT), pilot, "a book")
        await until(lambda: store.accounts and store.funds(store.accounts[0].acc_id), pilot, "funds")
        await place(engine, Side.BUY, 3, 2)
        await place(engine, Side.BUY, 5, 4)
        await place(engine, Side.SELL, 2, 3)
        await place(engine, Side.BUY, 1, -3)
        await until(lambda: len(store.orders(store.accounts[0].acc_id)) >= 4, pilot, "orders")
        await pilot.pause(1.5)
        await pilot.press("o")
        await pilot.pause(0.3)
        save(app, f"dashboard-{size}")
        if (width, height) == SIZES[1]:
            for theme in ("light", "mono"):
                app.theme = theme
                await pilot.pause(0.5)
                save(app, f"{theme}-{size}")
            app.theme = FALLBACK
            await pilot.pause(0.5)
        if (width, height) != SIZES[-1]:
            await pilot.press("b", "2", "0", "0")
            await pilot.pause(0.3)
            save(app, f"ticket-{size}")
            await pilot.press("enter")
            await pilot.pause(0.3)
            save(app, f"review-{size}")
            await pilot.press("escape", "escape")
            await review_real(pilot)
            save(app, f"review-real-{size}")
            await pilot.press("escape", "escape")
            await pilot.press("l", "i")
            await pilot.pause(1.0)
            save(app, f"details-{size}")
            await pilot.press("escape")
            await pilot.press("question_mark")
            await pilot.pause(0.3)
            save(app, f"help-{size}")
            await pilot.press("escape")


def main() -> None:
    """Draw every size, each on a simulator of its own so that the pictures start from the same market."""
    OUT.mkdir(exist_ok=True)
    for width, height in SIZES:
        with running_simulator(seed=SEED) as port:
            asyncio.run(draw(port, width, height))


main()
