"""The comparison of schemas: which facts it reads, and which differences it names."""

from __future__ import annotations

from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from tests.conformance.descriptors import Facts, describe, differences, packages
from tests.pb import protoc

SOURCE = """
syntax = "proto2";
package futu_tui.Demo;
enum Colour { option allow_alias = true; RED = 0; ROUGE = 0; BLUE = -1; }
message Outer {
  required int32 number = 1 [default = -400];
  repeated string names = 2;
  optional Inner inner = 3;
  optional Colour colour = 4;
  repeated int64 packed_ones = 5 [packed = true];
  oneof choice { bool yes = 6; }
  message Inner { enum Size { SMALL = 7; } }
}
"""


@protoc.needs_protoc
def test_every_fact_of_a_file_is_stated(tmp_path: Path) -> None:
    (tmp_path / "demo.proto").write_text(SOURCE, encoding="utf-8")

    assert describe(protoc.descriptors(tmp_path, tmp_path)) == {
        "Demo": "package, proto2",
        "Demo.Colour": "enum",
        "Demo.Colour.RED": "0",
        "Demo.Colour.ROUGE": "0",
        "Demo.Colour.BLUE": "-1",
        "Demo.Outer": "message",
        "Demo.Outer.number": "required int32 = 1, default -400",
        "Demo.Outer.names": "repeated string = 2",
        "Demo.Outer.inner": "optional message Demo.Outer.Inner = 3",
        "Demo.Outer.colour": "optional enum Demo.Colour = 4",
        "Demo.Outer.packed_ones": "repeated int64 = 5, packed",
        "Demo.Outer.yes": "optional bool = 6, one of choice",
        "Demo.Outer.Inner": "message",
        "Demo.Outer.Inner.Size": "enum",
        "Demo.Outer.Inner.Size.SMALL": "7",
    }


def test_files_of_one_package_are_one_schema() -> None:
    files = [
        FileDescriptorProto(name=name, package=f"futu_tui.{package}")
        for name, package in [("a", "One"), ("b", "One"), ("c", "Two")]
    ]
    assert packages(describe(files)) == ["One", "Two"]


@pytest.mark.parametrize(
    ("ours", "official", "found"),
    [
        pytest.param({}, {}, [], id="nothing to compare"),
        pytest.param({"A.x": "1"}, {"A.x": "1"}, [], id="equal"),
        pytest.param({"A.x": "1"}, {"A.x": "2"}, ["A.x: here: 1, official: 2"], id="changed"),
        pytest.param({}, {"A.x": "2"}, ["A.x: missing here, official: 2"], id="missing here"),
        pytest.param({"A.x": "1"}, {}, ["A.x: not official, here: 1"], id="only here"),
        pytest.param(
            {"A.b": "1", "A.c": "3"},
            {"A.a": "1", "A.c": "4"},
            ["A.a: missing here, official: 1", "A.b: not official, here: 1", "A.c: here: 3, official: 4"],
            id="several, by name",
        ),
    ],
)
def test_differences_are_named(ours: Facts, official: Facts, found: list[str]) -> None:
    assert differences(ours, official) == found
