"""Order types in the ticket: which are offered, which fields each has, and what is sent of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tests.app.listings import ACCOUNTS, IDS, TENCENT, instrument, order
from tests.app.ticket_values import LADDER, PAPER, TAG, TOUCH, typed
from tui.app.ticket_model import TicketModel
from tui.domain.accounts import Account
from tui.domain.ids import SecurityId
from tui.domain.intents import AmendIntent, OrderIntent
from tui.domain.markets import MarketState, SecurityType
from tui.domain.orders import OrderStatus, OrderType, Side, TimeInForce, TradeSession, Trail, TrailType
from tui.domain.rules import Field
from tui.domain.ticks import ladder_for

T, F = OrderType, Field
REAL = ACCOUNTS[2]
AAPL = IDS[7]
NOW = datetime(2026, 11, 20, 2, 3, tzinfo=UTC)
"""A Friday morning in Hong Kong."""
D = Decimal


def ticket(security: SecurityId = TENCENT, side: Side = Side.SELL, account: Account = REAL) -> TicketModel:
    """Return a ticket of the real account in a market that is open."""
    ladder = ladder_for(security.market, SecurityType.STOCK)
    model = TicketModel(instrument(security), ladder, side, (account,), TOUCH)
    model.update(TOUCH, MarketState.MORNING, NOW, NOW.date())
    return model


def of_type(kind: OrderType, security: SecurityId = TENCENT, side: Side = Side.SELL) -> TicketModel:
    """Return a ticket of a type, chosen by its key."""
    model = ticket(security, side)
    for _ in model.types:
        if model.type is kind:
            break
        model.switch_type()
    assert model.type is kind
    return model


def sent(model: TicketModel) -> OrderIntent:
    """Return what would be sent."""
    intent = model.intent(TAG)
    assert isinstance(intent, OrderIntent)
    return intent


@pytest.mark.parametrize(
    ("security", "account", "state", "offered"),
    [
        (TENCENT, PAPER, MarketState.MORNING, {T.LIMIT, T.MARKET}),
        (
            TENCENT,
            REAL,
            MarketState.MORNING,
            {kind for kind in T if 0 < kind < T.TWAP_MARKET} - {T.AUCTION, T.AUCTION_LIMIT},
        ),
        (
            AAPL,
            REAL,
            MarketState.MORNING,
            {
                T.LIMIT,
                T.MARKET,
                T.STOP,
                T.STOP_LIMIT,
                T.MARKET_IF_TOUCHED,
                T.LIMIT_IF_TOUCHED,
                T.TRAILING_STOP,
                T.TRAILING_STOP_LIMIT,
            },
        ),
    ],
    ids=["paper", "Hong Kong", "US"],
)
def test_only_what_is_legal_is_offered(
    security: SecurityId, account: Account, state: MarketState, offered: set[OrderType]
) -> None:
    model = ticket(security, account=account)
    model.update(TOUCH, state, NOW, NOW.date())
    assert set(model.types) == offered


def test_the_key_goes_through_all_types_and_comes_back() -> None:
    model, seen = ticket(), []
    for _ in model.types:
        seen.append(model.type)
        model.switch_type()
    assert sorted(seen) == sorted(model.types)
    assert model.type is T.LIMIT


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (T.LIMIT, (F.PRICE,)),
        (T.MARKET, ()),
        (T.SPECIAL_LIMIT_ALL, (F.PRICE,)),
        (T.STOP, (F.TRIGGER,)),
        (T.STOP_LIMIT, (F.PRICE, F.TRIGGER)),
        (T.MARKET_IF_TOUCHED, (F.TRIGGER,)),
        (T.LIMIT_IF_TOUCHED, (F.PRICE, F.TRIGGER)),
        (T.TRAILING_STOP, (F.TRIGGER,)),
        (T.TRAILING_STOP_LIMIT, (F.TRIGGER, F.SPREAD)),
    ],
)
def test_fields_appear_as_the_type_needs_them(kind: OrderType, fields: tuple[Field, ...]) -> None:
    life = () if kind is T.MARKET else (F.TIF,)
    assert of_type(kind).fields == (F.SIDE, F.TYPE, F.QTY, *fields, *life, F.NOTE)


@pytest.mark.parametrize(
    ("kind", "side", "start", "up"),
    [
        (T.STOP, Side.SELL, "412.6", "412.8"),
        (T.STOP, Side.BUY, "412.8", "413.0"),
        (T.LIMIT_IF_TOUCHED, Side.BUY, "412.6", "412.8"),
        (T.MARKET_IF_TOUCHED, Side.SELL, "412.8", "413.0"),
    ],
)
def test_a_trigger_starts_on_its_side_of_the_market_and_walks_the_ladder(
    kind: OrderType, side: Side, start: str, up: str
) -> None:
    model = of_type(kind, side=side)
    model.field = F.TRIGGER
    assert model.trigger.value is None
    model.step(1)
    assert model.trigger.value == D(start)
    model.step(1)
    assert model.trigger.value == D(up)


def test_without_a_live_price_a_trigger_is_typed() -> None:
    model = of_type(T.STOP)
    model.update(replace(TOUCH, fresh=False))
    model.field = F.TRIGGER
    model.step(1)
    assert model.trigger.value is None
    assert "type one" in model.said
    assert typed(model, "405.0").trigger.value == D("405.0")


def test_a_trail_is_per_cent_or_an_amount() -> None:
    model = of_type(T.TRAILING_STOP_LIMIT)
    model.field = F.TRIGGER
    typed(model, "5")
    model.field = F.SPREAD
    model.step(2)
    assert sent(model).trail == Trail(TrailType.RATIO, D(5), D("0.4"))
    model.field = F.TRIGGER
    model.step(-1)
    assert model.distance.value == D("4.9")
    model.switch_trail()
    assert model.trail is None
    model.step(3)
    assert sent(model).trail == Trail(TrailType.AMOUNT, D("0.6"), D("0.4"))


def test_steps_never_make_a_distance_that_is_none() -> None:
    model = of_type(T.TRAILING_STOP)
    model.field = F.TRIGGER
    model.step(-10)
    assert model.distance.value == D("0.1")


def test_what_a_type_does_not_have_is_not_sent() -> None:
    model = of_type(T.STOP_LIMIT)
    model.trigger.set(D(405))
    while model.type is not T.MARKET:
        model.switch_type()
    intent = sent(model)
    assert (intent.price, intent.trigger_price, intent.trail) == (None, None, None)


@pytest.mark.parametrize(("account", "lives"), [(PAPER, "DAY"), (REAL, "DAY GTC GTD")])
def test_lives_are_those_of_the_account(account: Account, lives: str) -> None:
    model = ticket(account=account)
    assert [tif.name for tif in model.tifs] == lives.split()
    assert (F.TIF in model.fields) == (account is REAL)


def test_a_life_that_the_new_type_has_not_falls_back_to_the_day() -> None:
    model = ticket()
    model.tif = TimeInForce.GTC
    while model.type is not T.MARKET:
        model.switch_type()
    assert model.tif is TimeInForce.DAY


def test_a_last_day_is_stepped_from_today_and_sent() -> None:
    model = ticket()
    model.field = F.TIF
    model.step(2)
    model.step(1)
    assert model.tif is TimeInForce.GTD
    model.field = F.EXPIRES
    model.step(1)
    assert model.expires.value == date(2026, 11, 21)
    model.step(10)
    assert sent(model).expires_on == date(2026, 12, 1)
    model.tif = TimeInForce.GTC
    assert sent(model).expires_on is None


@pytest.mark.parametrize("field", [F.TIF, F.SESSION])
def test_digits_beside_a_number_change_no_quantity(field: Field) -> None:
    model = ticket(AAPL)
    model.field = field
    typed(model, "470")
    assert model.qty.value == D(1)
    assert "up and down" in model.said


def test_sessions_are_a_choice_in_the_us_only() -> None:
    assert F.SESSION not in ticket().fields
    model = ticket(AAPL)
    assert F.SESSION in model.fields
    model.field = F.SESSION
    while model.session is not TradeSession.ETH:
        model.step(1)
    assert sent(model).session is TradeSession.ETH
    while model.type is not T.MARKET:
        model.switch_type()
    assert sent(model).session in (TradeSession.NONE, TradeSession.RTH)


def test_every_key_in_a_note_is_text() -> None:
    model = ticket()
    model.field = F.NOTE
    typed(model, "5y b.")
    assert sent(model).note == "5y b."
    model.erase()
    assert sent(model).note == "5y b"
    assert model.qty.value == D(100)


def test_a_note_stops_where_the_remark_does() -> None:
    model = ticket()
    model.field = F.NOTE
    typed(model, "好" * 30)
    assert len(sent(model).remark.encode()) <= 64
    assert sent(model).remark.endswith("好")
    assert "34 bytes" in model.said


# ---- orders that wait for a trigger, amended


def waiting(kind: OrderType, **more: object) -> TicketModel:
    """Return a ticket on a real order that waits."""
    working = order("A7", Side.SELL, "404.0", 200, OrderStatus.WAITING_SUBMIT)
    changed = replace(working, type=kind, acc_id=REAL.acc_id, env=REAL.env, **more)  # type: ignore[arg-type]
    return TicketModel.amending(changed, instrument(TENCENT), LADDER, REAL, TOUCH)


def test_a_trigger_can_be_amended() -> None:
    model = waiting(T.STOP_LIMIT, trigger_price=D("405.000"))
    assert model.fields == (F.QTY, F.PRICE, F.TRIGGER)
    assert model.unchanged
    model.field = F.TRIGGER
    model.step(-1)
    assert not model.unchanged
    intent = model.intent(TAG)
    assert isinstance(intent, AmendIntent)
    assert (intent.trigger_price, intent.price, intent.qty) == (D("404.8"), D("404.0"), D(200))


def test_a_trail_can_be_amended() -> None:
    trail = Trail(TrailType.AMOUNT, D("2.0"), D("0.2"))
    model = waiting(T.TRAILING_STOP_LIMIT, price=None, trail=trail)
    assert model.fields == (F.QTY, F.TRIGGER, F.SPREAD)
    assert (model.trail, model.unchanged) == (trail, True)
    model.field = F.TRIGGER
    typed(model, "3")
    intent = model.intent(TAG)
    assert isinstance(intent, AmendIntent)
    assert intent.trail == Trail(TrailType.AMOUNT, D(3), D("0.2"))


def test_a_trigger_changed_elsewhere_is_followed_unless_it_was_touched() -> None:
    model = waiting(T.STOP_LIMIT, trigger_price=D("405.0"))
    assert model.order is not None
    model.follow(replace(model.order, trigger_price=D("406.0")))
    assert model.trigger.value == D("406.0")
    assert "changed meanwhile" in model.said
    model.field = F.TRIGGER
    typed(model, "404.8")
    model.follow(replace(model.order, trigger_price=D("407.0")))
    assert model.trigger.value == D("404.8")


def test_an_account_that_has_not_the_type_is_told_by_the_rules_and_left_by_the_key() -> None:
    model = TicketModel(instrument(TENCENT), LADDER, Side.BUY, (REAL, PAPER), TOUCH, account=REAL)
    while model.type is not T.STOP:
        model.switch_type()
    model.next_account()
    assert model.account is PAPER
    assert model.type not in model.types
    model.switch_type()
    assert model.type in model.types
