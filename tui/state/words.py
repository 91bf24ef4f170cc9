"""Short English words for everything OpenD says in numbers: one table a kind, complete."""

from __future__ import annotations

from tui.domain.accounts import Env, Firm
from tui.domain.link import LinkPhase, ProgramStatus
from tui.domain.markets import MarketState, TradeMarket
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce, TradeSession
from tui.domain.refusals import Cause
from tui.state.rows import Tone

MARKET_STATES: dict[MarketState, str] = {
    MarketState.UNKNOWN: "unknown",
    MarketState.NONE: "not trading",
    MarketState.AUCTION: "opening auction",
    MarketState.WAITING_OPEN: "waiting open",
    MarketState.MORNING: "open (am)",
    MarketState.REST: "lunch break",
    MarketState.AFTERNOON: "open",
    MarketState.CLOSED: "closed",
    MarketState.PRE_MARKET: "pre-market",
    MarketState.PRE_MARKET_END: "pre-market end",
    MarketState.AFTER_HOURS: "after hours",
    MarketState.AFTER_HOURS_END: "closed (after hours)",
    MarketState.SWITCH_DATE: "date change",
    MarketState.NIGHT_OPEN: "open (night)",
    MarketState.NIGHT_END: "closed (night)",
    MarketState.FUTURE_DAY_OPEN: "open (day)",
    MarketState.FUTURE_DAY_BREAK: "day break",
    MarketState.FUTURE_DAY_CLOSE: "closed (day)",
    MarketState.FUTURE_DAY_WAIT: "waiting day open",
    MarketState.CLOSING_AUCTION_HK: "closing auction",
    MarketState.FUTURE_NIGHT_WAIT: "waiting night",
    MarketState.FUTURE_AFTERNOON: "open (pm)",
    MarketState.FUTURE_SWITCH_DATE: "date change",
    MarketState.FUTURE_OPEN: "open",
    MarketState.FUTURE_BREAK: "break",
    MarketState.FUTURE_BREAK_OVER: "break over",
    MarketState.FUTURE_CLOSE: "closed",
    MarketState.CN_AFTER_HOURS_WAIT: "waiting fixed price",
    MarketState.CN_AFTER_HOURS: "fixed price",
    MarketState.CN_AFTER_HOURS_END: "closed (fixed price)",
    MarketState.CLOSE_AUCTION: "closing auction",
    MarketState.AFTERNOON_END: "closed (pm)",
    MarketState.NIGHT: "night",
    MarketState.OVERNIGHT_BEGIN: "overnight",
    MarketState.OVERNIGHT_END: "overnight end",
    MarketState.TRADE_AT_LAST: "trade at last",
    MarketState.TRADE_AUCTION: "auction",
    MarketState.OVERNIGHT: "overnight",
}

ORDER_STATUSES: dict[OrderStatus, tuple[str, Tone]] = {
    OrderStatus.UNKNOWN: ("unknown", Tone.WARN),
    OrderStatus.UNSUBMITTED: ("not sent", Tone.PLAIN),
    OrderStatus.WAITING_SUBMIT: ("waiting", Tone.PLAIN),
    OrderStatus.SUBMITTING: ("submitting", Tone.PLAIN),
    OrderStatus.SUBMIT_FAILED: ("failed", Tone.BAD),
    OrderStatus.TIMEOUT: ("unknown", Tone.WARN),
    OrderStatus.SUBMITTED: ("working", Tone.OWN),
    OrderStatus.FILLED_PART: ("part filled", Tone.OWN),
    OrderStatus.FILLED_ALL: ("filled", Tone.GOOD),
    OrderStatus.CANCELLING_PART: ("cancelling", Tone.OWN),
    OrderStatus.CANCELLING_ALL: ("cancelling", Tone.OWN),
    OrderStatus.CANCELLED_PART: ("part, cxl", Tone.DIM),
    OrderStatus.CANCELLED_ALL: ("cancelled", Tone.DIM),
    OrderStatus.FAILED: ("failed", Tone.BAD),
    OrderStatus.DISABLED: ("disabled", Tone.DIM),
    OrderStatus.DELETED: ("deleted", Tone.DIM),
    OrderStatus.FILL_CANCELLED: ("fill busted", Tone.BAD),
}

SIDES: dict[Side, tuple[str, Tone]] = {
    Side.UNKNOWN: ("?", Tone.WARN),
    Side.BUY: ("BUY", Tone.UP),
    Side.SELL: ("SELL", Tone.DOWN),
    Side.SELL_SHORT: ("SHORT", Tone.DOWN),
    Side.BUY_BACK: ("COVER", Tone.UP),
}

ORDER_TYPES: dict[OrderType, str] = {
    OrderType.UNKNOWN: "?",
    OrderType.LIMIT: "limit",
    OrderType.MARKET: "market",
    OrderType.ABSOLUTE_LIMIT: "abs limit",
    OrderType.AUCTION: "auction",
    OrderType.AUCTION_LIMIT: "auction lmt",
    OrderType.SPECIAL_LIMIT: "special lmt",
    OrderType.SPECIAL_LIMIT_ALL: "special aon",
    OrderType.STOP: "stop",
    OrderType.STOP_LIMIT: "stop limit",
    OrderType.MARKET_IF_TOUCHED: "touch mkt",
    OrderType.LIMIT_IF_TOUCHED: "touch limit",
    OrderType.TRAILING_STOP: "trail",
    OrderType.TRAILING_STOP_LIMIT: "trail limit",
    OrderType.TWAP_MARKET: "twap",
    OrderType.TWAP_LIMIT: "twap limit",
    OrderType.VWAP_MARKET: "vwap",
    OrderType.VWAP_LIMIT: "vwap limit",
}

TIMES_IN_FORCE: dict[TimeInForce, str] = {
    TimeInForce.UNKNOWN: "?",
    TimeInForce.DAY: "day",
    TimeInForce.GTC: "till cancelled",
    TimeInForce.IOC: "at once or not",
    TimeInForce.GTD: "till date",
}

SESSIONS: dict[TradeSession, str] = {
    TradeSession.UNKNOWN: "?",
    TradeSession.NONE: "not set",
    TradeSession.RTH: "regular",
    TradeSession.ETH: "pre+post",
    TradeSession.ALL: "24 hours",
    TradeSession.OVERNIGHT: "overnight",
}

ENVS: dict[Env, tuple[str, Tone]] = {
    Env.UNKNOWN: ("ENV?", Tone.BAD),
    Env.PAPER: ("PAPER", Tone.PAPER),
    Env.REAL: ("REAL", Tone.REAL),
}

FIRMS: dict[Firm, str] = {
    Firm.UNKNOWN: "",
    Firm.FUTU_HK: "Futu HK",
    Firm.MOOMOO_US: "moomoo US",
    Firm.MOOMOO_SG: "moomoo SG",
    Firm.MOOMOO_AU: "moomoo AU",
    Firm.MOOMOO_CA: "moomoo CA",
    Firm.MOOMOO_MY: "moomoo MY",
    Firm.MOOMOO_JP: "moomoo JP",
}

TRADE_MARKETS: dict[TradeMarket, str] = {
    TradeMarket.FUTURES: "futures",
    TradeMarket.FUTURES_PAPER_HK: "HK-futures",
    TradeMarket.FUTURES_PAPER_US: "US-futures",
    TradeMarket.FUTURES_PAPER_SG: "SG-futures",
    TradeMarket.FUTURES_PAPER_JP: "JP-futures",
    TradeMarket.HK_FUND: "HK-funds",
    TradeMarket.US_FUND: "US-funds",
    TradeMarket.SG_FUND: "SG-funds",
    TradeMarket.MY_FUND: "MY-funds",
    TradeMarket.JP_FUND: "JP-funds",
}
"""What an account may trade, where OpenD's own short name is none for a reader."""

PROGRAM_STATUSES: dict[ProgramStatus, tuple[str, Tone]] = {
    ProgramStatus.UNKNOWN: ("?", Tone.WARN),
    ProgramStatus.NONE: ("?", Tone.WARN),
    ProgramStatus.LOADED: ("starting", Tone.WARN),
    ProgramStatus.LOGGING_IN: ("logging in", Tone.WARN),
    ProgramStatus.NEED_PICTURE_CODE: ("picture code?", Tone.BAD),
    ProgramStatus.NEED_PHONE_CODE: ("phone code?", Tone.BAD),
    ProgramStatus.LOGIN_FAILED: ("login failed", Tone.BAD),
    ProgramStatus.FORCE_UPDATE: ("update OpenD", Tone.BAD),
    ProgramStatus.PREPARING_DATA: ("preparing", Tone.WARN),
    ProgramStatus.MISSING_DATA: ("no data", Tone.BAD),
    ProgramStatus.DISCLAIMER_PENDING: ("disclaimer?", Tone.BAD),
    ProgramStatus.READY: ("OK", Tone.GOOD),
    ProgramStatus.FORCED_LOGOUT: ("logged out", Tone.BAD),
    ProgramStatus.DISCLAIMER_FAILED: ("no disclaimer", Tone.BAD),
}
"""What the lamp OpenD-Futu says while OpenD is doing something else than serving."""

FEED_CAUSES: dict[Cause, tuple[str, str]] = {
    Cause.RIGHT: ("no right", "NO RIGHT"),
    Cause.QUOTA: ("no quota", "NO QUOTA"),
    Cause.UNKNOWN_CODE: ("unknown", "UNKNOWN CODE"),
}
"""Why a security has no prices, for a number column and in full."""
NOT_CARRIED = ("refused", "REFUSED")
"""All other causes."""

LINK_PHASES: dict[LinkPhase, tuple[str, Tone]] = {
    LinkPhase.DOWN: ("DOWN", Tone.BAD),
    LinkPhase.CONNECTING: ("CONNECTING", Tone.WARN),
    LinkPhase.SYNCING: ("SYNCING", Tone.WARN),
    LinkPhase.LIVE: ("LIVE", Tone.GOOD),
}
