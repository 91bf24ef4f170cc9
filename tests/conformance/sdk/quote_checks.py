"""What the official SDK must be able to do with quotes; each function is one named check."""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from harness import Recorder, check, on_tick, passed, refused

from tui.domain.markets import SecurityType

CODE = "HK.00700"
US_CODE = "US.AAPL"


class Desk:
    """A quote context and its pushes."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)
        self.pushes = Recorder()
        for kind, base in (
            ("quote", sdk.StockQuoteHandlerBase),
            ("book", sdk.OrderBookHandlerBase),
            ("brokers", sdk.BrokerHandlerBase),
            ("ticker", sdk.TickerHandlerBase),
            ("minutes", sdk.RTDataHandlerBase),
            ("candle", sdk.CurKlineHandlerBase),
        ):
            self.context.set_handler(self._handler(kind, base))

    def close(self) -> None:
        """End the context."""
        self.context.close()

    def _handler(self, kind: str, base: Any) -> Any:
        pushes = self.pushes

        class Handler(base):
            def on_recv_rsp(self, rsp_pb: Any) -> Any:
                answer = super().on_recv_rsp(rsp_pb)
                # The broker handler returns three values: the code, the stock and both sides.
                pushes.add(kind, answer if len(answer) == 2 else (answer[0], answer[1:]))
                return answer

        return Handler()


def global_state(desk: Desk) -> None:
    state = passed(desk.context.get_global_state())
    check(state["qot_logined"] and state["trd_logined"], state)
    check(state["server_ver"] == "1011", state)
    check(state["program_status_type"] == "READY", state)
    check(state["market_hk"] in ("MORNING", "AFTERNOON"), state)
    check(abs(int(state["timestamp"]) - time.time()) < 5, state)


def user_info(desk: Desk) -> None:
    info = passed(desk.context.get_user_info())
    check(info["user_id"], info)
    check(info["sub_quota"] == 1000, info)


def static_info(desk: Desk) -> None:
    sdk = desk.sdk
    rows = passed(desk.context.get_stock_basicinfo(sdk.Market.HK, sdk.SecurityType.STOCK, [CODE, "HK.00005"]))
    check(list(rows["code"]) == [CODE, "HK.00005"], rows)
    check(list(rows["lot_size"]) == [100, 400], rows)
    check(list(rows["name"]) == ["TENCENT", "HSBC HOLDINGS"], rows)
    check(list(rows["stock_type"]) == ["STOCK", "STOCK"], rows)
    check(rows["listing_date"][0] == "2004-06-16", rows)


def static_info_of_a_market(desk: Desk) -> str:
    sdk = desk.sdk
    counts = {
        kind: len(passed(desk.context.get_stock_basicinfo(sdk.Market.HK, kind)))
        for kind in (
            sdk.SecurityType.STOCK,
            sdk.SecurityType.ETF,
            sdk.SecurityType.WARRANT,
            sdk.SecurityType.IDX,
        )
    }
    check(counts[sdk.SecurityType.STOCK] >= 20, counts)
    check(all(counts.values()), counts)
    return str(counts)


def snapshot(desk: Desk) -> None:
    codes = [CODE, US_CODE, "SH.600519", "HK.800000"]
    rows = passed(desk.context.get_market_snapshot(codes))
    check(list(rows["code"]) == codes, rows)
    for row in rows.to_dict("records")[:3]:
        check(on_tick(row["code"], row["last_price"]), row)
        check(0 < row["bid_price"] < row["ask_price"], row)
        check(row["low_price"] <= row["last_price"] <= row["high_price"], row)
        check(row["lot_size"] > 0 and row["prev_close_price"] > 0 and row["volume"] > 0, row)


def snapshot_of_a_future(desk: Desk) -> None:
    row = passed(desk.context.get_market_snapshot(["HK.MHImain"])).to_dict("records")[0]
    check(on_tick("HK.MHImain", row["last_price"], SecurityType.FUTURE), row)
    check(row["bid_price"] < row["ask_price"], row)


def snapshot_with_an_unknown_code_is_refused(desk: Desk) -> None:
    text = refused(desk.context.get_market_snapshot([CODE, "HK.99999"]))
    check("99999" in text, text)


def market_state(desk: Desk) -> None:
    rows = passed(desk.context.get_market_state([CODE, US_CODE, "HK.MHImain"]))
    states = dict(zip(rows["code"], rows["market_state"], strict=True))
    check(states[CODE] in ("MORNING", "AFTERNOON"), states)
    check(states[US_CODE] == "AFTERNOON", states)
    check(states["HK.MHImain"] == "FUTURE_DAY_OPEN", states)


def trading_days(desk: Desk) -> None:
    days = passed(desk.context.request_trading_days(desk.sdk.TradeDateMarket.HK, "2026-12-21", "2026-12-31"))
    found = {day["time"]: day["trade_date_type"] for day in days}
    check(found["2026-12-24"] == "MORNING" and found["2026-12-21"] == "WHOLE", found)
    check("2026-12-25" not in found and "2026-12-26" not in found, found)


def history_candles_in_pages(desk: Desk) -> str:
    sdk, context = desk.sdk, desk.context
    asked = {"start": "2026-01-02", "end": "2026-10-30", "ktype": sdk.KLType.K_DAY}
    first, key = passed(context.request_history_kline(CODE, **asked, max_count=50))
    check(len(first) == 50, len(first))
    check(isinstance(key, bytes) and key, key)
    seen, pages = list(first["time_key"]), 1
    while key is not None:
        page, key = passed(context.request_history_kline(CODE, **asked, max_count=50, page_req_key=key))
        seen += list(page["time_key"])
        pages += 1
    check(pages >= 4, pages)
    check(seen == sorted(set(seen)), "pages overlap or are out of order")
    whole, key = passed(context.request_history_kline(CODE, **asked, max_count=None))
    check(key is None and list(whole["time_key"]) == seen, "the pages are not the whole")
    for row in whole.to_dict("records"):
        check(row["low"] <= min(row["open"], row["close"]), row)
        check(row["high"] >= max(row["open"], row["close"]), row)
    check(seen[0] == "2026-01-02 00:00:00" and seen[-1] == "2026-10-30 00:00:00", (seen[0], seen[-1]))
    return f"{len(seen)} candles in {pages} pages"


def history_of_a_thousand_days(desk: Desk) -> None:
    end = (datetime.now(UTC) - timedelta(days=9)).strftime("%Y-%m-%d")
    asked = {"start": "2015-01-01", "end": end, "ktype": desk.sdk.KLType.K_DAY}
    page, key = passed(desk.context.request_history_kline(CODE, **asked, max_count=1000))
    check(len(page) == 1000 and key is not None, (len(page), key))
    whole, key = passed(desk.context.request_history_kline(CODE, **asked, max_count=None))
    check(len(whole) > 1200 and key is None, (len(whole), key))
    check(list(whole["time_key"][:1000]) == list(page["time_key"]), "the pages disagree")
    weeks, _ = passed(
        desk.context.request_history_kline(CODE, **{**asked, "ktype": desk.sdk.KLType.K_WEEK}, max_count=None)
    )
    check(len(weeks) > 240 and sum(weeks["volume"]) == sum(whole["volume"]), (len(weeks), "volumes differ"))


def quote_without_subscription_is_refused(desk: Desk) -> None:
    text = refused(desk.context.get_stock_quote(["HK.00388"]))
    check("subscribe" in text.lower(), text)


def subscribe(desk: Desk) -> None:
    kinds = desk.sdk.SubType
    passed(
        desk.context.subscribe(
            [CODE, US_CODE],
            [kinds.QUOTE, kinds.ORDER_BOOK, kinds.TICKER, kinds.RT_DATA, kinds.K_1M, kinds.K_DAY],
        )
    )
    passed(desk.context.subscribe([CODE], [kinds.BROKER]))
    info = passed(desk.context.query_subscription())
    # Other suites' connections may have left some units, for a minute.
    check(info["own_used"] == 13 and info["total_used"] >= 13, info)
    check(info["total_used"] + info["remain"] == 1000, info)
    check(sorted(info["sub_list"]["BROKER"]) == [CODE], info)
    check(sorted(info["sub_list"]["QUOTE"]) == [CODE, US_CODE], info)


def pushes_are_asked_for_and_called_off(desk: Desk) -> None:
    sdk, query = desk.sdk, desk.context._query_async
    packing = sys.modules[f"{sdk.__name__}.quote.quote_query"].SubscriptionQuery
    code, kinds = "HK.00939", [sdk.SubType.ORDER_BOOK]
    passed(desk.context.subscribe([code], kinds, subscribe_push=False))
    ask = {"code_list": [code], "subtype_list": kinds, "conn_id": desk.context.get_async_conn_id()}
    # The SDK asks for no pushes but with a subscription, and calls them off only after a minute.
    passed(query(packing.pack_push_req, packing.unpack_unpush_query_rsp, is_first_push=True, **ask))
    desk.pushes.wait("book", lambda book: book["code"] == code)
    passed(query(packing.pack_unpush_req, packing.unpack_unpush_query_rsp, **ask))
    # Pushes wait in a queue of the SDK: what comes before the first of another code was sent before.
    other = "HK.00941"
    passed(desk.context.subscribe([other], kinds))
    desk.pushes.wait("book", lambda book: book["code"] == other)
    before = sum(book["code"] == code for book in desk.pushes.seen("book"))
    desk.pushes.wait("book", lambda book: book["code"] == other, count=4)
    after = sum(book["code"] == code for book in desk.pushes.seen("book"))
    check(after == before, f"{after - before} books came after they were called off")


def push_of_quote(desk: Desk) -> None:
    row = desk.pushes.wait("quote", lambda rows: CODE in list(rows["code"])).to_dict("records")[0]
    check(on_tick(row["code"], row["last_price"]), row)
    check(row["low_price"] <= row["last_price"] <= row["high_price"], row)
    check(len(desk.pushes.wait("quote", count=3)) >= 3, "quotes stand still")


def push_of_order_book(desk: Desk) -> None:
    books = desk.pushes.wait("book", lambda book: book["code"] == CODE, count=5)
    for book in books:
        bids, asks = book["Bid"], book["Ask"]
        check(len(bids) == len(asks) == 10, (len(bids), len(asks)))
        check([one[0] for one in bids] == sorted({one[0] for one in bids}, reverse=True), bids)
        check([one[0] for one in asks] == sorted({one[0] for one in asks}), asks)
        check(bids[0][0] < asks[0][0], "the book is crossed")
        check(all(on_tick(CODE, one[0]) and one[1] > 0 and one[2] > 0 for one in bids + asks), book)


def push_of_broker_queue(desk: Desk) -> None:
    code, (bids, asks) = desk.pushes.wait("brokers", lambda data: data[0] == CODE)
    check(code == CODE and len(bids) >= 10 and len(asks) >= 10, (code, len(bids), len(asks)))
    for side, rows in (("bid", bids), ("ask", asks)):
        places = list(rows[f"{side}_broker_pos"])
        check(places == sorted(places) and places[0] == 1, places)
        check(all(rows[f"{side}_broker_name"]), rows)


def push_of_ticker(desk: Desk) -> None:
    rows = desk.pushes.wait("ticker", lambda rows: rows["code"][0] == CODE, count=3)
    sequences = [sequence for one in rows for sequence in one["sequence"]]
    check(sequences == sorted(set(sequences)), sequences)
    for one in rows:
        for row in one.to_dict("records"):
            check(on_tick(CODE, row["price"]) and row["volume"] > 0, row)
            check(abs(row["turnover"] - row["price"] * row["volume"]) < 0.01, row)
            check(row["ticker_direction"] in ("BUY", "SELL", "NEUTRAL"), row)


def push_of_rt_data(desk: Desk) -> None:
    row = desk.pushes.wait("minutes", lambda rows: rows["code"][0] == CODE).to_dict("records")[-1]
    check(on_tick(CODE, row["cur_price"]) and row["avg_price"] > 0, row)


def push_of_k_1m(desk: Desk) -> None:
    def of_minute(rows: Any) -> bool:
        return rows["code"][0] == CODE and rows["k_type"][0] == "K_1M"

    row = desk.pushes.wait("candle", of_minute).to_dict("records")[-1]
    check(row["low"] <= min(row["open"], row["close"]) <= row["high"], row)
    check(row["time_key"].endswith(":00"), row)
    check(len(desk.pushes.wait("candle", of_minute, count=3)) >= 3, "candles stand still")


def get_stock_quote(desk: Desk) -> None:
    rows = passed(desk.context.get_stock_quote([CODE, US_CODE]))
    check(list(rows["code"]) == [CODE, US_CODE], rows)
    for row in rows.to_dict("records"):
        check(on_tick(row["code"], row["last_price"]), row)
        check(row["data_date"] and row["price_spread"] > 0, row)
        check(abs(row["turnover"]) > 0 and row["amplitude"] >= 0, row)


def get_order_book(desk: Desk) -> None:
    book = passed(desk.context.get_order_book(CODE, num=5))
    check(len(book["Bid"]) == len(book["Ask"]) == 5, book)
    check(book["Bid"][0][0] < book["Ask"][0][0], book)


def get_broker_queue(desk: Desk) -> None:
    bids, asks = passed(desk.context.get_broker_queue(CODE))
    check(len(bids) >= 10 and len(asks) >= 10, (len(bids), len(asks)))
    check(bids["code"][0] == CODE, bids)


def broker_rows_are_the_orders_of_the_book(desk: Desk) -> None:
    # Book and queue are two requests: ask until no event came between them.
    for _ in range(50):
        before = passed(desk.context.get_order_book(CODE))
        bids, asks = passed(desk.context.get_broker_queue(CODE))
        if passed(desk.context.get_order_book(CODE)) != before:
            continue
        for side, rows in (("Bid", bids), ("Ask", asks)):
            queued = rows[f"{side.lower()}_broker_pos"].value_counts().to_dict()
            deepest = max(queued)
            for level, (_, _, orders, *_) in enumerate(before[side], start=1):
                if level < deepest:
                    check(queued.get(level) == orders, (side, level, queued, before[side]))
        return
    check(False, "the book never stood still")


def get_rt_ticker(desk: Desk) -> None:
    rows = passed(desk.context.get_rt_ticker(CODE, 100))
    check(len(rows) > 0 and list(rows["sequence"]) == sorted(set(rows["sequence"])), rows)
    quote = passed(desk.context.get_stock_quote([CODE])).to_dict("records")[0]
    check(quote["low_price"] <= rows["price"].iloc[-1] <= quote["high_price"], (quote, rows))


def get_rt_data(desk: Desk) -> None:
    rows = passed(desk.context.get_rt_data(CODE))
    check(len(rows) > 0 and list(rows["opened_mins"]) == sorted(set(rows["opened_mins"])), rows)


def get_cur_kline(desk: Desk) -> None:
    kinds = desk.sdk.KLType
    for kind in (kinds.K_1M, kinds.K_DAY):
        rows = passed(desk.context.get_cur_kline(CODE, 20, kind))
        check(len(rows) == 20 and list(rows["time_key"]) == sorted(set(rows["time_key"])), rows)
        # Each bar begins where the one before it ended.
        closes, previous = list(rows["close"])[:-1], list(rows["last_close"])[1:]
        pairs = zip(closes, previous, strict=True)
        check(all(Decimal(str(a)) == Decimal(str(b)) for a, b in pairs), (kind, rows))


def last_daily_candle_agrees_with_the_quote(desk: Desk) -> None:
    for _ in range(50):
        before = passed(desk.context.get_stock_quote([CODE])).to_dict("records")[0]
        day = passed(desk.context.get_cur_kline(CODE, 1, desk.sdk.KLType.K_DAY)).to_dict("records")[0]
        if passed(desk.context.get_stock_quote([CODE])).to_dict("records")[0]["volume"] != before["volume"]:
            continue
        pairs = (
            ("open", "open_price"),
            ("high", "high_price"),
            ("low", "low_price"),
            ("close", "last_price"),
        )
        check(all(day[bar] == before[quote] for bar, quote in pairs), (day, before))
        check(day["volume"] == before["volume"], (day, before))
        return
    check(False, "the market never stood still")


def unsubscribing_within_a_minute_is_refused(desk: Desk) -> None:
    kinds = desk.sdk.SubType
    text = refused(desk.context.unsubscribe([US_CODE], [kinds.ORDER_BOOK]))
    check("at least one minute" in text, text)
    info = passed(desk.context.query_subscription())
    check(US_CODE in info["sub_list"]["ORDER_BOOK"], info)
    passed(desk.context.get_order_book(US_CODE))


CHECKS = (
    global_state,
    user_info,
    static_info,
    static_info_of_a_market,
    snapshot,
    snapshot_of_a_future,
    snapshot_with_an_unknown_code_is_refused,
    market_state,
    trading_days,
    history_candles_in_pages,
    history_of_a_thousand_days,
    quote_without_subscription_is_refused,
    subscribe,
    pushes_are_asked_for_and_called_off,
    push_of_quote,
    push_of_order_book,
    push_of_broker_queue,
    push_of_ticker,
    push_of_rt_data,
    push_of_k_1m,
    get_stock_quote,
    get_order_book,
    get_broker_queue,
    broker_rows_are_the_orders_of_the_book,
    get_rt_ticker,
    get_rt_data,
    get_cur_kline,
    last_daily_candle_agrees_with_the_quote,
    unsubscribing_within_a_minute_is_refused,
)
