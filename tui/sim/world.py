"""Everything one simulated OpenD consists of, for the handlers of its requests."""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Mapping
from typing import Any

from tui.domain.ids import SecurityId
from tui.sim.caller import Caller
from tui.sim.config import SimConfig
from tui.sim.delays import Delays
from tui.sim.groups import Groups
from tui.sim.history_quota import HistoryQuota
from tui.sim.limits import RateLimits
from tui.sim.listings.directory import Directory
from tui.sim.listings.table import UNIVERSE
from tui.sim.listings.universe import Listing, Universe
from tui.sim.listings.warrants import renewed
from tui.sim.market.exchange import Exchange
from tui.sim.notices import Notices, Standing
from tui.sim.publisher import Publisher
from tui.sim.refusal import RefusalError
from tui.sim.reminders import Reminders
from tui.sim.rights import Rights
from tui.sim.subscriptions import Subscriptions, Topic
from tui.sim.trading.brokerage import Brokerage
from tui.sim.trading.replays import Replays
from tui.sim.verification import Verification
from tui.wire.messages.base import Request
from tui.wire.messages.quote import Feed

_KEY_LENGTH = 16
_CATCH_UP_S = 0.2
"""Time missed in one go (a suspended or busy machine) beyond this is lost, so that a step stays short."""


class World:
    """Exchange, broker and subscriptions behind one clock that only the caller moves."""

    def __init__(self, config: SimConfig, start: float, universe: Universe = UNIVERSE) -> None:
        self.config = config
        universe = renewed(universe, start)
        self.rights = Rights(dict(config.rights), auto_hold=config.auto_hold)
        self.now = start
        """The moment of the request or step that is being worked on."""
        self.exchange = Exchange(
            universe,
            seed=config.seed,
            rate=config.rate,
            start=start,
            language=config.language,
            catch_up_s=_CATCH_UP_S,
            depth_of=self.rights.full_depth,
        )
        self.brokerage = Brokerage(self.exchange, seed=config.seed, start=start)
        self.subscriptions = Subscriptions(config.quota, self._chain_of)
        self.history_quota = HistoryQuota(config.quota)
        self.standing = Standing()
        self.notices = Notices()
        self.verification = Verification(config.seed, self.standing, self.notices)
        self.limits = RateLimits() if config.limits else None
        self.publisher = Publisher(self.exchange, self.subscriptions, self.rights)
        self.replays = Replays()
        self.delays = Delays()
        self.groups = Groups()
        self.directory = Directory(universe)
        self.reminders = Reminders(self.exchange)
        self._random = random.Random(config.seed)

    def new_caller(self) -> Caller:
        """Return the state of a connection that was just made, with a full 64-bit id like a real one."""
        return Caller(self._random.getrandbits(62) | 1 << 62)

    def session_key(self) -> str:
        """Return 16 ASCII characters."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=_KEY_LENGTH))

    def listing(self, id_: SecurityId) -> Listing:
        """Return a security of the universe; refuse an unknown code."""
        listing = self.exchange.universe.find(id_)
        if listing is None:
            raise RefusalError(f"Unknown stock {id_}.")
        return listing

    def name(self, id_: SecurityId) -> str:
        """Return the name of a known security."""
        return self.listing(id_).name(self.config.language)

    def _chain_of(self, id_: SecurityId) -> tuple[object, ...] | None:
        listing = self.exchange.universe.find(id_)
        if listing is None or listing.option is None:
            return None
        return listing.owner, listing.option.index_type, listing.option.expiry

    def require_subscription(self, id_: SecurityId, feed: Feed) -> None:
        """Refuse to hand out current values that nobody is subscribed to, or that the rights do not cover."""
        self.rights.require(self.listing(id_), feed)
        if not self.subscriptions.is_subscribed(Topic(id_, feed)):
            raise RefusalError(f"{id_} is not subscribed to {feed.name}: subscribe first.")


Handler = Callable[[World, Caller, Any], Any]
Handlers = Mapping[type[Request[Any]], Handler]
