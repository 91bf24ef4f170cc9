"""What is known of a security before any price: name, kind, lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType

if TYPE_CHECKING:
    # Dozens of classes that no first screen needs.
    from tui.domain.extras import WarrantType
    from tui.domain.options import OptionTerms


@dataclass(frozen=True, slots=True)
class Instrument:
    """Static facts of a security, as OpenD returns them today; lots change, so never keep one across days."""

    id: SecurityId
    name: str
    type: SecurityType
    lot: int
    """Shares a board lot; contract size for options and futures."""
    listed_on: date | None = None
    owner: SecurityId | None = None
    """The underlying of a warrant or option."""
    delisted: bool = False
    exchange: int | None = None
    """OpenD's ExchType number."""
    main_contract: bool = False
    """True for a continuous future such as MHImain."""
    internal_id: int = 0
    """OpenD's own number of the security."""
    option: OptionTerms | None = None
    warrant: WarrantType | None = None
    last_trade_day: date | None = None
    """Of a dated future."""
