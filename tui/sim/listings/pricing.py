"""Black and Scholes: what a European option without dividends is worth, how that moves, and the way back.

Pure numbers: volatility and rate are fractions a year, time is in years.
"""

from __future__ import annotations

from math import erf, exp, log, pi, sqrt
from typing import NamedTuple

DAYS_A_YEAR = 365.0
_ROOT_2 = sqrt(2.0)
_ROOT_2_PI = sqrt(2.0 * pi)
_LEAST_VOLATILITY, _MOST_VOLATILITY = 0.001, 8.0
_CLOSE_ENOUGH = 1e-9
_MOST_STEPS = 100


class Greeks(NamedTuple):
    """How a price moves, in the units brokers show."""

    delta: float
    gamma: float
    vega: float
    """For one point of volatility: 0.01."""
    theta: float
    """For one day."""
    rho: float
    """For one point of interest: 0.01."""


def intrinsic(call: bool, spot: float, strike: float) -> float:
    """Return what using the right now is worth."""
    return max(spot - strike if call else strike - spot, 0.0)


def price(call: bool, spot: float, strike: float, years: float, volatility: float, rate: float) -> float:
    """Return the worth of an option; at the end of its time, what using it is worth."""
    if years <= 0 or volatility <= 0:
        return intrinsic(call, spot, strike * exp(-rate * max(years, 0.0)))
    d1, d2 = _distances(spot, strike, years, volatility, rate)
    discounted = strike * exp(-rate * years)
    if call:
        return spot * _normal(d1) - discounted * _normal(d2)
    return discounted * _normal(-d2) - spot * _normal(-d1)


def greeks(call: bool, spot: float, strike: float, years: float, volatility: float, rate: float) -> Greeks:
    """Return the derivatives of `price`; at the end of its time only delta is left."""
    if years <= 0 or volatility <= 0:
        inside = 1.0 if intrinsic(call, spot, strike) > 0 else 0.0
        return Greeks(inside if call else -inside, 0.0, 0.0, 0.0, 0.0)
    d1, d2 = _distances(spot, strike, years, volatility, rate)
    density = exp(-d1 * d1 / 2) / _ROOT_2_PI
    discounted = strike * exp(-rate * years)
    decay = -spot * density * volatility / (2 * sqrt(years))
    gamma = density / (spot * volatility * sqrt(years))
    vega = spot * density * sqrt(years) / 100
    if call:
        theta = (decay - rate * discounted * _normal(d2)) / DAYS_A_YEAR
        return Greeks(_normal(d1), gamma, vega, theta, discounted * years * _normal(d2) / 100)
    theta = (decay + rate * discounted * _normal(-d2)) / DAYS_A_YEAR
    return Greeks(_normal(d1) - 1, gamma, vega, theta, -discounted * years * _normal(-d2) / 100)


def implied_volatility(
    call: bool, worth: float, spot: float, strike: float, years: float, rate: float
) -> float | None:
    """Return the volatility at which `price` gives this worth; None when there is none."""
    low, high = _LEAST_VOLATILITY, _MOST_VOLATILITY
    if years <= 0 or not price(call, spot, strike, years, low, rate) < worth:
        return None
    if worth >= price(call, spot, strike, years, high, rate):
        return None
    # Newton's steps, kept inside a shrinking bracket, so that a flat vega cannot throw them out.
    guess = min(max(sqrt(2 * pi / years) * worth / spot, 0.05), 2.0)
    for _ in range(_MOST_STEPS):
        gap = price(call, spot, strike, years, guess, rate) - worth
        if abs(gap) < _CLOSE_ENOUGH * spot:
            break
        low, high = (low, guess) if gap > 0 else (guess, high)
        d1, _d2 = _distances(spot, strike, years, guess, rate)
        vega = spot * exp(-d1 * d1 / 2) / _ROOT_2_PI * sqrt(years)
        step = guess - gap / vega if vega > 1e-12 else low
        guess = step if low < step < high else (low + high) / 2
    return guess


def smiling(at_the_money: float, spot: float, strike: float, years: float) -> float:
    """Return the volatility of a strike: low strikes cost more than high ones, far ones more than near."""
    distance = log(strike / spot) / sqrt(max(years, 1 / 52))
    distance = min(max(distance, -1.5), 1.5)
    return at_the_money * (1 - 0.12 * distance + 0.22 * distance * distance)


def _distances(
    spot: float, strike: float, years: float, volatility: float, rate: float
) -> tuple[float, float]:
    spread = volatility * sqrt(years)
    d1 = (log(spot / strike) + (rate + volatility * volatility / 2) * years) / spread
    return d1, d1 - spread


def _normal(x: float) -> float:
    return (1 + erf(x / _ROOT_2)) / 2
