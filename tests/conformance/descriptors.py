"""Schemas as plain facts, so that ours can be compared with the official SDK's.

Run as a program it prints the facts of an installed SDK as JSON:
`python -m tests.conformance.descriptors PACKAGE SCHEMA...`. The SDK writes logs to HOME and installs
a signal handler when it is imported, hence a process of its own.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from google.protobuf.descriptor_pb2 import (
    DescriptorProto,
    EnumDescriptorProto,
    FieldDescriptorProto,
    FileDescriptorProto,
)

ROOT = Path(__file__).parents[2]
OUR_PREFIX = "futu_tui."

# Full name (without our package prefix) -> what is true of it on the wire, as one line.
Facts = dict[str, str]


def describe(files: Iterable[FileDescriptorProto]) -> Facts:
    """State every message, field, enum and enum value of the files as one line each."""
    facts: Facts = {}
    for file in files:
        package = file.package.removeprefix(OUR_PREFIX)
        facts[package] = f"package, {file.syntax or 'proto2'}"
        for message in file.message_type:
            _describe_message(message, package, facts)
        for enum in file.enum_type:
            _describe_enum(enum, package, facts)
    return facts


def differences(ours: Facts, official: Facts) -> list[str]:
    """Name everything that one side states and the other does not, or states differently."""
    findings = []
    for name in sorted(ours.keys() | official.keys()):
        if name not in ours:
            findings.append(f"{name}: missing here, official: {official[name]}")
        elif name not in official:
            findings.append(f"{name}: not official, here: {ours[name]}")
        elif ours[name] != official[name]:
            findings.append(f"{name}: here: {ours[name]}, official: {official[name]}")
    return findings


def packages(facts: Facts) -> list[str]:
    """List the packages the facts are about; their names have no dot."""
    return [name for name in facts if "." not in name]


def ours() -> list[FileDescriptorProto]:
    """Descriptors of the generated modules this checkout runs on."""
    modules = sorted(path.stem for path in (ROOT / "tui" / "pb").glob("*_pb2.py"))
    return [_file_of(f"tui.pb.{module}") for module in modules]


def official(package: str, schemas: Iterable[str], home: Path) -> Facts:
    """Facts of the SDK installed as `package`, read in a process whose HOME is `home`."""
    done = subprocess.run(
        [sys.executable, "-m", __name__, package, *schemas],
        cwd=ROOT,
        env={**os.environ, "HOME": str(home)},
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    facts: Facts = json.loads(done.stdout)
    return facts


def _describe_message(message: DescriptorProto, scope: str, facts: Facts) -> None:
    name = f"{scope}.{message.name}"
    facts[name] = "message"
    for field in message.field:
        facts[f"{name}.{field.name}"] = _describe_field(field, message)
    for nested in message.nested_type:
        _describe_message(nested, name, facts)
    for enum in message.enum_type:
        _describe_enum(enum, name, facts)


def _describe_field(field: FieldDescriptorProto, message: DescriptorProto) -> str:
    label = FieldDescriptorProto.Label.Name(field.label).removeprefix("LABEL_").lower()
    kind = FieldDescriptorProto.Type.Name(field.type).removeprefix("TYPE_").lower()
    if field.type_name:
        kind += " " + field.type_name.removeprefix(".").removeprefix(OUR_PREFIX)
    text = f"{label} {kind} = {field.number}"
    if field.HasField("default_value"):
        text += f", default {field.default_value}"
    if field.options.packed:
        text += ", packed"
    if field.HasField("oneof_index"):
        text += f", one of {message.oneof_decl[field.oneof_index].name}"
    return text


def _describe_enum(enum: EnumDescriptorProto, scope: str, facts: Facts) -> None:
    name = f"{scope}.{enum.name}"
    facts[name] = "enum"
    for value in enum.value:
        facts[f"{name}.{value.name}"] = str(value.number)


def _file_of(module: str) -> FileDescriptorProto:
    return FileDescriptorProto.FromString(importlib.import_module(module).DESCRIPTOR.serialized_pb)


def _main(package: str, *schemas: str) -> None:
    facts = describe(_file_of(f"{package}.common.pb.{schema}_pb2") for schema in schemas)
    json.dump(facts, sys.stdout)


if __name__ == "__main__":
    _main(*sys.argv[1:])
