"""What the official SDK must be able to do with lists of the market; each function is one named check."""

from __future__ import annotations

from typing import Any

from harness import check, passed, refused

TENCENT = "HK.00700"
MANY = [f"HK.{number:05}" for number in range(1, 202)]
"""One code more than a request may name; the SDK drops repeated ones."""


class Desk:
    """A quote context."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)

    def close(self) -> None:
        """End the context."""
        self.context.close()

    def snapshot(self, codes: list[str]) -> Any:
        """Snapshots by code."""
        return passed(self.context.get_market_snapshot(codes)).set_index("code")

    def warrants(self, **wanted: Any) -> tuple[Any, bool, int]:
        """Warrants by filter: rows, whether this is the last page, how many there are."""
        request = self.sdk.WarrantRequest()
        for name, value in wanted.items():
            setattr(request, name, value)
        rows, last_page, count = passed(self.context.get_warrant(wanted.get("stock_owner", ""), request))
        return rows, last_page, count

    def screened(self, market: str, *filters: Any, **more: Any) -> tuple[bool, int, list[Any]]:
        """What passes a screen."""
        last_page, count, stocks = passed(self.context.get_stock_filter(market, list(filters), **more))
        return last_page, count, stocks

    def simple(self, field: str, low: float | None = None, high: float | None = None, **more: Any) -> Any:
        """A filter of a present value."""
        return self.filled(self.sdk.SimpleFilter(), field, low, high, **more)

    def filled(self, empty: Any, field: str, low: float | None, high: float | None, **more: Any) -> Any:
        """Fill a filter of a range."""
        empty.stock_field = field
        empty.is_no_filter = False
        empty.filter_min, empty.filter_max = low, high
        for name, value in more.items():
            setattr(empty, name, value)
        return empty


# ---- plates


def plate_list(desk: Desk) -> str:
    sdk = desk.sdk
    rows = {
        kind: set(passed(desk.context.get_plate_list(sdk.Market.HK, kind))["code"])
        for kind in (sdk.Plate.ALL, sdk.Plate.INDUSTRY, sdk.Plate.CONCEPT)
    }
    check("HK.BK1001" in rows[sdk.Plate.INDUSTRY], rows)
    check(rows[sdk.Plate.ALL] == rows[sdk.Plate.INDUSTRY] | rows[sdk.Plate.CONCEPT], rows)
    check(not rows[sdk.Plate.INDUSTRY] & rows[sdk.Plate.CONCEPT], rows)
    check(len(passed(desk.context.get_plate_list(sdk.Market.HK, sdk.Plate.REGION))) == 0, "HK regions")
    regions = passed(desk.context.get_plate_list(sdk.Market.SH, sdk.Plate.REGION))
    check("Guangdong" in set(regions["plate_name"]), regions)
    return f"{len(rows[sdk.Plate.ALL])} plates"


def plate_members(desk: Desk) -> None:
    sdk = desk.sdk
    rows = passed(desk.context.get_plate_stock("HK.BK1002"))
    check(list(rows["code"]) == ["HK.00005", "HK.00939", "HK.01398", "HK.03988"], rows)
    check(list(rows["stock_type"]) == ["STOCK"] * 4, rows)
    check(rows["lot_size"][0] == 400, rows)
    by_price = passed(desk.context.get_plate_stock("HK.BK1002", sdk.SortField.CUR_PRICE, False))
    prices = desk.snapshot(list(by_price["code"]))["last_price"]
    check(by_price["code"][0] == "HK.00005", by_price)
    check(prices.iloc[0] == prices.max(), prices)


def index_members(desk: Desk) -> None:
    rows = passed(desk.context.get_plate_stock("HK.800700"))
    check(TENCENT in set(rows["code"]) and len(rows) > 10, rows)


def plate_is_a_quote(desk: Desk) -> None:
    codes = list(passed(desk.context.get_plate_stock("US.BK2910"))["code"])
    rows = desk.snapshot(["US.BK2910", *codes])
    plate, members = rows.loc["US.BK2910"], rows.loc[codes]
    moves = members["last_price"] / members["prev_close_price"] - 1
    move = plate["last_price"] / plate["prev_close_price"] - 1
    check(moves.min() - 0.001 <= move <= moves.max() + 0.001, (move, moves))
    counts = [plate[f"plate_{name}_count"] for name in ("raise", "fall", "equal")]
    check(sum(counts) == len(codes), counts)


def owner_plates(desk: Desk) -> None:
    rows = passed(desk.context.get_owner_plate([TENCENT, "HK.00005"]))
    tencent = rows[rows["code"] == TENCENT]
    kinds = dict(zip(tencent["plate_code"], tencent["plate_type"], strict=True))
    check(kinds.get("HK.BK1001") == "INDUSTRY", kinds)
    check(kinds.get("HK.BK1912") == "CONCEPT", kinds)
    check(kinds.get("HK.800000") == "OTHER", kinds)
    members = set(passed(desk.context.get_plate_stock("HK.BK1001"))["code"])
    check(TENCENT in members and "HK.00005" not in members, members)
    check(set(rows["name"]) == {"TENCENT", "HSBC HOLDINGS"}, rows)


def plates_are_refused(desk: Desk) -> None:
    sdk = desk.sdk
    check("neither a plate" in refused(desk.context.get_plate_stock(TENCENT)), "a stock is no plate")
    check("Unknown stock" in refused(desk.context.get_plate_stock("HK.BK9999")), "unknown plate")
    check("SG" in refused(desk.context.get_plate_list(sdk.Market.SG, sdk.Plate.ALL)), "no plates there")
    check("201, at most 200" in refused(desk.context.get_owner_plate(MANY)), "too many")


# ---- relatives and futures


def references_of_a_stock(desk: Desk) -> None:
    sdk = desk.sdk
    rows = passed(desk.context.get_referencestock_list(TENCENT, sdk.SecurityReferenceType.WARRANT))
    check(set(rows["wrt_code"]) == {TENCENT}, rows)
    check({"CALL", "PUT", "BULL", "BEAR"} <= set(rows["wrt_type"]), set(rows["wrt_type"]))
    listed, _, count = desk.warrants(stock_owner=TENCENT)
    check(count == len(rows) and set(listed["stock"]) == set(rows["code"]), (count, len(rows)))


def references_of_a_main_contract(desk: Desk) -> None:
    sdk = desk.sdk
    rows = passed(desk.context.get_referencestock_list("HK.HSImain", sdk.SecurityReferenceType.FUTURE))
    check(len(rows) == 4 and rows["future_valid"].all(), rows)
    check(not rows["future_main_contract"].any(), rows)
    days = list(rows["future_last_trade_time"])
    check(days == sorted(days) and all(days), days)
    check(all(code[-4:] == day[2:4] + day[5:7] for code, day in zip(rows["code"], days, strict=True)), rows)
    text = refused(desk.context.get_referencestock_list(TENCENT, sdk.SecurityReferenceType.FUTURE))
    check("main contract" in text, text)


def future_info(desk: Desk) -> None:
    rows = passed(desk.context.get_future_info(["HK.HSImain", "US.ESmain", "US.CLmain"])).set_index("code")
    hsi, es = rows.loc["HK.HSImain"], rows.loc["US.ESmain"]
    check((hsi["size"], hsi["min_change"], hsi["price_currency"]) == (50, 1, "HKD"), hsi)
    check((es["size"], es["min_change"], es["exchange"]) == (50, 0.25, "CME"), es)
    check((rows.loc["US.CLmain"]["size"], rows.loc["US.CLmain"]["min_change"]) == (1000, 0.01), rows)
    check(hsi["owner"] == "HK.800000" and es["owner"] == "S&P 500", rows["owner"])
    check(hsi["trade_time"].count("-") >= 3 and "(T-1)" in hsi["trade_time"], hsi["trade_time"])
    origin = passed(desk.context.get_future_info([hsi["origin_code"]]))
    check(origin["last_trade_time"][0] and origin["size"][0] == 50, origin)


def futures_have_prices(desk: Desk) -> None:
    sdk = desk.sdk
    months = passed(desk.context.get_referencestock_list("US.ESmain", sdk.SecurityReferenceType.FUTURE))
    rows = desk.snapshot(["US.ESmain", *months["code"]])
    check((rows["last_price"] % 0.25 == 0).all(), rows["last_price"])
    check((rows["last_price"] / rows["last_price"].iloc[0] - 1).abs().max() < 0.05, rows["last_price"])
    states = passed(desk.context.get_market_state(["US.ESmain"]))
    check(states["market_state"][0] == "FUTURE_OPEN", states)


def future_info_is_refused(desk: Desk) -> None:
    check("no future" in refused(desk.context.get_future_info([TENCENT])), "a stock is no future")
    check("Unknown" in refused(desk.context.get_future_info(["HK.HSI9912"])), "unknown month")
    check("201, at most 200" in refused(desk.context.get_future_info(MANY)), "too many")


# ---- warrants


def warrants_of_a_stock(desk: Desk) -> None:
    rows, last_page, count = desk.warrants(stock_owner=TENCENT)
    check(last_page and count == len(rows) >= 9, (count, last_page))
    check(list(rows["stock"]) == sorted(rows["stock"]), rows["stock"])
    snapshots = desk.snapshot([TENCENT, *rows["stock"]])
    spot = snapshots.loc[TENCENT]["last_price"]
    for row in rows.to_dict("records"):
        snapshot = snapshots.loc[row["stock"]]
        check(row["strike_price"] == snapshot["wrt_strike_price"], row)
        check(row["conversion_ratio"] == snapshot["wrt_conversion_ratio"], row)
        check(row["issue_size"] == snapshot["wrt_issue_vol"], row)
        sign = 1 if row["type"] in ("CALL", "BULL") else -1
        breakeven = row["strike_price"] + sign * row["cur_price"] * row["conversion_ratio"]
        near = abs(breakeven / row["break_even_point"] - 1) < 0.02
        check(near, (row["stock"], breakeven, row["break_even_point"]))
        premium = sign * (row["break_even_point"] / spot - 1) * 100
        check(abs(premium - row["premium"]) < 1, (row["stock"], premium, row["premium"]))


def warrants_are_filtered(desk: Desk) -> None:
    sdk = desk.sdk
    calls, _, count = desk.warrants(
        stock_owner=TENCENT, type_list=[sdk.WrtType.CALL], implied_min=10, implied_max=60, delta_min=0.05
    )
    check(count and set(calls["type"]) == {"CALL"}, calls)
    check(calls["implied_volatility"].between(10, 60).all(), calls["implied_volatility"])
    check((calls["delta"] >= 0.05).all(), calls["delta"])
    some, _, _ = desk.warrants(issuer_list=[sdk.Issuer.JP], leverage_ratio_min=5, premium_max=40)
    check(set(some["issuer"]) == {"JP"} and (some["leverage"] >= 5).all(), some)
    bulls, _, _ = desk.warrants(type_list=[sdk.WrtType.BULL], recovery_price_min=20000)
    check(set(bulls["stock_owner"]) == {"HK.800000"}, bulls)
    inside, _, _ = desk.warrants(price_type=sdk.PriceType.WITH_IN)
    check((inside["ipop"] >= 0).all() and len(inside), inside["ipop"])
    none, last_page, count = desk.warrants(cur_price_min=500)
    check((len(none), last_page, count) == (0, True, 0), count)


def warrants_are_sorted_and_paged(desk: Desk) -> None:
    sdk = desk.sdk
    whole, _, total = desk.warrants(sort_field=sdk.SortField.STREET_RATE, ascend=False)
    rates = list(whole["street_rate"])
    check(rates == sorted(rates, reverse=True) and total >= 22, (total, rates))
    joined = []
    for begin in range(0, total, 10):
        page, last_page, count = desk.warrants(
            begin=begin, num=10, sort_field=sdk.SortField.STREET_RATE, ascend=False
        )
        check(count == total and last_page == (begin + 10 >= total), (begin, last_page))
        joined += list(page["stock"])
    check(joined == list(whole["stock"]), joined)


def warrants_are_refused(desk: Desk) -> None:
    sdk = desk.sdk
    for wanted, words in (
        ({"num": 201}, "1 to 200 rows"),
        ({"stock_owner": "US.AAPL"}, "only Hong Kong"),
        ({"stock_owner": "HK.99999"}, "Unknown stock"),
        ({"sort_field": sdk.SortField.PRE_CUR_PRICE}, "cannot be sorted"),
    ):
        request = sdk.WarrantRequest()
        for name, value in wanted.items():
            setattr(request, name, value)
        text = refused(desk.context.get_warrant(wanted.get("stock_owner", ""), request))
        check(words in text, text)


# ---- screens


def screen_by_price(desk: Desk) -> None:
    sdk = desk.sdk
    price = desk.simple(sdk.StockField.CUR_PRICE, 50, 200, sort=sdk.SortDir.DESCEND)
    value = desk.simple(sdk.StockField.MARKET_VAL, 1e11, None)
    last_page, count, stocks = desk.screened(sdk.Market.HK, price, value)
    check(last_page and count == len(stocks) > 3, (count, last_page))
    prices = [stock[price] for stock in stocks]
    check(prices == sorted(prices, reverse=True) and prices[-1] >= 50 and prices[0] <= 200, prices)
    check(all(stock[value] >= 1e11 for stock in stocks), [stock[value] for stock in stocks])
    snapshot = desk.snapshot([stocks[0].stock_code]).iloc[0]
    check(abs(snapshot["last_price"] / prices[0] - 1) < 0.02, (snapshot["last_price"], prices[0]))


def screen_by_days_and_reports(desk: Desk) -> None:
    sdk = desk.sdk
    moved = desk.filled(sdk.AccumulateFilter(), sdk.StockField.CHANGE_RATE, -90, 90, days=5)
    turned = desk.filled(sdk.AccumulateFilter(), sdk.StockField.TURNOVER, 1e6, None, days=2)
    earned = desk.filled(
        sdk.FinancialFilter(),
        sdk.StockField.NET_PROFIT,
        1e8,
        None,
        quarter=sdk.FinancialQuarter.ANNUAL,
        sort=sdk.SortDir.ASCEND,
    )
    _, count, stocks = desk.screened(sdk.Market.US, moved, turned, earned)
    profits = [stock[earned] for stock in stocks]
    check(count > 3 and profits == sorted(profits) and profits[0] >= 1e8, profits)
    code = stocks[0].stock_code
    snapshot = desk.snapshot([code]).iloc[0]
    check(abs(snapshot["net_profit"] / profits[0] - 1) < 0.001, (snapshot["net_profit"], profits[0]))
    days, _ = passed(desk.context.request_history_kline(code, ktype=sdk.KLType.K_DAY, max_count=1000))
    change = (days["close"].iloc[-1] / days["last_close"].iloc[-5] - 1) * 100
    check(abs(change - stocks[0][moved]) < 1, (change, stocks[0][moved]))


def screen_by_indicators(desk: Desk) -> None:
    sdk = desk.sdk
    above = sdk.CustomIndicatorFilter()
    above.ktype, above.is_no_filter = sdk.KLType.K_DAY, False
    above.stock_field1, above.stock_field1_para = sdk.StockField.MA, [5]
    above.stock_field2, above.stock_field2_para = sdk.StockField.MA, [20]
    above.relative_position = sdk.RelativePosition.MORE
    strong = sdk.CustomIndicatorFilter()
    strong.ktype, strong.is_no_filter = sdk.KLType.K_DAY, False
    strong.stock_field1, strong.stock_field2, strong.value = sdk.StockField.RSI, sdk.StockField.VALUE, 50
    strong.relative_position = sdk.RelativePosition.MORE
    _, count, stocks = desk.screened(sdk.Market.HK, above, strong)
    check(count, "no stock is strong")
    for stock in stocks:
        means = stock[above]
        check(means["ma5"] > means["ma20"], means)
        check(stock[strong]["rsi"] > 50, stock[strong])
    code = stocks[0].stock_code
    days, _ = passed(desk.context.request_history_kline(code, ktype=sdk.KLType.K_DAY, max_count=1000))
    check(abs(days["close"].tail(5).mean() / stocks[0][above]["ma5"] - 1) < 0.01, code)


def screen_by_pattern(desk: Desk) -> str:
    sdk = desk.sdk
    pattern = sdk.PatternFilter()
    pattern.stock_field, pattern.ktype = sdk.StockField.MA_ALIGNMENT_LONG, sdk.KLType.K_DAY
    pattern.is_no_filter = False
    shown = sdk.CustomIndicatorFilter()
    shown.ktype, shown.relative_position = sdk.KLType.K_DAY, sdk.RelativePosition.MORE
    shown.stock_field1, shown.stock_field2 = sdk.StockField.MA5, sdk.StockField.MA60
    _, count, stocks = desk.screened(sdk.Market.HK, pattern, shown)
    check(count < 40, "every stock rises")
    check(all(stock[shown]["ma5"] > stock[shown]["ma60"] for stock in stocks), stocks)
    return f"{count} rise"


def screen_of_a_plate_is_paged(desk: Desk) -> None:
    sdk = desk.sdk
    price = desk.simple(sdk.StockField.CUR_PRICE, 0.01, None)
    members = sorted(passed(desk.context.get_plate_stock("HK.BK1001"))["code"])
    found: list[str] = []
    for begin in range(0, len(members), 6):
        last_page, count, stocks = desk.screened(
            sdk.Market.HK, price, plate_code="HK.BK1001", begin=begin, num=6
        )
        check(count == len(members) and last_page == (begin + 6 >= count), (begin, last_page))
        found += [stock.stock_code for stock in stocks]
    check(found == members, found)


def screens_are_refused(desk: Desk) -> None:
    sdk = desk.sdk
    for wanted, words in (
        (desk.simple(sdk.StockField.CUR_PRICE), "The filter field needs to set the range"),
        (desk.simple(sdk.StockField.PCF_TTM, 1, 2), "PCF_TTM"),
    ):
        text = refused(desk.context.get_stock_filter(sdk.Market.HK, [wanted]))
        check(words in text, text)


# ---- new listings


def new_listings(desk: Desk) -> str:
    sdk = desk.sdk
    hong_kong = passed(desk.context.get_ipo_list(sdk.Market.HK))
    check((hong_kong["ipo_price_min"] <= hong_kong["ipo_price_max"]).all(), hong_kong)
    check((hong_kong["entrance_price"] > hong_kong["ipo_price_max"] * hong_kong["lot_size"]).all(), hong_kong)
    check(set(hong_kong["is_subscribe_status"]) == {True, False}, hong_kong["is_subscribe_status"])
    check(list(hong_kong["list_time"]) == sorted(hong_kong["list_time"]), hong_kong["list_time"])
    american = passed(desk.context.get_ipo_list(sdk.Market.US))
    check((american["issue_size"] > 0).all(), american)
    mainland = passed(desk.context.get_ipo_list(sdk.Market.SH))
    check(set(mainland["is_has_won"]) == {True, False}, mainland["is_has_won"])
    check(mainland["apply_code"].str.len().eq(6).all(), mainland["apply_code"])
    text = refused(desk.context.get_ipo_list(sdk.Market.AU))
    check("AU" in text, text)
    return f"{len(hong_kong)} HK, {len(american)} US, {len(mainland)} CN"


CHECKS = (
    plate_list,
    plate_members,
    index_members,
    plate_is_a_quote,
    owner_plates,
    plates_are_refused,
    references_of_a_stock,
    references_of_a_main_contract,
    future_info,
    futures_have_prices,
    future_info_is_refused,
    warrants_of_a_stock,
    warrants_are_filtered,
    warrants_are_sorted_and_paged,
    warrants_are_refused,
    screen_by_price,
    screen_by_days_and_reports,
    screen_by_indicators,
    screen_by_pattern,
    screen_of_a_plate_is_paged,
    screens_are_refused,
    new_listings,
)
