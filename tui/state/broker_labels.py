"""Broker names short enough to stand beside a price level."""

from __future__ import annotations

import re
from functools import lru_cache

from tui.domain.brokers import BrokerEntry

_SOUTHBOUND = {
    **dict.fromkeys(range(6996, 7000), "SH Connect"),
    **dict.fromkeys((5998, 5999), "SZ Connect"),
}
"""The ids under which mainland orders come in; their registered names say nothing."""

_COMMON_WORDS = (
    "securities security international limited ltd company co capital global markets market asia asian "
    "hong hongkong hk broking brokerage services service asset management futures financial finance group "
    "holdings holding corporation corp trading pacific investment investments"
)
_GENERIC = frozenset(_COMMON_WORDS.split())
"""Words that many participants share: a label ends before the first of them."""

_GENERIC_CJK = re.compile(
    "證券|证券|國際|国际|有限|股份|亞洲|亚洲|香港|資本|资本|金融|環球|环球|資產|资产|投資|投资|經紀|经纪"
)
_BRACKET = re.compile("[(\uff08]")


def broker_label(entry: BrokerEntry) -> str:
    """Return the number and a short name, such as "8305 Futu"; the bare number when there is no name."""
    return _label(entry.broker_id, entry.name)


@lru_cache(maxsize=4096)
def _label(broker_id: int, full_name: str) -> str:
    name = _SOUTHBOUND.get(broker_id) or short_broker_name(full_name)
    return f"{broker_id} {name}".rstrip()


@lru_cache(maxsize=4096)
def short_broker_name(name: str) -> str:
    """Return the part of a participant's name that tells it from others."""
    head = _BRACKET.split(name.strip(), maxsplit=1)[0].strip() or name.strip()
    match = _GENERIC_CJK.search(head, 1)
    if match is not None:
        return head[: match.start()]
    words = head.split()
    for place, word in enumerate(words):
        if place and word.strip(".,").lower() in _GENERIC:
            return " ".join(words[:place])
    return head
