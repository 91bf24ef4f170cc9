"""Keys of the user's own file, in a real terminal: the new one acts and is named, the old one is nothing."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.environment import environ
from tests.e2e.simulator import COMMAND
from tests.e2e.terminal import Terminal


def test_a_moved_key_acts_and_the_old_one_does_nothing(tmp_path: Path) -> None:
    config = tmp_path / ".config/futu-tui"
    config.mkdir(parents=True)
    (config / "keys.toml").write_text('[dashboard]\nopen_buy = "N"\n')
    env = environ(tmp_path)
    with Terminal([COMMAND, "--demo"], columns=120, lines=40, env=env) as terminal:
        terminal.wait_for("OPEND LIVE", 20)
        terminal.wait_for("N buys, s sells the selected code")
        terminal.wait_for("of the size shown")
        # Any key takes away what was said in the key line.
        terminal.send("o")
        terminal.wait(lambda _: terminal.row_with("N Buy", "s Sell", "q Quit"), "the new key in the key line")
        assert not terminal.row_with("b Buy")
        terminal.send("b")
        terminal.settle(0.2)
        # The key after it is obeyed, and behind that no ticket is open.
        terminal.send("i")
        terminal.wait_for("Details of")
        terminal.send("i")
        terminal.wait_gone("Details of")
        terminal.settle(0.2)
        assert "TICKET" not in terminal.text
        terminal.send("N")
        terminal.wait_for("TICKET")
