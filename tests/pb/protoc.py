"""Runs the pinned protobuf compiler on a folder of `.proto` files, as `make protos` does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).parents[2]
PROTOS = ROOT / "protos"
GENERATED = ROOT / "tui" / "pb"

# The compiler and its plug-in come with the dev extra, so they are scripts of this environment. One
# that happens to be on PATH may be of another version, whose output differs by design.
_SCRIPTS = sysconfig.get_path("scripts")
PROTOC = shutil.which("protoc", path=_SCRIPTS)

needs_protoc = pytest.mark.skipif(PROTOC is None, reason="protoc is not installed: use the dev extra")


def generate(protos: Path, out: Path) -> None:
    """Write the Python modules and stubs of every `.proto` under `protos` below `out`."""
    _protoc(protos, f"--python_out={out}", f"--mypy_out=quiet:{out}")


def descriptors(protos: Path, scratch: Path) -> Iterator[FileDescriptorProto]:
    """Compile the `.proto` files to descriptors that keep their comments."""
    target = scratch / "descriptors.bin"
    _protoc(protos, f"--descriptor_set_out={target}", "--include_source_info")
    yield from FileDescriptorSet.FromString(target.read_bytes()).file


def stale(committed: Path, fresh: Path) -> list[str]:
    """Name every generated file that differs, is missing from `committed`, or has no source any more."""
    ours, theirs = _generated_files(committed), _generated_files(fresh)
    findings = []
    for name in sorted(ours.keys() | theirs.keys()):
        if name not in ours:
            findings.append(f"{name}: missing")
        elif name not in theirs:
            findings.append(f"{name}: has no .proto file")
        elif ours[name] != theirs[name]:
            findings.append(f"{name}: out of date")
    return findings


def plant_wrong_number(target: Path) -> Path:
    """Copy our `.proto` files to `target` and give one field of `Qot_Sub` the number 33 instead of 3."""
    copy = target / "protos"
    shutil.copytree(PROTOS, copy)
    victim = copy / "tui" / "pb" / "Qot_Sub.proto"
    text = victim.read_text(encoding="utf-8")
    right, wrong = "required bool isSubOrUnSub = 3;", "required bool isSubOrUnSub = 33;"
    assert text.count(right) == 1
    victim.write_text(text.replace(right, wrong), encoding="utf-8")
    return copy


def _protoc(protos: Path, *options: str) -> None:
    assert PROTOC is not None
    files = sorted(str(path.relative_to(protos)) for path in protos.rglob("*.proto"))
    subprocess.run(
        [PROTOC, f"-I{protos}", *options, *files],
        cwd=protos,
        env={**os.environ, "PATH": os.pathsep.join([_SCRIPTS, os.environ.get("PATH", "")])},
        check=True,
        timeout=60,
    )


def _generated_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*_pb2.py*") if path.suffix != ".pyc"}
