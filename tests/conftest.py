"""What every test may rely on: no user configuration, no OpenD of the user, no leaked secrets."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# What decides whether a change lands tries the same values each time, however slow the machine is; to look
# for others: `--hypothesis-profile=search`.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("same", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile("same")

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # A shell ignores it for background jobs, and an ignored signal stays so in every program the tests start.
    signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let what takes long on a good day take a while longer on a busy machine."""
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.timeout(600))


def pytest_collection_finish() -> None:
    """Take all tests out of the collector's sight: they stay, and to look through them takes long."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders that do not exist yet; for a name of its own pytest looks through all that it has given out."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count())


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, homes: Iterator[Path]) -> None:
    """Give each test an own home, nothing that points it at a real OpenD, no word of the terminal here."""
    home = next(homes)
    home.mkdir(mode=0o700)
    monkeypatch.setenv("HOME", str(home))
    for name in ("FUTU_OPEND_HOST", "FUTU_OPEND_PORT", "FUTU_TRADE_PASSWORD", "FUTU_RSA_KEY"):
        monkeypatch.delenv(name, raising=False)
    for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name in (
        "TMUX",
        "STY",
        "SSH_CONNECTION",
        "SSH_TTY",
        "SSH_CLIENT",
        "NO_COLOR",
        "DISPLAY",
        "WAYLAND_DISPLAY",
    ):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def repository() -> Path:
    """The root of the checkout."""
    return REPOSITORY
