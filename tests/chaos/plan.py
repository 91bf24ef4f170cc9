"""A random but repeatable series of mishaps, as a scenario: one a round, and time to recover in between."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from tui.sim.faults.kinds import KINDS, Family
from tui.sim.faults.scenario import Fault, Scenario, Trigger
from tui.wire.protoids import ProtoId

QUIET_S = 25.0
"""From the end of a mishap to the next: recovery must be done long before."""
DEAD_LINE_S = 26.0
"""How long a line may be dead before that can be known: two and a half heartbeats."""
_WEIGHTS = {
    "drop_link": 4,
    "restart": 3,
    "half_open": 1,
    "stop_reading": 1,
    "latency": 2,
    "kick_right": 3,
    "log_out": 2,
    "swallow_reply": 4,
    "wrong_digest": 2,
    "truncate": 2,
    "duplicate": 2,
    "delay_reply": 2,
}
_ANSWERS = (
    ProtoId.TRD_PLACE_ORDER,
    ProtoId.TRD_GET_ORDER_LIST,
    ProtoId.TRD_SUB_ACC_PUSH,
    ProtoId.TRD_GET_ACC_LIST,
    ProtoId.QOT_SUB,
    ProtoId.QOT_GET_SUB_INFO,
    ProtoId.GET_GLOBAL_STATE,
    ProtoId.KEEP_ALIVE,
)
_PUSHES = (ProtoId.TRD_UPDATE_ORDER, ProtoId.QOT_UPDATE_ORDER_BOOK, ProtoId.QOT_UPDATE_BASIC_QOT)


@dataclass(frozen=True)
class Round:
    """One mishap, and when it is over."""

    name: str
    begins: float
    ends: float


def plan(seed: int, seconds: float) -> tuple[Scenario, tuple[Round, ...]]:
    """Return the scenario of so many seconds and its rounds."""
    chance = random.Random(seed)
    faults: list[Fault] = []
    rounds: list[Round] = []
    at = 8.0
    while at < seconds:
        name = chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))[0]
        last_s = round(chance.uniform(0.2, 6), 2)
        made, over = _faults(chance, name, at, last_s)
        faults += made
        rounds.append(Round(name, at, over))
        at = over + QUIET_S
    return Scenario(f"chaos {seed}", faults=tuple(faults)), tuple(rounds)


def _faults(chance: random.Random, name: str, at: float, last_s: float) -> tuple[list[Fault], float]:
    kind = KINDS[name]
    if kind.family is not Family.MESSAGE:
        lasts = None if name == "half_open" else last_s
        over = at + (DEAD_LINE_S if name == "half_open" else last_s)
        return [Fault(kind, at=at, last_s=lasts, options=_options(chance, name))], over
    # A message goes wrong while everything is said anew, which is when it hurts most.
    targets = _PUSHES + _ANSWERS if name in ("duplicate", "delay_reply") else _ANSWERS
    hit = Fault(
        kind,
        at=at,
        on=Trigger(chance.choice(targets), count=chance.randint(1, 3)),
        last_s=last_s + 4,
        options={"seconds": round(chance.uniform(0.5, 6), 2)},
    )
    drop = Fault(KINDS["drop_link"], at=at, options={"before": False})
    return ([drop] if chance.random() < 0.7 else []) + [hit], at + last_s + 4


def _options(chance: random.Random, name: str) -> dict[str, Any]:
    options: dict[str, dict[str, Any]] = {
        "kick_right": {"area": chance.choice(("hk", "us", "cn"))},
        "log_out": {"quote": chance.random() < 0.7, "trade": chance.random() < 0.7},
        "latency": {"seconds": 0.4, "jitter": 0.6},
    }
    return options.get(name, {"before": False})
