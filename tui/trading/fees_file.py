"""The broker's charges in settings.toml: tables `[fees.ACCOUNT_ID.MARKET]`, read strictly and never written.

    [fees.281756455988247915.HK]
    commission_percent = 0.03
    least_commission = 3
    platform_fee = 15

Of a table with anything wrong in it nothing counts: half a plan would be an estimate that looks complete.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from tui.domain.fee_estimates import Plan
from tui.domain.fee_plans import NO_PLANS, FeePlans
from tui.domain.markets import Market
from tui.toml_file import Document, TomlError, read_toml, unknown

FILE_NAME = "settings.toml"
TABLE = "fees"
_MARKETS = {market.name: market for market in Market if market is not Market.UNKNOWN}
_HIGHEST_ACCOUNT = 2**64 - 1
_MOST_PERCENT, _MOST = Decimal(5), Decimal(10_000)
_KEYS = {
    "commission_percent": ("rate", _MOST_PERCENT),
    "commission_per_unit": ("per_unit", _MOST),
    "least_commission": ("least", _MOST),
    "platform_fee": ("platform", _MOST),
}
"""What may stand in a table: the field of Plan each becomes, and the most it can mean."""


@dataclass(frozen=True, slots=True)
class Charges:
    """What the file says of charges, and what is wrong there."""

    plans: FeePlans = NO_PLANS
    problems: tuple[str, ...] = ()
    """One line each."""


def load_charges(config: Path) -> Charges:
    """Read the tables from the config folder; without any, estimates leave the broker's charges out."""
    try:
        document = read_toml(config / FILE_NAME, parse_float=Decimal)
    except TomlError as error:
        return Charges(problems=(str(error),))
    return parse_charges(document)


def parse_charges(document: Document) -> Charges:
    """Read the tables of all accounts."""
    plans: dict[tuple[int, Market], Plan] = {}
    problems: list[str] = []
    for name, key, table in _tables(document.values.get(TABLE, {})):
        place = name.split(".")
        wrong = [("", text) for text in _wrong_name(key)] + list(_wrong_values(table))
        if wrong:
            problems += [f"{document.at(*place, what)}: [{name}] {text}" for what, text in wrong]
        else:
            plans[int(key[0]), _MARKETS[key[1]]] = _plan(table)
    return Charges(FeePlans(plans), tuple(problems))


def _tables(accounts: object) -> Iterator[tuple[str, tuple[str, str], object]]:
    """Return each table with its full name and its account and market; "" for what has none."""
    if not isinstance(accounts, Mapping):
        yield TABLE, ("", ""), accounts
        return
    for account, markets in accounts.items():
        if not isinstance(markets, Mapping) or not markets:
            yield f"{TABLE}.{account}", (account, ""), markets
            continue
        for market, table in markets.items():
            yield f"{TABLE}.{account}.{market}", (account, market), table


def _wrong_name(key: tuple[str, str]) -> Iterator[str]:
    account, market = key
    if not _is_account(account):
        yield f"names no account: write [{TABLE}.ACCOUNT_ID.HK] with an id that futu-tui accounts shows"
    elif market not in _MARKETS:
        yield f"names no market: write [{TABLE}.{account}.HK]; there are {', '.join(_MARKETS)}"


def _wrong_values(table: object) -> Iterator[tuple[str, str]]:
    """Yield the keys that are wrong, "" for the table itself, and why."""
    if not isinstance(table, Mapping):
        yield "", "must be a table"
        return
    if not table:
        yield "", f"is empty: there are {', '.join(_KEYS)}"
    for key, value in table.items():
        if key not in _KEYS:
            yield key, unknown(key, _KEYS)
        elif not _fits(value, _KEYS[key][1]):
            yield key, f"{key} must be a number from 0 to {_KEYS[key][1]:,f}, not {value}"


def _fits(value: object, most: Decimal) -> bool:
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return number and Decimal(value).is_finite() and 0 <= value <= most  # type: ignore[arg-type, operator]


def _plan(table: object) -> Plan:
    assert isinstance(table, Mapping)
    values = {_KEYS[key][0]: Decimal(value) for key, value in table.items()}
    if "rate" in values:
        values["rate"] /= 100
    return Plan(**values)


def _is_account(name: str) -> bool:
    plain = name.isascii() and name.isdigit() and str(int(name)) == name
    return plain and 0 < int(name) <= _HIGHEST_ACCOUNT
