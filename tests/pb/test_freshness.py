"""The committed generated code is what the pinned compiler makes of our `.proto` files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.pb.protoc import GENERATED, PROTOS, generate, needs_protoc, plant_wrong_number, stale

pytestmark = needs_protoc


@pytest.fixture
def fresh(tmp_path: Path) -> Path:
    out = tmp_path / "fresh"
    out.mkdir()
    generate(PROTOS, out)
    return out / "tui" / "pb"


def test_committed_code_is_fresh(fresh: Path) -> None:
    found = stale(GENERATED, fresh)
    assert not found, "\n".join(["run `make protos`:", *found])


def test_every_proto_file_has_a_module_and_a_stub(fresh: Path) -> None:
    names = {path.stem for path in PROTOS.rglob("*.proto")}
    assert {path.name for path in fresh.iterdir()} == {
        f"{name}_pb2.{suffix}" for name in names for suffix in ("py", "pyi")
    }


def test_a_wrong_field_number_is_reported(tmp_path: Path) -> None:
    out = tmp_path / "planted"
    out.mkdir()
    generate(plant_wrong_number(tmp_path), out)

    assert stale(GENERATED, out / "tui" / "pb") == ["Qot_Sub_pb2.py: out of date"]


def test_a_lost_an_extra_and_an_edited_file_are_reported(fresh: Path, tmp_path: Path) -> None:
    committed = tmp_path / "committed"
    shutil.copytree(fresh, committed)
    (committed / "Common_pb2.py").unlink()
    (committed / "Gone_pb2.pyi").write_text("", encoding="utf-8")
    with (committed / "Notify_pb2.pyi").open("a", encoding="utf-8") as stub:
        stub.write("\n")

    assert stale(committed, fresh) == [
        "Common_pb2.py: missing",
        "Gone_pb2.pyi: has no .proto file",
        "Notify_pb2.pyi: out of date",
    ]
