"""Initials of Chinese names in pinyin, which find a name where no input method is at hand.

GB 2312 has its 3,755 usual characters in the order of their pinyin, so that the place of one tells its
initial. The others are in the order of radicals: of those, what names of companies hold is listed here.
Traditional characters are not in it, and stand for no letter.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from itertools import islice, product

MOST_READINGS = 8
"""So many initials of one name are told at most."""
_UNKNOWN = "\0"
"""In the place of a character without a known reading: nobody types it."""
_LETTERS = "abcdefghjklmnopqrstwxyz"
_FIRST = [one.encode("gb2312") for one in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
"""The first character of each of these letters."""
_LAST = "座".encode("gb2312")
_LISTED = {
    "b": "彬璧亳",
    "c": "琛",
    "f": "沣",
    "h": "昊皓晖桦泓瀚骅",
    "j": "珏璟瑾旌玑",
    "k": "氪",
    "l": "锂泸麟泷铼",
    "m": "钼",
    "p": "珀璞",
    "q": "琪祺麒淇",
    "r": "睿嵘芮",
    "s": "晟",
    "t": "钛钽沱",
    "w": "炜玮",
    "x": "鑫馨歆玺曦骁浔",
    "y": "钰瑜煜懿奕昱铟",
    "z": "梓喆臧",
}
_ALSO = {"行": "h", "重": "c", "长": "z", "乐": "y", "藏": "z", "厦": "s"}
"""Readings besides the one that a character is ordered by: of a bank, of Chongqing, of Tibet."""


class _Initials(dict[int, str]):
    """What `str.translate` puts in the place of each character, found out once where it is known."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        if not char.isalnum():
            letter = ""
        elif char.isascii():
            letter = char.lower()
        else:
            letter = _by_place(char)
        if letter != _UNKNOWN:
            self[code] = letter
        return letter


def _by_place(char: str) -> str:
    try:
        place = char.encode("gb2312")
    except UnicodeEncodeError:
        return _UNKNOWN
    return _LETTERS[bisect_right(_FIRST, place) - 1] if _FIRST[0] <= place <= _LAST else _UNKNOWN


_TABLE = _Initials({ord(char): letter for letter, chars in _LISTED.items() for char in chars})


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of a name, by each reading of its characters; none for one without Chinese."""
    if name.isascii():
        return ()
    name = unicodedata.normalize("NFKC", name)
    usual = name.translate(_TABLE)
    if _ALSO.keys().isdisjoint(name):
        return (usual,)
    readings = (
        {char.translate(_TABLE): None, _ALSO.get(char, char.translate(_TABLE)): None} for char in name
    )
    return tuple(map("".join, islice(product(*readings), MOST_READINGS)))
