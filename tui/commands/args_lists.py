"""Lists of the market: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {
    "plates": "lists:plates",
    "members": "lists:members",
    "plate-of": "lists:plate_of",
    "related": "lists:related",
    "futures": "lists:futures",
    "ipos": "lists:ipos",
    "warrants": "screens:warrants",
    "screen": "screens:screen",
}
SCREEN_FIELDS = (
    *("price", "cap", "pe", "pe-ttm", "pb", "volume-ratio", "change-5m", "change-year"),
    *("change", "amplitude", "volume", "turnover", "turnover-rate"),
    *("profit", "profit-growth", "revenue", "revenue-growth", "margin", "roe", "debt", "eps"),
)
"""Present values, values of the day, figures of the annual report."""
WARRANT_COLUMNS = (
    *("code", "price", "change", "volume", "turnover", "strike", "maturity", "premium", "leverage"),
    *("effective-leverage", "delta", "iv", "street", "recovery", "in-the-money"),
)
MEMBER_COLUMNS = ("code", "price", "change", "volume", "turnover")


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    _add_plates(command)
    related = command("related", "Warrants of a security, or months of a main contract")
    related.add_argument("code", metavar="CODE", help="such as HK.00700 or HK.HSImain")
    futures = command("futures", "Size, tick, last day and sessions of futures")
    futures.add_argument("codes", metavar="CODE", nargs="+", help="such as HK.HSImain or US.ESmain")
    ipos = command("ipos", "New listings to come")
    ipos.add_argument("market", metavar="MARKET", help="HK, US, SH or SZ")
    _add_warrants(command)
    _add_screen(command)


def _add_plates(command: AddCommand) -> None:
    plates = command("plates", "Sectors of a market")
    plates.add_argument("market", metavar="MARKET", help="HK, US, SH or SZ")
    plates.add_argument("--set", dest="kind", default="all", choices=("all", "industry", "region", "concept"))
    members = command("members", "What a sector or an index consists of")
    members.add_argument("plate", metavar="PLATE", help="such as HK.BK1001 or HK.800000")
    members.add_argument("--sort", default="code", choices=MEMBER_COLUMNS)
    members.add_argument("--desc", action="store_true", help="largest first")
    plate_of = command("plate-of", "Sectors that securities belong to")
    plate_of.add_argument("codes", metavar="CODE", nargs="+")


def _add_warrants(command: AddCommand) -> None:
    warrants = command("warrants", "Warrants and CBBCs of a Hong Kong security")
    warrants.add_argument("code", metavar="CODE", nargs="?", help="underlying (default: all)")
    warrants.add_argument(
        "--type", action="append", choices=("call", "put", "bull", "bear", "inline"), help="may be repeated"
    )
    warrants.add_argument("--issuer", action="append", metavar="XX", help="such as JP; may be repeated")
    warrants.add_argument("--sort", default="code", choices=WARRANT_COLUMNS)
    warrants.add_argument("--desc", action="store_true", help="largest first")
    warrants.add_argument("--num", type=int, default=50, metavar="N", help="rows (default: 50)")


def _add_screen(command: AddCommand) -> None:
    screen = command("screen", "Stocks of a market whose figures lie in ranges")
    screen.add_argument("market", metavar="MARKET", help="HK, US, SH or SZ")
    for bound, meaning in (("--min", "not below"), ("--max", "not above")):
        screen.add_argument(
            bound,
            action="append",
            default=[],
            metavar="FIELD=VALUE",
            help=f"{meaning}; may be repeated; fields: {', '.join(SCREEN_FIELDS)}",
        )
    screen.add_argument("--sort", metavar="FIELD", choices=SCREEN_FIELDS)
    screen.add_argument("--desc", action="store_true", help="largest first")
    screen.add_argument("--plate", metavar="CODE", help="only members of this sector or index")
    screen.add_argument("--num", type=int, default=50, metavar="N", help="rows (default: 50)")
