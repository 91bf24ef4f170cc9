"""Random messages that are valid for their schema, and hostile in everything a schema does not forbid."""

from __future__ import annotations

import random
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

DEEPEST = 6
_INTEGERS = (0, 1, 2, 3, 4, 5, 10, 11, 21, 100, 700, 65535, 2**31 - 1, -1, -(2**31))
_LONG_INTEGERS = (*_INTEGERS, 2**53, 2**63 - 1, -(2**63), 281756455988247915)
_FLOATS = (
    *(0.0, -0.0, 1.0, 0.01, 400.2, -1.5, 1e-9, 1e15, 1e308, 5e-324),
    *(float("inf"), float("-inf"), float("nan")),
)
_TEXTS = (
    *(
        "",
        "00700",
        "AAPL",
        "TENCENT",
        "腾讯控股",
        "NaN",
        "-",
        "ft:0123456789abcdefghjkmnpqrst",
        "1" * 400,
        "é" * 40,
    ),
    *("2026-11-20", "2026-11-20 10:00:00", "2026-11-20 10:00:00.123", "24:00:00"),
    *("0000-00-00 00:00:00", "9999-12-31 23:59:59.999999"),
    *("\x1b[2J\x1b]0;title\x07", "a\u202eb\u2066c", "[red]not markup[/red]", "\n\t\r", "\x00"),
)


def filled(message_type: Any, chance: random.Random, depth: int = 0) -> Any:
    """Return a message with all its required fields and some of the others."""
    message = message_type()
    fill(message, chance, depth)
    return message


def fill(message: Any, chance: random.Random, depth: int = 0) -> None:
    """Set the fields of a message."""
    for field in message.DESCRIPTOR.fields:
        if not field.is_required and (depth > DEEPEST or chance.random() < 0.3):
            continue
        if field.is_repeated:
            for _ in range(chance.choice((0, 1, 1, 2, 3))):
                _append(message, field, chance, depth)
        elif field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            child = getattr(message, field.name)
            child.SetInParent()
            fill(child, chance, depth + 1)
        else:
            setattr(message, field.name, _value(field, chance))
    if depth == 0 and "retType" in message.DESCRIPTOR.fields_by_name and chance.random() < 0.85:
        message.retType = 0


def _append(message: Any, field: FieldDescriptor, chance: random.Random, depth: int) -> None:
    elements = getattr(message, field.name)
    if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
        fill(elements.add(), chance, depth + 1)
    else:
        elements.append(_value(field, chance))


def _value(field: FieldDescriptor, chance: random.Random) -> Any:
    kind = field.cpp_type
    if kind == FieldDescriptor.CPPTYPE_ENUM:
        assert field.enum_type is not None
        return chance.choice(field.enum_type.values).number
    if kind == FieldDescriptor.CPPTYPE_STRING:
        text = chance.choice(_TEXTS)
        return text.encode() if field.type == FieldDescriptor.TYPE_BYTES else text
    if kind in (FieldDescriptor.CPPTYPE_DOUBLE, FieldDescriptor.CPPTYPE_FLOAT):
        return chance.choice(_FLOATS)
    if kind == FieldDescriptor.CPPTYPE_BOOL:
        return chance.random() < 0.5
    if kind == FieldDescriptor.CPPTYPE_INT32:
        return chance.choice(_INTEGERS)
    if kind == FieldDescriptor.CPPTYPE_INT64:
        return chance.choice(_LONG_INTEGERS)
    return abs(chance.choice(_INTEGERS if kind == FieldDescriptor.CPPTYPE_UINT32 else _LONG_INTEGERS))
