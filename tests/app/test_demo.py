from __future__ import annotations

import sys

import pytest

from tui.app.demo import Demo, DemoError
from tui.client.address import Address

OBEDIENT = "print('listening on 127.0.0.1:4711', flush=True); import sys; sys.stdin.read()"
TALKATIVE = (
    "print('listening on 127.0.0.1:4711', flush=True)\n"
    "import sys\n"
    "for _ in range(20): print('x' * 65536); print('y' * 65536, file=sys.stderr)\n"
    "sys.stdin.read()"
)
FAILING = "import sys; sys.exit('futu-tui: port 1 is taken')"


def child(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code)


@pytest.mark.parametrize("code", [OBEDIENT, TALKATIVE])
async def test_the_child_says_where_and_leaves_with_us(code: str) -> None:
    demo = await Demo.start(child(code))
    assert demo.address == Address("127.0.0.1", 4711)
    await demo.stop()
    assert demo.returncode == 0


async def test_a_child_that_fails_tells_its_last_words() -> None:
    with pytest.raises(DemoError, match="the simulator did not start: futu-tui: port 1 is taken"):
        await Demo.start(child(FAILING))
