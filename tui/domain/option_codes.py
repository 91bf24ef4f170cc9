"""What the code of an option says by itself: which chain the contract belongs to."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from tui.domain.ids import SecurityId
from tui.domain.markets import Market

_OPTION = re.compile(r"([A-Z][A-Z0-9.]*)([0-9]{6})[CP][0-9]{1,12}")


class OptionChain(NamedTuple):
    """All the strikes, calls and puts, of a root that end on one day."""

    market: Market
    root: str
    """What stands for the underlying in the codes; the whole code where no day could be read."""
    expiry: date | None


@lru_cache(maxsize=8192)
def chain_of(security: SecurityId) -> OptionChain | None:
    """Return the chain of an option, one of its own where its day is none; None for everything else."""
    found = _OPTION.fullmatch(security.symbol)
    if found is None:
        return None
    try:
        day = datetime.strptime(found[2], "%y%m%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return OptionChain(security.market, security.symbol, None)
    return OptionChain(security.market, found[1], day)
