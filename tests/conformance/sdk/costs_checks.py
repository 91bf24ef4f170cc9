"""What the official SDK must get told of fees, margin, cash flow and combined orders."""

from __future__ import annotations

from typing import Any

from harness import Paced, Recorder, check, passed, refused

REAL_ID = 281756455988247915
PASSWORD = "123456"


class Desk:
    """One context on the real account; it is locked again in the end."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.quotes = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.context = Paced(
            sdk.OpenSecTradeContext(filter_trdmarket=sdk.TrdMarket.NONE, host="127.0.0.1", port=port)
        )
        self.real = {"trd_env": sdk.TrdEnv.REAL, "acc_id": REAL_ID}
        self.paper = {"trd_env": sdk.TrdEnv.SIMULATE, "acc_id": 3180002}
        self.pushes = Recorder()
        pushes = self.pushes

        class Handler(sdk.TradeOrderHandlerBase):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add("order", super().on_recv_rsp(rsp_pb))

        self.context.set_handler(Handler())
        check(self.context.unlock_trade(PASSWORD)[0] == 0, "not unlocked")
        self.filled_id = None
        self.spread: list[Any] = []

    def close(self) -> None:
        """Lock, and end the contexts."""
        self.context.unlock_trade(is_unlock=False)
        self.quotes.close()
        self.context.close()

    def wait(self, order_id: str, status: str) -> dict[str, Any]:
        """Wait until an order is reported in a status."""
        found = self.pushes.wait(
            "order", lambda rows: rows["order_id"][0] == order_id and rows["order_status"][0] == status
        )
        return found.to_dict("records")[0]

    def us_cash(self) -> float:
        """Dollars in the real account."""
        return passed(self.context.accinfo_query(currency="USD", **self.real)).to_dict("records")[0][
            "us_cash"
        ]

    def fee(self, order_id: str) -> dict[str, Any]:
        """What one order cost."""
        rows = passed(self.context.order_fee_query([order_id], **self.real))
        check(list(rows["order_id"]) == [order_id], rows)
        return rows.to_dict("records")[0]

    def touch(self, code: str) -> tuple[float, float]:
        """Best bid and ask."""
        row = passed(self.quotes.get_market_snapshot([code])).to_dict("records")[0]
        return row["bid_price"], row["ask_price"]

    def leg(self, code: str, side: str, ratio: int = 1) -> Any:
        """One leg as the SDK wants it."""
        leg = self.sdk.ComboLeg()
        leg.code, leg.trd_side, leg.qty_ratio = code, side, ratio
        return leg


def fees_of_an_order(desk: Desk) -> None:
    before, (_, ask) = desk.us_cash(), desk.touch("US.NVDA")
    rows = passed(
        desk.context.place_order(round(ask + 0.1, 2), 20, "US.NVDA", desk.sdk.TrdSide.BUY, **desk.real)
    )
    desk.filled_id = rows["order_id"][0]
    row = desk.wait(desk.filled_id, "FILLED_ALL")
    fee = desk.fee(desk.filled_id)
    titles = [title for title, _ in fee["fee_details"]]
    check(titles == ["Commission", "Platform Fee", "Settlement Fee"], fee)
    check(abs(sum(value for _, value in fee["fee_details"]) - fee["fee_amount"]) < 1e-9, fee)
    paid = row["dealt_qty"] * row["dealt_avg_price"]
    check(abs(before - paid - fee["fee_amount"] - desk.us_cash()) < 1e-6, (before, paid, fee))


def fees_of_older_orders(desk: Desk) -> None:
    rows = passed(desk.context.history_order_list_query(status_filter_list=["FILLED_ALL"], **desk.real))
    older = [row for row in rows.to_dict("records") if row["order_id"] != desk.filled_id]
    found = passed(desk.context.order_fee_query([row["order_id"] for row in older], **desk.real))
    check(len(found) == len(older) >= 4 and min(found["fee_amount"]) > 0, found)
    shares = {row["order_id"]: row["code"] for row in older}
    for row in found.to_dict("records"):
        stamped = "Stamp Duty" in dict(row["fee_details"])
        check(stamped is shares[row["order_id"]].startswith("HK."), row)


def fees_of_paper_or_unknown_orders_are_refused(desk: Desk) -> None:
    text = refused(desk.context.order_fee_query(["x"], **desk.paper))
    check(text == "Simulated trade does not support order fee", text)
    text = refused(desk.context.order_fee_query(["x"], **desk.real))
    check("has no order x" in text, text)


def cash_flow_of_a_day(desk: Desk) -> None:
    order = passed(
        desk.context.history_order_list_query(status_filter_list=["FILLED_ALL"], code="HK.00005", **desk.real)
    ).to_dict("records")[-1]
    day = order["create_time"][:10]
    rows = passed(desk.context.get_acc_cash_flow(clearing_date=day, **desk.real)).to_dict("records")
    mine = {row["cashflow_type"]: row for row in rows if order["order_id"] in row["cashflow_remark"]}
    trade, fees = mine["Trade"], mine["Fees"]
    check(trade["cashflow_amount"] == -order["dealt_qty"] * order["dealt_avg_price"], (trade, order))
    check(abs(fees["cashflow_amount"] + desk.fee(order["order_id"])["fee_amount"]) < 1e-9, fees)
    for row in (trade, fees):
        check((row["cashflow_direction"], row["currency"], row["clearing_date"]) == ("OUT", "HKD", day), row)
        check(row["settlement_date"] > day and row["create_time"][:10] == day, row)
    incoming = desk.context.get_acc_cash_flow(
        clearing_date=day, cashflow_direction=desk.sdk.CashFlowDirection.IN, **desk.real
    )
    check(len(passed(incoming)) == 0, incoming)


def cash_flow_needs_a_real_account_and_a_day(desk: Desk) -> None:
    text = refused(desk.context.get_acc_cash_flow(clearing_date="2026-11-20", **desk.paper))
    check("does not support cash flow" in text, text)
    check("clearing date" in refused(desk.context.get_acc_cash_flow(**desk.real)), "another text")


def margin_ratios(desk: Desk) -> None:
    rows = passed(desk.context.get_margin_ratio(["HK.00700", "US.AAPL"])).to_dict("records")
    tencent, apple = rows
    check((tencent["code"], apple["code"]) == ("HK.00700", "US.AAPL"), rows)
    for row in rows:
        check(row["is_long_permit"] is True, row)
        ratios = [row[f"{name}_long_ratio"] for name in ("im", "alert", "mcm", "mm")]
        check(ratios == sorted(ratios, reverse=True) and 0 < ratios[-1] < ratios[0] < 100, row)
    check(tencent["is_short_permit"] is False and apple["is_short_permit"] is True, rows)
    check(apple["short_pool_remain"] > 0 and apple["im_short_ratio"] == 50, apple)


def margin_ratio_of_a_mainland_share_is_refused(desk: Desk) -> None:
    text = refused(desk.context.get_margin_ratio(["SH.600519"]))
    check("Hong Kong and the US only" in text, text)


def option_spread_for_a_combo(desk: Desk) -> None:
    sdk = desk.sdk
    day = passed(desk.quotes.get_option_expiration_date("US.AAPL")).to_dict("records")[-1]["strike_time"]
    chain = passed(
        desk.quotes.get_option_chain("US.AAPL", start=day, end=day, option_type=sdk.OptionType.CALL)
    )
    codes = list(chain["code"])
    low, high = codes[len(codes) // 2], codes[len(codes) // 2 + 1]
    desk.spread = [desk.leg(low, sdk.TrdSide.BUY), desk.leg(high, sdk.TrdSide.SELL)]


def combo_trading_info(desk: Desk) -> None:
    rows = passed(desk.context.comboorder_tradinginfo_query(desk.spread, 3, 2, **desk.real))
    row = rows.to_dict("records")[0]
    check(row["bp_decrease"] > 600 and row["max_withdraw_change"] == -row["bp_decrease"], row)
    check(row["initial_margin_change"] > row["maintenance_margin_change"] > 0, row)
    check(row["option_bp"] > row["bp_decrease"], row)
    text = refused(desk.context.comboorder_tradinginfo_query(desk.spread, 3, 2, **desk.paper))
    check("does not support combo" in text, text)


def combo_order_fills_all_its_legs(desk: Desk) -> None:
    low, high = (leg.code for leg in desk.spread)
    price = round(desk.touch(low)[1] - desk.touch(high)[0] + 0.5, 2)
    rows = passed(desk.context.place_combo_order(desk.spread, price, 2, remark="spread", **desk.real))
    row = rows.to_dict("records")[0]
    check(row["price"] == price and row["qty"] == 2 and row["remark"] == "spread", row)
    legs = [(leg.code, leg.trd_side, leg.qty_ratio) for leg in row["combo_legs"]]
    check(legs == [(low, "BUY", 1), (high, "SELL", 1)], legs)
    filled = desk.wait(row["order_id"], "FILLED_ALL")
    check(filled["dealt_qty"] == 2 and filled["dealt_avg_price"] <= price, filled)
    positions = passed(desk.context.position_list_query(**desk.real))
    held = dict(zip(positions["code"], positions["qty"], strict=True))
    check((held[low], held[high]) == (2, -2), held)
    fee = desk.fee(row["order_id"])
    check(dict(fee["fee_details"])["Commission"] == 3.98 and fee["fee_amount"] > 3.98, fee)


def combo_order_rests_and_is_cancelled(desk: Desk) -> None:
    order_id = passed(desk.context.place_combo_order(desk.spread, -50, 1, **desk.paper))["order_id"][0]
    desk.wait(order_id, "SUBMITTED")
    passed(desk.context.modify_order(desk.sdk.ModifyOrderOp.CANCEL, order_id, 0, 0, **desk.paper))
    check(desk.wait(order_id, "CANCELLED_ALL")["dealt_qty"] == 0, "it filled")


def combo_of_two_shares_is_refused(desk: Desk) -> None:
    legs = [desk.leg("US.AAPL", desk.sdk.TrdSide.BUY), desk.leg("US.NVDA", desk.sdk.TrdSide.SELL)]
    text = refused(desk.context.place_combo_order(legs, 1, 1, **desk.paper))
    check("needs an option" in text, text)


CHECKS = (
    fees_of_an_order,
    fees_of_older_orders,
    fees_of_paper_or_unknown_orders_are_refused,
    cash_flow_of_a_day,
    cash_flow_needs_a_real_account_and_a_day,
    margin_ratios,
    margin_ratio_of_a_mainland_share_is_refused,
    option_spread_for_a_combo,
    combo_trading_info,
    combo_order_fills_all_its_legs,
    combo_order_rests_and_is_cancelled,
    combo_of_two_shares_is_refused,
)
