"""The review: what it says, what it asks for, and what goes into the consent."""

from __future__ import annotations

import errno
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.app.listings import ACCOUNTS, NOW, PAPER_HK, REAL_HK, TENCENT, quote
from tests.app.ticket_fakes import Seat, seat
from tui.app.ticket_frame import EDGE
from tui.domain.accounts import Env
from tui.domain.events import InstrumentsReported, QuoteChanged
from tui.domain.instruments import Instrument
from tui.domain.intents import Consent
from tui.domain.lazy import Lazy
from tui.domain.limits import Limits, LimitsBook
from tui.domain.repeats import Repeat
from tui.domain.safety import Unresolved
from tui.trading.journal_file import FILE_NAME, cause_of

D = Decimal
FIRST = Repeat("ft:first", "working", 4.0)


def words(desk: Seat) -> str:
    """Return what the panel says, as one line."""
    return " ".join(desk.text.replace(EDGE, " ").split())


async def real_review(desk: Seat, *, armed: bool = True, limits: Limits | None = None) -> None:
    """Have a review of a real order on the screen."""
    desk.panel.chosen = ACCOUNTS[2]
    desk.allow_real(armed=armed, limits=limits or Limits())
    await desk.press("b")
    await desk.press("enter")


# ---- what it says


async def test_the_sentence_names_everything_there_is_to_consent_to() -> None:
    async with seat() as desk:
        await desk.press("b", "3", "0", "0", "enter")
        assert (
            "PAPER account *1001 (HK): BUY 300 HK.00700 騰訊控股 at 412.6 = HKD 123,780.00 "
            "1 tick below the ask; position after 800 "
            "est. fees HKD 37.13, est. break-even 413.0 (+2 ticks)" in words(desk)
        )


async def test_the_consent_holds_the_sentence_the_warnings_and_the_key() -> None:
    async with seat() as desk:
        await desk.press("b", "tab", "4", "0", "0", "full_stop", "0", "enter")
        assert "~ more than 24 steps below" in words(desk)
        await desk.press("y")
        consent = desk.broker.placed[0].consent
        assert consent == Consent(
            how="key y",
            at=NOW,
            sentence=consent.sentence,
            warnings=consent.warnings,
            repeats="",
            typed_qty=False,
        )
        assert consent.sentence.startswith("PAPER account *1001 (HK): BUY 100 HK.00700 騰訊控股 at 400.0")
        assert "position after 600; est. fees HKD 12.00, est. break-even" in consent.sentence
        assert [warning for warning in consent.warnings if "more than 24 steps below" in warning]


async def test_an_amendment_and_a_cancel_carry_how_they_were_confirmed() -> None:
    async with seat() as desk:
        order = desk.broker.store.orders(PAPER_HK)[0]
        desk.panel.open_amend(order)
        await desk.press("up")
        await desk.press("enter")
        await desk.press("y")
        assert (desk.broker.amended[0].consent.how, desk.broker.amended[0].consent.at) == ("key y", NOW)
        assert "CHANGE SELL" in desk.broker.amended[0].consent.sentence


@pytest.mark.parametrize("shift", [1, 12, 140])
@pytest.mark.parametrize("key", ["tab", "m"], ids=["limit", "market"])
async def test_the_lines_keep_their_places_while_the_market_moves(shift: int, key: str) -> None:
    async with seat() as desk:
        await desk.press("b", key, "enter")
        before = desk.text.splitlines()
        desk.broker.send_depth(TENCENT, shift=shift)
        await desk.settle()
        after = desk.text.splitlines()
        assert before != after
        assert len(before) == len(after)
        for said in ("HK.00700 騰訊控股", "position after", "sends the PAPER"):
            assert [said in line for line in before] == [said in line for line in after]


async def test_a_market_order_is_priced_again_while_it_is_read() -> None:
    async with seat() as desk:
        await desk.press("b", "m", "enter")
        assert "about HKD 41,280.00" in words(desk)
        desk.broker.send_depth(TENCENT, shift=5)
        await desk.settle()
        assert "about HKD 41,380.00" in words(desk)
        await desk.press("y")
        assert "about HKD 41,380.00" in desk.broker.placed[0].consent.sentence


async def test_without_room_the_review_has_pages_and_waits_until_the_last_was_shown() -> None:
    async with seat(size=(60, 20)) as desk:
        desk.broker.apply(InstrumentsReported((replace(_tencent(desk), name="A very long name " * 6),)))
        await desk.press("b", "tab", "4", "0", "0", "full_stop", "0", "enter")
        assert "page 1 of 2, PgDn reads on" in desk.text
        await desk.press("y")
        assert desk.broker.placed == []
        assert "read on first" in desk.text
        await desk.press("pagedown")
        assert "page 2 of 2" in desk.text
        assert "back by the broker" in words(desk)
        await desk.press("y")
        assert len(desk.broker.placed) == 1


def _tencent(desk: Seat) -> Instrument:
    return desk.broker.store.instruments[TENCENT]


# ---- the quantity once more


async def test_above_a_soft_limit_the_quantity_is_typed_once_more() -> None:
    async with seat() as desk:
        desk.broker.change_safety(limits=LimitsBook(paper=Limits(typed_qty=D(200))))
        await desk.press("b", "3", "0", "0", "enter")
        assert "the quantity once more: _ (type it)" in words(desk)
        assert "sends the PAPER order" not in desk.text
        await desk.press("y")
        await desk.press("2", "0", "0")
        await desk.press("y")
        assert desk.broker.placed == []
        assert "type 300 first" in desk.text
        await desk.press("backspace", "backspace", "backspace", "3", "0", "0")
        assert "300_ (right)" in words(desk)
        await desk.press("y")
        assert desk.broker.placed[0].consent.typed_qty


async def test_at_the_soft_limit_nothing_is_asked() -> None:
    async with seat() as desk:
        desk.broker.change_safety(limits=LimitsBook(paper=Limits(typed_qty=D(300))))
        await desk.press("b", "3", "0", "0", "enter")
        await desk.press("y")
        assert not desk.broker.placed[0].consent.typed_qty


async def test_a_quantity_typed_for_another_review_does_not_count() -> None:
    async with seat() as desk:
        desk.broker.change_safety(limits=LimitsBook(paper=Limits(typed_qty=D(200))))
        await desk.press("b", "3", "0", "0", "enter")
        await desk.press("3", "0", "0")
        await desk.press("n")
        await desk.press("enter")
        await desk.press("y")
        assert desk.broker.placed == []


# ---- the same order again


async def test_the_same_order_again_needs_a_key_of_its_own() -> None:
    async with seat() as desk:
        desk.broker.repeat = FIRST
        await desk.press("b", "enter")
        assert "SENT BEFORE: the same order was given 4 s ago and is working" in words(desk)
        await desk.press("y")
        assert desk.broker.placed == []
        assert "G first: it was sent before" in words(desk)
        await desk.press("G")
        assert "you said: send it again" in words(desk)
        await desk.press("y")
        assert desk.broker.placed[0].consent.repeats == "ft:first"


async def test_a_twin_that_is_not_the_one_known_asks_again() -> None:
    async with seat() as desk:
        desk.broker.repeat = FIRST
        await desk.press("b", "enter")
        await desk.press("G")
        desk.broker.repeat = Repeat("ft:second", "of unknown outcome")
        await desk.press("y")
        assert desk.broker.placed == []
        await desk.press("G")
        await desk.press("y")
        assert desk.broker.placed[0].consent.repeats == "ft:second"


async def test_a_twin_that_has_grown_old_is_not_consented_to() -> None:
    async with seat() as desk:
        desk.broker.repeat = FIRST
        await desk.press("b", "enter")
        await desk.press("G")
        desk.broker.repeat = None
        await desk.press("y")
        assert desk.broker.placed[0].consent.repeats == ""


# ---- real money


async def test_real_money_reads_as_such_without_any_colour() -> None:
    async with seat(real_allowed=True) as desk:
        desk.panel.chosen = ACCOUNTS[2]
        desk.allow_real(armed=True)
        for keys in (("b",), ("enter",)):
            await desk.press(*keys)
            head, *lines = desk.text.splitlines()
            assert head.startswith(" REAL MONEY  account *9003")
            assert all(line.startswith(EDGE) and line.endswith(EDGE) for line in lines)
            assert all(len(line.encode("utf-16-le")) // 2 <= 80 for line in lines)
        assert "T (capital) sends the REAL MONEY order" in desk.text


async def test_paper_has_no_such_frame() -> None:
    async with seat() as desk:
        await desk.press("b")
        assert EDGE not in desk.text
        assert desk.text.startswith(" PAPER  account *1001")


async def test_a_real_order_is_read_but_not_sent_until_the_account_is_armed() -> None:
    async with seat(real_allowed=True) as desk:
        await real_review(desk, armed=False)
        assert "! not armed: nothing real leaves; A arms the account" in words(desk)
        await desk.press("T")
        assert desk.broker.placed == []
        assert "arm first" in desk.text
        desk.allow_real(armed=True)
        await desk.settle()
        await desk.press("T")
        assert [one.acc_id for one in desk.broker.placed] == [REAL_HK]
        assert desk.broker.placed[0].consent.how == "key T"


async def test_arming_that_was_lost_says_why() -> None:
    async with seat(real_allowed=True) as desk:
        await real_review(desk)
        desk.broker.change_safety(armed=None, disarmed_because="no key for 60 s")
        await desk.settle()
        assert "not armed: nothing real leaves (no key for 60 s); A arms" in words(desk)
        await desk.press("T")
        assert desk.broker.placed == []


async def test_another_armed_account_does_not_count() -> None:
    async with seat(real_allowed=True) as desk:
        await real_review(desk, armed=False)
        desk.broker.change_safety(armed=(Env.PAPER, PAPER_HK))
        await desk.settle()
        await desk.press("T")
        assert desk.broker.placed == []


# ---- what forbids every order


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"locked": "trading is locked since 10:00: panic"}, "trading is locked since 10:00: panic; typing"),
        ({"journal_trouble": "the disk is full"}, "the disk is full: no order leaves unwritten"),
        ({"why_not_real": "settings.toml does not allow real money"}, "settings.toml does not allow real"),
        ({"limits": LimitsBook()}, "limits.toml has no profile for real account 9003, so it is read-only"),
        (
            {"limits": LimitsBook(trouble="line 3: bad")},
            "line 3: bad: this real account is read-only",
        ),
        (
            {
                "unresolved": (
                    Unresolved(Env.REAL, REAL_HK, "ft:x", "BUY 100 HK.00700 at 400.0", "looked once"),
                )
            },
            "not known whether the broker has BUY 100 HK.00700 at 400.0 (looked once): wait for the search",
        ),
    ],
    ids=["locked", "journal", "why not real", "no limits", "bad limits", "unresolved"],
)
async def test_a_switch_forbids_with_cause_and_cure(change: dict[str, object], said: str) -> None:
    async with seat(size=(200, 60), real_allowed=True) as desk:
        desk.panel.chosen = ACCOUNTS[2]
        desk.allow_real(armed=True)
        desk.broker.change_safety(**change)
        await desk.press("b")
        assert said in words(desk)
        await desk.press("enter")
        await desk.press("T")
        assert desk.broker.placed == []


async def test_a_lock_set_while_the_review_is_read_forbids_the_order() -> None:
    async with seat() as desk:
        await desk.press("b", "enter")
        desk.broker.change_safety(locked="trading is locked")
        await desk.press("y")
        assert desk.broker.placed == []
        assert "trading is locked" in desk.text


async def test_a_paper_order_of_unknown_outcome_only_warns() -> None:
    async with seat() as desk:
        unresolved = Unresolved(Env.PAPER, PAPER_HK, "ft:x", "BUY 100 HK.00700 at 400.0")
        desk.broker.change_safety(unresolved=(unresolved,))
        await desk.press("b", "enter")
        assert "~ not known whether the broker has" in words(desk)
        await desk.press("y")
        assert len(desk.broker.placed) == 1


async def test_a_quote_that_moves_past_a_limit_takes_back_to_the_fields() -> None:
    async with seat() as desk:
        desk.broker.change_safety(limits=LimitsBook(paper=Limits(max_from_last=D("0.05"))))
        await desk.press("b", "enter")
        desk.broker.apply(QuoteChanged(TENCENT, Lazy.of(quote(TENCENT, "300.0"))))
        await desk.press("y")
        assert desk.broker.placed == []
        assert "TICKET" in desk.text
        assert "! price: more than 5 % from the last price" in words(desk)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_why_there_is_no_journal_and_what_helps_is_readable(size: tuple[int, int]) -> None:
    folder = Path("/home/somebody/.local/state/futu-tui")
    trouble = cause_of(PermissionError(errno.EACCES, "Permission denied"), folder / FILE_NAME)
    async with seat(size=size) as desk:
        desk.broker.change_safety(journal_trouble=trouble)
        await desk.press("b")
        assert (
            f"! journal.sqlite3 cannot be used: {folder} cannot be written; give yourself the right to,"
            " or make the disk writable: no order leaves unwritten; cancels still do"
        ) in words(desk)
