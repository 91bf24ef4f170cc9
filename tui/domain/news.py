"""Headlines."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tui.domain.ids import SecurityId
from tui.domain.numbered import NumberedEnum


class NewsKind(NumberedEnum):
    """Kind of news (numbers of NewsSubType)."""

    UNKNOWN = -1
    ALL = 0
    """In requests only."""
    NEWS = 1
    NOTICE = 2
    """An announcement of the company."""
    RATING = 3


@dataclass(frozen=True, slots=True)
class Headline:
    """One headline; the text behind it is not part of the protocol."""

    title: str
    kind: NewsKind
    source: str = ""
    published_at: datetime | None = None
    """In UTC: news has no exchange."""
    views: int | None = None
    related: tuple[SecurityId, ...] = ()
    url: str = ""
