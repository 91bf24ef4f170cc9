"""What every message shares: Request{c2s}, Response{retType, retMsg, errCode, s2c}, and their checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from google.protobuf.message import DecodeError, Message

from tui.domain.accounts import Env
from tui.pb import KeepAlive_pb2
from tui.wire.errors import BodyError, RefusedError
from tui.wire.text import clean

T = TypeVar("T")

LONGEST_LIST = 100_000
"""More elements than any honest message has."""


class Addressed(Protocol):
    """Which account a request is about."""

    @property
    def env(self) -> Env:
        """The environment."""

    @property
    def acc_id(self) -> int:
        """The account."""


@dataclass(frozen=True, slots=True)
class Codec:
    """How one protocol number turns values into messages and back.

    Requests are written to and read from the inner c2s; replies the whole Response, since one protocol
    answers in its retMsg.
    """

    request: Callable[[], Any]
    response: Callable[[], Any]
    write_request: Callable[[Any, Any], None]
    read_request: Callable[[Any], Any]
    write_reply: Callable[[Any, Any], None]
    read_reply: Callable[[Any], Any]
    bodiless: bool = False
    """The reply says nothing but "done": a missing s2c is fine."""
    tolerated: frozenset[str] = frozenset()
    """Required fields whose absence is no error: enums of the schema whose new numbers protobuf hides."""


@dataclass(frozen=True, slots=True)
class PushCodec:
    """How one push turns into a body, and a body into events."""

    encode: Callable[[Any], bytes]
    decode: Callable[[bytes], tuple[Any, ...]]


def capped(elements: Any) -> Any:
    """Return a repeated field; BodyError when it is absurdly long."""
    if len(elements) > LONGEST_LIST:
        raise BodyError(f"a list of {len(elements)} elements, over the limit of {LONGEST_LIST}")
    return elements


def parse(message_type: Any, body: bytes, tolerated: frozenset[str] = frozenset()) -> Any:
    """Return a parsed message with all its required fields; BodyError names what is wrong."""
    try:
        message = message_type.FromString(body)
    except DecodeError:
        raise BodyError(f"undecodable {_name(message_type)}") from None
    if not message.IsInitialized():
        missing = [path for path in message.FindInitializationErrors() if path not in tolerated]
        if missing:
            raise BodyError(f"{_name(message_type)} lacks the required field {clean(missing[0])}")
    return message


def decode_request(codec: Codec, body: bytes) -> Any:
    """Return the request in a body."""
    return codec.read_request(parse(codec.request, body).c2s)


def encode_request(codec: Codec, request: Any) -> bytes:
    """Return the body of a request."""
    message = codec.request()
    message.c2s.SetInParent()
    codec.write_request(request, message.c2s)
    return _serialized(message)


def decode_reply(codec: Codec, proto_id: int, body: bytes, asked: Addressed | None = None) -> Any:
    """Return the value in a reply; RefusedError when it is an error, whatever else it lacks.

    A reply about another account or environment than the one `asked` for is unsound.
    """
    response = parse(codec.response, body, codec.tolerated)
    if response.retType != 0:
        err_code = response.errCode if response.HasField("errCode") else None
        raise RefusedError(proto_id, clean(response.retMsg), response.retType, err_code)
    if not codec.bodiless and not response.HasField("s2c"):
        raise BodyError(f"{_name(codec.response)} reports success without a body")
    if asked is not None:
        _require_same_account(response.s2c, asked)
    return codec.read_reply(response)


def _require_same_account(s2c: Any, asked: Addressed) -> None:
    if "header" not in s2c.DESCRIPTOR.fields_by_name:
        return
    told = s2c.header
    if (told.accID, told.trdEnv) != (asked.acc_id, asked.env):
        raise BodyError(
            f"OpenD answered for account {told.accID} {_env_name(told.trdEnv)},"
            f" and not for account {asked.acc_id} {asked.env.name}: the answer is not used"
        )


def _env_name(number: int) -> str:
    return next((env.name for env in Env if env == number), f"environment {number}")


def encode_reply(codec: Codec, reply: Any) -> bytes:
    """Return the body of a successful reply."""
    response = codec.response()
    response.retType = 0
    response.s2c.SetInParent()
    codec.write_reply(reply, response)
    return _serialized(response)


def encode_refusal(text: str, ret_type: int, err_code: int | None) -> bytes:
    """Return the body of an error reply; the envelope is the same for every protocol."""
    response = KeepAlive_pb2.Response()
    response.retType = ret_type
    response.retMsg = text
    if err_code is not None:
        response.errCode = err_code
    return _serialized(response)


def write_nothing(reply: None, response: Any) -> None:
    """Leave a reply as it is: it says only that the request was done."""


def read_nothing(response: Any) -> None:
    """Read a reply that says only that the request was done."""


def parse_push(message_type: Any, body: bytes, tolerated: frozenset[str] = frozenset()) -> Any | None:
    """Return the s2c of a push, None when the push itself says that it failed."""
    response = parse(message_type, body, tolerated)
    if response.retType != 0:
        return None
    if not response.HasField("s2c"):
        raise BodyError(f"{_name(message_type)} is a push without a body")
    return response.s2c


def push_body(message_type: Callable[[], Any], fill: Callable[[Any], None]) -> bytes:
    """Return the body of a push whose s2c `fill` fills."""
    response = message_type()
    response.retType = 0
    response.s2c.SetInParent()
    fill(response.s2c)
    return _serialized(response)


def _serialized(message: Message) -> bytes:
    return message.SerializeToString()


def _name(message_type: Any) -> str:
    """Return "Qot_Sub request" for the Request class of that schema."""
    schema, _, kind = message_type.DESCRIPTOR.full_name.rpartition(".")
    return f"{schema.rpartition('.')[2]} {kind.lower()}"
