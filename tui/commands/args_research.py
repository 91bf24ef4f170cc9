"""Research: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand

HANDLERS: dict[str, str] = {
    "flow": "research:flow",
    "distribution": "research:distribution",
    "topten": "research:topten",
    "rehab": "research:rehab",
    "history-quota": "research:history_quota",
    "find": "ranks:find",
    "news": "ranks:news",
    "movers": "ranks:movers",
    "hot": "ranks:hot",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    flow = command("flow", "Money flowing into a security, oldest first")
    flow.add_argument("code", metavar="CODE")
    flow.add_argument("--period", default="intraday", choices=("intraday", "day", "week", "month"))
    flow.add_argument("--from", dest="begin", metavar="DATE", help="first day, not for intraday")
    flow.add_argument("--to", dest="end", metavar="DATE", help="last day, not for intraday")
    distribution = command("distribution", "Today's money in and out of a security by size of order")
    distribution.add_argument("code", metavar="CODE")
    topten = command("topten", "Brokers that bought and sold most of a Hong Kong security")
    topten.add_argument("code", metavar="CODE")
    topten.add_argument("--days-before", type=int, default=0, metavar="N", help="trading days before today")
    rehab = command("rehab", "Corporate actions of a security with their adjustment factors")
    rehab.add_argument("code", metavar="CODE")
    command("history-quota", "History candle quota: used, left, and by which securities")
    find = command("find", "Search securities at OpenD")
    find.add_argument("text", metavar="TEXT", help="code or name, or a part of one")
    find.add_argument("--num", type=int, default=10, metavar="N")
    news = command("news", "Headlines, latest first")
    news.add_argument("text", metavar="TEXT", help="code, name or word")
    news.add_argument("--kind", default="all", choices=("all", "news", "notice", "rating"))
    news.add_argument("--num", type=int, default=10, metavar="N")
    movers = command("movers", "Securities of a market by today's change")
    movers.add_argument("market", metavar="MARKET", help="HK or US")
    movers.add_argument("--losers", action="store_true", help="begin with the largest fall")
    movers.add_argument("--min-cap", metavar="AMOUNT", help="market value at least this")
    movers.add_argument("--num", type=int, default=10, metavar="N")
    hot = command("hot", "Securities of a market that are talked about most")
    hot.add_argument("market", metavar="MARKET", help="HK or US")
    hot.add_argument("--by", default="average", choices=("average", "trade", "search", "news"))
    hot.add_argument("--num", type=int, default=10, metavar="N")
