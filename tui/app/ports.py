"""What the face needs of an engine."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from tui.app.widgets.ticket import OrderPort
from tui.client.address import Address
from tui.domain.ids import SecurityId

if TYPE_CHECKING:
    from tui.wire.messages.base import Request

R = TypeVar("R")


class EnginePort(OrderPort, Protocol):
    """The engine as the dashboard sees it."""

    @property
    def address(self) -> Address:
        """Where OpenD is looked for."""

    async def start(self) -> None:
        """Begin to connect; returns at once."""

    async def stop(self) -> None:
        """End every task and close the link."""

    def watch(self, ids: Sequence[SecurityId]) -> None:
        """Want quotes of these securities and of no others."""

    def focus(self, security: SecurityId | None) -> None:
        """Want everything there is of one security."""

    def use_accounts(self, acc_ids: Sequence[int]) -> None:
        """Read and follow these accounts and no others."""

    def ask_for_quotes(self) -> None:
        """Ask again for quotes whose right was taken away, and for the state of OpenD."""

    async def ask(self, request: Request[R]) -> R:
        """Ask OpenD because somebody looks at the screen for the answer."""

    def wait_s(self, request: Request[Any]) -> float:
        """Return about how long OpenD's rate limits would hold a question back now."""

    def retry_now(self) -> None:
        """Do not wait for the next attempt."""
