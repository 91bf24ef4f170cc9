"""The table of listings. The codes are real; nothing else here is fit to trade by.

Names, lots, listing dates and share counts were mostly written down from memory: they are meant to be
right, were not checked one by one against the exchanges, and age (Hong Kong lots change name by name).
Prices are plausible ones of late 2026, not quotations. Warrants and CBBCs live for months only, so the
two here are invented in the form real ones have; their shares in issue are nobody's.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tui.domain.extras import WarrantType
from tui.domain.ids import SecurityId
from tui.domain.markets import Market, SecurityType
from tui.sim.listings.futures import HSCEI, HSI, HSTECH, MAINS
from tui.sim.listings.plates import by_value, plates_over
from tui.sim.listings.universe import Following, Listing, Universe, WarrantTerms

# OpenD's ExchType numbers.
HK_MAIN, HK_GEM, HKEX, NYSE, NASDAQ, AMEX, SSE, SZSE = 1, 2, 3, 4, 5, 7, 14, 15
_MILLION = 1_000_000


class _Stock(NamedTuple):
    """One share: issued is in millions, the last two are weights in per cent of HSI and HSTECH."""

    code: str
    name_en: str
    name_zh: str
    lot: int
    price: str
    listed: str
    issued: int
    activity: float
    hsi: float = 0.0
    hstech: float = 0.0


_HK_STOCKS = (
    _Stock("00700", "TENCENT", "騰訊控股", 100, "486.4", "2004-06-16", 9128, 1.2, 8.3, 8.1),
    _Stock("09988", "BABA-W", "阿里巴巴－Ｗ", 100, "141.3", "2019-11-26", 19096, 1.2, 8.0, 8.0),
    _Stock("00005", "HSBC HOLDINGS", "滙豐控股", 400, "126.4", "1980-01-02", 17180, 1.0, 8.4),
    _Stock("00939", "CCB", "建設銀行", 1000, "7.815", "2005-10-27", 240417, 1.0, 5.2),
    _Stock("03690", "MEITUAN-W", "美團－Ｗ", 100, "88.75", "2018-09-20", 5530, 1.1, 4.2, 7.9),
    _Stock("01810", "XIAOMI-W", "小米集團－Ｗ", 200, "38.44", "2018-07-09", 21420, 1.2, 4.7, 8.0),
    _Stock("00388", "HKEX", "香港交易所", 100, "412.2", "2000-06-27", 1268, 1.0, 3.4),
    _Stock("01299", "AIA", "友邦保險", 200, "81.95", "2010-10-29", 10470, 1.0, 5.6),
    _Stock("02318", "PING AN", "中國平安", 500, "58.35", "2004-06-24", 7448, 1.0, 2.9),
    _Stock("00941", "CHINA MOBILE", "中國移動", 500, "84.20", "1997-10-23", 20710, 0.9, 2.7),
    _Stock("01398", "ICBC", "工商銀行", 1000, "6.285", "2006-10-27", 86795, 1.0, 3.3),
    _Stock("03988", "BANK OF CHINA", "中國銀行", 1000, "4.625", "2006-06-01", 83622, 0.9, 2.8),
    _Stock("02628", "CHINA LIFE", "中國人壽", 1000, "26.12", "2003-12-18", 7441, 0.9, 1.1),
    _Stock("00883", "CNOOC", "中國海洋石油", 1000, "21.46", "2001-02-28", 44540, 0.9, 2.4),
    _Stock("00857", "PETROCHINA", "中國石油股份", 2000, "8.345", "2000-04-07", 21099, 0.8, 1.2),
    _Stock("00386", "SINOPEC CORP", "中國石油化工股份", 2000, "4.515", "2000-10-19", 23800, 0.7, 0.8),
    _Stock("01211", "BYD COMPANY", "比亞迪股份", 100, "103.6", "2002-07-31", 3681, 1.0, 2.6, 7.6),
    _Stock("09618", "JD-SW", "京東集團－ＳＷ", 50, "118.3", "2020-06-18", 3030, 1.0, 1.7, 6.4),
    _Stock("09999", "NTES-S", "網易－Ｓ", 100, "214.6", "2020-06-11", 3180, 0.9, 2.2, 7.7),
    _Stock("01024", "KUAISHOU-W", "快手－Ｗ", 100, "66.15", "2021-02-05", 4310, 0.9, 0.9, 7.0),
    _Stock("09888", "BIDU-SW", "百度集團－ＳＷ", 50, "121.7", "2021-03-23", 2760, 0.8, 0.8, 4.9),
    _Stock("00981", "SMIC", "中芯國際", 500, "74.30", "2004-03-18", 6000, 1.1, 1.9, 8.5),
    _Stock("00992", "LENOVO GROUP", "聯想集團", 2000, "9.985", "1994-02-14", 12405, 0.8, 0.6, 5.0),
    _Stock("02015", "LI AUTO-W", "理想汽車－Ｗ", 100, "72.05", "2021-08-12", 2140, 0.8, 0.6, 3.6),
    _Stock("09868", "XPENG-W", "小鵬汽車－Ｗ", 100, "83.60", "2021-07-07", 1910, 0.9, 0.0, 5.3),
    _Stock("00175", "GEELY AUTO", "吉利汽車", 1000, "18.37", "1973-02-23", 10080, 0.8, 0.8),
    _Stock("00016", "SHK PPT", "新鴻基地產", 500, "98.90", "1972-08-23", 2898, 0.6, 1.1),
    _Stock("00001", "CKH HOLDINGS", "長和", 500, "54.65", "2015-03-18", 3830, 0.6, 1.2),
    _Stock("00002", "CLP HOLDINGS", "中電控股", 500, "67.40", "1980-01-02", 2526, 0.5, 0.9),
    _Stock("00003", "HK & CHINA GAS", "香港中華煤氣", 1000, "7.195", "1980-01-02", 18660, 0.5, 0.6),
    _Stock("00027", "GALAXY ENT", "銀河娛樂", 1000, "40.86", "1991-10-07", 4375, 0.7, 0.9),
    _Stock("00823", "LINK REIT", "領展房產基金", 100, "40.28", "2005-11-25", 2590, 0.6, 0.9),
    _Stock("02020", "ANTA SPORTS", "安踏體育", 200, "83.15", "2007-07-10", 2807, 0.7, 0.9),
    _Stock("02899", "ZIJIN MINING", "紫金礦業", 2000, "33.18", "2003-12-23", 5990, 0.9, 1.4),
    _Stock("01928", "SANDS CHINA LTD", "金沙中國有限公司", 400, "19.99", "2009-11-30", 8090, 0.6, 0.3),
    _Stock("00020", "SENSETIME-W", "商湯－Ｗ", 1000, "2.035", "2021-12-30", 29800, 0.8, 0.0, 3.0),
    _Stock("01918", "SUNAC", "融創中國", 1000, "1.325", "2010-10-07", 11000, 0.5),
    _Stock("02007", "COUNTRY GARDEN", "碧桂園", 2000, "0.495", "2007-04-20", 28000, 0.5),
    _Stock("08083", "CHINA YOUZAN", "中國有贊", 4000, "0.139", "2000-04-14", 33000, 0.3),
    _Stock("01638", "KAISA GROUP", "佳兆業集團", 500, "0.246", "2009-12-09", 7015, 0.3),
)

_US_STOCKS = (
    ("AAPL", "Apple", "苹果", "262.40", "1980-12-12", 14780, 1.2, NASDAQ),
    ("MSFT", "Microsoft", "微软", "471.85", "1986-03-13", 7433, 1.1, NASDAQ),
    ("NVDA", "NVIDIA", "英伟达", "194.62", "1999-01-22", 24300, 1.3, NASDAQ),
    ("GOOGL", "Alphabet-A", "谷歌-A", "318.07", "2004-08-19", 5820, 1.0, NASDAQ),
    ("AMZN", "Amazon", "亚马逊", "231.48", "1997-05-15", 10690, 1.0, NASDAQ),
    ("META", "Meta Platforms", "Meta Platforms", "664.20", "2012-05-18", 2180, 0.9, NASDAQ),
    ("TSLA", "Tesla", "特斯拉", "391.15", "2010-06-29", 3326, 1.3, NASDAQ),
    ("AMD", "Advanced Micro Devices", "美国超微公司", "221.90", "1972-09-27", 1628, 1.1, NASDAQ),
    ("INTC", "Intel", "英特尔", "44.37", "1971-10-13", 4770, 0.9, NASDAQ),
    ("PLTR", "Palantir", "Palantir", "167.55", "2020-09-30", 2380, 1.0, NASDAQ),
    ("JPM", "JPMorgan", "摩根大通", "309.76", "1969-03-05", 2720, 0.7, NYSE),
    ("BRK.B", "Berkshire Hathaway-B", "伯克希尔-B", "502.33", "1996-05-09", 1360, 0.6, NYSE),
    ("KO", "Coca-Cola", "可口可乐", "72.18", "1919-09-05", 4302, 0.6, NYSE),
    ("DIS", "Disney", "迪士尼", "108.94", "1957-11-12", 1785, 0.6, NYSE),
    ("BABA", "Alibaba", "阿里巴巴", "145.26", "2014-09-19", 2387, 1.0, NYSE),
    ("PDD", "PDD Holdings", "拼多多", "112.71", "2018-07-26", 1420, 0.9, NASDAQ),
    ("NIO", "NIO Inc", "蔚来", "5.83", "2018-09-12", 2290, 0.8, NYSE),
    ("FFAI", "Faraday Future", "法拉第未来", "0.8740", "2021-07-22", 190, 0.4, NASDAQ),
)

_A_SHARES = (
    ("600519", "Kweichow Moutai", "贵州茅台", "1418.60", "2001-08-27", 1252, 0.8),
    ("601318", "Ping An Insurance", "中国平安", "59.42", "2007-03-01", 10660, 0.9),
    ("600036", "China Merchants Bank", "招商银行", "42.87", "2002-04-09", 20629, 0.8),
    ("600900", "China Yangtze Power", "长江电力", "28.15", "2003-11-18", 24468, 0.6),
    ("601899", "Zijin Mining", "紫金矿业", "31.06", "2008-04-25", 20600, 0.9),
    ("601398", "ICBC", "工商银行", "7.74", "2006-10-27", 269612, 0.7),
    ("000001", "Ping An Bank", "平安银行", "11.63", "1991-04-03", 19406, 0.7),
    ("000333", "Midea Group", "美的集团", "79.20", "2013-09-18", 6900, 0.8),
    ("000858", "Wuliangye Yibin", "五粮液", "117.55", "1998-04-27", 3882, 0.8),
    ("002594", "BYD", "比亚迪", "98.36", "2011-06-30", 5430, 0.9),
    ("300750", "CATL", "宁德时代", "378.90", "2018-06-11", 4563, 0.9),
    ("000651", "Gree Electric", "格力电器", "40.72", "1996-11-18", 5601, 0.6),
)

_CHINA_ENTERPRISES = (
    "00700 09988 00939 03690 01810 02318 00941 01398 03988 02628 00883 00857 00386 01211 09618 09999 01024 "
    "09888 00981 00992 02015 02020 02899"
)
_TENCENT = SecurityId(Market.HK, "00700")


def _hk(code: str) -> SecurityId:
    return SecurityId(Market.HK, code)


def _hk_stock(row: _Stock) -> Listing:
    return Listing(
        id=_hk(row.code),
        type=SecurityType.STOCK,
        name_en=row.name_en,
        name_zh=row.name_zh,
        lot=row.lot,
        prev_close=Decimal(row.price),
        listed_on=date.fromisoformat(row.listed),
        exchange=HK_GEM if row.code.startswith("08") else HK_MAIN,
        issued=row.issued * _MILLION,
        activity=row.activity,
    )


def _us_stock(row: tuple[str, str, str, str, str, int, float, int]) -> Listing:
    code, name_en, name_zh, price, listed, issued, activity, exchange = row
    return Listing(
        id=SecurityId(Market.US, code),
        type=SecurityType.STOCK,
        name_en=name_en,
        name_zh=name_zh,
        lot=1,
        prev_close=Decimal(price),
        listed_on=date.fromisoformat(listed),
        exchange=exchange,
        issued=issued * _MILLION,
        activity=activity,
    )


def _a_share(row: tuple[str, str, str, str, str, int, float]) -> Listing:
    code, name_en, name_zh, price, listed, issued, activity = row
    market = Market.SH if code[0] == "6" else Market.SZ
    return Listing(
        id=SecurityId(market, code),
        type=SecurityType.STOCK,
        name_en=name_en,
        name_zh=name_zh,
        lot=100,
        prev_close=Decimal(price),
        listed_on=date.fromisoformat(listed),
        exchange=SSE if market is Market.SH else SZSE,
        issued=issued * _MILLION,
        activity=activity,
    )


def _weights(percent: list[tuple[str, float]]) -> tuple[tuple[SecurityId, float], ...]:
    total = sum(weight for _, weight in percent)
    return tuple((_hk(code), weight / total) for code, weight in percent if weight)


def _index(security_id: SecurityId, name_en: str, name_zh: str, level: str, listed: str) -> Listing:
    tech = security_id == HSTECH
    return Listing(
        id=security_id,
        type=SecurityType.INDEX,
        name_en=name_en,
        name_zh=name_zh,
        lot=1,
        prev_close=Decimal(level),
        listed_on=date.fromisoformat(listed),
        exchange=HKEX,
        activity=0.0,
        weights=_weights([(row.code, row.hstech if tech else row.hsi) for row in _HK_STOCKS]),
    )


def _china_index() -> Listing:
    """The index of mainland companies, here simply by market value."""
    parts = [_hk_stock(row) for row in _HK_STOCKS if row.code in _CHINA_ENTERPRISES.split()]
    return Listing(
        id=HSCEI,
        type=SecurityType.INDEX,
        name_en="Hang Seng China Enterprises Index",
        name_zh="恒生中國企業指數",
        lot=1,
        prev_close=Decimal("9186.27"),
        listed_on=date(1994, 8, 8),
        exchange=HKEX,
        activity=0.0,
        weights=by_value(parts),
    )


_FUNDS_AND_DERIVATIVES = (
    Listing(
        _hk("02800"), SecurityType.ETF, "TRACKER FUND", "盈富基金", 500, Decimal("26.24"),
        date(1999, 11, 12), HK_MAIN, 5600 * _MILLION, 1.0, follows=Following(HSI, 26.24 / 25893.54),
    ),
    Listing(
        _hk("03033"), SecurityType.ETF, "CSOP HS TECH", "南方恒生科技", 200, Decimal("5.375"),
        date(2020, 8, 28), HK_MAIN, 12400 * _MILLION, 1.0, follows=Following(HSTECH, 5.375 / 5468.12),
    ),
    Listing(
        _hk("16138"), SecurityType.WARRANT, "UB-TENCT@EC2704A", "騰訊瑞銀七四購Ａ", 10000, Decimal("0.232"),
        date(2026, 9, 14), HK_MAIN, activity=0.7, owner=_TENCENT,
        follows=Following(_TENCENT, 0.40 / 100),
        warrant=WarrantTerms(
            WarrantType.CALL, Decimal(550), Decimal(100), date(2027, 4, 27), "UB",
            160 * _MILLION, 21 * _MILLION,
        ),
    ),
    Listing(
        _hk("55182"), SecurityType.WARRANT, "HS#TENCTRC2712B", "騰訊滙豐七乙牛Ｂ", 50000, Decimal("0.078"),
        date(2026, 10, 6), HK_MAIN, activity=0.6, owner=_TENCENT,
        follows=Following(_TENCENT, 1 / 500),
        warrant=WarrantTerms(
            WarrantType.BULL, Decimal(448), Decimal(500), date(2027, 12, 30), "HS",
            300 * _MILLION, 34 * _MILLION, Decimal(453),
        ),
    ),
    Listing(
        SecurityId(Market.US, "SPY"), SecurityType.ETF, "SPDR S&P 500 ETF", "标普500ETF-SPDR", 1,
        Decimal("689.34"), date(1993, 1, 29), AMEX, 1010 * _MILLION, 1.3,
    ),
    Listing(
        SecurityId(Market.US, "QQQ"), SecurityType.ETF, "Invesco QQQ Trust", "纳指100ETF-Invesco", 1,
        Decimal("624.81"), date(1999, 3, 10), NASDAQ, 660 * _MILLION, 1.2,
    ),
    Listing(
        SecurityId(Market.SH, "510300"), SecurityType.ETF, "Huatai-PineBridge CSI 300 ETF", "沪深300ETF",
        100, Decimal("4.716"), date(2012, 5, 28), SSE, 87000 * _MILLION, 0.9,
    ),
)  # fmt: skip

_SHARES = (
    *(_hk_stock(row) for row in _HK_STOCKS),
    *(_us_stock(row) for row in _US_STOCKS),
    *(_a_share(row) for row in _A_SHARES),
)

UNIVERSE = Universe(
    (
        *_SHARES,
        _index(HSI, "Hang Seng Index", "恒生指數", "25893.54", "1969-11-24"),
        _china_index(),
        _index(HSTECH, "Hang Seng TECH Index", "恒生科技指數", "5468.12", "2020-07-27"),
        *_FUNDS_AND_DERIVATIVES,
        *MAINS,
        *plates_over(_SHARES),
    )
)
