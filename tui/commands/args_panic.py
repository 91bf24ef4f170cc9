"""The kill switch and its release: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand, add_account

HANDLERS: dict[str, str] = {
    "panic": "panic:panic",
    "resume": "resume:resume",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    panic = command("panic", "Cancel every order of an account and lock trading; real ones need no --real")
    add_account(panic)
    panic.add_argument("--env", choices=("paper", "real"), help="stop if the account is of the other kind")
    panic.add_argument("--soft", metavar="WHAT", help="only cancel buys, sells, or those of a CODE; no lock")
    panic.add_argument("--within", metavar="S", help="stop trying after so many seconds (else Ctrl+C does)")
    resume = command("resume", "Let orders leave again after the kill switch")
    resume.add_argument("--acc", type=int, metavar="ID", help="one account (else every lock is released)")
    resume.add_argument("--word", metavar="TRADE", help="the word that is asked for, for scripts")
