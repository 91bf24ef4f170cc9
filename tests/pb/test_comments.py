"""Every file, message, field and enum of our schemas says in our own words what it means."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorProto

from tests.pb.protoc import PROTOS, descriptors, needs_protoc

pytestmark = needs_protoc

# Field numbers of descriptor.proto, of which the paths of source locations are made.
_SYNTAX, _FILE_MESSAGES, _FILE_ENUMS = 12, 4, 5
_FIELDS, _NESTED_MESSAGES, _NESTED_ENUMS = 2, 3, 4

Trail = tuple[int, ...]  # as `SourceCodeInfo.Location.path`


def uncommented(file: FileDescriptorProto) -> list[str]:
    """Name everything in the file that must have a comment and has none."""
    commented = {
        tuple(location.path)
        for location in file.source_code_info.location
        if location.leading_comments.strip() or location.trailing_comments.strip()
    }
    return [name for path, name in _wanted(file) if path not in commented]


def _wanted(file: FileDescriptorProto) -> Iterator[tuple[Trail, str]]:
    yield (_SYNTAX,), file.name
    for index, enum in enumerate(file.enum_type):
        yield (_FILE_ENUMS, index), f"{file.name}: enum {enum.name}"
    for index, message in enumerate(file.message_type):
        yield from _wanted_in(message, (_FILE_MESSAGES, index), f"{file.name}: {message.name}")


def _wanted_in(message: DescriptorProto, path: Trail, name: str) -> Iterator[tuple[Trail, str]]:
    yield path, name
    for index, field in enumerate(message.field):
        yield (*path, _FIELDS, index), f"{name}.{field.name}"
    for index, enum in enumerate(message.enum_type):
        yield (*path, _NESTED_ENUMS, index), f"{name}.{enum.name}"
    for index, nested in enumerate(message.nested_type):
        yield from _wanted_in(nested, (*path, _NESTED_MESSAGES, index), f"{name}.{nested.name}")


def test_everything_has_a_comment(tmp_path: Path) -> None:
    files = list(descriptors(PROTOS, tmp_path))
    assert len(files) == len(list(PROTOS.rglob("*.proto")))
    found = [name for file in files for name in uncommented(file)]
    assert not found, "\n".join(["has no comment:", *found])


def test_what_has_no_comment_is_named(tmp_path: Path) -> None:
    source = tmp_path / "bare.proto"
    source.write_text(
        'syntax = "proto2";\n'
        "// Said above.\n"
        "message Good { optional int32 a = 1; // said behind\n"
        "  // said above\n"
        "  optional int32 b = 2;\n"
        "}\n"
        "message Bare { optional int32 c = 1;\n"
        "  message Inner { optional int32 d = 1; }\n"
        "  enum Kind { X = 0; }\n"
        "}\n"
        "enum Colour { RED = 0; }\n",
        encoding="utf-8",
    )

    (file,) = descriptors(tmp_path, tmp_path)

    assert uncommented(file) == [
        "bare.proto",
        "bare.proto: enum Colour",
        "bare.proto: Bare",
        "bare.proto: Bare.c",
        "bare.proto: Bare.Kind",
        "bare.proto: Bare.Inner",
        "bare.proto: Bare.Inner.d",
    ]
