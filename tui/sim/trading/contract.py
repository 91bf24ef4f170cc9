"""What the trading side must know of a security: lot, multiplier, currency, ladder."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tui.domain.accounts import Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Currency, Market, SecurityType, TradeMarket, currency_of
from tui.domain.ticks import Ladder
from tui.sim.listings.universe import Listing

_FUTURES_PAPER = {
    Market.HK: TradeMarket.FUTURES_PAPER_HK,
    Market.US: TradeMarket.FUTURES_PAPER_US,
    Market.SG: TradeMarket.FUTURES_PAPER_SG,
    Market.JP: TradeMarket.FUTURES_PAPER_JP,
}
_CASH_MARKETS = {
    Market.HK: TradeMarket.HK,
    Market.US: TradeMarket.US,
    Market.SG: TradeMarket.SG,
    Market.JP: TradeMarket.JP,
    Market.AU: TradeMarket.AU,
    Market.MY: TradeMarket.MY,
    Market.CA: TradeMarket.CA,
}
_KINDS = {SecurityType.FUTURE: "future", SecurityType.OPTION: "option"}
_HK_INDICES = frozenset(SecurityId(Market.HK, symbol) for symbol in ("800000", "800100", "800700"))
"""HSI, HSCEI and HSTECH."""


@dataclass(frozen=True, slots=True)
class Contract:
    """The trading terms of one security."""

    id: SecurityId
    name: str
    type: SecurityType
    lot: int
    """Smallest quantity step of an order; 1 for futures."""
    multiplier: Decimal
    """Money a point of price; 1 for everything but derivatives."""
    ladder: Ladder
    on_index: bool = False
    """Whether it is an option on an index."""

    @classmethod
    def of(cls, listing: Listing, language: str) -> Contract:
        """Take the terms from a listing."""
        return cls(
            listing.id,
            listing.name(language),
            listing.type,
            listing.order_step,
            Decimal(listing.multiplier),
            listing.ladder,
            listing.owner in _HK_INDICES,
        )

    @property
    def kind(self) -> str:
        """The word the tables of order rules use: "stock", "option" or "future"."""
        return _KINDS.get(self.type, "stock")

    @property
    def margined(self) -> bool:
        """Whether a position costs margin instead of its price."""
        return self.type is SecurityType.FUTURE

    @property
    def futures_account(self) -> bool:
        """Whether it is traded in futures accounts: futures, and Hong Kong options on an index."""
        return self.margined or (self.type is SecurityType.OPTION and self.on_index)

    @property
    def star(self) -> bool:
        """Whether it is a share of Shanghai's STAR board: 200 at least, then any number."""
        return self.id.market is Market.SH and self.id.symbol.startswith("68")

    @property
    def chinext(self) -> bool:
        """Whether it is a share of Shenzhen's ChiNext board."""
        return self.id.market is Market.SZ and self.id.symbol.startswith("30")

    @property
    def currency(self) -> Currency:
        """Settlement currency."""
        return currency_of(self.id.market)

    @property
    def a_share(self) -> bool:
        """Whether it is a mainland share: odd lots may be sold, shares bought today may not."""
        return self.id.market in (Market.SH, Market.SZ)

    def value(self, qty: Decimal, price: Decimal) -> Decimal:
        """Money that qty at price stands for."""
        # A short quantity times no difference is a negative zero, which would be shown as such.
        return qty * price * self.multiplier + 0

    def trade_market(self, env: Env) -> TradeMarket:
        """The market trade messages of such an account name for it."""
        if self.futures_account:
            if env is Env.REAL:
                return TradeMarket.FUTURES
            return _FUTURES_PAPER.get(self.id.market, TradeMarket.UNKNOWN)
        if self.a_share:
            return TradeMarket.HKCC if env is Env.REAL else TradeMarket.CN
        return _CASH_MARKETS.get(self.id.market, TradeMarket.UNKNOWN)
