"""Groups and reminders from the command line."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Run


def test_groups_are_listed_by_kind(futu: Run) -> None:
    listed = futu("groups", "--kind", "custom", "--json").json
    assert {"name": "Tech", "kind": "CUSTOM"} in listed
    assert "SYSTEM" not in {one["kind"] for one in listed}
    assert "All" in futu("groups").out


def test_a_group_takes_codes_and_gives_them_back(futu: Run) -> None:
    added = futu("group", "Empty", "--add", "US.NVDA", "700", "--json").json
    assert [one["code"] for one in added] == ["US.NVDA", "HK.00700"]
    left = futu("group", "Empty", "--remove", "700", "US.NVDA", "--json").json
    assert left == []


@pytest.mark.parametrize(
    ("line", "code", "words"),
    [
        (("group", "Nobody"), 4, ("Unknown watchlists",)),
        (("group", "All", "--add", "700"), 4, ("System grouping",)),
        (("group", "Tech", "--add", "HK.99999"), 4, ("Unknown stock",)),
        (("group", "Tech", "--add", "700", "--remove", "5"), 2, ("not allowed with",)),
        (("remind", "700"), 2, ("a type is needed",)),
        (("remind", "700", "PRICE_UPP", "500"), 2, ("did you mean PRICE_UP",)),
        (("remind", "700", "price-up", "many"), 2, ("'many' is not a number",)),
        (("remind", "700", "price-up", "nan"), 2, ("not a number",)),
        (("remind", "700", "price-up"), 2, ("a value is needed",)),
        (("remind", "700", "price-up", "1", "--delete", "3"), 2, ("takes no type",)),
        (("remind", "700", "--delete", "4711"), 4, ("4711",)),
        (("reminders", "HK.99999"), 4, ("Unknown stock",)),
    ],
)
def test_what_cannot_be_done_is_one_line(
    futu: Run, line: tuple[str, ...], code: int, words: tuple[str]
) -> None:
    futu(*line).fails(code, *words)


def test_a_reminder_is_set_listed_and_deleted(futu: Run) -> None:
    (made,) = futu("remind", "5", "price-up", "900.5", "--often", "once", "--note", "sell", "--json").json
    assert made["code"] == "HK.00005"
    assert (made["type"], made["often"], made["note"], made["enabled"]) == (
        "PRICE_UP",
        "ONLY_ONCE",
        "sell",
        True,
    )
    assert str(made["value"]) == "900.5"
    assert made in futu("reminders", "HK", "--json").json
    assert "PRICE_UP" in futu("reminders", "5").out
    assert futu("remind", "5", "--delete", str(made["key"]), "--json").json == []
