"""What the broker keeps for the user: groups 3213, 3214, 3222 and reminders 3220, 3221."""

from __future__ import annotations

from tui.domain.groups import Group
from tui.domain.instruments import Instrument
from tui.domain.reminders import SecurityReminders
from tui.sim.caller import Caller
from tui.sim.refusal import RefusalError
from tui.sim.world import Handlers, World
from tui.wire.messages.user import GetGroupMembers, GetGroups, GetReminders, ModifyGroup, SetReminder


def groups(world: World, caller: Caller, request: GetGroups) -> tuple[Group, ...]:
    """List the names of groups."""
    del caller
    return world.groups.names(request.kind)


def members(world: World, caller: Caller, request: GetGroupMembers) -> tuple[Instrument, ...]:
    """List the securities of a group that are still listed."""
    del caller
    listed = (world.exchange.universe.find(id_) for id_ in world.groups.members(request.group))
    return tuple(listing.instrument(world.config.language) for listing in listed if listing is not None)


def change_group(world: World, caller: Caller, request: ModifyGroup) -> None:
    """Add to a group or take out of it, all of the codes or none."""
    del caller
    for id_ in request.ids:
        world.listing(id_)
    world.groups.change(request.group, request.op, request.ids)


def set_reminder(world: World, caller: Caller, request: SetReminder) -> int:
    """Add, change, switch or delete reminders."""
    del caller
    world.listing(request.id)
    return world.reminders.set(request)


def reminders(world: World, caller: Caller, request: GetReminders) -> tuple[SecurityReminders, ...]:
    """List the reminders of a security or of a market."""
    del caller
    if request.id is not None:
        world.listing(request.id)
        return world.reminders.listed((request.id,))
    if request.market is None:
        raise RefusalError("Ask for the reminders of a security or of a market.")
    return world.reminders.listed(id_ for id_ in world.reminders.watched if id_.market is request.market)


HANDLERS: Handlers = {
    GetGroups: groups,
    GetGroupMembers: members,
    ModifyGroup: change_group,
    SetReminder: set_reminder,
    GetReminders: reminders,
}
