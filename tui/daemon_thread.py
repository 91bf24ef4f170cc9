"""Calls that may hang, on threads that keep the program neither from going on nor from ending."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

R = TypeVar("R")


def on_daemon_thread(call: Callable[[], R], name: str) -> Future[R]:
    """Begin a call and return its answer to come; who stops waiting leaves it behind."""
    answer: Future[R] = Future()
    answer.set_running_or_notify_cancel()

    def run() -> None:
        try:
            result = call()
        except Exception as error:  # noqa: BLE001  told to who waits
            answer.set_exception(error)
        else:
            answer.set_result(result)

    threading.Thread(target=run, name=name, daemon=True).start()
    return answer
