"""What the official SDK must see of order rules: conditions, lifetimes, bands, T+1. Futures and paper only,
so that the checks of trading have the real securities account to themselves."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from harness import Paced, Recorder, check, passed, refused, ticks_away

FUTURE = "HK.MHImain"
MOUTAI = "SH.600519"
CODE, LOT = "HK.00700", 100
PASSWORD = "123456"


class Desk:
    """Both kinds of trade context; real accounts are locked again in the end."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.quotes = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.paper = Paced(
            sdk.OpenSecTradeContext(filter_trdmarket=sdk.TrdMarket.NONE, host="127.0.0.1", port=port)
        )
        self.futures = Paced(sdk.OpenFutureTradeContext(host="127.0.0.1", port=port))
        self.pushes = Recorder()
        for context in (self.paper, self.futures):
            context.set_handler(self._handler())
        self.real = {"trd_env": sdk.TrdEnv.REAL, "acc_id": 281756479345015383}
        simulate = sdk.TrdEnv.SIMULATE
        self.hk = {"trd_env": simulate, "acc_id": 3180001}
        self.us = {"trd_env": simulate, "acc_id": 3180002}
        self.cn = {"trd_env": simulate, "acc_id": 3180003}
        self.options = {"trd_env": simulate, "acc_id": 3180006}
        check(self.futures.unlock_trade(PASSWORD)[0] == 0, "not unlocked")

    def close(self) -> None:
        """Lock, and end the contexts."""
        self.futures.unlock_trade(is_unlock=False)
        for context in (self.quotes, self.paper, self.futures):
            context.close()

    def _handler(self) -> Any:
        pushes = self.pushes

        class Handler(self.sdk.TradeOrderHandlerBase):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add("order", super().on_recv_rsp(rsp_pb))

        return Handler()

    def snapshot(self, code: str) -> dict[str, Any]:
        """The market of a code."""
        return passed(self.quotes.get_market_snapshot([code])).to_dict("records")[0]

    def held(self, code: str, account: dict[str, Any]) -> dict[str, Any]:
        """What a paper account holds of a code."""
        (row,) = passed(self.paper.position_list_query(code=code, **account)).to_dict("records")
        return row

    def position(self) -> float:
        """Contracts of the future the real account holds; below zero when it is short."""
        rows = passed(self.futures.position_list_query(code=FUTURE, **self.real)).to_dict("records")
        return sum(abs(row["qty"]) * (-1 if row["position_side"] == "SHORT" else 1) for row in rows)

    def future(self, kind: str, side: str, price: float = 0, qty: int = 1, **more: Any) -> Any:
        """Ask for an order of the real futures account."""
        return self.futures.place_order(price, qty, FUTURE, side, order_type=kind, **more, **self.real)

    def stop(self, side: str, away: float) -> tuple[str, float]:
        """Place a stop order so far from the last price, anew when the market has overtaken the trigger."""
        for _ in range(5):
            trigger = self.snapshot(FUTURE)["last_price"] + away
            answer = self.future(self.sdk.OrderType.STOP, side, aux_price=trigger)
            if answer[0] == 0 or "the last price" not in answer[1]:
                break
        return self.placed(answer), trigger

    def placed(self, answer: Any) -> str:
        """The id of an order that was taken."""
        return passed(answer).to_dict("records")[0]["order_id"]

    def order(self, order_id: str) -> dict[str, Any]:
        """One row of the futures account's list."""
        rows = passed(self.futures.order_list_query(order_id=order_id, **self.real))
        check(len(rows) == 1, rows)
        return rows.to_dict("records")[0]

    def wait(self, *order_ids: str, status: str) -> dict[str, Any]:
        """Wait until one of these orders is reported in a status."""
        found = self.pushes.wait(
            "order",
            lambda rows: rows["order_id"][0] in order_ids and rows["order_status"][0] == status,
        )
        return found.to_dict("records")[0]

    def statuses(self, order_id: str) -> list[str]:
        """The statuses in which an order was pushed."""
        return [
            rows["order_status"][0] for rows in self.pushes.seen("order") if rows["order_id"][0] == order_id
        ]

    def cancel(self, order_id: str) -> None:
        """Withdraw a futures order and wait for it."""
        passed(self.futures.modify_order(self.sdk.ModifyOrderOp.CANCEL, order_id, 0, 0, **self.real))
        self.wait(order_id, status="CANCELLED_ALL")


def stop_orders_wait_for_their_trigger_and_fill(desk: Desk) -> None:
    sdk = desk.sdk
    above, trigger = desk.stop(sdk.TrdSide.BUY, 2)
    below, _ = desk.stop(sdk.TrdSide.SELL, -2)
    check(desk.order(above)["aux_price"] == trigger, desk.order(above))
    row = desk.wait(above, below, status="FILLED_ALL")
    check(row["order_type"] == "STOP" and row["dealt_qty"] == 1, row)
    expected = ["WAITING_SUBMIT", "SUBMITTING", "SUBMITTED", "FILLED_ALL"]
    check(desk.statuses(row["order_id"]) == expected, desk.statuses(row["order_id"]))
    other = below if row["order_id"] == above else above
    if desk.order(other)["order_status"] == "WAITING_SUBMIT":
        desk.cancel(other)


def trailing_stop_follows_and_fills(desk: Desk) -> None:
    sdk = desk.sdk
    own = desk.placed(
        desk.future(
            sdk.OrderType.TRAILING_STOP, sdk.TrdSide.SELL, trail_type=sdk.TrailType.AMOUNT, trail_value=2
        )
    )
    row = desk.order(own)
    check(row["trail_type"] == "AMOUNT" and row["trail_value"] == 2, row)
    check(desk.wait(own, status="FILLED_ALL")["dealt_qty"] == 1, "no fill")


def trigger_on_the_wrong_side_is_refused(desk: Desk) -> None:
    sdk, last = desk.sdk, desk.snapshot(FUTURE)["last_price"]
    text = refused(desk.future(sdk.OrderType.STOP, sdk.TrdSide.BUY, aux_price=last - 50))
    check("must be above" in text, text)


def conditional_order_is_amended_and_deleted(desk: Desk) -> None:
    sdk, last = desk.sdk, desk.snapshot(FUTURE)["last_price"]
    own = desk.placed(
        desk.future(sdk.OrderType.STOP_LIMIT, sdk.TrdSide.BUY, price=last + 510, aux_price=last + 500)
    )
    operations = sdk.ModifyOrderOp
    passed(
        desk.futures.modify_order(operations.NORMAL, own, 2, last + 520, aux_price=last + 515, **desk.real)
    )
    row = desk.pushes.wait(
        "order", lambda rows: rows["order_id"][0] == own and rows["aux_price"][0] == last + 515
    ).to_dict("records")[0]
    check((row["qty"], row["price"], row["order_status"]) == (2, last + 520, "WAITING_SUBMIT"), row)
    text = refused(desk.futures.modify_order(operations.DISABLE, own, 0, 0, **desk.real))
    check("use AMEND, CANCEL, DELETE" in text, text)
    desk.cancel(own)
    passed(desk.futures.modify_order(operations.DELETE, own, 0, 0, **desk.real))
    rows = passed(desk.futures.order_list_query(order_id=own, **desk.real))
    check(len(rows) == 0, "still listed")


def orders_live_as_long_as_they_say(desk: Desk) -> None:
    sdk, last = desk.sdk, desk.snapshot(FUTURE)["last_price"]
    # What the stops before left behind must not be closed twice: add to it.
    short = desk.position() < 0
    side, price = (sdk.TrdSide.SELL, last + 300) if short else (sdk.TrdSide.BUY, last - 300)
    day = (datetime.now(ZoneInfo("Asia/Hong_Kong")) + timedelta(days=7)).strftime("%Y-%m-%d")
    limit, tif = sdk.OrderType.NORMAL, sdk.TimeInForce
    kept = desk.placed(desk.future(limit, side, price, time_in_force=tif.GTC))
    dated = desk.placed(desk.future(limit, side, price, time_in_force=tif.GTD, expire_time=day))
    check(desk.order(kept)["time_in_force"] == "GTC", desk.order(kept))
    row = desk.order(dated)
    check((row["time_in_force"], row["expire_time"]) == ("GTD", day), row)
    for own in (kept, dated):
        desk.wait(own, status="SUBMITTED")
    passed(desk.futures.cancel_all_order(**desk.real))
    for own in (kept, dated):
        desk.wait(own, status="CANCELLED_ALL")
    text = refused(desk.future(limit, side, price, time_in_force=tif.GTD))
    check("last day" in text, text)


def auction_order_is_refused_outside_an_auction(desk: Desk) -> None:
    text = refused(desk.future(desk.sdk.OrderType.AUCTION, desk.sdk.TrdSide.BUY))
    check("during an auction only" in text and "FUTURE_DAY_OPEN" in text, text)


def twap_order_cannot_be_placed(desk: Desk) -> None:
    text = refused(desk.future(desk.sdk.OrderType.TWAP, desk.sdk.TrdSide.BUY))
    check("TWAP_MARKET is not accepted" in text, text)


def cancel_all_of_a_paper_account_is_refused(desk: Desk) -> None:
    text = refused(desk.paper.cancel_all_order(**desk.hk))
    check("one by one" in text, text)


def paper_order_lives_a_day(desk: Desk) -> None:
    price = ticks_away(CODE, desk.snapshot(CODE)["bid_price"], -20)
    text = refused(
        desk.paper.place_order(
            price, LOT, CODE, desk.sdk.TrdSide.BUY, time_in_force=desk.sdk.TimeInForce.GTC, **desk.hk
        )
    )
    check("use DAY" in text, text)


def a_far_price_is_held_at_the_broker(desk: Desk) -> None:
    sdk, price = desk.sdk, ticks_away(CODE, desk.snapshot(CODE)["bid_price"], -60)
    own = desk.placed(desk.paper.place_order(price, LOT, CODE, sdk.TrdSide.BUY, **desk.hk))
    row = desk.wait(own, status="SUBMITTING")
    check("24 steps below the best bid" in row["last_err_msg"], row)
    passed(desk.paper.modify_order(sdk.ModifyOrderOp.CANCEL, own, 0, 0, **desk.hk))
    desk.wait(own, status="CANCELLED_ALL")
    check("SUBMITTED" not in desk.statuses(own), desk.statuses(own))


def prices_beyond_the_bands_are_refused(desk: Desk) -> None:
    ask = desk.snapshot(CODE)["ask_price"]
    for steps, word in ((30, "9 steps above the best ask"), (5000, "9 times away")):
        price = ticks_away(CODE, ask, steps)
        text = refused(desk.paper.place_order(price, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.hk))
        check(word in text, text)


def a_price_is_adjusted_when_it_may_be(desk: Desk) -> None:
    sdk, row = desk.sdk, desk.snapshot(CODE)
    off, legal = ticks_away(CODE, row["bid_price"], -20) - 0.078, ticks_away(CODE, row["bid_price"], -20)
    answer = desk.paper.place_order(off, LOT, CODE, sdk.TrdSide.BUY, adjust_limit=0.0015, **desk.hk)
    order = passed(answer).to_dict("records")[0]
    check(order["price"] == legal, (off, legal, order))
    passed(desk.paper.modify_order(sdk.ModifyOrderOp.CANCEL, order["order_id"], 0, 0, **desk.hk))


def mainland_prices_stay_within_the_day(desk: Desk) -> None:
    row = desk.snapshot(MOUTAI)
    limit = round(row["prev_close_price"] * 1.1, 2)
    buy = desk.sdk.TrdSide.BUY
    text = refused(desk.paper.place_order(round(limit + 1, 2), 100, MOUTAI, buy, **desk.cn))
    check("today's limits" in text, text)
    low = round(row["bid_price"] * 0.96, 2)
    text = refused(desk.paper.place_order(low, 100, MOUTAI, buy, **desk.cn))
    check("3 % below" in text, text)


def mainland_shares_bought_today_stay_till_tomorrow(desk: Desk) -> None:
    sdk = desk.sdk
    price = ticks_away(MOUTAI, desk.snapshot(MOUTAI)["ask_price"], 200)
    own = desk.placed(desk.paper.place_order(price, 100, MOUTAI, sdk.TrdSide.BUY, **desk.cn))
    desk.wait(own, status="FILLED_ALL")
    row = desk.held(MOUTAI, desk.cn)
    check((row["qty"], row["can_sell_qty"]) == (200, 100), row)
    low = ticks_away(MOUTAI, desk.snapshot(MOUTAI)["bid_price"], -20)
    text = refused(desk.paper.place_order(low, 200, MOUTAI, sdk.TrdSide.SELL, **desk.cn))
    check("100 of SH.600519 can be sold now" in text, text)


def an_order_shows_the_session_it_is_for(desk: Desk) -> None:
    sdk, code = desk.sdk, "US.AAPL"
    buy, session = sdk.TrdSide.BUY, sdk.Session
    # Holdings tell the price too, and snapshots are short towards the end of a fast run.
    price = ticks_away(code, desk.held(code, desk.us)["nominal_price"], -20)
    own = desk.placed(desk.paper.place_order(price, 1, code, buy, session=session.ETH, **desk.us))
    pushed = desk.wait(own, status="SUBMITTED")
    check((pushed["session"], pushed["fill_outside_rth"]) == ("ETH", True), pushed)
    (row,) = passed(desk.paper.order_list_query(order_id=own, **desk.us)).to_dict("records")
    check(row["session"] == "ETH", row)
    passed(desk.paper.modify_order(sdk.ModifyOrderOp.CANCEL, own, 0, 0, **desk.us))
    price = desk.held(MOUTAI, desk.cn)["nominal_price"]
    text = refused(desk.paper.place_order(price, 100, MOUTAI, buy, session=session.RTH, **desk.cn))
    check("US stocks and options only" in text, text)


def an_option_account_trades_options_only(desk: Desk) -> None:
    sdk, buy = desk.sdk, desk.sdk.TrdSide.BUY
    text = refused(desk.paper.place_order(400, LOT, CODE, buy, **desk.options))
    check("may not trade HK securities" in text, text)
    days = passed(desk.quotes.get_option_expiration_date(CODE))
    day = days.to_dict("records")[-1]["strike_time"]
    chain = passed(desk.quotes.get_option_chain(CODE, start=day, end=day, option_type=sdk.OptionType.CALL))
    code = chain.to_dict("records")[len(chain) // 2]["code"]
    ask = desk.snapshot(code)["ask_price"]
    own = desk.placed(desk.paper.place_order(round(ask + 1, 2), 2, code, buy, **desk.options))
    desk.wait(own, status="FILLED_ALL")
    row = desk.held(code, desk.options)
    check(row["qty"] == 2, row)


CHECKS = (
    stop_orders_wait_for_their_trigger_and_fill,
    trailing_stop_follows_and_fills,
    trigger_on_the_wrong_side_is_refused,
    conditional_order_is_amended_and_deleted,
    orders_live_as_long_as_they_say,
    auction_order_is_refused_outside_an_auction,
    twap_order_cannot_be_placed,
    cancel_all_of_a_paper_account_is_refused,
    paper_order_lives_a_day,
    a_far_price_is_held_at_the_broker,
    prices_beyond_the_bands_are_refused,
    a_price_is_adjusted_when_it_may_be,
    mainland_prices_stay_within_the_day,
    mainland_shares_bought_today_stay_till_tomorrow,
    an_order_shows_the_session_it_is_for,
    an_option_account_trades_options_only,
)
