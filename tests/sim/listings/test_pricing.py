"""Black and Scholes against textbook numbers, finite differences and its own inverse."""

from __future__ import annotations

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.sim.listings import pricing

spots = st.floats(1, 1000)
ratios = st.floats(0.6, 1.6)
terms = st.floats(0.02, 2.0)
volatilities = st.floats(0.08, 1.2)
interest = st.floats(0.0, 0.08)


@pytest.mark.parametrize(
    ("call", "spot", "strike", "years", "volatility", "rate", "worth"),
    [
        # Hull, Options, Futures and Other Derivatives, example 15.6.
        (True, 42, 40, 0.5, 0.2, 0.10, 4.7594),
        (False, 42, 40, 0.5, 0.2, 0.10, 0.8086),
        (True, 100, 100, 1, 0.2, 0.05, 10.4506),
        (False, 100, 100, 1, 0.2, 0.05, 5.5735),
        (True, 100, 100, 1, 0.2, 0.0, 7.9656),
        (True, 50, 100, 0.0, 0.2, 0.05, 0.0),
        (False, 50, 100, 0.0, 0.2, 0.05, 50.0),
    ],
)
def test_known_prices(
    call: bool, spot: float, strike: float, years: float, volatility: float, rate: float, worth: float
) -> None:
    assert pricing.price(call, spot, strike, years, volatility, rate) == pytest.approx(worth, abs=1e-4)


def test_known_greeks() -> None:
    # Hull's running example: delta 0.522, gamma 0.066, vega 12.1, theta -4.31 a year, rho 8.91.
    greeks = pricing.greeks(True, 49, 50, 0.3846, 0.2, 0.05)
    assert greeks.delta == pytest.approx(0.522, abs=5e-4)
    assert greeks.gamma == pytest.approx(0.066, abs=5e-4)
    assert greeks.vega * 100 == pytest.approx(12.1, abs=0.05)
    assert greeks.theta * pricing.DAYS_A_YEAR == pytest.approx(-4.31, abs=0.01)
    assert greeks.rho * 100 == pytest.approx(8.91, abs=0.01)


@given(spots, ratios, terms, volatilities, interest)
def test_a_call_and_a_put_differ_by_the_forward(
    spot: float, ratio: float, years: float, volatility: float, rate: float
) -> None:
    strike = spot * ratio
    call = pricing.price(True, spot, strike, years, volatility, rate)
    put = pricing.price(False, spot, strike, years, volatility, rate)
    assert call - put == pytest.approx(spot - strike * exp(-rate * years), abs=1e-9 * spot)


@given(st.booleans(), spots, ratios, terms, volatilities, interest)
def test_greeks_are_the_slopes_of_the_price(
    call: bool, spot: float, ratio: float, years: float, volatility: float, rate: float
) -> None:
    strike = spot * ratio

    def price(spot_by: float = 0, years_by: float = 0, volatility_by: float = 0, rate_by: float = 0) -> float:
        return pricing.price(
            call, spot + spot_by, strike, years + years_by, volatility + volatility_by, rate + rate_by
        )

    greeks = pricing.greeks(call, spot, strike, years, volatility, rate)
    near, wide = spot * 1e-5, spot * 1e-3
    tolerance = 1e-4 * spot
    assert (price(near) - price(-near)) / (2 * near) == pytest.approx(greeks.delta, abs=1e-4)
    curve = (price(wide) - 2 * price() + price(-wide)) / wide**2
    assert curve * spot == pytest.approx(greeks.gamma * spot, rel=0.02, abs=2e-3)
    assert (price(volatility_by=1e-5) - price(volatility_by=-1e-5)) / 2e-3 == pytest.approx(
        greeks.vega, abs=tolerance
    )
    assert (price(years_by=-1e-6) - price(years_by=1e-6)) / 2e-6 / pricing.DAYS_A_YEAR == pytest.approx(
        greeks.theta, abs=tolerance
    )
    assert (price(rate_by=1e-5) - price(rate_by=-1e-5)) / 2e-3 == pytest.approx(greeks.rho, abs=tolerance)


@given(st.booleans(), spots, ratios, terms, volatilities, interest)
def test_the_volatility_comes_back(
    call: bool, spot: float, ratio: float, years: float, volatility: float, rate: float
) -> None:
    strike = spot * ratio
    worth = pricing.price(call, spot, strike, years, volatility, rate)
    implied = pricing.implied_volatility(call, worth, spot, strike, years, rate)
    vega = pricing.greeks(call, spot, strike, years, volatility, rate).vega
    if implied is None:
        # Nothing but what using it is worth: no volatility shows.
        assert vega < 1e-6 * spot
    else:
        again = pricing.price(call, spot, strike, years, implied, rate)
        assert again == pytest.approx(worth, abs=1e-8 * spot)
        if vega > 1e-4 * spot:
            assert implied == pytest.approx(volatility, abs=1e-5)


@pytest.mark.parametrize(
    ("call", "worth"), [(True, 9.0), (True, 0.0), (True, 101.0), (False, -1.0), (False, 100.0)]
)
def test_prices_no_volatility_explains_have_none(call: bool, worth: float) -> None:
    strike = 90.0 if call else 100.0
    assert pricing.implied_volatility(call, worth, 100.0, strike, 0.25, 0.03) is None


def test_nothing_is_left_to_imply_at_the_end() -> None:
    assert pricing.implied_volatility(True, 12.0, 100.0, 90.0, 0.0, 0.03) is None
    assert pricing.greeks(True, 100.0, 90.0, 0.0, 0.3, 0.03) == (1.0, 0.0, 0.0, 0.0, 0.0)
    assert pricing.greeks(False, 100.0, 90.0, 0.0, 0.3, 0.03) == (0.0, 0.0, 0.0, 0.0, 0.0)


def test_far_strikes_cost_more_volatility_and_low_ones_most() -> None:
    low, middle, high = (pricing.smiling(0.3, 100, strike, 0.25) for strike in (75, 100, 135))
    assert middle == pytest.approx(0.3)
    assert low > high > middle
