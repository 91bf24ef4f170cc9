from __future__ import annotations

from tui.domain.link import ProgramStatus, Severity
from tui.domain.opend_words import GATEWAY_EVENTS, PROGRAM_STATUSES, gateway_words, login_words

ALL = [*GATEWAY_EVENTS.values(), *PROGRAM_STATUSES.values()]


def test_every_event_and_status_has_a_text_of_its_own() -> None:
    assert len({words.text for words in ALL}) == len(ALL)
    assert set(PROGRAM_STATUSES) == set(ProgramStatus)
    assert set(GATEWAY_EVENTS) == set(range(16))


def test_whatever_is_bad_has_a_cure() -> None:
    logins = [login_words(quotes, trading) for quotes in (True, False) for trading in (True, False)]
    bad = [words for words in (*ALL, *logins) if words.severity is Severity.BAD]
    assert all(words.fix for words in bad)
    assert all("\n" not in words.text + words.fix for words in bad)


def test_a_number_nobody_knows_is_told() -> None:
    assert gateway_words(-7).text == "OpenD reports the event -7"
    assert gateway_words(10**9).severity is Severity.WARN
