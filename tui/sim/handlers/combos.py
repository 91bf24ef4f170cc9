"""Combined orders: 2112, 2227. Changing and cancelling them is 2205, as for any order."""

from __future__ import annotations

from tui.domain.combos import ComboEffect
from tui.sim.caller import Caller
from tui.sim.world import Handlers, World
from tui.wire.messages.trade import OrderReply, TradeReply
from tui.wire.messages.trade_extras import GetComboEffect, PlaceComboOrder


def combo_effect(world: World, caller: Caller, request: GetComboEffect) -> TradeReply[ComboEffect]:
    """Say what a combined order would do to an account."""
    del caller
    return TradeReply(request.header, world.brokerage.combo_effect(request, world.now))


def place_combo(world: World, caller: Caller, request: PlaceComboOrder) -> OrderReply:
    """Take one combined order."""
    del caller
    world.replays.refuse_repeated(request.packet)
    order = world.brokerage.place_combo(request, world.now)
    return OrderReply(request.header, order.order_id, order.number)


HANDLERS: Handlers = {GetComboEffect: combo_effect, PlaceComboOrder: place_combo}
