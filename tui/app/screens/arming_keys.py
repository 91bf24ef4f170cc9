"""What the key that arms does: the unlock first where it is needed, then the question, then the engine."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from tui.app.between import stand_ins
from tui.app.screens.order_keys import OrderKeys
from tui.domain.accounts import Account, Env
from tui.state.rows import Tone
from tui.state.rows_orders import account_tail
from tui.state.words import ENVS

NO_ACCOUNT = "no account to arm: choose one first"
BY_KEY = "you disarmed it"


class ArmingKeys(OrderKeys):
    """Arms and disarms the account in use."""

    def action_arm_account(self) -> None:
        """Disarm what is armed, else ask whether to arm the account in use."""
        if self._engine.store.safety.armed is not None:
            self._engine.disarm(BY_KEY)
            return
        account = self._account_shown()
        why = NO_ACCOUNT if account is None else self._why_not_arm(account)
        if account is None or why:
            self.keys.say(f"not armed: {why}", Tone.WARN)
        elif account.env is Env.REAL and account.firm not in self._engine.store.safety.unlocked:
            self._ask_password(account, partial(self._ask_to_arm, account))
        else:
            self._ask_to_arm(account)

    def action_unlock_trade(self) -> None:
        """Ask for the trade password; nothing is armed by it."""
        account = self._account_shown()
        if self._read_only:
            self.keys.say("started with --read-only: nothing can be unlocked", Tone.WARN)
        elif account is None or account.env is not Env.REAL:
            self.keys.say("paper accounts need no password: choose a real account first", Tone.WARN)
        else:
            self._ask_password(
                account, lambda: self.keys.say("OpenD is unlocked; nothing is armed", Tone.OWN)
            )

    def _why_not_arm(self, account: Account) -> str:
        return self._engine.why_not_arm(env=account.env, acc_id=account.acc_id)

    def _ask_password(self, account: Account, unlocked: Callable[[], None]) -> None:
        from tui.app.screens.unlock import UnlockScreen
        from tui.wire.messages.trade import UnlockTrade

        probe = UnlockTrade(unlock=True, firm=account.firm)
        screen = UnlockScreen(
            self._engine, account, self._passwords.find, partial(self._engine.wait_s, probe)
        )
        self.app.push_screen(screen, lambda done: unlocked() if done else None)

    def _ask_to_arm(self, account: Account) -> None:
        from tui.app.screens.arm import ArmScreen

        screen = ArmScreen(account, self._arm_idle_s, stand_ins(os.environ))
        self.app.push_screen(screen, lambda yes: self._arm(account) if yes else None)

    def _arm(self, account: Account) -> None:
        why = self._engine.arm(env=account.env, acc_id=account.acc_id)
        word, tone = ENVS[account.env]
        if why:
            self.keys.say(f"not armed: {why}", Tone.WARN)
        else:
            self.keys.say(f"ARMED: {word} account {account_tail(account.acc_id)}", tone)
