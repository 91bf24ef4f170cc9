"""groups, group: watchlists that the broker keeps."""

from __future__ import annotations

import argparse

from tui.client.link import Link
from tui.commands.arguments import securities_of
from tui.commands.run import Shown, show_once
from tui.commands.tables import table
from tui.domain.groups import GroupKind, GroupOp
from tui.wire.messages.user import GetGroupMembers, GetGroups, ModifyGroup


def groups(options: argparse.Namespace) -> int:
    """Print the names of the groups."""
    kind = GroupKind[options.kind.upper()]
    return show_once(options, lambda link: _groups(link, kind))


def group(options: argparse.Namespace) -> int:
    """Change a group if asked to, and print its members."""
    change = None
    if options.add or options.remove:
        ids = securities_of(options.add or options.remove)
        change = ModifyGroup(options.name, GroupOp.ADD if options.add else GroupOp.MOVE_OUT, ids)
    return show_once(options, lambda link: _group(link, options.name, change))


async def _groups(link: Link, kind: GroupKind) -> Shown:
    rows = [{"name": one.name, "kind": one.kind.name} for one in await link.request(GetGroups(kind))]
    return Shown(rows, table(rows, ["name", "kind"]))


async def _group(link: Link, name: str, change: ModifyGroup | None) -> Shown:
    if change is not None:
        await link.request(change)
    rows = [
        {"code": str(member.id), "name": member.name, "type": member.type.name, "lot": member.lot}
        for member in await link.request(GetGroupMembers(name))
    ]
    return Shown(rows, table(rows, ["code", "name", "type", "lot"]))
