"""What trading costs and combinations: the arguments of the commands. Imports nothing heavy."""

from __future__ import annotations

from tui.commands.parser import AddCommand, add_account, add_again

HANDLERS: dict[str, str] = {
    "fees": "costs:fees",
    "margin": "costs:margin",
    "cashflow": "costs:cashflow",
    "combo": "combos:combo",
}


def add(command: AddCommand) -> None:
    """Add the commands of this group."""
    fees = command("fees", "What orders of a real account cost, item by item")
    fees.add_argument("order_ids", nargs="+", metavar="ORDER_ID")
    add_account(fees)
    margin = command("margin", "How much of securities may be borrowed, of a real account")
    margin.add_argument("codes", nargs="+", metavar="CODE", help="in Hong Kong and the US")
    add_account(margin)
    cashflow = command("cashflow", "Movements of cash in a real account on one clearing day")
    cashflow.add_argument("--day", required=True, metavar="YYYY-MM-DD")
    cashflow.add_argument("--direction", default="both", choices=("both", "in", "out"))
    add_account(cashflow)
    combo = command("combo", "Place one order of several legs at a net price")
    combo.add_argument("legs", nargs="+", metavar="CODE:SIDE:RATIO", help="such as AAPL261218C270000:BUY:1")
    combo.add_argument("--qty", default="1", metavar="Q", help="combinations")
    combo.add_argument(
        "--price",
        metavar="P",
        help="most to pay for one; negative is the least to receive; none is at market",
    )
    combo.add_argument("--remark", default="", metavar="TEXT", help="kept with the order")
    add_again(combo)
    combo.add_argument("--what-if", action="store_true", help="send nothing: show what it would do")
    add_account(combo)
