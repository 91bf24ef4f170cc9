"""Whose push it is, read from its first bytes: nothing else of a latest-wins push is parsed until somebody
looks at it, and most are replaced before that."""

from __future__ import annotations

from google.protobuf.message import DecodeError

from tui.domain.ids import SecurityId
from tui.pb import Qot_Common_pb2
from tui.wire.securities import security_id

# Response {retType: 0, s2c: {security: ..., what is not read here}}, the s2c being all the rest of the body.
_HEAD = b"\x08\x00\x22"
_HEADS = (b"\x08\x00\x12\x00\x22", b"\x08\x00\x12\x00\x18\x00\x22", b"\x08\x00\x18\x00\x22")
"""The same with an empty retMsg, a zero errCode, or both."""
_FIRST_FIELD = 0x0A
"""Tag of field 1 when it is a message: the security, or the list of quotes."""
_MORE = 0x80
"""Bit of a varint's byte that says that another byte follows."""
_MOST_KNOWN = 50_000
_MOST_HEADS = 2048
_HEAD_OF_ONE, _HEAD_OF_LIST = 18, 40
"""So many first bytes hold the security and hardly anything that changes from push to push."""

_known: dict[bytes, SecurityId] = {}
_Heads = dict[tuple[bytes, int], SecurityId]
_heads_of_one: _Heads = {}
"""By the first bytes of a body and its length: what is read of it follows from these."""
_heads_of_list: _Heads = {}


def peek_security(body: bytes) -> SecurityId | None:
    """Return the security a push begins with; None when it is laid out unusually and has to be parsed.

    Such are pushes that report a failure, and those of 16 KiB and more. BodyError for an empty code.
    """
    head = body[:_HEAD_OF_ONE], len(body)
    return _heads_of_one.get(head) or _read(body, head, _heads_of_one, listed=False)


def peek_only_element(body: bytes) -> SecurityId | None:
    """The same for a push whose content is a list: its security when the list has one element, else None."""
    head = body[:_HEAD_OF_LIST], len(body)
    return _heads_of_list.get(head) or _read(body, head, _heads_of_list, listed=True)


def _read(body: bytes, head: tuple[bytes, int], heads: _Heads, *, listed: bool) -> SecurityId | None:
    at = len(_HEAD) if body.startswith(_HEAD) else _end_of_head(body)
    try:
        at, whole = _message(body, at)
        if whole and listed:
            whole = body[at] == _FIRST_FIELD
            at, whole = _message(body, at + 1) if whole else (at, False)
        if not whole or body[at] != _FIRST_FIELD or body[at + 1] & _MORE:
            return None
        start = at + 2
        end = start + body[at + 1]
    except IndexError:
        return None
    text = body[start:end]
    security = _known.get(text) or _remember(text)
    if security is not None and end <= len(head[0]):
        if len(heads) >= _MOST_HEADS:
            heads.clear()
        heads[head] = security
    return security


def _message(body: bytes, at: int) -> tuple[int, bool]:
    """Return where the message begins whose length is told here, and whether it is the rest of the body."""
    size = body[at]
    if size & _MORE:
        at += 1
        size = size ^ _MORE | body[at] << 7
    return at + 1, at + 1 + size == len(body)


def _end_of_head(body: bytes) -> int:
    for head in _HEADS:
        if body.startswith(head):
            return len(head)
    return len(body)


def _remember(security: bytes) -> SecurityId | None:
    try:
        message = Qot_Common_pb2.Security.FromString(security)
    except DecodeError:
        return None
    if not message.IsInitialized():
        return None
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    return _known.setdefault(security, security_id(message.market, message.code))
