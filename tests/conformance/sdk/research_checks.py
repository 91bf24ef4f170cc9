"""What the official SDK must be able to do with flows, adjustments, search, news and rankings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from harness import check, passed, refused

CODE = "HK.00700"
SPLIT_CODE = "US.NVDA"
PLAIN_CODE = "HK.01810"


class Desk:
    """A quote context."""

    def __init__(self, sdk: Any, port: int) -> None:
        self.sdk = sdk
        self.context = sdk.OpenQuoteContext(host="127.0.0.1", port=port)

    def close(self) -> None:
        """End the context."""
        self.context.close()

    def picture(self, code: str = CODE) -> dict[str, Any]:
        """One row of a snapshot."""
        return passed(self.context.get_market_snapshot([code])).to_dict("records")[0]

    def steady(self, ask: Callable[[], Any], code: str = CODE) -> tuple[Any, dict[str, Any]]:
        """An answer and the snapshot of the same moment: nothing may have traded between."""
        for _ in range(15):
            before = self.picture(code)
            answer = ask()
            if self.picture(code)["volume"] == before["volume"]:
                return answer, before
        raise AssertionError("the market never stood still")

    def days(self, code: str, autype: Any, start: str = "2024-01-01", end: str = "2026-10-30") -> Any:
        """Daily candles of a period."""
        rows, _ = passed(
            self.context.request_history_kline(code, start=start, end=end, autype=autype, max_count=None)
        )
        return rows


def near(one: float, other: float, most: float = 0.001) -> bool:
    """Whether two figures are the same but for rounding."""
    return abs(one - other) <= most * max(1.0, abs(other) * 1e-6)


# ---- adjustments


def rehab_factors(desk: Desk) -> str:
    rows = passed(desk.context.get_rehab(CODE))
    check(list(rows["ex_div_date"]) == sorted(set(rows["ex_div_date"])), rows)
    for row in rows.to_dict("records"):
        check(row["per_cash_div"] > 0, row)
        check((row["forward_adj_factorA"], row["backward_adj_factorA"]) == (1, 1), row)
        check(near(row["forward_adj_factorB"], -row["per_cash_div"]), row)
        check(near(row["backward_adj_factorB"], row["per_cash_div"]), row)
    return f"{len(rows)} actions"


def rehab_of_a_split(desk: Desk) -> None:
    rows = passed(desk.context.get_rehab(SPLIT_CODE)).to_dict("records")
    (split,) = [row for row in rows if row["split_base"] == row["split_base"]]
    check((split["split_base"], split["split_ert"]) == (1, 10), split)
    check(near(split["forward_adj_factorA"], 0.1) and near(split["backward_adj_factorA"], 10), split)
    raw = desk.days(SPLIT_CODE, desk.sdk.AuType.NONE, "2024-06-07", "2024-06-10").to_dict("records")
    check(len(raw) == 2 and 8 < raw[0]["close"] / raw[1]["open"] < 12, raw)


def rehab_of_what_has_none(desk: Desk) -> None:
    rows = passed(desk.context.get_rehab(PLAIN_CODE))
    check(len(rows) == 0, rows)


def rehab_of_an_unknown_code_is_refused(desk: Desk) -> None:
    text = refused(desk.context.get_rehab("HK.99999"))
    check("99999" in text, text)


def adjusted(desk: Desk, code: str, forward: bool) -> Any:
    """Raw candles times the factors of get_rehab, as the documentation says."""
    raw = desk.days(code, desk.sdk.AuType.NONE)
    side = "forward" if forward else "backward"
    actions = passed(desk.context.get_rehab(code)).to_dict("records")
    for row in raw.index:
        day = raw.at[row, "time_key"][:10]
        if forward:
            due = [one for one in actions if one["ex_div_date"] > day]
        else:
            due = [one for one in reversed(actions) if one["ex_div_date"] <= day]
        for column in ("open", "high", "low", "close"):
            price = raw.at[row, column]
            for one in due:
                price = price * one[f"{side}_adj_factorA"] + one[f"{side}_adj_factorB"]
            raw.at[row, column] = price
    return raw


def _adjusted_candles_agree(desk: Desk, forward: bool) -> str:
    autype = desk.sdk.AuType.QFQ if forward else desk.sdk.AuType.HFQ
    for code in (CODE, SPLIT_CODE):
        told, made = desk.days(code, autype), adjusted(desk, code, forward)
        check(list(told["time_key"]) == list(made["time_key"]), "other days")
        check(list(told["volume"]) == list(made["volume"]), "other volumes")
        for column in ("open", "high", "low", "close"):
            worst = max(abs(told[column] - made[column]))
            check(worst <= 0.001, (code, column, worst))
        check(list(told["close"]) != list(desk.days(code, desk.sdk.AuType.NONE)["close"]), "nothing adjusted")
    return f"{len(told)} days each"


def forward_candles_are_raw_ones_times_the_factors(desk: Desk) -> str:
    return _adjusted_candles_agree(desk, True)


def backward_candles_are_raw_ones_times_the_factors(desk: Desk) -> str:
    return _adjusted_candles_agree(desk, False)


def current_candles_are_adjusted_like_history(desk: Desk) -> None:
    sdk = desk.sdk
    passed(desk.context.subscribe([SPLIT_CODE], [sdk.SubType.K_DAY], subscribe_push=False))
    for autype in (sdk.AuType.NONE, sdk.AuType.QFQ, sdk.AuType.HFQ):
        rows = passed(desk.context.get_cur_kline(SPLIT_CODE, 700, sdk.KLType.K_DAY, autype))
        told = rows[rows["time_key"] < "2026-10-31"].tail(400)
        past = desk.days(SPLIT_CODE, autype).tail(400)
        check(list(told["time_key"]) == list(past["time_key"]), (autype, "other days"))
        check(list(told["close"]) == list(past["close"]), (autype, "other prices"))


def history_quota_counts_codes_once(desk: Desk) -> None:
    used, remain, _ = passed(desk.context.get_history_kl_quota())
    desk.days(PLAIN_CODE, desk.sdk.AuType.NONE, "2026-10-01", "2026-10-09")
    desk.days(PLAIN_CODE, desk.sdk.AuType.QFQ, "2026-09-01", "2026-09-09")
    now_used, now_remain, details = passed(desk.context.get_history_kl_quota(get_detail=True))
    check((now_used, now_remain) == (used + 1, remain - 1), (used, remain, now_used, now_remain))
    codes = [row["code"] for row in details]
    check(len(codes) == len(set(codes)) == now_used, details)
    (own,) = [row for row in details if row["code"] == PLAIN_CODE]
    check(own["name"] == "XIAOMI-W", own)
    asked = datetime.fromisoformat(own["request_time"] + "+08:00")
    check(abs((datetime.now(UTC) - asked).total_seconds()) < 60, own)


# ---- flows


def _amounts(row: dict[str, Any], side: str) -> float:
    return sum(row[f"capital_{side}_{size}"] for size in ("super", "big", "mid", "small"))


def capital_distribution(desk: Desk) -> None:
    rows, picture = desk.steady(lambda: passed(desk.context.get_capital_distribution(CODE)))
    row = rows.to_dict("records")[0]
    check(near(_amounts(row, "in") + _amounts(row, "out"), picture["turnover"]), (row, picture["turnover"]))
    check(all(row[name] >= 0 for name in row if name.startswith("capital")), row)
    check(row["update_time"][:19] == picture["update_time"][:19], (row, picture["update_time"]))


def capital_flow_of_today_ends_at_the_distribution(desk: Desk) -> str:
    def ask() -> Any:
        flow = passed(desk.context.get_capital_flow(CODE))
        return flow, passed(desk.context.get_capital_distribution(CODE)).to_dict("records")[0]

    (flow, spread), _ = desk.steady(ask)
    last = flow.to_dict("records")[-1]
    check(near(last["in_flow"], _amounts(spread, "in") - _amounts(spread, "out")), (last, spread))
    check(near(last["sml_in_flow"], spread["capital_in_small"] - spread["capital_out_small"]), (last, spread))
    check(last["main_in_flow"] == "N/A", last)
    times = list(flow["capital_flow_item_time"])
    minutes = [datetime.strptime(text, "%Y-%m-%d %H:%M:%S") for text in times]  # noqa: DTZ007
    check(minutes == [minutes[0] + timedelta(minutes=past) for past in range(len(minutes))], times)
    check(len(minutes) >= min(100, minutes[-1].hour * 60 + minutes[-1].minute), times)
    check(times[-1][:16] == spread["update_time"][:16], (times[-1], spread))
    return f"{len(times)} minutes"


def capital_flow_of_days_weeks_and_months(desk: Desk) -> None:
    periods = desk.sdk.PeriodType
    asked = {"start": "2026-08-03", "end": "2026-10-30"}
    flows = {
        period: passed(desk.context.get_capital_flow(CODE, period_type=period, **asked))
        for period in (periods.DAY, periods.WEEK, periods.MONTH)
    }
    days = flows[periods.DAY]
    candles = desk.days(CODE, desk.sdk.AuType.NONE, **asked)
    check(list(days["capital_flow_item_time"]) == list(candles["time_key"]), "other days than the candles")
    for row, turnover in zip(days.to_dict("records"), candles["turnover"], strict=True):
        check(abs(row["in_flow"]) < turnover, (row, turnover))
        check(near(row["main_in_flow"], row["super_in_flow"] + row["big_in_flow"]), row)
    for flow in flows.values():
        check(
            near(sum(flow["in_flow"]), sum(days["in_flow"]), 0.1), "the slots are not the sum of their days"
        )
    check(len(flows[periods.MONTH]) == 3 and len(flows[periods.WEEK]) == 13, "other slots")


def capital_flow_of_an_index_is_refused(desk: Desk) -> None:
    check("capital flow" in refused(desk.context.get_capital_flow("HK.800000")), "an index has none")
    check("capital flow" in refused(desk.context.get_capital_distribution("HK.MHImain")), "nor has a future")


def top_ten_brokers(desk: Desk) -> None:
    rows, picture = desk.steady(lambda: passed(desk.context.get_top_ten_buy_sell_brokers(CODE)))
    check(all(rows["is_real_time"]) and all(rows["broker_name"]), rows)
    check(sum(rows["net_vol"]) == 0, rows)
    check(sum(rows["total_vol"]) == 2 * picture["volume"], (rows, picture["volume"]))
    check(near(sum(rows["total_turnover"]), 2 * picture["turnover"], 0.1), (rows, picture["turnover"]))
    for row in rows.to_dict("records"):
        check((row["buy_sell_type"] == 1) == (row["net_vol"] > 0), row)
        check(picture["low_price"] <= row["avg_price"] <= picture["high_price"], row)


def top_ten_brokers_of_a_day_before(desk: Desk) -> None:
    rows = passed(desk.context.get_top_ten_buy_sell_brokers(CODE, days_before=5))
    check(not any(rows["is_real_time"]) and "avg_price" not in rows, rows)
    check(sum(rows["net_vol"]) == 0 and set(rows["buy_sell_type"]) == {1, 2}, rows)


def top_ten_brokers_exist_in_hong_kong_only(desk: Desk) -> None:
    check("Hong Kong" in refused(desk.context.get_top_ten_buy_sell_brokers("US.AAPL")), "the US has none")


# ---- search


def search_quote_by_code_and_name(desk: Desk) -> None:
    for keyword in ("00700", "tencent", "騰訊"):
        first = passed(desk.context.get_search_quote(keyword)).to_dict("records")[0]
        check((first["market"], first["code"], first["sec_type"]) == ("HK", "00700", "STOCK"), first)
        check(first["name"] == desk.picture()["name"], first)
    check(len(passed(desk.context.get_search_quote("china", max_count=2))) == 2, "more than was asked for")
    check(len(passed(desk.context.get_search_quote("nobody has this name"))) == 0, "somebody has")


def search_news(desk: Desk) -> str:
    rows = passed(desk.context.get_search_news("tencent", max_count=50))
    stamps = [int(text) for text in rows["publish_time"]]
    check(stamps == sorted(stamps, reverse=True) and stamps[0] < datetime.now(UTC).timestamp(), stamps)
    for row in rows.to_dict("records"):
        check("00700.HK" in row["related_securities"] and row["url"] and row["view_count"] > 0, row)
        check(row["title"].isprintable() and row["source"], row)
    notices = passed(
        desk.context.get_search_news("tencent", max_count=50, news_sub_type=desk.sdk.NewsSubType.NOTICE)
    )
    check(set(notices["news_sub_type"]) == {"NOTICE"}, notices)
    check(len(notices) == list(rows["news_sub_type"]).count("NOTICE"), (notices, rows))
    ex_days = set(passed(desk.context.get_rehab(CODE))["ex_div_date"])
    check(all(title.split()[-1] in ex_days for title in notices["title"]), (notices, ex_days))
    return f"{len(rows)} headlines"


def news_without_a_keyword_is_refused(desk: Desk) -> None:
    refused(desk.context.get_search_news(" "))


# ---- rankings


def top_movers(desk: Desk) -> str:
    total, rows = passed(desk.context.get_top_movers_rank(desk.sdk.Market.HK, count=200))
    changes = list(rows["change_ratio"])
    check(total == len(rows) >= 20 and changes == sorted(changes, reverse=True), (total, changes))
    top = rows.to_dict("records")[0]
    picture = desk.picture(top["security"])
    change = (top["cur_price"] / picture["prev_close_price"] - 1) * 100
    check(abs(change - top["change_ratio"]) < 0.01, (top, picture["prev_close_price"]))
    check(top["name"] == picture["name"] and 0 < top["volume"] <= picture["volume"], (top, picture))
    return f"{total} rows"


def top_movers_backwards_in_stretches(desk: Desk) -> None:
    asked = {"market": desk.sdk.Market.US, "sort_dir": desk.sdk.RankSortDir.ASCENDING}
    total, rows = passed(desk.context.get_top_movers_rank(**asked, count=6))
    changes = list(rows["change_ratio"])
    check(len(changes) == 6 < total and changes == sorted(changes), (total, changes))
    _, rest = passed(desk.context.get_top_movers_rank(**asked, count=200, offset=6))
    check(len(rest) == total - 6, (total, len(rest)))


def top_movers_filtered(desk: Desk) -> None:
    sdk = desk.sdk
    filters = [
        sdk.SimpleRankFilter(sdk.SimpleRankIndicatorType.MARKET_CAP, interval_min=1e11),
        sdk.SimpleRankFilter(
            sdk.SimpleRankIndicatorType.PRICE, price_filter=sdk.PriceFilter.BETWEEN_10_AND_100
        ),
    ]
    total, rows = passed(desk.context.get_top_movers_rank(sdk.Market.HK, count=200, filter_list=filters))
    check(0 < total == len(rows), total)
    check(min(rows["market_cap"]) >= 1e11 and rows["cur_price"].between(10, 100).all(), rows)


def top_movers_have_limits(desk: Desk) -> None:
    check("200" in refused(desk.context.get_top_movers_rank(desk.sdk.Market.HK, count=201)), "201 rows")
    check("HK" in refused(desk.context.get_top_movers_rank(desk.sdk.Market.SH)), "Shanghai")


def hot_list(desk: Desk) -> None:
    sdk = desk.sdk
    total, rows = passed(desk.context.get_hot_list(sdk.Market.HK, count=200))
    heats = list(rows["average_heat"])
    check(total == len(rows) and heats == sorted(heats, reverse=True), heats)
    for row in rows.to_dict("records"):
        mean = (row["trade_heat"] + row["search_heat"] + row["news_heat"]) / 3
        check(abs(mean - row["average_heat"]) < 0.02, row)
    told = rows[rows["news_title"] != "N/A"]
    check(len(told) > 0 and set(told["news_type"]) == {"News"}, rows)
    _, by_trade = passed(
        desk.context.get_hot_list(sdk.Market.HK, sort_field=sdk.HotListSortField.TRADE_HEAT, count=5)
    )
    check(list(by_trade["trade_heat"]) == sorted(by_trade["trade_heat"], reverse=True), by_trade)
    condition = sdk.HotListFilter(sdk.HotListIndicatorType.MARKET_CAP, interval_min=1e12)
    fewer, _ = passed(desk.context.get_hot_list(sdk.Market.HK, filter_list=[condition]))
    check(0 < fewer < total, (fewer, total))


CHECKS = (
    rehab_factors,
    rehab_of_a_split,
    rehab_of_what_has_none,
    rehab_of_an_unknown_code_is_refused,
    forward_candles_are_raw_ones_times_the_factors,
    backward_candles_are_raw_ones_times_the_factors,
    current_candles_are_adjusted_like_history,
    history_quota_counts_codes_once,
    capital_distribution,
    capital_flow_of_today_ends_at_the_distribution,
    capital_flow_of_days_weeks_and_months,
    capital_flow_of_an_index_is_refused,
    top_ten_brokers,
    top_ten_brokers_of_a_day_before,
    top_ten_brokers_exist_in_hong_kong_only,
    search_quote_by_code_and_name,
    search_news,
    news_without_a_keyword_is_refused,
    top_movers,
    top_movers_backwards_in_stretches,
    top_movers_filtered,
    top_movers_have_limits,
    hot_list,
)
