"""What is to happen once is asked of `app.once.Once`: Textual may lose it."""

from __future__ import annotations

from pathlib import Path


def test_nothing_that_happens_once_is_left_to_textual(repository: Path) -> None:
    sources = (repository / "tui").rglob("*.py")
    asked = [path.name for path in sources if ".set_timer(" in path.read_text("utf-8")]
    assert asked == []
