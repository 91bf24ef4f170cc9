"""However a line cuts and delays what a terminal sends, a sequence stays one."""

from __future__ import annotations

import pytest

from tui.app.output.tokens import Kind, Token, Tokens

TEXT, ESCAPE, SEQUENCE, PASTE = Kind.TEXT, Kind.ESCAPE, Kind.SEQUENCE, Kind.PASTE
ASKED_FOR = (
    b"\x1b[5;1R",
    b"\x1b[?2026;2$y",
    b"\x1b[?2048;0$y",
    b"\x1b[?25u",
    b"\x1b[48;40;120;800;1200t",
    b"\x1b[I",
    b"\x1b[M\xff\x80\x20",
    b"\x1b[<35;10;12M",
)
UNASKED = (
    b"\x1b]11;rgb:0000/0000/0000\x1b\\",
    b"\x1bP>|a terminal 1.0\x1b\\",
)


def cut(data: bytes, *, owes: bool = False) -> list[tuple[Kind, bytes]]:
    """What comes of bytes that come at once, and then nothing for long."""
    tokens = Tokens(owes_answer=lambda: owes)
    return [(one.kind, one.data) for one in (*tokens.feed(data, 0.0), *tokens.tick(30.0))]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"abc", [(TEXT, b"abc")]),
        (b"\x1b", [(ESCAPE, b"")]),
        (b"\x1b\x1b", [(ESCAPE, b""), (ESCAPE, b"")]),
        (b"\x1b[Ax", [(SEQUENCE, b"\x1b[A"), (TEXT, b"x")]),
        (b"a\x1bOP", [(TEXT, b"a"), (SEQUENCE, b"\x1bOP")]),
        (b"\x1bb", [(SEQUENCE, b"\x1bb")]),
        # Escape and then the kill switch, handed over together.
        (b"\x1b\x18", [(ESCAPE, b""), (TEXT, b"\x18")]),
        (b"\x1b\r", [(SEQUENCE, b"\x1b\r")]),
        (b"\x1b[M\xf0\x9f\x80b", [(SEQUENCE, b"\x1b[M\xf0\x9f\x80"), (TEXT, b"b")]),
        (b"\x1b[[A", [(SEQUENCE, b"\x1b[[A")]),
        (b"\x1b[3$", [(SEQUENCE, b"\x1b[3$")]),
        (b"\x1b[200~a\x1b[Ab\x1b[201~c", [(PASTE, b"a\x1b[Ab"), (TEXT, b"c")]),
        (b"\x1b[200~never ended", [(PASTE, b"never ended")]),
        # Broken off by what can be in none.
        (b"\x1b[12\x18", [(SEQUENCE, b"\x1b[12"), (TEXT, b"\x18")]),
        (b"\x1b[12\x1b[A", [(SEQUENCE, b"\x1b[12"), (SEQUENCE, b"\x1b[A")]),
        (b"\x1b]52;c;ab\x18b", [(SEQUENCE, b"\x1b]52;c;ab"), (TEXT, b"\x18b")]),
        (b"\x1b[5;1", [(SEQUENCE, b"\x1b[5;1")]),
        (b"\x1b]", [(SEQUENCE, b"\x1b]")]),
    ],
)
def test_bytes_become_tokens(data: bytes, expected: list[tuple[Kind, bytes]]) -> None:
    assert cut(data) == expected


@pytest.mark.parametrize(
    ("report", "pause_s"),
    [(report, pause_s) for report in ASKED_FOR for pause_s in (0.0, 0.15, 0.9)]
    + [(report, 0.0) for report in UNASKED],
)
def test_a_report_cut_anywhere_is_never_typed(report: bytes, pause_s: float) -> None:
    for at in range(1, len(report)):
        tokens = Tokens(owes_answer=lambda: True)
        came: list[Token] = []
        for now, part in ((0.0, report[:at]), (pause_s, report[at:])):
            came += tokens.tick(now) if now else []
            came += tokens.feed(part, now)
        came += tokens.tick(30.0)
        assert not any(token.kind is TEXT for token in came), (at, came)
        assert came[-1] == Token(SEQUENCE, report)


@pytest.mark.parametrize("report", ASKED_FOR[:5])
def test_a_report_that_comes_byte_by_byte_is_never_typed(report: bytes) -> None:
    tokens = Tokens(owes_answer=lambda: True)
    came: list[Token] = []
    for place in range(len(report)):
        came += tokens.tick(place * 0.9)
        came += tokens.feed(report[place : place + 1], place * 0.9)
    assert [token for token in came if token.kind is not ESCAPE] == [Token(SEQUENCE, report)]


def test_a_bracket_after_escape_is_typed_where_no_answer_is_owed() -> None:
    tokens = Tokens()
    tokens.feed(b"\x1b", 0.0)
    assert tokens.tick(0.1) == [Token(ESCAPE)]
    assert tokens.feed(b"[", 0.3) == []
    assert tokens.tick(0.5) == []
    assert tokens.tick(0.61) == [Token(TEXT, b"[")]


@pytest.mark.parametrize(
    ("held", "wait_s"),
    [(b"\x1b", 0.1), (b"\x1b[", 5.0), (b"\x1b]0;", 1.0), (b"\x1b[200~a", 10.0), (b"a", None)],
)
def test_it_tells_how_long_it_waits(held: bytes, wait_s: float | None) -> None:
    tokens = Tokens()
    tokens.feed(held, 7.0)
    assert tokens.wait_s(7.0) == (None if wait_s is None else pytest.approx(wait_s))


@pytest.mark.parametrize("begun", [b"\x1b[", b"\x1b]0;", b"\x1b[200~"])
def test_what_never_ends_takes_no_memory(begun: bytes) -> None:
    tokens = Tokens()
    tokens.feed(begun, 0.0)
    for _ in range(300):
        assert tokens.feed(b"1" * 10_000, 0.0) == []
    (token,) = tokens.tick(30.0)
    assert len(token.data) <= 1_000_000


@pytest.mark.parametrize("key", [b"\x18", b"\x14", b"\x1b[120;5u", b"\x1b[120:88;133:1u"])
def test_the_kill_switch_is_heard_while_a_paste_does_not_end(key: bytes) -> None:
    tokens = Tokens()
    tokens.feed(b"\x1b[200~cut off \x1b[20", 0.0)
    for at in (1.0, 2.0):
        (token,) = tokens.feed(key, at)
        assert token.data == key
    assert tokens.wait_s(2.0) == pytest.approx(8.0)
    assert tokens.feed(b"1~", 2.1) == [Token(PASTE, b"cut off ")]


def test_a_control_character_within_what_is_pasted_is_no_key() -> None:
    assert cut(b"\x1b[200~a\x18b\x1b[201~") == [(PASTE, b"a\x18b")]


def test_the_mark_that_ends_a_paste_may_be_cut() -> None:
    data = b"\x1b[200~ab\x1b[201~"
    for at in range(1, len(data)):
        tokens = Tokens()
        came = [*tokens.feed(data[:at], 0.0), *tokens.feed(data[at:], 0.05)]
        assert came == [Token(PASTE, b"ab")], at


@pytest.mark.parametrize("report", [b"\x1b[5;1R", b"\x1b[I\x1b[?2026;2$y", b"\x1b[48;40;120;800;1200t"])
def test_what_the_terminal_reports_is_told_and_keeps_no_paste_open(report: bytes) -> None:
    tokens = Tokens()
    assert tokens.feed(b"\x1b[200~7", 0.0) == []
    for now in (4.0, 8.0):
        assert b"".join(one.data for one in tokens.feed(report, now)) == report
    # Where its first bytes came alone, too.
    assert tokens.feed(report[:2], 9.0) == []
    assert b"".join(one.data for one in tokens.feed(report[2:], 9.5)) == report
    assert tokens.tick(18.9) == []
    assert tokens.tick(19.0) == [Token(PASTE, b"7")]


def test_a_key_that_is_pasted_in_a_read_of_its_own_is_no_report() -> None:
    tokens = Tokens()
    tokens.feed(b"\x1b[200~", 0.0)
    assert tokens.feed(b"\x1b[A", 0.1) == []
    assert tokens.feed(b"\x1b[201~", 0.2) == [Token(PASTE, b"\x1b[A")]


def test_the_end_of_a_paste_that_was_given_up_is_nothing() -> None:
    assert cut(b"\x1b[201~a") == [(TEXT, b"a")]


def test_the_kill_switch_is_heard_while_a_mouse_report_does_not_end() -> None:
    tokens = Tokens()
    assert tokens.feed(b"\x1b[M ", 0.0) == []
    assert tokens.feed(b"\x18", 1.0) == [Token(SEQUENCE, b"\x1b[M "), Token(TEXT, b"\x18")]
    assert tokens.wait_s(1.0) is None
