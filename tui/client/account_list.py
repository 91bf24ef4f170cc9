"""Reading the accounts: OpenD lists securities and futures accounts by category."""

from __future__ import annotations

from tui.client.link import Link
from tui.domain.accounts import Account
from tui.wire.errors import RefusedError
from tui.wire.messages.trade import GetAccounts

SECURITIES, FUTURES = 1, 2
"""Numbers of TrdCategory."""


async def read_accounts(link: Link) -> tuple[Account, ...]:
    """Return every account once; a firm that refuses the futures list has no futures accounts."""
    securities = await link.request(
        GetAccounts(user_id=link.user_id, category=SECURITIES, general_account=True)
    )
    try:
        futures = await link.request(
            GetAccounts(user_id=link.user_id, category=FUTURES, general_account=False)
        )
    except RefusedError:
        futures = ()
    listed = {account.acc_id: account for account in (*securities, *futures)}
    return tuple(listed.values())
