"""What each kind of security has that the others have not: its own block of the details."""

from __future__ import annotations

from decimal import Decimal

from tui.domain.decimals import compact_text, price_text, quantity_text, signed_text
from tui.domain.extras import (
    AssetClass,
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    FutureFigures,
    OptionExtras,
    OptionFigures,
    QuoteExtras,
    WarrantExtras,
    WarrantFigures,
    WarrantType,
)
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.options import ExerciseStyle, OptionType
from tui.domain.quotes import Snapshot
from tui.state.rows import Cell, Tone
from tui.state.rows_details_base import Block, Fact, day_text, facts, figure

KINDS: dict[SecurityType, str] = {
    SecurityType.UNKNOWN: "unknown",
    SecurityType.BOND: "bond",
    SecurityType.BASKET_WARRANT: "basket warrant",
    SecurityType.STOCK: "stock",
    SecurityType.ETF: "ETF or trust",
    SecurityType.WARRANT: "warrant",
    SecurityType.INDEX: "index",
    SecurityType.PLATE: "plate",
    SecurityType.OPTION: "option",
    SecurityType.PLATE_SET: "set of plates",
    SecurityType.FUTURE: "future",
    SecurityType.FOREX: "currency pair",
    SecurityType.CRYPTO: "crypto",
}
WARRANT_TYPES: dict[WarrantType, str] = {
    WarrantType.UNKNOWN: "warrant",
    WarrantType.CALL: "call warrant",
    WarrantType.PUT: "put warrant",
    WarrantType.BULL: "bull CBBC",
    WarrantType.BEAR: "bear CBBC",
    WarrantType.INLINE: "inline warrant",
}
OPTION_TYPES: dict[OptionType, str] = {
    OptionType.UNKNOWN: "option",
    OptionType.CALL: "call option",
    OptionType.PUT: "put option",
}
_STYLES = {
    ExerciseStyle.AMERICAN: "American",
    ExerciseStyle.EUROPEAN: "European",
    ExerciseStyle.BERMUDAN: "Bermudan",
}
_ASSETS = {
    AssetClass.STOCK: "shares",
    AssetClass.BOND: "bonds",
    AssetClass.COMMODITY: "commodities",
    AssetClass.MONEY_MARKET: "money market",
    AssetClass.FUTURE: "futures",
    AssetClass.SWAP: "swaps",
}
_GREEK_PLACES = 3


def kind_word(instrument: Instrument) -> str:
    """Say what a security is: `put option`, `bull CBBC`, `index`."""
    if instrument.option is not None:
        return OPTION_TYPES[instrument.option.type]
    if instrument.warrant is not None:
        return WARRANT_TYPES[instrument.warrant]
    if instrument.main_contract:
        return "future, main contract"
    return KINDS[instrument.type]


def kind_block(instrument: Instrument | None, snapshot: Snapshot, live: QuoteExtras | None) -> Block:
    """Make the block of the kind; what the live quote says goes before the snapshot."""
    extras = snapshot.extras
    if isinstance(extras, OptionExtras):
        return _option(extras, live if isinstance(live, OptionFigures) else extras.figures)
    if isinstance(extras, WarrantExtras):
        return _warrant(extras, live if isinstance(live, WarrantFigures) else None)
    if isinstance(extras, FutureExtras):
        return _future(extras, live if isinstance(live, FutureFigures) else None, snapshot)
    if isinstance(extras, Breadth):
        return _breadth(extras)
    if isinstance(extras, FundFigures):
        return _fund(extras, snapshot)
    if isinstance(extras, EquityFigures):
        return _equity(extras, snapshot)
    title = "Figures" if instrument is None else _title(KINDS[instrument.type])
    return Block(title, _year(snapshot), () if _year(snapshot) else (Cell("OpenD tells no figures of it"),))


def _option(extras: OptionExtras, figures: OptionFigures) -> Block:
    terms = extras.figures
    days = figures.days_left if figures.days_left is not None else terms.days_left
    return Block(
        _title(OPTION_TYPES[extras.type]),
        facts(
            ("Strike", _price(figures.strike or terms.strike)),
            ("Expiry", day_text(extras.expiry)),
            ("Days left", "" if days is None else str(days) if days >= 0 else "expired"),
            ("Style", _STYLES.get(terms.style, "")),
            ("Implied vol", figure(figures.implied_volatility, 2, "%")),
            ("Open interest", compact_text(figures.open_interest)),
            ("Delta", figure(figures.delta, _GREEK_PLACES)),
            ("Gamma", figure(figures.gamma, _GREEK_PLACES + 1)),
            ("Vega", figure(figures.vega, _GREEK_PLACES)),
            ("Theta", figure(figures.theta, _GREEK_PLACES)),
            ("Rho", figure(figures.rho, _GREEK_PLACES)),
            ("Premium", figure(figures.premium, 2, "%")),
            ("Multiplier", "" if terms.multiplier is None else quantity_text(terms.multiplier)),
            ("Net OI", "" if figures.net_open_interest is None else compact_text(figures.net_open_interest)),
        ),
    )


def _warrant(extras: WarrantExtras, live: WarrantFigures | None) -> Block:
    delta = extras.delta if live is None or live.delta is None else live.delta
    volatility = extras.implied_volatility
    if live is not None and live.implied_volatility is not None:
        volatility = live.implied_volatility
    premium = extras.premium if live is None or live.premium is None else live.premium
    cbbc = extras.type in (WarrantType.BULL, WarrantType.BEAR)
    return Block(
        _title(WARRANT_TYPES[extras.type]),
        facts(
            ("Strike", _price(extras.strike)),
            ("Call price", _price(extras.recovery_price) if cbbc else ""),
            ("To call price", figure(extras.recovery_distance, 2, "%") if cbbc else ""),
            ("Upper strike", _price(extras.upper_strike)),
            ("Lower strike", _price(extras.lower_strike)),
            ("Maturity", day_text(extras.maturity)),
            ("Last trade day", day_text(extras.last_trade_day)),
            ("Ratio", "" if extras.conversion_rate is None else f"{quantity_text(extras.conversion_rate)}:1"),
            ("Premium", figure(premium, 2, "%")),
            ("Leverage", figure(extras.leverage, 2, "x")),
            ("Delta", figure(delta, _GREEK_PLACES)),
            ("Implied vol", figure(volatility, 2, "%")),
            ("In the money", _signed_percent(extras.in_the_money)),
            ("Break even", _price(extras.break_even)),
            ("Street", figure(extras.street_rate, 2, "%")),
            ("Street volume", compact_text(extras.street_volume)),
            ("Issued", compact_text(extras.issue_volume)),
            ("Issuer", extras.issuer),
        ),
    )


def _future(extras: FutureExtras, live: FutureFigures | None, snapshot: Snapshot) -> Block:
    figures = extras if live is None else live
    days = None if live is None else live.days_left
    return Block(
        "Future",
        facts(
            (
                "Last trade day",
                day_text(extras.last_trade_day) or ("main contract" if extras.main_contract else ""),
            ),
            ("Days left", "" if days is None else str(days)),
            ("Multiplier", quantity_text(snapshot.lot)),
            ("Settlement", _price(figures.last_settle)),
            ("Open interest", quantity_text(figures.open_interest)),
            ("OI change", signed_text(Decimal(figures.open_interest_change), 0)),
        ),
    )


def _breadth(extras: Breadth) -> Block:
    return Block(
        "Members",
        (
            Fact("Up", Cell(str(extras.up), Tone.UP)),
            Fact("Down", Cell(str(extras.down), Tone.DOWN)),
            Fact("Unchanged", Cell(str(extras.unchanged), Tone.FLAT)),
        ),
    )


def _fund(extras: FundFigures, snapshot: Snapshot) -> Block:
    return Block(
        "ETF or trust",
        (
            *facts(
                ("NAV a unit", figure(extras.net_asset_value, 4)),
                ("Premium to NAV", _signed_percent(extras.premium)),
                ("Assets", compact_text(extras.assets)),
                ("Units", compact_text(extras.units)),
                ("Dividend yield", figure(extras.dividend_yield, 2, "%")),
                ("Holds", _ASSETS.get(extras.asset_class, "")),
            ),
            *_year(snapshot),
        ),
    )


def _equity(extras: EquityFigures, snapshot: Snapshot) -> Block:
    return Block(
        "Company",
        (
            *facts(
                ("Market cap", compact_text(extras.issued_value)),
                ("Shares", compact_text(extras.issued_shares)),
                ("Float", compact_text(extras.outstanding_shares)),
                ("PE", figure(extras.pe, 2)),
                ("PE (12 months)", figure(extras.pe_ttm, 2)),
                ("PB", figure(extras.pb, 2)),
                ("EPS", figure(extras.earnings_a_share, 3)),
                ("Book a share", figure(extras.net_assets_a_share, 3)),
                ("Dividend", figure(extras.dividend_ttm, 3)),
                ("Dividend yield", figure(extras.dividend_yield_ttm, 2, "%")),
            ),
            *_year(snapshot),
        ),
    )


def _year(snapshot: Snapshot) -> tuple[Fact, ...]:
    short = snapshot.short_sell_allowed
    return facts(
        ("52w high", _price(snapshot.high_52w)),
        ("52w low", _price(snapshot.low_52w)),
        ("Average price", figure(snapshot.average_price, 3)),
        ("Short selling", "" if short is None else "allowed" if short else "not allowed"),
    )


def _price(price: Decimal | None) -> str:
    return "" if price is None else price_text(price)


def _signed_percent(number: Decimal | None) -> str:
    return "" if number is None else f"{signed_text(number, 2)}%"


def _title(words: str) -> str:
    return words[:1].upper() + words[1:]
