"""Data folders hold data only, and nothing of an installed wheel lies in the checkout."""

from __future__ import annotations

import pytest

from tests.pb.protoc import PROTOS, ROOT


@pytest.mark.parametrize("folder", ["protos", "themes"])
def test_data_folders_hold_no_code(folder: str) -> None:
    # The wheel maps these folders below tui/_data; a module in one breaks an editable install.
    assert (ROOT / folder).is_dir()
    assert [path.name for path in (ROOT / folder).rglob("*") if path.suffix.startswith(".py")] == []


def test_the_checkout_has_no_packed_data() -> None:
    # A left-over copy would silently win over the folders a developer edits.
    assert not (ROOT / "tui" / "_data").exists()


def test_proto_files_mirror_the_import_path() -> None:
    # So that protoc writes `from tui.pb import ...` and no import has to be rewritten.
    assert {path.parent.relative_to(PROTOS).as_posix() for path in PROTOS.rglob("*.proto")} == {"tui/pb"}


def test_lines_fit_a_screen() -> None:
    assert [
        f"{path.name}:{number}"
        for path in sorted(PROTOS.rglob("*.proto"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if len(line) > 110
    ] == []
