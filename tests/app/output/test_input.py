"""Whatever a terminal sends, the app gets keys that were pressed, and lives."""

from __future__ import annotations

import os
import random
import threading
from collections.abc import Callable, Iterable

import pytest
from textual import events, messages
from textual._xterm_parser import XTermParser
from textual.message import Message

from tui.app.output.input import Reader, listen

CURSOR, SYNC = events.CursorPosition, messages.TerminalSupportsSynchronizedOutput
CHUNKS = 10_000


def reader(*, keys: Callable[[str, bool], Iterable[events.Key]] | None = None) -> Reader:
    parser = XTermParser()
    return Reader(keys or parser._sequence_to_key_events, parser.parse_mouse_code)


def seen(data: bytes, made: Reader | None = None) -> list[object]:
    """Names of keys, texts of pastes, and kinds of all else."""
    made = made or reader()
    came = [*made.feed(data, 0.0), *made.tick(30.0)]
    return [_short(message) for message in came]


def _short(message: Message) -> object:
    if isinstance(message, events.Key):
        return message.key
    return message.text if isinstance(message, events.Paste) else type(message)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"bT1", ["b", "T", "1"]),
        (b"\x1b", ["escape"]),
        (b"\x1b[A\x1bOP\x1b[15~\x1b[Z", ["up", "f1", "f5", "shift+tab"]),
        (b"\x1b[97;5u\x1b[27u\x1b[120;;120u", ["ctrl+a", "escape", "x"]),
        (b"\x18\x1a", ["ctrl+x", "ctrl+z"]),
        (b"\x1bx\x1b]", ["alt+x", "alt+right_square_bracket"]),
        # With Alt it is no Enter.
        (b"\x1b\r", ["alt+enter"]),
        ("騰訊é".encode(), ["騰", "訊", "é"]),
        (b"\x1b[7;1R\x1b[?2026;2$y\x1b[?2026;0$y", [CURSOR, SYNC]),
        (b"\x1b[I\x1b[O", [events.AppFocus, events.AppBlur]),
        (b"\x1b[200~a\x00b\x1b[3;1R\xff\x1b[201~", [CURSOR, "ab\ufffd"]),
        (b"\x1b[200~a\x1b[O\x1b[A\x1b[48;1;1;1;1tb\x1b[201~", [events.AppBlur, "ab"]),
        # Nothing of this was typed.
        (b"\xff\xfe\xc3", []),
        (b"\x1b[M\xff\xff\xff\x1b[M\x20\x21\x22", []),
        (
            b"\x1b[<0;"
            + b"9" * 400
            + b";1M\x1b[<"
            + b"9" * 4400
            + b";1;1M\x1b["
            + b"9" * 4000
            + b"u\x1b[<0;1;1;1M",
            [],
        ),
        (b"\x1b[48;99999;99999;1;1t", []),
        (b"\x1b[?1u\x1b[?64;1;2c\x1b[0n\x1b[99;99;99q", []),
        (b"\x1b[1114112u\x1b[55296u\x1b[" + b"9" * 200 + b";5u", []),
        (b"\x1b]11;rgb:ff/ff/ff\x07\x1bP1$r0m\x1b\\\x1b_Gok\x1b\\", []),
    ],
)
def test_what_came_is_told(data: bytes, expected: list[object]) -> None:
    assert seen(data) == expected


def test_where_the_cursor_is_counts_from_nought() -> None:
    made = reader()
    (report,) = made.feed(b"\x1b[16;1R", 0.0)
    assert isinstance(report, events.CursorPosition)
    assert (report.x, report.y, made.answered) == (0, 15, 1)


def test_sizes_in_band_are_not_asked_for_but_heard() -> None:
    # Else Textual would want clicks in pixels, and hear of no other size any more.
    assert seen(b"\x1b[?2048;1$y\x1b[?2048;2$y") == []
    (resize,) = reader().feed(b"\x1b[48;40;120;800;1200t", 0.0)
    assert isinstance(resize, events.Resize)
    assert resize.size == (120, 40)


def test_random_keys_and_mouse_reports_end_nothing() -> None:
    chance, made = random.Random(21), reader()
    numbers = ("", "0", "1", "2", "3", "5", "65", "97", "57441", "55296", "1114112", "9" * 30, "9" * 400)
    lasts = ("u", "~", "A", "R", "M", "m", "t")
    for _ in range(CHUNKS // 3):
        fields = (
            ":".join(chance.choices(numbers, k=chance.randrange(1, 4))) for _ in range(chance.randrange(5))
        )
        form = chance.choice(("\x1b[", "\x1b[", "\x1b[<", "\x1b[M")) + ";".join(fields)
        made.feed((form + chance.choice(lasts)).encode(), 0.0)
    made.tick(30.0)
    assert seen(b"q", made) == ["q"]


def test_random_bytes_end_nothing() -> None:
    chance, made, now = random.Random(20), reader(), 0.0
    beginnings = (
        b"",
        b"",
        b"\x1b",
        b"\x1b[",
        b"\x1b[M",
        b"\x1b[<",
        b"\x1b]",
        b"\x1bP",
        b"\x1b[?",
        b"\x1b[200~",
    )
    pieces = (b"0123456789;:", b"Mmu~ABRt$y", bytes(range(256)), b"\x1b\\\x07\x18")
    for _ in range(CHUNKS):
        chunk = b"".join(
            chance.choice(beginnings) + bytes(chance.choices(chance.choice(pieces), k=chance.randrange(12)))
            for _ in range(chance.randrange(1, 4))
        )
        now += chance.choice((0.0, 0.01, 0.12, 6.0))
        for message in (*made.tick(now), *made.feed(chunk, now)):
            assert "\x1b[" not in (getattr(message, "character", None) or "")
    # It still hears.
    made.tick(now + 30)
    assert [one.key for one in made.feed(b"q", now + 31) if isinstance(one, events.Key)] == ["q"]


def listened(read_end: int, made: Reader, over: threading.Event) -> tuple[threading.Thread, list[object]]:
    came: list[object] = []
    thread = threading.Thread(
        target=lambda: came.append(listen(read_end, made, lambda some: came.extend(map(_short, some)), over))
    )
    thread.start()
    return thread, came


def test_it_listens_until_it_is_over() -> None:
    read_end, write_end = os.pipe()
    over = threading.Event()
    told = threading.Event()

    def keys(sequence: str, alt: bool) -> Iterable[events.Key]:
        told.set()
        return [events.Key(sequence, sequence)]

    thread, came = listened(read_end, reader(keys=keys), over)
    os.write(write_end, b"a")
    assert told.wait(5)
    over.set()
    thread.join(5)
    assert came == ["a", True]
    os.close(read_end)
    os.close(write_end)


def test_the_end_of_a_terminal_is_told() -> None:
    master, slave = os.openpty()
    thread, came = listened(slave, reader(), threading.Event())
    os.close(master)
    thread.join(5)
    assert came == [False]
    os.close(slave)


@pytest.mark.parametrize(
    "report",
    [
        b"\x1b[M \x00A",  # A column beyond 223, as xterm tells it.
        b"\x1b[M!\x05\x12",  # As rxvt does: it begins anew.
        b"\x1b[M \xc2\x84L",  # Mode 1005 takes two bytes from column 96 on.
        b"\x1b[M \xc2\x84\xc3\xa0",
        b"\x1b[M\xc2\xa3\xdf\xbfL",
        b"\x1b[M \xc2L",  # Column 162 without it.
    ],
)
def test_a_mouse_report_of_old_is_no_key_however_wide_the_terminal(report: bytes) -> None:
    for at in range(3, len(report)):
        made = reader()
        came = [*made.feed(report[:at], 0.0), *made.feed(report[at:] + b"\x1b[A", 0.1)]
        assert [*map(_short, came)] == ["up"], at


@pytest.mark.parametrize("begins", [b"\x9b", b"\xc2\x9b"])
@pytest.mark.parametrize(
    ("rest", "expected"),
    [
        (b"12;1R", [CURSOR]),
        (b"A", ["up"]),
        (b"200~a\x1b[201~", ["a"]),
        (b"200~a\x9b201~", ["a"]),
        (b"200~a\xc2\x9b201~", ["a"]),
        (b"200~\xe9\x9b\xa8\x9b7;1R\xc2\x9b201~", [CURSOR, "雨"]),
    ],
)
def test_a_report_of_eight_bits_is_one(begins: bytes, rest: bytes, expected: list[object]) -> None:
    report = begins + rest
    for at in range(len(report)):
        made = reader()
        came = [*made.feed(b"b" + report[:at], 0.0), *made.feed(report[at:] + b"c", 0.05)]
        assert [*map(_short, came)] == ["b", *expected, "c"], at


@pytest.mark.parametrize(
    "string",
    [
        b"\x9d11;rgb:0/0/0\x9c",
        b"\xc2\x9d11;rgb:0/0/0\xc2\x9c",
        b"\x90>|a terminal\x1b\\",
        b"\x1b]l\xe6\x9c\x9b\x1b\\",
        b"\x9d2;\xe6\x9c\x9b\x07",
    ],
)
def test_a_string_of_eight_bits_is_no_text(string: bytes) -> None:
    assert seen(b"b" + string + b"c") == ["b", "c"]


def test_bytes_within_characters_begin_nothing() -> None:
    # Each of these ends with, or holds, a byte that begins a report where it stands alone.
    text = "雛雝雐曛Û㛐錛𐛛𝐐Ðü"
    data = text.encode()
    assert {0x90, 0x9B, 0x9D} <= {*data}
    for at in range(1, len(data)):
        made = reader()
        came = [*made.feed(data[:at], 0.0), *made.feed(data[at:], 3.0)]
        assert "".join(one.character or "" for one in came if isinstance(one, events.Key)) == text, at
    assert seen(b"\x1b[200~" + data + b"\x1b[201~") == [text]
