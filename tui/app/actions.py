"""Every action of the dashboard: its id, its default keys, where it works and what help says about it.

Bindings, footers, the palette, the help screen and the ticket's hints are made from this table and the user's
`keys.toml`. Keys carry Textual's names and must be ones that every terminal can send (see `key_names.unsendable`).
"""

# ruff: noqa: E501  (a table reads best with one row a line)
from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import Enum


class Where(Enum):
    """The context in which an action's keys work; the value is its title in help."""

    EVERYWHERE = "Everywhere"
    DASHBOARD = "Dashboard"
    LIST = "Lists"
    LADDER = "Ladder"
    ORDERS = "Orders"
    FILTER = "Orders: typing a filter"
    FIND = "Finding a code"
    TICKET = "Ticket: filling in"
    REVIEW = "Ticket: review"
    CANCEL = "Cancel question"
    CANCEL_MENU = "Cancelling many"
    PROGRESS = "Progress of cancels"
    FLATTEN = "Flatten, reverse"
    COPY = "Copying"
    COPIED = "Copied text"
    ORDER = "One order"
    HISTORY = "Past days"
    ARM = "Arming"
    UNLOCK = "Trade password"
    PANIC = "Kill switch"
    RELEASE = "Trading lock"
    QUIT = "Leaving"
    ACCOUNTS = "Accounts"
    DETAILS = "Details"
    REMINDER = "Price reminder"
    NOTICES = "Notices"
    HELP = "Help"
    OFFLINE = "No OpenD"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a key can do. `id` is the same in keymap, palette, help and tests."""

    id: str
    title: str
    """Two or three words, for footer and palette."""
    keys: tuple[str, ...]
    """Those it has by default; `keymap` knows the ones in force."""
    help: str
    """One line, for help and the tooltip."""
    where: Where
    footer: bool = False
    """Whether the footer of its context shows it."""
    takes_key: bool = False
    """Whether the key pressed is the action's argument, as with digits."""
    keys_label: str = ""
    """How help writes the keys, where listing them all would be long."""
    sends: bool = False
    """Whether its key sends an order, or a change of one, with no question before it."""
    short: str = ""
    """The title where the key line has little room."""
    title_on: str = ""
    """The title while that is on which the key switches: it then does the opposite."""
    twice: bool = False
    """Whether its key counts only when pressed twice."""

    def titled(self, on: Collection[str]) -> Action:
        """Return it with the title it has while the actions of these ids are on."""
        return replace(self, title=self.title_on, short="") if self.title_on and self.id in on else self


_DIGITS = tuple("0123456789")

ACTIONS: tuple[Action, ...] = (
    # ---- everywhere
    Action("show_help", "Help", ("question_mark",), "All keys, page by page", Where.EVERYWHERE, footer=True),
    Action("show_palette", "Palette", ("ctrl+p",), "Find any action by its name", Where.EVERYWHERE),
    Action("redraw", "Redraw", ("ctrl+l",), "Draw the screen anew, after something else wrote on it", Where.EVERYWHERE),
    Action(
        "kill_switch", "Kill switch", ("ctrl+x",),
        "Twice within 3 s, whatever is open: disarm, cancel all orders, lock trading", Where.EVERYWHERE,
        twice=True,
    ),
    # ---- lists: watchlist, ladder, orders, positions, fills
    Action("row_up", "Up", ("up", "k"), "Move to the row above", Where.LIST),
    Action("row_down", "Down", ("down", "j"), "Move to the row below", Where.LIST),
    Action("page_up", "Page up", ("pageup",), "Move one page up", Where.LIST),
    Action("page_down", "Page down", ("pagedown",), "Move one page down", Where.LIST),
    Action("row_first", "First", ("home",), "Move to the first row", Where.LIST),
    Action("row_last", "Last", ("end",), "Move to the last row", Where.LIST),
    Action("row_choose", "Choose", ("enter",), "Show the code of the row in ladder and header; accounts: use this one", Where.LIST),
    # ---- dashboard: panes
    Action("next_pane", "Next pane", ("tab",), "Go to the next pane", Where.DASHBOARD),
    Action("previous_pane", "Previous pane", ("shift+tab",), "Go to the previous pane", Where.DASHBOARD),
    Action("find_code", "Find", ("slash",), "Find a code or a name", Where.DASHBOARD, footer=True),
    Action("show_watchlist", "Watchlist", ("w",), "Show the watchlist", Where.DASHBOARD, short="List"),
    Action("show_ladder", "Ladder", ("l",), "Show the price ladder and the brokers", Where.DASHBOARD),
    Action("show_orders", "Orders", ("o",), "Show the orders", Where.DASHBOARD, footer=True),
    Action("show_positions", "Positions", ("p",), "Show the positions", Where.DASHBOARD, footer=True),
    Action("show_fills", "Fills", ("f",), "Show the fills", Where.DASHBOARD, footer=True),
    Action("show_tape", "Tape", ("r",), "Show the tape: the last trades of the code shown", Where.DASHBOARD, footer=True),
    # ---- dashboard: trading
    Action("open_buy", "Buy", ("b",), "Open a buy ticket on the selected code", Where.DASHBOARD, footer=True),
    Action("open_sell", "Sell", ("s",), "Open a sell ticket on the selected code", Where.DASHBOARD, footer=True),
    Action(
        "quick_size", "Quick size", _DIGITS[1:], "Size of the next ticket in lots: 3 b buys 3 lots",
        Where.DASHBOARD, takes_key=True, keys_label="1-9",
    ),
    Action(
        "amend_order", "Amend", ("e",), "Change quantity or price of the selected order",
        Where.DASHBOARD, footer=True,
    ),
    Action("cancel_order", "Cancel", ("c",), "Cancel the selected order", Where.DASHBOARD, footer=True),
    Action("cancel_many", "Cancel many", ("X",), "Cancel marked orders, those at a price, one side, one code, or all; asks first", Where.DASHBOARD, short="Many"),
    Action("flatten", "Flatten", ("F",), "Review an order that closes the position: at the cursor, else in the code shown", Where.DASHBOARD),
    Action("reverse", "Reverse", ("R",), "Review two orders: one closes the position, one opens as much the other way", Where.DASHBOARD),
    Action("show_history", "History", ("h",), "Orders and fills of past days", Where.DASHBOARD),
    Action("choose_account", "Account", ("a",), "Choose the account to trade with", Where.DASHBOARD, footer=True),
    Action("unlock_trade", "Unlock", ("U",), "Give OpenD the trade password: real orders and their cancels need it", Where.DASHBOARD),
    Action("arm_account", "Arm", ("A",), "Arm the account in use: real orders leave only then; again: disarm", Where.DASHBOARD, footer=True, title_on="Disarm"),
    Action("show_lock", "Lock", ("K",), "The lock of the kill switch: since when and why; typing TRADE releases it", Where.DASHBOARD, title_on="Release lock"),
    Action("show_details", "Details", ("i",), "What the code is: terms, figures, Greeks, money, brokers, reminders", Where.DASHBOARD, footer=True),
    Action("copy_menu", "Copy", ("ctrl+y",), "Copy the code, the row, the table, the order id or the ticket", Where.DASHBOARD),
    # ---- dashboard: the link
    Action("show_notices", "Notices", ("n",), "What OpenD said, what changed while away, and what helps", Where.DASHBOARD),
    Action("regain_quotes", "Get quotes", ("g",), "Ask OpenD for lost quotes again: feeds of a lost right, and its state", Where.DASHBOARD),
    # ---- dashboard: looks, leaving
    Action("next_theme", "Theme", ("t",), "Take the next theme", Where.DASHBOARD),
    Action("switch_colours", "Colours", ("u",), "Switch green-up and red-up", Where.DASHBOARD),
    Action("show_line", "Line", ("B",), "Show what goes over the line to the terminal: bytes, frames, answers", Where.DASHBOARD),
    Action("quit", "Quit", ("q",), "Leave; asks first when orders are working", Where.DASHBOARD, footer=True),
    # ---- ladder; keys that send are no tail of a split escape sequence
    Action("switch_ladder", "Prices", ("v",), "By prices that stay put, to trade on; by levels, with all brokers", Where.LADDER, title_on="Levels"),
    Action("recentre", "Centre", ("space",), "Bring the market back to the middle of the prices", Where.LADDER),
    Action("buy_at_cursor", "Buy here", ("L",), "ARMED: send a limit BUY (long) at the cursor at once, of the quick size", Where.LADDER, sends=True),
    Action("sell_at_cursor", "Sell here", ("Y",), "ARMED: send a limit SELL (yours) at the cursor at once, of the quick size", Where.LADDER, sends=True),
    Action("again_at_cursor", "Again", ("G",), "Say that the order just refused as a repeat is meant; then its key again", Where.LADDER),
    Action("move_up", "Move up", ("full_stop", "shift+up"), "Move own orders at the cursor a tick up", Where.LADDER, sends=True, short="Up"),
    Action("move_down", "Move down", ("comma", "shift+down"), "Move own orders at the cursor a tick down", Where.LADDER, sends=True, short="Down"),
    Action("join_bid", "Join bid", ("z",), "Move own orders at the cursor to the best bid", Where.LADDER, sends=True, short="Bid"),
    Action("join_ask", "Join ask", ("x",), "Move own orders at the cursor to the best ask", Where.LADDER, sends=True, short="Ask"),
    Action("cancel_at_cursor", "Cancel here", ("delete", "backspace"), "Cancel all own orders at the cursor at once", Where.LADDER, short="Cancel"),
    # ---- orders pane
    Action("next_view", "View", ("v",), "Show all orders, then working, unknown, done ones only", Where.ORDERS),
    Action("mark_order", "Mark", ("space",), "Mark the order, or take its mark away, and go on", Where.ORDERS),
    Action("mark_all", "Mark all", ("m",), "Mark all working orders in view; again: none", Where.ORDERS),
    Action("filter_orders", "Filter", ("ctrl+f",), "Show only orders in which all words typed occur: code, side, status", Where.ORDERS),
    Action("clear_orders", "Show all", ("escape",), "Take filter and view away, then the marks", Where.ORDERS),
    Action("show_order", "All of it", ("d",), "Everything about the order: its history, fills, fees", Where.ORDERS, short="All"),
    # ---- orders pane, filter
    Action("filter_keep", "Keep", ("enter",), "Keep the filter and go back to the list", Where.FILTER, footer=True),
    Action("filter_erase", "Erase", ("backspace",), "Take back the last character", Where.FILTER),
    Action("filter_drop", "Drop", ("escape",), "Take the filter away", Where.FILTER, footer=True),
    # ---- find
    Action("find_up", "Up", ("up",), "Move up in the hits", Where.FIND),
    Action("find_down", "Down", ("down",), "Move down in the hits", Where.FIND),
    Action("find_take", "Take", ("enter",), "Focus the selected hit", Where.FIND, footer=True),
    Action("find_leave", "Leave", ("escape",), "Leave without a change", Where.FIND, footer=True),
    # ---- ticket, filling in
    Action(
        "type_number", "Type", (*_DIGITS, "full_stop"),
        "Type quantity, price, trigger, distance or day; on a choice: 1-9 lots. A note takes every character",
        Where.TICKET, takes_key=True, keys_label="0-9 .",
    ),
    Action("erase", "Erase", ("backspace",), "Take back the last character", Where.TICKET),
    Action("clear_field", "Clear", ("delete",), "Empty the field", Where.TICKET),
    Action("step_up", "Up", ("up",), "One lot, tick or day more; the next choice", Where.TICKET),
    Action("step_down", "Down", ("down",), "One lot, tick or day less; the choice before", Where.TICKET),
    Action("leap_up", "Up by 10", ("pageup", "shift+up"), "Ten lots or ten ticks more", Where.TICKET),
    Action("leap_down", "Down by 10", ("pagedown", "shift+down"), "Ten lots or ten ticks less", Where.TICKET),
    Action("next_field", "Next field", ("tab", "right"), "Go to the next field", Where.TICKET),
    Action("previous_field", "Previous field", ("shift+tab", "left"), "Go to the previous field", Where.TICKET),
    Action("price_bid", "Bid", ("z",), "Take the best bid as price", Where.TICKET),
    Action("price_ask", "Ask", ("x",), "Take the best ask as price", Where.TICKET),
    Action("price_last", "Last", ("v",), "Take the last price as price", Where.TICKET),
    Action("set_buy", "Buy", ("b",), "Make it a buy", Where.TICKET),
    Action("set_sell", "Sell", ("s",), "Make it a sell", Where.TICKET),
    Action("switch_type", "Type", ("m",), "Take the next order type that can be placed now", Where.TICKET),
    Action("switch_trail", "Per cent", ("percent_sign",), "Trail by per cent or by an amount of money", Where.TICKET),
    Action("next_account", "Account", ("a",), "Take the next account that may trade the code", Where.TICKET),
    Action("accept_hint", "Correct", ("equals_sign",), "Take the nearest legal value of the marked field", Where.TICKET),
    Action("copy_draft", "Copy", ("ctrl+y",), "Copy the order as a sentence; sends nothing", Where.TICKET),
    Action("review_ticket", "Review", ("enter",), "Read the order as a sentence; sends nothing", Where.TICKET, footer=True),
    Action("close_ticket", "Close", ("escape",), "Close the ticket; nothing is sent", Where.TICKET, footer=True),
    # ---- ticket, review
    Action("confirm_paper", "Send paper", ("y",), "Send the paper order shown", Where.REVIEW, footer=True),
    Action("confirm_real", "Send REAL", ("T",), "Send the real-money order shown", Where.REVIEW, footer=True),
    Action("back_to_ticket", "Back", ("n", "escape"), "Back to the fields; nothing is sent", Where.REVIEW, footer=True),
    Action("repeat_knowingly", "Send again", ("G",), "Say that the same order is meant to be sent again", Where.REVIEW),
    Action(
        "type_again", "Quantity", _DIGITS, "Type the quantity once more, where the review asks for it",
        Where.REVIEW, takes_key=True, keys_label="0-9",
    ),
    Action("erase_again", "Erase", ("backspace",), "Take back the last digit", Where.REVIEW),
    Action("review_next", "Next page", ("pagedown", "down"), "Read on, where the review has more pages", Where.REVIEW),
    Action("review_previous", "Previous page", ("pageup", "up"), "Read the page before", Where.REVIEW),
    Action("copy_review", "Copy", ("ctrl+y",), "Copy the sentence; sends nothing", Where.REVIEW),
    # ---- cancel question
    Action("confirm_cancel", "Cancel order", ("y",), "Send the cancel", Where.CANCEL, footer=True),
    Action("keep_order", "Keep", ("n", "escape"), "Leave the order as it is", Where.CANCEL, footer=True),
    # ---- cancelling many
    Action("cancel_marked", "Marked", ("m",), "The orders marked in the orders pane", Where.CANCEL_MENU),
    Action("cancel_at_price", "At price", ("p",), "Those at the price of the ladder's cursor, or of the selected order", Where.CANCEL_MENU),
    Action("cancel_buys", "Buys", ("b",), "All that buy", Where.CANCEL_MENU),
    Action("cancel_sells", "Sells", ("s",), "All that sell", Where.CANCEL_MENU),
    Action("cancel_code", "This code", ("i",), "All in the code selected or shown", Where.CANCEL_MENU),
    Action("cancel_all", "All", ("a",), "All of the accounts in use", Where.CANCEL_MENU),
    Action("watch_cancels", "Progress", ("w",), "How far the cancels under way are", Where.CANCEL_MENU),
    Action("leave_cancel_menu", "Leave", ("escape", "q"), "Leave; nothing is cancelled", Where.CANCEL_MENU, footer=True),
    # ---- progress of cancels
    Action("progress_down", "Down", ("down", "j"), "One line down", Where.PROGRESS),
    Action("progress_up", "Up", ("up", "k"), "One line up", Where.PROGRESS),
    Action("progress_next", "Next page", ("pagedown", "space"), "One page down", Where.PROGRESS),
    Action("progress_previous", "Previous page", ("pageup",), "One page up", Where.PROGRESS),
    Action("leave_progress", "Put away", ("escape", "q"), "Put the panel away; the cancels go on", Where.PROGRESS, footer=True),
    # ---- flatten, reverse
    Action("flatten_paper", "Send paper", ("y",), "Send the paper orders shown", Where.FLATTEN, footer=True),
    Action("flatten_real", "Send REAL", ("T",), "Send the real-money orders shown", Where.FLATTEN, footer=True),
    Action("flatten_deeper", "Deeper", ("up",), "Let the limit go a tick further through the touch; takes the touch anew", Where.FLATTEN),
    Action("flatten_nearer", "Nearer", ("down",), "Let it go a tick less far; takes the touch anew", Where.FLATTEN),
    Action("flatten_price", "New price", ("g",), "Take the touch anew", Where.FLATTEN),
    Action("flatten_cancels", "Cancel first", ("c",), "Cancel the working orders of the code first, or leave them", Where.FLATTEN, footer=True),
    Action("leave_flatten", "Leave", ("n", "escape"), "Leave; nothing is sent", Where.FLATTEN, footer=True),
    # ---- copying
    Action("copy_code", "Copy code", ("c",), "The code of the row, else the one shown", Where.COPY),
    Action("copy_row", "Copy row", ("r",), "The row with all its columns, tab-separated, numbers in full", Where.COPY),
    Action("copy_table", "Copy table", ("t",), "All rows of the list under a line of titles", Where.COPY),
    Action("copy_order_id", "Copy order id", ("o",), "The broker's id of the selected order", Where.COPY),
    Action("copy_ticket", "Copy ticket", ("k",), "The open ticket as one sentence", Where.COPY),
    Action("leave_copy", "Leave", ("escape", "q"), "Leave; nothing is copied", Where.COPY, footer=True),
    # ---- copied text
    Action("leave_copied", "Close", ("escape", "q"), "Close", Where.COPIED, footer=True),
    # ---- one order
    Action("order_down", "Down", ("down", "j"), "One line down", Where.ORDER),
    Action("order_up", "Up", ("up", "k"), "One line up", Where.ORDER),
    Action("order_next", "Next page", ("pagedown", "space"), "One page down", Where.ORDER, footer=True),
    Action("order_previous", "Previous page", ("pageup",), "One page up", Where.ORDER),
    Action("read_order", "Read again", ("g",), "Read journal and fees again", Where.ORDER, footer=True),
    Action("leave_order", "Close", ("d", "escape", "q"), "Close", Where.ORDER, footer=True),
    # ---- past days
    Action("day_before", "Day before", ("left",), "Go to the trading day before", Where.HISTORY, footer=True),
    Action("day_after", "Day after", ("right",), "Go to the next trading day, up to today", Where.HISTORY, footer=True),
    Action("switch_list", "Fills", ("f", "tab"), "Switch between orders and fills", Where.HISTORY, footer=True),
    Action("history_account", "Account", ("a",), "Take the next account in use", Where.HISTORY, footer=True),
    Action("read_day", "Read again", ("g",), "Ask OpenD for the day again", Where.HISTORY, footer=True),
    Action("leave_history", "Close", ("h", "escape", "q"), "Close", Where.HISTORY, footer=True),
    # ---- arming
    Action("confirm_arm", "Arm paper", ("y",), "Arm the paper account shown", Where.ARM, footer=True),
    Action("arm_typed", "Arm REAL", ("enter",), "Arm the real account shown, once the word stands there", Where.ARM, footer=True),
    Action("erase_word", "Erase", ("backspace",), "Take back the last letter", Where.ARM),
    Action("leave_arm", "Leave", ("n", "escape"), "Leave; nothing is armed", Where.ARM, footer=True),
    # ---- trade password
    Action("unlock_send", "Unlock", ("enter",), "Unlock OpenD with what was typed, else with the password kept somewhere", Where.UNLOCK, footer=True),
    Action("unlock_erase", "Erase", ("backspace",), "Take back the last character", Where.UNLOCK),
    Action("unlock_clear", "Clear", ("delete",), "Empty the field", Where.UNLOCK),
    Action("unlock_leave", "Leave", ("escape",), "Leave; nothing is unlocked", Where.UNLOCK, footer=True),
    # ---- kill switch
    Action("stop_trying", "Stop", ("S",), "Send no more cancels; what was sent stays sent, and trading stays locked", Where.PANIC, footer=True),
    Action("release_lock", "Release", ("r",), "Ask for the word that lets orders leave again", Where.PANIC, footer=True),
    Action("leave_panic", "Put away", ("escape", "q"), "Put the screen away; the cancels go on", Where.PANIC, footer=True),
    # ---- trading lock
    Action("release_send", "Release", ("enter",), "Release the lock if the word typed is TRADE", Where.RELEASE, footer=True),
    Action("release_erase", "Erase", ("backspace",), "Take back the last character", Where.RELEASE),
    Action("release_leave", "Leave", ("escape",), "Leave; trading stays locked", Where.RELEASE, footer=True),
    # ---- leaving
    Action("confirm_quit", "Leave", ("y",), "Leave; the orders stay working at the broker", Where.QUIT, footer=True),
    Action("stay", "Stay", ("n", "escape"), "Go back to the dashboard", Where.QUIT, footer=True),
    # ---- accounts
    Action("leave_accounts", "Leave", ("escape",), "Leave without a change", Where.ACCOUNTS, footer=True),
    # ---- details
    Action("set_reminder", "Remind", ("r",), "Set a price reminder on the code", Where.DETAILS, footer=True),
    Action("read_details", "Read again", ("g",), "Ask OpenD for the details again", Where.DETAILS, footer=True),
    Action("details_down", "Down", ("down", "j"), "One line down", Where.DETAILS),
    Action("details_up", "Up", ("up", "k"), "One line up", Where.DETAILS),
    Action("details_next", "Next page", ("pagedown", "space"), "One page down", Where.DETAILS, footer=True),
    Action("details_previous", "Previous page", ("pageup",), "One page up", Where.DETAILS, footer=True),
    Action("leave_details", "Close", ("i", "escape", "q"), "Close the details", Where.DETAILS, footer=True),
    # ---- price reminder
    Action("type_value", "Type", (*_DIGITS, "full_stop"), "Type the value", Where.REMINDER, takes_key=True, keys_label="0-9 ."),
    Action("erase_value", "Erase", ("backspace",), "Take back the last character", Where.REMINDER),
    Action("clear_value", "Clear", ("delete",), "Empty the value", Where.REMINDER),
    Action("next_condition", "Condition", ("down", "tab", "right"), "Take the next condition", Where.REMINDER, footer=True),
    Action("previous_condition", "Condition", ("up", "shift+tab", "left"), "Take the condition before", Where.REMINDER),
    Action("keep_reminder", "Set", ("enter",), "Set the reminder at the broker", Where.REMINDER, footer=True),
    Action("leave_reminder", "Leave", ("escape",), "Leave; no reminder is set", Where.REMINDER, footer=True),
    # ---- notices
    Action("notices_older", "Older", ("pagedown", "space", "down", "j"), "Older notices", Where.NOTICES, footer=True),
    Action("notices_newer", "Newer", ("pageup", "up", "k"), "Newer notices", Where.NOTICES, footer=True),
    Action("leave_notices", "Close", ("escape", "q", "n"), "Close the notices", Where.NOTICES, footer=True),
    # ---- help
    Action("help_next", "Next page", ("pagedown", "space", "down", "j"), "Next page", Where.HELP, footer=True),
    Action("help_previous", "Previous page", ("pageup", "up", "k"), "Previous page", Where.HELP, footer=True),
    Action("leave_help", "Close", ("escape", "q"), "Close help", Where.HELP, footer=True),
    # ---- no OpenD
    Action("retry_now", "Retry", ("r",), "Try to reach OpenD now", Where.OFFLINE, footer=True),
    Action("start_demo", "Demo", ("d",), "Start the demo on this machine", Where.OFFLINE, footer=True),
    Action("leave_offline", "Quit", ("q",), "Leave", Where.OFFLINE, footer=True),
)  # fmt: skip

BY_ID: dict[str, Action] = {action.id: action for action in ACTIONS}


def actions_in(where: Where) -> tuple[Action, ...]:
    """Return the actions of one context in table order."""
    return tuple(action for action in ACTIONS if action.where is where)
