"""`futu-tui sim`: run the simulated OpenD in this process until it is told to end."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import threading
from collections.abc import Sequence

from tui.sim.config import LANGUAGES, SimConfig
from tui.sim.server import SimServer

EXIT_NO_PORT = 3
_DEFAULTS = SimConfig()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the simulator to a parser."""
    for name, kind, meaning in (
        ("host", str, "address to listen on"),
        ("port", int, "port to listen on, 0 for a free one"),
        ("seed", int, "same seed, same market"),
        ("rate", float, "multiplies the flow of orders"),
    ):
        default = getattr(_DEFAULTS, name)
        parser.add_argument(f"--{name}", type=kind, default=default, help=f"{meaning} (default: %(default)s)")
    parser.add_argument(
        "--lang",
        choices=LANGUAGES,
        default=_DEFAULTS.language,
        help="language of names (default: %(default)s)",
    )
    parser.add_argument(
        "--exit-on-eof", action="store_true", help="end when standard input ends, for use as a child process"
    )


def config_from(arguments: argparse.Namespace) -> SimConfig:
    """Turn parsed options into a configuration; ValueError says which one is out of range."""
    return SimConfig(
        host=arguments.host,
        port=arguments.port,
        seed=arguments.seed,
        rate=arguments.rate,
        language=arguments.lang,
    )


def run(config: SimConfig, *, exit_on_eof: bool = False) -> int:
    """Run until SIGTERM, SIGINT or, if asked for, the end of standard input; return the exit code."""
    try:
        asyncio.run(_serve(config, exit_on_eof=exit_on_eof))
    except OSError as error:
        # asyncio's own text repeats the address; a resolver's error numbers are not the system's.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else str(error.strerror or error)
        print(f"cannot listen on {config.host}:{config.port}: {reason}", file=sys.stderr)  # noqa: T201
        return EXIT_NO_PORT
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Parse options and run."""
    parser = argparse.ArgumentParser(prog="futu-tui sim", description="A simulated Futu OpenD.")
    add_arguments(parser)
    arguments = parser.parse_args(argv)
    try:
        config = config_from(arguments)
    except ValueError as error:
        parser.error(str(error))
    return run(config, exit_on_eof=arguments.exit_on_eof)


async def _serve(config: SimConfig, *, exit_on_eof: bool) -> None:
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with SimServer(config) as server:
        print(f"listening on {config.host}:{server.port}", flush=True)  # noqa: T201
        if exit_on_eof:
            threading.Thread(target=_watch_input, args=(loop, ended), daemon=True).start()
        await ended.wait()


def _watch_input(loop: asyncio.AbstractEventLoop, ended: asyncio.Event) -> None:
    """Read standard input to its end, whatever it is; a thread, because not every input can be polled."""
    while os.read(0, 4096):
        pass
    loop.call_soon_threadsafe(ended.set)


if __name__ == "__main__":
    sys.exit(main())
