"""The dashboard as it is, with its journal commits timed and without OpenD's limit of 15 orders in 30 s.

Usage: latency_child.py FILE [core=N] ARGUMENTS...; each commit adds a line with its seconds to the file.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from typing import cast

from tests.bench.cores import take
from tui.cli import main
from tui.domain import rate_limits
from tui.domain.journal import Entry
from tui.trading.journal import Journal
from tui.wire.protoids import ProtoId

_commit_order = Journal.commit_order
_file = os.open(sys.argv[1], os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)


async def commit_order(self: Journal, entry: Entry) -> int:
    """Commit, and note how long the loop waited for that."""
    began = time.perf_counter()
    place = await _commit_order(self, entry)
    took = time.perf_counter() - began
    os.write(_file, f"{took:.6f}\n".encode())
    return place


setattr(Journal, commit_order.__name__, commit_order)
limits = cast("dict[int, rate_limits.Limit]", rate_limits.LIMITS)
limits[ProtoId.TRD_PLACE_ORDER] = replace(limits[ProtoId.TRD_PLACE_ORDER], calls=100_000)
the_rest = sys.argv[2:]
if the_rest and the_rest[0].startswith("core="):
    take(int(the_rest.pop(0).removeprefix("core=")))
sys.exit(main(the_rest))
