"""What the checks share: how a check is run and reported, and how pushes are waited for.

Runs in a process of its own beside the official SDK, so it may import nothing but plain vocabulary of ours.
"""

from __future__ import annotations

import json
import threading
import time
import traceback
from collections import deque
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from tui.domain.ids import SecurityId
from tui.domain.markets import SecurityType
from tui.domain.ticks import ladder_for

WAIT_S = 30


def check(condition: object, detail: object = "") -> None:
    """Fail the running check with a reason."""
    if not condition:
        raise AssertionError(str(detail)[:500])


def passed(answer: Sequence[Any]) -> Any:
    """Return the data of an SDK answer that must be RET_OK."""
    code, data, *more = answer
    check(code == 0, f"RET_ERROR: {data}")
    return (data, *more) if more else data


def refused(answer: Sequence[Any]) -> str:
    """Return the text of an SDK answer that must be an error."""
    code, text = answer[0], answer[1]
    check(code == -1, f"expected a refusal, got {code}: {text}")
    check(isinstance(text, str), f"no text but {type(text)}")
    check(text.strip() and "\n" not in text, f"not one clear line: {text!r}")
    return text


def on_tick(code: str, price: float, kind: SecurityType = SecurityType.STOCK) -> bool:
    """Whether a price of the SDK lies on the real ladder."""
    security = SecurityId.parse(code)
    ladder = ladder_for(security.market, kind, Decimal(1))
    return ladder.is_on_tick(Decimal(repr(round(float(price), 9))))


def ticks_away(code: str, price: float, steps: int) -> float:
    """A price some ticks above or below another, as the float the SDK wants."""
    ladder = ladder_for(SecurityId.parse(code).market, SecurityType.STOCK)
    exact = Decimal(repr(round(float(price), 9)))
    return float(ladder.up(exact, steps) if steps >= 0 else ladder.down(exact, -steps))


class Recorder:
    """Pushes as the SDK's handlers gave them, by kind."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._pushes: dict[str, list[Sequence[Any]]] = {}

    def add(self, kind: str, answer: Sequence[Any]) -> Sequence[Any]:
        """Keep what a handler returned; called on the SDK's thread."""
        with self._changed:
            self._pushes.setdefault(kind, []).append(answer)
            self._changed.notify_all()
        return answer

    def seen(self, kind: str) -> list[Any]:
        """All pushes of a kind so far, as the data of answers that were RET_OK."""
        with self._changed:
            return [passed(answer) for answer in self._pushes.get(kind, ())]

    def wait(self, kind: str, matches: Callable[[Any], bool] = lambda _: True, count: int = 1) -> Any:
        """Wait for the first push that matches (or several); fail when it does not come."""
        deadline = time.monotonic() + WAIT_S
        with self._changed:
            while True:
                found = [data for data in map(passed, self._pushes.get(kind, ())) if matches(data)]
                if len(found) >= count:
                    return found[0] if count == 1 else found
                left = deadline - time.monotonic()
                got = len(self._pushes.get(kind, ()))
                check(left > 0, f"no matching {kind} push within {WAIT_S} s; {got} others came")
                self._changed.wait(left)


class Paced:
    """A trade context that leaves OpenD the pause it wants between two order requests of an account."""

    _PAUSE_S = 0.05
    _ORDERING = frozenset({"place_order", "place_combo_order", "modify_order", "cancel_all_order"})

    def __init__(self, context: Any) -> None:
        self._context = context

    def __getattr__(self, name: str) -> Any:
        """Everything else is the context's own."""
        if name in self._ORDERING:
            time.sleep(self._PAUSE_S)
        return getattr(self._context, name)


def pace_snapshots(context: Any) -> None:
    """Let the contexts of this class wait before a snapshot that OpenD would find one too many.

    The limit is the user's, not a connection's, and a fast machine comes to it.
    """
    ask, calls, calls_a_window, window_s = context.get_market_snapshot, deque[float](), 58, 30.5

    def paced(self: Any, codes: Any) -> Any:
        if len(calls) == calls_a_window:
            time.sleep(max(calls.popleft() + window_s - time.monotonic(), 0))
        calls.append(time.monotonic())
        return ask(self, codes)

    context.get_market_snapshot = paced


def run(
    checks: Sequence[Callable[..., str | None]], desk: object, protocols: Callable[[], list[int]]
) -> None:
    """Run checks in order and print one line of JSON for each, with the protocols OpenD spoke meanwhile."""
    for function in checks:
        try:
            detail, ok = function(desk) or "", True
        except Exception as error:  # noqa: BLE001 - any failure of a check is its result
            where = traceback.extract_tb(error.__traceback__)[-1]
            detail, ok = f"{type(error).__name__}: {error} ({where.name}:{where.lineno})", False
        line = {
            "name": function.__name__,
            "ok": ok,
            "detail": str(detail)[:800],
            "protocols": protocols(),
        }
        print(json.dumps(line), flush=True)
