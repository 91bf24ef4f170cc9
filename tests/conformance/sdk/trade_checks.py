"""What the official SDK must be able to do with accounts and orders; each function is one named check."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from harness import Paced, Recorder, check, on_tick, passed, refused, ticks_away

CODE = "HK.00700"
LOT = 100
THROUGH = 6
"""Ticks through the best price that fill at once; nine are allowed, and the market moves meanwhile."""
REAL_ID = 281756455988247915
HONG_KONG = ZoneInfo("Asia/Hong_Kong")


class Desk:
    """Trade contexts, their pushes, and the orders the checks placed."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.quotes = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.context = Paced(
            sdk.OpenSecTradeContext(filter_trdmarket=sdk.TrdMarket.NONE, host="127.0.0.1", port=port)
        )
        self.futures = Paced(sdk.OpenFutureTradeContext(host="127.0.0.1", port=port))
        self.real = {"trd_env": sdk.TrdEnv.REAL, "acc_id": REAL_ID}
        self.paper = {"trd_env": sdk.TrdEnv.SIMULATE, "acc_id": 3180001}
        self.pushes, self.future_pushes = Recorder(), Recorder()
        for context, pushes in ((self.context, self.pushes), (self.futures, self.future_pushes)):
            context.set_handler(self._handler("order", sdk.TradeOrderHandlerBase, pushes))
            context.set_handler(self._handler("deal", sdk.TradeDealHandlerBase, pushes))
        self.order_id = self.filled_id = self.before = None

    def close(self) -> None:
        """End the contexts."""
        for context in (self.quotes, self.context, self.futures):
            context.close()

    @staticmethod
    def _handler(kind: str, base: Any, pushes: Recorder) -> Any:
        class Handler(base):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add(kind, super().on_recv_rsp(rsp_pb))

        return Handler()

    def touch(self, code: str = CODE) -> tuple[float, float]:
        """Best bid and ask."""
        row = passed(self.quotes.get_market_snapshot([code])).to_dict("records")[0]
        return row["bid_price"], row["ask_price"]

    def take(self, side: str, where: dict[str, Any]) -> tuple[float, Any]:
        """Buy or sell a lot well through the best price, again when the market moved away meanwhile."""
        buys = side == self.sdk.TrdSide.BUY
        for _ in range(5):
            price = ticks_away(CODE, self.touch()[buys], THROUGH if buys else -THROUGH)
            answer = self.context.place_order(price, LOT, CODE, side, **where)
            if answer[0] == 0 or "steps" not in str(answer[1]):
                break
        return price, passed(answer)

    def order(self, order_id: str, **where: Any) -> dict[str, Any]:
        """One row of the order list."""
        rows = passed(self.context.order_list_query(order_id=order_id, **(where or self.real)))
        check(len(rows) == 1, rows)
        return rows.to_dict("records")[0]

    def push_of(self, order_id: str, status: str, pushes: Recorder | None = None) -> dict[str, Any]:
        """Wait until an order is reported in a status."""

        def matches(rows: Any) -> bool:
            return rows["order_id"][0] == order_id and rows["order_status"][0] == status

        return (pushes or self.pushes).wait("order", matches).to_dict("records")[0]

    def money_and_shares(self) -> tuple[float, float]:
        """Cash and quantity held of the code in the real account."""
        funds = passed(self.context.accinfo_query(currency="HKD", **self.real)).to_dict("records")[0]
        rows = passed(self.context.position_list_query(code=CODE, **self.real)).to_dict("records")
        return funds["hk_cash"], rows[0]["qty"] if rows else 0


def account_list(desk: Desk) -> None:
    rows = passed(desk.context.get_acc_list())
    envs = dict(zip(rows["acc_id"], rows["trd_env"], strict=True))
    check(envs[REAL_ID] == "REAL" and envs[3180001] == "SIMULATE", rows)
    markets = dict(zip(rows["acc_id"], rows["trdmarket_auth"], strict=True))
    check(markets[REAL_ID] == ["HK", "US", "HKCC"] and markets[3180002] == ["US"], markets)
    firms = dict(zip(rows["acc_id"], rows["security_firm"], strict=True))
    check(firms[REAL_ID] == "FUTUSECURITIES", firms)


def futures_account_list(desk: Desk) -> None:
    rows = passed(desk.futures.get_acc_list())
    check(set(rows["trd_env"]) == {"REAL", "SIMULATE"}, rows)


def place_while_locked_is_refused(desk: Desk) -> None:
    text = refused(desk.context.place_order(400, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.real))
    check("unlock" in text.lower(), text)


def unlock_with_a_wrong_password_is_refused(desk: Desk) -> None:
    check("password" in refused(desk.context.unlock_trade("654321")), "another text")


def unlock_with_the_right_password(desk: Desk) -> None:
    # This SDK returns no data with a successful unlock.
    check(desk.context.unlock_trade("123456")[0] == 0, "not unlocked")


def place(desk: Desk) -> None:
    price = ticks_away(CODE, desk.touch()[0], -20)
    rows = passed(
        desk.context.place_order(price, LOT * 3, CODE, desk.sdk.TrdSide.BUY, remark="sdk check", **desk.real)
    )
    row = rows.to_dict("records")[0]
    desk.order_id, desk.price = row["order_id"], price
    check(desk.order_id, row)
    check(row["price"] == price and row["qty"] == LOT * 3 and row["code"] == CODE, row)
    check(row["order_status"] in ("WAITING_SUBMIT", "SUBMITTING", "SUBMITTED"), row)
    check(row["remark"] == "sdk check", row)


def push_of_order(desk: Desk) -> None:
    desk.push_of(desk.order_id, "SUBMITTED")
    statuses = [
        rows["order_status"][0] for rows in desk.pushes.seen("order") if rows["order_id"][0] == desk.order_id
    ]
    check(statuses == ["WAITING_SUBMIT", "SUBMITTING", "SUBMITTED"], statuses)


def order_list(desk: Desk) -> None:
    row = desk.order(desk.order_id)
    check(row["order_status"] == "SUBMITTED" and row["dealt_qty"] == 0, row)
    rows = passed(desk.context.order_list_query(status_filter_list=["FILLED_ALL"], **desk.real))
    check(desk.order_id not in list(rows["order_id"]), rows)


def order_is_part_of_the_market(desk: Desk) -> None:
    code, qty = "HK.00939", 100_000
    passed(desk.quotes.subscribe([code], [desk.sdk.SubType.ORDER_BOOK], subscribe_push=False))

    def volume_at(price: float) -> float:
        book = passed(desk.quotes.get_order_book(code))
        return {level: volume for level, volume, *_ in book["Bid"]}.get(price, 0)

    seen = []
    for _ in range(5):
        # Inside the visible book, and about as much as all others have there, who come and go meanwhile.
        price = ticks_away(code, desk.touch(code)[0], -4)
        before = volume_at(price)
        rows = passed(desk.context.place_order(price, qty, code, desk.sdk.TrdSide.BUY, **desk.real))
        own = rows["order_id"][0]
        desk.push_of(own, "SUBMITTED")
        during = volume_at(price)
        passed(desk.context.modify_order(desk.sdk.ModifyOrderOp.CANCEL, own, 0, 0, **desk.real))
        desk.push_of(own, "CANCELLED_ALL")
        seen.append((before, during, volume_at(price)))
        if during > max(before, seen[-1][2]) + qty * 0.6:
            return
    raise AssertionError(f"volumes before, during and after, five times: {seen}")


def modify(desk: Desk) -> None:
    price = ticks_away(CODE, desk.price, -1)
    passed(
        desk.context.modify_order(desk.sdk.ModifyOrderOp.NORMAL, desk.order_id, LOT * 2, price, **desk.real)
    )
    row = desk.pushes.wait(
        "order", lambda rows: rows["order_id"][0] == desk.order_id and rows["price"][0] == price
    ).to_dict("records")[0]
    check(row["qty"] == LOT * 2 and row["order_status"] == "SUBMITTED", row)
    check(desk.order(desk.order_id)["price"] == price, "the list has the old price")


def cancel(desk: Desk) -> None:
    passed(desk.context.modify_order(desk.sdk.ModifyOrderOp.CANCEL, desk.order_id, 0, 0, **desk.real))
    row = desk.push_of(desk.order_id, "CANCELLED_ALL")
    check(row["dealt_qty"] == 0, row)
    check(desk.order(desk.order_id)["order_status"] == "CANCELLED_ALL", "the list disagrees")
    text = refused(desk.context.modify_order(desk.sdk.ModifyOrderOp.CANCEL, desk.order_id, 0, 0, **desk.real))
    check("CANCELLED_ALL" in text, text)


def fill(desk: Desk) -> None:
    desk.before = desk.money_and_shares()
    price, rows = desk.take(desk.sdk.TrdSide.BUY, desk.real)
    desk.filled_id = rows["order_id"][0]
    row = desk.push_of(desk.filled_id, "FILLED_ALL")
    check(row["dealt_qty"] == LOT and 0 < row["dealt_avg_price"] <= price, row)


def push_of_deal(desk: Desk) -> None:
    row = desk.pushes.wait("deal", lambda rows: rows["order_id"][0] == desk.filled_id).to_dict("records")[0]
    check(row["code"] == CODE and row["trd_side"] == "BUY" and row["status"] == "OK", row)
    check(on_tick(CODE, row["price"]) and row["deal_id"], row)
    check(row["counter_broker_id"] not in (0, "N/A"), row)


def deal_list(desk: Desk) -> None:
    rows = passed(desk.context.deal_list_query(code=CODE, **desk.real))
    mine = [row for row in rows.to_dict("records") if row["order_id"] == desk.filled_id]
    check(sum(row["qty"] for row in mine) == LOT, rows)


def positions(desk: Desk) -> None:
    rows = passed(desk.context.position_list_query(**desk.real))
    row = next(row for row in rows.to_dict("records") if row["code"] == CODE)
    check(row["qty"] == desk.before[1] + LOT and row["can_sell_qty"] == row["qty"], row)
    check(row["position_side"] == "LONG" and row["cost_price"] > 0 and row["average_cost"] > 0, row)
    check(abs(row["market_val"] - row["qty"] * row["nominal_price"]) < 0.01, row)
    check(set(rows["code"]) >= {"HK.00700", "HK.00005", "US.AAPL", "SH.600519"}, rows)


def funds(desk: Desk) -> None:
    deals = passed(desk.context.deal_list_query(**desk.real)).to_dict("records")
    paid = sum(row["qty"] * row["price"] for row in deals if row["order_id"] == desk.filled_id)
    paid += passed(desk.context.order_fee_query([desk.filled_id], **desk.real))["fee_amount"][0]
    cash, shares = desk.money_and_shares()
    check(abs(desk.before[0] - paid - cash) < 0.001, (desk.before, paid, cash))
    check(shares == desk.before[1] + LOT, (desk.before, shares))
    row = passed(desk.context.accinfo_query(currency="HKD", **desk.real)).to_dict("records")[0]
    check(abs(row["total_assets"] - row["cash"] - row["market_val"]) < 0.01, row)
    check(900_000 < row["us_cash"] <= 1_000_000 and 0 < row["power"] <= cash, row)


def max_quantities(desk: Desk) -> None:
    row = passed(
        desk.context.acctradinginfo_query(desk.sdk.OrderType.NORMAL, CODE, 500, **desk.real)
    ).to_dict("records")[0]
    cash, shares = desk.money_and_shares()
    # A little is left for fees.
    check(row["max_cash_buy"] == cash * 0.997 // (500 * LOT) * LOT, (row, cash))
    check(row["max_position_sell"] == shares, (row, shares))


def sell_closes_the_position(desk: Desk) -> None:
    _, rows = desk.take(desk.sdk.TrdSide.SELL, desk.real)
    desk.push_of(rows["order_id"][0], "FILLED_ALL")
    check(desk.money_and_shares()[1] == desk.before[1], "the position is another")


def short_sale_is_refused(desk: Desk) -> None:
    text = refused(desk.context.place_order(500, LOT * 100, CODE, desk.sdk.TrdSide.SELL, **desk.real))
    check("position is not enough" in text, text)


def price_off_tick_is_refused(desk: Desk) -> None:
    text = refused(desk.context.place_order(400.01, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.real))
    check(text.startswith("The minimum tick size for this product is 0.2"), text)


def cancel_all(desk: Desk) -> None:
    price = ticks_away(CODE, desk.touch()[0], -20)
    first = passed(desk.context.place_order(price, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.real))
    second = passed(desk.context.place_order(price, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.real))
    passed(desk.context.cancel_all_order(**desk.real))
    for rows in (first, second):
        desk.push_of(rows["order_id"][0], "CANCELLED_ALL")


def disable_and_enable(desk: Desk) -> None:
    operations = desk.sdk.ModifyOrderOp
    price = ticks_away(CODE, desk.touch()[0], -20)
    rows = passed(desk.context.place_order(price, LOT, CODE, desk.sdk.TrdSide.BUY, **desk.real))
    own = rows["order_id"][0]
    desk.push_of(own, "SUBMITTED")
    passed(desk.context.modify_order(operations.DISABLE, own, 0, 0, **desk.real))
    desk.push_of(own, "DISABLED")
    passed(desk.context.modify_order(operations.ENABLE, own, 0, 0, **desk.real))
    desk.pushes.wait(
        "order", lambda rows: rows["order_id"][0] == own and rows["order_status"][0] == "SUBMITTED", count=2
    )
    passed(desk.context.modify_order(operations.CANCEL, own, 0, 0, **desk.real))
    desk.push_of(own, "CANCELLED_ALL")
    passed(desk.context.modify_order(operations.DELETE, own, 0, 0, **desk.real))
    check(len(passed(desk.context.order_list_query(order_id=own, **desk.real))) == 0, "still listed")


def history_orders(desk: Desk) -> None:
    rows = passed(desk.context.history_order_list_query(**desk.real))
    statuses = dict(zip(rows["order_id"], rows["order_status"], strict=True))
    check(statuses[desk.filled_id] == "FILLED_ALL", "today's order is missing")
    check(statuses[desk.order_id] == "CANCELLED_ALL", "today's cancelled order is missing")
    today = datetime.now(HONG_KONG).strftime("%Y-%m-%d")
    older = [row for row in rows.to_dict("records") if row["create_time"][:10] < today]
    check(
        len(older) >= 4 and {row["order_status"] for row in older} == {"FILLED_ALL", "CANCELLED_ALL"}, older
    )
    filled = passed(
        desk.context.history_order_list_query(status_filter_list=["FILLED_ALL"], code=CODE, **desk.real)
    )
    check(set(filled["order_status"]) == {"FILLED_ALL"} and set(filled["code"]) == {CODE}, filled)


def history_deals(desk: Desk) -> None:
    rows = passed(desk.context.history_deal_list_query(**desk.real))
    check(desk.filled_id in list(rows["order_id"]), rows)
    end = datetime.now(HONG_KONG) - timedelta(days=3)
    older = passed(
        desk.context.history_deal_list_query(
            start=(end - timedelta(days=40)).strftime("%Y-%m-%d"), end=end.strftime("%Y-%m-%d"), **desk.real
        )
    )
    check(len(older) == 4 and desk.filled_id not in list(older["order_id"]), older)


def paper_order_needs_no_unlock(desk: Desk) -> None:
    passed_lock = desk.context.unlock_trade(is_unlock=False)
    check(passed_lock[0] == 0, passed_lock)
    _, rows = desk.take(desk.sdk.TrdSide.BUY, desk.paper)
    own = rows["order_id"][0]
    desk.push_of(own, "FILLED_ALL")
    row = desk.order(own, **desk.paper)
    check(row["dealt_qty"] == LOT, row)
    time.sleep(0.2)
    deals = [rows for rows in desk.pushes.seen("deal") if rows["order_id"][0] == own]
    check(not deals, "a paper fill was pushed")


def paper_market_order(desk: Desk) -> None:
    rows = passed(
        desk.context.place_order(
            0, LOT, CODE, desk.sdk.TrdSide.SELL, order_type=desk.sdk.OrderType.MARKET, **desk.paper
        )
    )
    desk.push_of(rows["order_id"][0], "FILLED_ALL")


def paper_deal_list_is_refused(desk: Desk) -> None:
    text = refused(desk.context.deal_list_query(**desk.paper))
    check(text == "Simulated trade does not support deal list", text)


def paper_stop_order_is_refused(desk: Desk) -> None:
    sdk = desk.sdk
    text = refused(
        desk.context.place_order(
            500, LOT, CODE, sdk.TrdSide.BUY, order_type=sdk.OrderType.STOP_LIMIT, aux_price=500, **desk.paper
        )
    )
    check("LIMIT, MARKET" in text, text)


def paper_short_of_a_us_share(desk: Desk) -> None:
    where = {"trd_env": desk.sdk.TrdEnv.SIMULATE, "acc_id": 3180002}
    price = ticks_away("US.NVDA", desk.touch("US.NVDA")[0], -8)
    rows = passed(desk.context.place_order(price, 3, "US.NVDA", desk.sdk.TrdSide.SELL, **where))
    desk.push_of(rows["order_id"][0], "FILLED_ALL")
    rows = passed(desk.context.position_list_query(code="US.NVDA", **where)).to_dict("records")
    check(rows[0]["qty"] == -3 and rows[0]["position_side"] == "SHORT", rows)


def paper_futures_order(desk: Desk) -> None:
    where = {"trd_env": desk.sdk.TrdEnv.SIMULATE, "acc_id": 3180004}
    _, ask = desk.touch("HK.MHImain")
    rows = passed(desk.futures.place_order(ask + 10, 1, "HK.MHImain", desk.sdk.TrdSide.BUY, **where))
    desk.push_of(rows["order_id"][0], "FILLED_ALL", desk.future_pushes)
    rows = passed(desk.futures.position_list_query(**where)).to_dict("records")
    check(rows[0]["code"] == "HK.MHImain" and rows[0]["qty"] == 1, rows)


CHECKS = (
    account_list,
    futures_account_list,
    place_while_locked_is_refused,
    unlock_with_a_wrong_password_is_refused,
    unlock_with_the_right_password,
    place,
    push_of_order,
    order_list,
    order_is_part_of_the_market,
    modify,
    cancel,
    fill,
    push_of_deal,
    deal_list,
    positions,
    funds,
    max_quantities,
    sell_closes_the_position,
    short_sale_is_refused,
    price_off_tick_is_refused,
    cancel_all,
    disable_and_enable,
    history_orders,
    history_deals,
    paper_order_needs_no_unlock,
    paper_market_order,
    paper_deal_list_is_refused,
    paper_stop_order_is_refused,
    paper_short_of_a_us_share,
    paper_futures_order,
)
