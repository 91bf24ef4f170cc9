"""What happens to a daemon from outside: logins lost, rights taken, quotas changed, a restart. Pure."""

from __future__ import annotations

from tui.sim.rights import Area
from tui.sim.world import World
from tui.wire.messages.session import ProgramStatus


def set_logins(world: World, *, quote: bool, trade: bool) -> None:
    """Log the daemon in to the servers named, and out of the others."""
    standing = world.standing
    back = quote and not standing.quote_login
    standing.quote_login, standing.trade_login = quote, trade
    world.notices.logins(standing)
    if back:
        world.publisher.owe_all()


def set_program(world: World, status: ProgramStatus, text: str = "") -> None:
    """Change what the daemon reports to be doing."""
    world.standing.program = status
    world.notices.program(world.standing, text)


def set_quota(world: World, tier: int) -> None:
    """Move the user to another tier; what is used already stays."""
    world.subscriptions.quota = world.history_quota.quota = tier
    world.notices.quota(tier, tier, str(tier))


def take_right(world: World, area: Area) -> None:
    """Let another login of the same user take a quote right."""
    if world.rights.take(area, world.now):
        rights_changed(world)


def regain_right(world: World, area: Area | None) -> None:
    """Take a lost quote right back."""
    if world.rights.regain(area):
        rights_changed(world)


def rights_changed(world: World) -> None:
    """Tell everybody the rights, and what could not be pushed for a while."""
    world.notices.rights(world.rights)
    world.publisher.owe_all()


def forget_connections(world: World) -> None:
    """Start over as a restarted daemon does: the accounts are the broker's, all else is gone."""
    world.subscriptions.clear()
    world.brokerage.lock()
