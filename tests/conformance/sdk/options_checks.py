"""What the official SDK must be able to do with options and with the extras of every kind of product."""

from __future__ import annotations

from datetime import date, timedelta
from math import exp
from typing import Any

from harness import Recorder, check, passed, refused

OWNER = "HK.00700"
RATE = 0.03
"""The interest the simulator prices Hong Kong options with."""


class Desk:
    """A quote context, its pushes, and the chain the checks look at."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.trade = sdk.OpenSecTradeContext(filter_trdmarket=sdk.TrdMarket.US, host="127.0.0.1", port=port)
        self.pushes = Recorder()
        for kind, base in (("quote", sdk.StockQuoteHandlerBase), ("book", sdk.OrderBookHandlerBase)):
            self.context.set_handler(self._handler(kind, base))
        self.day = ""
        self.chain: list[dict[str, Any]] = []
        self.us_chain: list[dict[str, Any]] = []

    def close(self) -> None:
        """End the contexts."""
        self.context.close()
        self.trade.close()

    def _handler(self, kind: str, base: Any) -> Any:
        pushes = self.pushes

        class Handler(base):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                return pushes.add(kind, super().on_recv_rsp(rsp_pb))

        return Handler()

    def listed(self, **more: Any) -> list[dict[str, Any]]:
        """The chain of the chosen day."""
        answer = self.context.get_option_chain(OWNER, start=self.day, end=self.day, **more)
        return passed(answer).to_dict("records")

    def snapshots(self, codes: list[str]) -> list[dict[str, Any]]:
        """Snapshots in the order of the codes."""
        rows = passed(self.context.get_market_snapshot(codes))
        check(list(rows["code"]) == codes, rows)
        return rows.to_dict("records")

    def middle(self, kind: str) -> dict[str, Any]:
        """The call or put whose strike is next to the spot."""
        spot = self.snapshots([OWNER])[0]["last_price"]
        side = [row for row in self.chain if row["option_type"] == kind]
        return min(side, key=lambda row: abs(row["strike_price"] - spot))


def option_expiration_dates(desk: Desk) -> str:
    rows = passed(desk.context.get_option_expiration_date(OWNER)).to_dict("records")
    days = [row["strike_time"] for row in rows]
    check(days == sorted(set(days)) and len(days) >= 6, rows)
    check({row["expiration_cycle"] for row in rows} == {"WEEK", "MONTH"}, rows)
    first = date.fromisoformat(days[0]) - timedelta(days=int(rows[0]["option_expiry_date_distance"]))
    for row in rows:
        left = (date.fromisoformat(row["strike_time"]) - first).days
        check(row["option_expiry_date_distance"] == left >= 0, row)
    desk.day = next(row["strike_time"] for row in rows if row["option_expiry_date_distance"] > 14)
    return f"{len(days)} days, checks use {desk.day}"


def option_expiration_dates_of_an_index(desk: Desk) -> None:
    kinds = desk.sdk.IndexOptionType
    normal = passed(desk.context.get_option_expiration_date("HK.800000", kinds.NORMAL))
    small = passed(desk.context.get_option_expiration_date("HK.800000", kinds.SMALL))
    check(list(normal["strike_time"]) == list(small["strike_time"]), (normal, small))
    text = refused(desk.context.get_option_expiration_date("SH.600519"))
    check("600519" in text, text)


def option_chain(desk: Desk) -> str:
    desk.chain = desk.listed()
    kinds = [row["option_type"] for row in desk.chain]
    check(kinds.count("CALL") == kinds.count("PUT") >= 8, kinds)
    for row in desk.chain:
        letter = "C" if row["option_type"] == "CALL" else "P"
        stamp = desk.day.replace("-", "")[2:]
        code = f"HK.TCH{stamp}{letter}{row['strike_price'] * 1000:.0f}"
        check(row["code"] == code, (row["code"], code))
        check(row["lot_size"] == 100 and row["stock_type"] == "DRVT", row)
        check(row["stock_owner"] == OWNER and row["strike_time"] == desk.day, row)
        check(row["suspension"] is False and row["option_standard_type"] == "STANDARD", row)
    return f"{len(desk.chain)} contracts"


def option_chain_of_one_side(desk: Desk) -> None:
    rows = desk.listed(option_type=desk.sdk.OptionType.PUT)
    expected = [row["code"] for row in desk.chain if row["option_type"] == "PUT"]
    check([row["code"] for row in rows] == expected, rows)


def option_chain_in_and_out_of_the_money(desk: Desk) -> None:
    conditions = desk.sdk.OptionCondType
    spot = desk.snapshots([OWNER])[0]["last_price"]
    inside = desk.listed(option_cond_type=conditions.WITHIN)
    outside = desk.listed(option_cond_type=conditions.OUTSIDE)
    check(len(inside) + len(outside) == len(desk.chain), (len(inside), len(outside)))
    for row in inside:
        depth = spot - row["strike_price"] if row["option_type"] == "CALL" else row["strike_price"] - spot
        check(depth > -1, (row, spot))


def option_chain_filtered_by_delta(desk: Desk) -> None:
    wanted = desk.sdk.OptionDataFilter()
    wanted.delta_min, wanted.delta_max = 0.3, 0.7
    rows = desk.listed(data_filter=wanted)
    check(0 < len(rows) < len(desk.chain), len(rows))
    check({row["option_type"] for row in rows} == {"CALL"}, rows)
    for row in desk.snapshots([row["code"] for row in rows]):
        check(0.27 < row["option_delta"] < 0.73, row["option_delta"])


def option_chain_of_more_than_30_days_is_refused(desk: Desk) -> None:
    text = refused(desk.context.get_option_chain(OWNER, start="2026-12-01", end="2027-02-01"))
    check("30 days" in text, text)


def option_chain_of_the_us(desk: Desk) -> None:
    days = passed(desk.context.get_option_expiration_date("US.AAPL"))["strike_time"]
    rows = passed(desk.context.get_option_chain("US.AAPL", start=days[1], end=days[1]))
    check(all(code.startswith("US.AAPL") for code in rows["code"]), rows)
    check(set(rows["lot_size"]) == {100} and set(rows["strike_time"]) == {days[1]}, rows)
    desk.us_chain = rows.to_dict("records")


def snapshot_of_a_whole_chain(desk: Desk) -> None:
    rows = desk.snapshots([row["code"] for row in desk.chain])
    for row, listed in zip(rows, desk.chain, strict=True):
        check(row["option_valid"] and row["option_strike_price"] == listed["strike_price"], row)
        check(0 < row["bid_price"] < row["ask_price"], row)
        check(row["option_contract_size"] == 100 and row["option_contract_multiplier"] == 100, row)
        check(row["option_owner_lot_multiplier"] == 1 and row["option_open_interest"] > 0, row)
        check(row["option_area_type"] == "AMERICAN" and row["strike_time"] == desk.day, row)
        sign = 1 if row["option_type"] == "CALL" else -1
        check(0 < row["option_delta"] * sign <= 1, row["option_delta"])
        check(row["option_gamma"] > 0 and row["option_vega"] > 0 and row["option_theta"] < 0, row)
    bids = [row["bid_price"] for row in rows if row["option_type"] == "CALL"]
    check(bids == sorted(bids, reverse=True), bids)


def calls_and_puts_differ_by_the_forward(desk: Desk) -> str:
    call, put = desk.middle("CALL"), desk.middle("PUT")
    spot, one, other = desk.snapshots([OWNER, call["code"], put["code"]])
    check(one["option_strike_price"] == other["option_strike_price"], (one, other))
    middle = [(row["bid_price"] + row["ask_price"]) / 2 for row in (spot, one, other)]
    strike, years = one["option_strike_price"], one["option_expiry_date_distance"] / 365
    gap = middle[1] - middle[2] - (middle[0] - strike * exp(-RATE * years))
    check(abs(gap) < 0.02 * middle[1] + 0.2, (gap, middle, strike))
    ivs = one["option_implied_volatility"], other["option_implied_volatility"]
    check(abs(ivs[0] - ivs[1]) < 1.5 and 15 < ivs[0] < 60, ivs)
    return f"gap {gap:.3f}, volatilities {ivs[0]:.2f} and {ivs[1]:.2f}"


def subscribe_to_an_option(desk: Desk) -> None:
    sdk, code = desk.sdk, desk.middle("CALL")["code"]
    before = desk.snapshots([code])[0]
    passed(desk.context.subscribe([code], [sdk.SubType.QUOTE, sdk.SubType.ORDER_BOOK, sdk.SubType.TICKER]))
    book = passed(desk.context.get_order_book(code, num=10))
    check(book["code"] == code and len(book["Bid"]) == len(book["Ask"]) == 10, book)
    check(book["Bid"][0][0] < book["Ask"][0][0], book)
    check(abs(book["Bid"][0][0] / before["bid_price"] - 1) < 0.05, (book["Bid"][0], before["bid_price"]))
    quote = passed(desk.context.get_stock_quote([code])).to_dict("records")[0]
    check(quote["contract_size"] == 100 and quote["strike_price"] == before["option_strike_price"], quote)
    check(abs(quote["delta"] - before["option_delta"]) < 0.05, (quote["delta"], before["option_delta"]))
    check(quote["open_interest"] == before["option_open_interest"], quote)
    trades = passed(desk.context.get_rt_ticker(code, 10))
    check(len(trades) == 10 and set(trades["code"]) == {code}, trades)
    desk.pushes.wait("book", lambda data: data["code"] == code)


def candles_of_an_option(desk: Desk) -> None:
    code = desk.middle("PUT")["code"]
    begin = (date.fromisoformat(desk.day) - timedelta(days=90)).isoformat()
    rows, key = passed(desk.context.request_history_kline(code, start=begin, end=desk.day, max_count=500))
    check(key is None and len(rows) >= 10, (len(rows), key))
    for row in rows.to_dict("records"):
        check(row["low"] <= min(row["open"], row["close"]) <= row["high"], row)


def subscribe_brokers_of_an_option_is_refused(desk: Desk) -> None:
    code = desk.middle("CALL")["code"]
    text = refused(desk.context.subscribe([code], [desk.sdk.SubType.BROKER]))
    check("broker" in text, text)


def static_info_of_options_and_warrants(desk: Desk) -> None:
    sdk, code = desk.sdk, desk.chain[0]["code"]
    rows = passed(desk.context.get_stock_basicinfo(sdk.Market.HK, sdk.SecurityType.DRVT, [code]))
    row = rows.to_dict("records")[0]
    check(row["stock_type"] == "DRVT" and row["option_type"] == "CALL", row)
    check(row["strike_time"] == desk.day and row["strike_price"] == desk.chain[0]["strike_price"], row)
    check(row["stock_owner"] == OWNER and row["lot_size"] == 100, row)
    rows = passed(desk.context.get_stock_basicinfo(sdk.Market.HK, sdk.SecurityType.WARRANT, ["HK.16138"]))
    row = rows.to_dict("records")[0]
    check(row["stock_child_type"] == "CALL" and row["stock_owner"] == OWNER, row)


def snapshot_of_a_warrant_and_a_bull_contract(desk: Desk) -> None:
    warrant, bull, owner = desk.snapshots(["HK.16138", "HK.55182", OWNER])
    check(warrant["wrt_valid"] and warrant["wrt_type"] == "CALL" and warrant["stock_owner"] == OWNER, warrant)
    check(warrant["wrt_conversion_ratio"] == 100 and warrant["wrt_strike_price"] == 550, warrant)
    check(20 < warrant["wrt_implied_volatility"] < 60 and 0 < warrant["wrt_delta"] < 1, warrant)
    gearing = owner["last_price"] / (warrant["last_price"] * 100)
    check(abs(warrant["wrt_leverage"] / gearing - 1) < 0.05, (warrant["wrt_leverage"], gearing))
    check(bull["wrt_type"] == "BULL" and bull["wrt_recovery_price"] == 453, bull)
    distance = (owner["last_price"] / 453 - 1) * 100
    check(abs(bull["wrt_price_recovery_ratio"] - distance) < 0.5, (bull, distance))


def snapshot_extras_of_the_other_kinds(desk: Desk) -> None:
    stock, index, future, fund = desk.snapshots([OWNER, "HK.800000", "HK.MHImain", "HK.02800"])
    check(stock["equity_valid"] and stock["issued_shares"] == 9_128_000_000, stock)
    value = stock["last_price"] * stock["issued_shares"]
    check(abs(stock["total_market_val"] / value - 1) < 1e-6, (stock["total_market_val"], value))
    check(abs(stock["pe_ratio"] * stock["earning_per_share"] / stock["last_price"] - 1) < 0.01, stock)
    check(index["index_valid"], index)
    counts = [index[f"index_{name}_count"] for name in ("raise", "fall", "equal")]
    check(sum(counts) >= 30, counts)
    check(future["future_valid"] and future["future_main_contract"] is True, future)
    check(future["future_position"] > future["future_position_change"] > 0, future)
    check(future["future_last_settle_price"] == future["prev_close_price"], future)
    check(fund["trust_valid"] and fund["trust_assetClass"] == "STOCK", fund)
    check(
        abs(fund["trust_aum"] / (fund["trust_netAssetValue"] * fund["trust_outstanding_units"]) - 1) < 1e-6,
        fund,
    )


def paper_order_of_an_option(desk: Desk) -> None:
    sdk, where = desk.sdk, {"trd_env": desk.sdk.TrdEnv.SIMULATE, "acc_id": 3180002}
    spot = desk.snapshots(["US.AAPL"])[0]["last_price"]
    calls = [row for row in desk.us_chain if row["option_type"] == "CALL"]
    code = min(calls, key=lambda row: abs(row["strike_price"] - spot))["code"]
    rows = passed(desk.trade.place_order(0.5, 2, code, sdk.TrdSide.BUY, **where)).to_dict("records")
    check(rows[0]["code"] == code and rows[0]["qty"] == 2, rows)
    order_id = rows[0]["order_id"]
    listed = passed(desk.trade.order_list_query(order_id=order_id, **where)).to_dict("records")
    check(listed[0]["code"] == code and listed[0]["price"] == 0.5, listed)
    passed(desk.trade.modify_order(sdk.ModifyOrderOp.CANCEL, order_id, 0, 0, **where))


CHECKS = (
    option_expiration_dates,
    option_expiration_dates_of_an_index,
    option_chain,
    option_chain_of_one_side,
    option_chain_in_and_out_of_the_money,
    option_chain_filtered_by_delta,
    option_chain_of_more_than_30_days_is_refused,
    option_chain_of_the_us,
    snapshot_of_a_whole_chain,
    calls_and_puts_differ_by_the_forward,
    subscribe_to_an_option,
    candles_of_an_option,
    subscribe_brokers_of_an_option_is_refused,
    static_info_of_options_and_warrants,
    snapshot_of_a_warrant_and_a_bull_contract,
    snapshot_extras_of_the_other_kinds,
    paper_order_of_an_option,
)
