"""Prices: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {
    "quote": "quotes:quote",
    "depth": "quotes:depth",
    "brokers": "quotes:brokers",
    "kline": "candles:kline",
    "ticks": "quotes:ticks",
    "watch": "watch:watch",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    quote = command("quote", "Prices of securities")
    quote.add_argument("codes", nargs="+", metavar="CODE", help="such as HK.00700, 700 or US.AAPL")
    depth = command("depth", "Order book of a security")
    depth.add_argument("code", metavar="CODE")
    depth.add_argument("--levels", type=int, default=10, metavar="N")
    brokers = command("brokers", "Hong Kong broker queue of a security")
    brokers.add_argument("code", metavar="CODE")
    kline = command("kline", "Candles of a security, oldest first")
    kline.add_argument("code", metavar="CODE")
    kline.add_argument("--type", default="K_DAY", metavar="TYPE", help="K_1M, K_5M, K_DAY, K_WEEK, ...")
    kline.add_argument("--num", type=int, default=100, metavar="N")
    ticks = command("ticks", "Latest trades of a security, oldest first")
    ticks.add_argument("code", metavar="CODE")
    ticks.add_argument("--num", type=int, default=100, metavar="N")
    watch = command("watch", "Follow securities: one JSON object a line")
    watch.add_argument("codes", nargs="+", metavar="CODE")
    watch.add_argument("--types", default="quote", metavar="LIST", help="of quote,depth,brokers,ticks")
    watch.add_argument("--count", type=int, metavar="N", help="end after N objects")
