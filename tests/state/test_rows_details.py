"""Each kind of security shows its own figures; what is unknown is left out, what is refused says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tests.domain.makers import TENCENT, D, instrument, quote
from tui.domain.extras import (
    Breadth,
    EquityFigures,
    FundFigures,
    FutureExtras,
    FutureFigures,
    OptionExtras,
    OptionFigures,
    SnapshotExtras,
    WarrantExtras,
    WarrantType,
)
from tui.domain.flows import BrokerTurnover, BySize, Distribution, NetSide, TopBrokers
from tui.domain.futures import FutureSession, FutureTerms
from tui.domain.ids import SecurityId
from tui.domain.instruments import Instrument
from tui.domain.markets import SecurityType
from tui.domain.options import OptionTerms, OptionType
from tui.domain.plates import Plate, PlateKind
from tui.domain.quotes import Snapshot
from tui.domain.reminders import Reminder, ReminderFrequency, ReminderType
from tui.state.rows import Cell, Tone
from tui.state.rows_details import Answer, Answers, details_blocks
from tui.state.rows_details_base import Block
from tui.state.rows_details_kinds import KINDS, WARRANT_TYPES
from tui.state.rows_details_market import REMINDER_TYPES, reminder_text

CALL = replace(
    instrument("HK.TCH261127C480000", SecurityType.OPTION, 100),
    option=OptionTerms(OptionType.CALL, D(480), date(2026, 11, 27)),
    owner=TENCENT,
)
GREEKS = OptionFigures(
    strike=D(480),
    contract_size=D(100),
    open_interest=6025,
    implied_volatility=D("33.5"),
    premium=D("1.2"),
    delta=D("0.654"),
    gamma=D("0.0123"),
    vega=D("0.21"),
    theta=D("-0.4"),
    rho=D("0.04"),
    days_left=5,
)
CBBC = WarrantExtras(
    type=WarrantType.BULL,
    owner=TENCENT,
    strike=D(460),
    conversion_rate=D(500),
    maturity=date(2027, 12, 30),
    last_trade_day=None,
    recovery_price=D("462.2"),
    street_volume=1_200_000,
    issue_volume=40_000_000,
    street_rate=D("3.1"),
    delta=None,
    implied_volatility=None,
    premium=D("2.5"),
    leverage=D("14.2"),
    issuer="HS",
)
COMPANY = EquityFigures(9_000_000_000, D("4.45e12"), 9_000_000_000, D("4.45e12"), pe=D("14.94"), pb=D("4.05"))


def snapshot(extras: SnapshotExtras | None, kind: SecurityType, lot: int = 100) -> Snapshot:
    """A full picture with the extras of a kind."""
    return Snapshot(quote(), kind, lot, None, None, None, None, high_52w=D(576), extras=extras)


def shown(block: Block) -> dict[str, str]:
    """The facts of a block."""
    return {fact.label: fact.value.text for fact in block.facts}


def blocks_of(known: Instrument, extras: SnapshotExtras | None, lot: int = 100) -> dict[str, dict[str, str]]:
    """All facts of a security by block."""
    answers = Answers(Answer(snapshot(extras, known.type, lot)))
    return {block.title: shown(block) for block in details_blocks(known, quote(), answers)}


def test_an_option_shows_terms_and_greeks_and_the_live_ones_first() -> None:
    stored = OptionExtras(OptionType.CALL, TENCENT, date(2026, 11, 27), GREEKS)
    facts = blocks_of(CALL, stored)["Call option"]
    assert facts["Strike"] == "480"
    assert (facts["Expiry"], facts["Days left"]) == ("2026-11-27", "5")
    assert (facts["Implied vol"], facts["Delta"], facts["Open interest"]) == ("33.50%", "0.654", "6,025")
    live = replace(quote(), extras=replace(GREEKS, delta=D("0.7"), open_interest=7000))
    answers = Answers(Answer(snapshot(stored, SecurityType.OPTION)))
    now = {block.title: shown(block) for block in details_blocks(CALL, live, answers)}["Call option"]
    assert (now["Delta"], now["Open interest"]) == ("0.700", "7,000")


def test_an_option_is_sized_in_contracts_not_in_lots() -> None:
    facts = blocks_of(CALL, None)["Security"]
    assert facts["Kind"] == "call option"
    assert facts["Contract size"] == "100"
    assert "Lot" not in facts
    assert facts["Underlying"] == "HK.00700"


def test_a_cbbc_shows_its_call_price_and_nothing_unknown() -> None:
    facts = blocks_of(instrument("HK.55182", SecurityType.WARRANT, 50_000), CBBC)["Bull CBBC"]
    assert (facts["Call price"], facts["Ratio"], facts["Street"]) == ("462.2", "500:1", "3.10%")
    assert facts["Issuer"] == "HS"
    assert "Delta" not in facts
    call = blocks_of(instrument(), replace(CBBC, type=WarrantType.CALL, delta=D("0.4")))["Call warrant"]
    assert "Call price" not in call
    assert call["Delta"] == "0.400"


def test_a_future_shows_multiplier_settlement_and_open_interest() -> None:
    month = replace(instrument("HK.MHI2611", SecurityType.FUTURE, 10), last_trade_day=date(2026, 11, 27))
    extras = FutureExtras(D(25900), 12_000, -150, date(2026, 11, 27), main_contract=False)
    facts = blocks_of(month, extras, 10)["Future"]
    assert (facts["Multiplier"], facts["Settlement"]) == ("10", "25,900")
    assert (facts["Open interest"], facts["OI change"]) == ("12,000", "-150")
    assert facts["Last trade day"] == "2026-11-27"
    live = replace(quote(), extras=FutureFigures(D(25901), 12_001, -149, days_left=5))
    answers = Answers(Answer(snapshot(extras, SecurityType.FUTURE, 10)))
    now = {block.title: shown(block) for block in details_blocks(month, live, answers)}["Future"]
    assert (now["Days left"], now["Settlement"]) == ("5", "25,901")


def test_the_terms_of_a_future_name_its_sessions() -> None:
    terms = FutureTerms(
        SecurityId.parse("HK.MHImain"), "Mini HSI", None, None, "Hang Seng Index", "HKEX", "index", D(10),
        "HKD a point", "HKD", D(1), "point", "", (FutureSession(-405, 180), FutureSession(555, 720)),
        "Asia/Hong_Kong", "", origin=SecurityId.parse("HK.MHI2611"),
    )  # fmt: skip
    (_, block) = details_blocks(instrument(), None, Answers(terms=Answer(terms)))
    assert shown(block)["Size"] == "10 HKD a point"
    assert shown(block)["Last trade day"] == "none: main contract"
    assert shown(block)["Stands for"] == "HK.MHI2611"
    assert block.lines == (Cell("trades 17:15*-03:00  09:15-12:00 Asia/Hong_Kong"),)


def test_an_index_counts_its_members_and_cannot_be_traded() -> None:
    index = instrument("HK.800000", SecurityType.INDEX, 1)
    first, members = details_blocks(
        index, None, Answers(Answer(snapshot(Breadth(14, 19, 1), SecurityType.INDEX)))
    )
    assert [(fact.value.text, fact.value.tone) for fact in members.facts] == [
        ("14", Tone.UP),
        ("19", Tone.DOWN),
        ("1", Tone.FLAT),
    ]
    assert first.lines == (Cell("it cannot be traded: no order is taken for it", Tone.WARN),)
    assert not {"Lot", "Tick"} & set(shown(first))


def test_a_fund_and_a_company_show_their_own_figures() -> None:
    fund = FundFigures(D("3.2"), D("1.2e11"), 4_500_000_000, D("26.1834"), D("-0.12"))
    facts = blocks_of(instrument("HK.02800", SecurityType.ETF, 500), fund)["ETF or trust"]
    assert (facts["NAV a unit"], facts["Premium to NAV"]) == ("26.1834", "-0.12%")
    company = blocks_of(instrument(), COMPANY)["Company"]
    assert (company["Market cap"], company["PE"], company["52w high"]) == ("4.45T", "14.94", "576")
    assert "Dividend" not in company


def test_a_refusal_stands_where_the_answer_would() -> None:
    why = Cell("no quote right", Tone.WARN)
    answers = Answers(snapshot=Answer(why=why), brokers=Answer(why=Cell("reading...", Tone.DIM)))
    _, figures, brokers = details_blocks(instrument(), quote(), answers)
    assert figures.lines == (why,)
    assert brokers.lines == (Cell("reading...", Tone.DIM),)


def test_a_security_nobody_described_says_so() -> None:
    (block,) = details_blocks(None, None, Answers())
    assert "not described" in block.lines[0].text


def test_money_plates_and_brokers() -> None:
    money = Distribution(BySize(D(30), D(20), D(10), D(5)), BySize(None, D(25), D(10), D(1)), None)
    top = TopBrokers(
        live=True,
        at=datetime(2026, 11, 23, tzinfo=UTC),
        brokers=(
            BrokerTurnover("HSBC", NetSide.BUYER, 705_845, D("487.41")),
            BrokerTurnover("UBS", NetSide.SELLER, -3_000),
        ),
    )
    plates = (
        Plate(SecurityId.parse("HK.BK1001"), "Software", PlateKind.INDUSTRY),
        Plate(SecurityId.parse("HK.BK1912"), "AI"),
    )
    answers = Answers(money=Answer(money), plates=Answer(plates), brokers=Answer(top))
    _, flow, belongs, brokers = details_blocks(instrument(), None, answers)
    assert shown(flow) == {"Big": "-5", "Middle": "0", "Small": "+4", "In all": "+29"}
    assert [line.text for line in belongs.lines] == ["industry: Software (HK.BK1001)", "AI (HK.BK1912)"]
    assert [(line.text, line.tone) for line in brokers.lines] == [
        ("BUY     706K at 487.410  HSBC", Tone.UP),
        ("SELL   3,000  UBS", Tone.DOWN),
    ]


def test_reminders_are_read_as_sentences() -> None:
    kept = (
        Reminder(1, ReminderType.PRICE_UP, D(500), "", ReminderFrequency.ONCE_A_DAY, enabled=True),
        Reminder(2, ReminderType.CHANGE_RATE_DOWN, D(3), "out", ReminderFrequency.ALWAYS, enabled=False),
    )
    _, block = details_blocks(instrument(), None, Answers(reminders=Answer(kept)))
    assert block.lines == (
        Cell("price rises to 500, once a day", Tone.OWN),
        Cell("day's loss reaches 3%, each time, switched off, out", Tone.DIM),
    )
    _, none = details_blocks(instrument(), None, Answers(reminders=Answer(())))
    assert none.lines == (Cell("none is set", Tone.DIM),)


@pytest.mark.parametrize(
    ("table", "members"),
    [(KINDS, SecurityType), (WARRANT_TYPES, WarrantType), (REMINDER_TYPES, ReminderType)],
)
def test_every_number_has_a_word(table: dict[object, str], members: type) -> None:
    assert set(table) == set(members)  # type: ignore[call-overload]


def test_percent_and_prices_are_told_apart() -> None:
    assert reminder_text(ReminderType.CHANGE_RATE_UP, "2") == "day's gain reaches 2%"
    assert reminder_text(ReminderType.PRICE_DOWN, "400") == "price falls to 400"
