"""The same targets under atheris, which looks at the lines an input reaches: `python -m tests.fuzz.guided`.

Every target runs in a process of its own, because libFuzzer ends the one it runs in. What fails is kept as a
test, like what the other runs find.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from math import ceil
from pathlib import Path
from random import Random

from tests.fuzz.engine import REGRESSIONS, Failure
from tests.fuzz.targets import EXPECTED, TARGETS

LONGEST_S = 10
"""One input may not take longer."""
MOST_MB = 1024
FOLDER = "FUTU_TUI_FUZZ_FOLDER"
"""Tells a process where its corpus and what it finds belong."""
_LEFT_OUT = frozenset({"conversation"})
"""Its inputs are plans, not bytes of the wire."""


def main() -> int:
    """Run all targets, one after the other, print a line each, and return 1 when anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--target", help="run this one, in this process")
    options = parser.parse_args()
    if options.target:
        fuzz(options.target, options.inputs)
    names = [name for name in TARGETS if name not in _LEFT_OUT]
    shares = sum(TARGETS[name].share for name in names)
    started, total, failed = time.perf_counter(), 0, False
    print(f"{'target':18}{'inputs':>10}{'features':>10}{'failed':>8}{'seconds':>9}")
    for name in names:
        inputs = ceil(options.inputs * TARGETS[name].share / shares)
        began = time.perf_counter()
        done, features, failure = _apart(name, inputs)
        total, failed = total + done, failed or failure is not None
        took = time.perf_counter() - began
        print(f"{name:18}{done:>10,}{features:>10,}{int(failure is not None):>8}{took:>9.1f}", flush=True)
        if failure is not None:
            path = REGRESSIONS / failure.file_name
            path.write_text(failure.data.hex() + "\n")
            print(f"{name}: {failure.why}\n    kept as {path.name}", file=sys.stderr)
    print(f"{total:,} guided inputs in {time.perf_counter() - started:.0f} s")
    return 1 if failed else 0


def _apart(name: str, inputs: int) -> tuple[int, int, Failure | None]:
    """Run one target in a process of its own: inputs done, features reached, and what failed."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.fuzz.guided", "--target", name, "--inputs", str(inputs)]
        ended = subprocess.run(
            command,
            env={**os.environ, FOLDER: folder},
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        told = ended.stdout + ended.stderr
        done = re.search(r"Done (\d+) runs", told)
        features = [int(number) for number in re.findall(r"\bft: (\d+)", told)]
        crash = next(Path(folder).glob("found-*"), None)
        failure = None
        if crash is not None or ended.returncode:
            data = crash.read_bytes() if crash is not None else b""
            failure = Failure(name, data, " ".join(told.split())[-400:])
        return int(done[1]) if done else 0, max(features, default=0), failure


def fuzz(name: str, inputs: int) -> None:
    """Hand this process to libFuzzer; it does not come back."""
    import atheris

    target, folder = TARGETS[name], Path(os.environ[FOLDER])
    corpus = folder / "corpus"
    corpus.mkdir()
    for number, seed in enumerate(target.seeds(Random(1))):
        (corpus / str(number)).write_bytes(seed)

    def one_input(data: bytes) -> None:
        with suppress(*EXPECTED):
            target.run(target.rebuild(data))

    atheris.instrument_all()
    limits = (f"-runs={inputs}", f"-timeout={LONGEST_S}", f"-rss_limit_mb={MOST_MB}", "-max_len=8192")
    atheris.Setup([name, *limits, f"-artifact_prefix={folder}/found-", str(corpus)], one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    sys.exit(main())
