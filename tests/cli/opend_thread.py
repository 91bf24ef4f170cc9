"""A scripted OpenD on a loop of its own, for commands that run as processes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.client.fakes import FakeOpenD


@contextmanager
def opend_in_thread(script: Callable[[FakeOpenD], None] = lambda _: None) -> Iterator[FakeOpenD]:
    """Serve for the length of a block; `script` sets it up before anybody connects."""
    opend = FakeOpenD()
    script(opend)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="opend")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(opend.start(), loop).result(10)
        yield opend
    finally:
        asyncio.run_coroutine_threadsafe(opend.stop(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
