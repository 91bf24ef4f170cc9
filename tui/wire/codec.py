"""Everything said on the wire, as bytes and as values: the registry over the modules of codecs.

Those modules, the generated code behind them and the protobuf runtime are imported when the first message
of theirs comes by: nothing of it is needed to paint a first screen, and a quote needs no trading schemas.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeVar

from tui.wire.errors import UnknownProtocolError
from tui.wire.protoids import ProtoId

if TYPE_CHECKING:
    from tui.domain.events import PushEvent
    from tui.wire.envelope import Codec, PushCodec
    from tui.wire.messages.base import Push, Request

R = TypeVar("R")

_HOMES: dict[str, tuple[ProtoId, ...]] = {
    "session": (
        ProtoId.INIT_CONNECT,
        ProtoId.GET_GLOBAL_STATE,
        ProtoId.KEEP_ALIVE,
        ProtoId.GET_USER_INFO,
    ),
    "notice": (ProtoId.NOTIFY,),
    "subscriptions": (ProtoId.QOT_SUB, ProtoId.QOT_REG_QOT_PUSH, ProtoId.QOT_GET_SUB_INFO),
    "quote": (ProtoId.QOT_GET_BASIC_QOT, ProtoId.QOT_UPDATE_BASIC_QOT),
    "depth": (
        ProtoId.QOT_GET_ORDER_BOOK,
        ProtoId.QOT_UPDATE_ORDER_BOOK,
        ProtoId.QOT_GET_BROKER,
        ProtoId.QOT_UPDATE_BROKER,
    ),
    "ticker": (ProtoId.QOT_GET_TICKER, ProtoId.QOT_UPDATE_TICKER),
    "candles": (ProtoId.QOT_GET_KL, ProtoId.QOT_UPDATE_KL, ProtoId.QOT_REQUEST_HISTORY_KL),
    "minutes": (ProtoId.QOT_GET_RT, ProtoId.QOT_UPDATE_RT),
    "snapshot": (ProtoId.QOT_GET_SECURITY_SNAPSHOT,),
    "reference": (
        ProtoId.QOT_GET_STATIC_INFO,
        ProtoId.QOT_GET_MARKET_STATE,
        ProtoId.QOT_REQUEST_TRADE_DATE,
    ),
    "accounts": (
        ProtoId.TRD_GET_ACC_LIST,
        ProtoId.TRD_UNLOCK_TRADE,
        ProtoId.TRD_SUB_ACC_PUSH,
    ),
    "portfolio": (
        ProtoId.TRD_GET_FUNDS,
        ProtoId.TRD_GET_POSITION_LIST,
        ProtoId.TRD_GET_MAX_TRD_QTYS,
    ),
    "orders": (
        ProtoId.TRD_GET_ORDER_LIST,
        ProtoId.TRD_UPDATE_ORDER,
        ProtoId.TRD_GET_HISTORY_ORDER_LIST,
    ),
    "order_requests": (ProtoId.TRD_PLACE_ORDER, ProtoId.TRD_MODIFY_ORDER),
    "fills": (
        ProtoId.TRD_GET_ORDER_FILL_LIST,
        ProtoId.TRD_UPDATE_ORDER_FILL,
        ProtoId.TRD_GET_HISTORY_ORDER_FILL_LIST,
    ),
    "system": (ProtoId.VERIFICATION, ProtoId.GET_DELAY_STATISTICS),
    "combos": (ProtoId.TRD_GET_COMBO_MAX_TRD_QTYS, ProtoId.TRD_PLACE_COMBO_ORDER),
    "costs": (ProtoId.TRD_GET_MARGIN_RATIO, ProtoId.TRD_GET_ORDER_FEE, ProtoId.TRD_FLOW_SUMMARY),
    "options": (ProtoId.QOT_GET_OPTION_CHAIN, ProtoId.QOT_GET_OPTION_EXPIRATION_DATE),
    "warrants": (ProtoId.QOT_GET_WARRANT,),
    "plates": (
        ProtoId.QOT_GET_PLATE_SET,
        ProtoId.QOT_GET_PLATE_SECURITY,
        ProtoId.QOT_GET_OWNER_PLATE,
    ),
    "related": (ProtoId.QOT_GET_REFERENCE, ProtoId.QOT_GET_FUTURE_INFO),
    "screen": (ProtoId.QOT_STOCK_FILTER,),
    "ipos": (ProtoId.QOT_GET_IPO_LIST,),
    "adjustments": (ProtoId.QOT_REQUEST_HISTORY_KL_QUOTA, ProtoId.QOT_REQUEST_REHAB),
    "flows": (
        ProtoId.QOT_GET_CAPITAL_FLOW,
        ProtoId.QOT_GET_CAPITAL_DISTRIBUTION,
        ProtoId.QOT_GET_TOP_TEN_BUY_SELL_BROKERS,
    ),
    "search": (ProtoId.QOT_GET_SEARCH_QUOTE, ProtoId.QOT_GET_SEARCH_NEWS),
    "ranks": (ProtoId.QOT_GET_TOP_MOVERS_RANK, ProtoId.QOT_GET_HOT_LIST),
    "reminders": (
        ProtoId.QOT_SET_PRICE_REMINDER,
        ProtoId.QOT_GET_PRICE_REMINDER,
        ProtoId.QOT_UPDATE_PRICE_REMINDER,
    ),
    "groups": (
        ProtoId.QOT_GET_USER_SECURITY,
        ProtoId.QOT_MODIFY_USER_SECURITY,
        ProtoId.QOT_GET_USER_SECURITY_GROUP,
    ),
}
_HOME_OF: dict[int, str] = {proto_id: home for home, proto_ids in _HOMES.items() for proto_id in proto_ids}

_codecs: dict[int, Codec] = {}
_pushes: dict[int, PushCodec] = {}
_decoders: dict[int, Callable[[bytes], tuple[PushEvent, ...]]] = {}


def encode_request(request: Request[Any]) -> bytes:
    """Return the body of a request."""
    from tui.wire import envelope

    return envelope.encode_request(_codec(request.proto_id), request)


def decode_request(proto_id: int, body: bytes) -> Request[Any]:
    """Return the request in a body; UnknownProtocolError, or BodyError when it is unsound."""
    from tui.wire import envelope

    request: Request[Any] = envelope.decode_request(_codec(proto_id), body)
    return request


def encode_reply(proto_id: int, reply: Any) -> bytes:
    """Return the body of a successful reply; None where the answer is only "done".

    Trade replies that are about an account take a `TradeReply`, which names it.
    """
    from tui.wire import envelope

    return envelope.encode_reply(_codec(proto_id), reply)


def encode_refusal(text: str, *, ret_type: int = -1, err_code: int | None = None) -> bytes:
    """Return the body of an error reply to any request."""
    from tui.wire import envelope

    return envelope.encode_refusal(text, ret_type, err_code)


def decode_reply(request: Request[R], body: bytes) -> R:
    """Return the answer to a request; RefusedError when OpenD said no, BodyError when it is unsound."""
    from tui.wire import envelope

    asked = getattr(request, "header", None)
    reply: R = envelope.decode_reply(_codec(request.proto_id), request.proto_id, body, asked)
    return reply


def encode_push(push: Push) -> tuple[ProtoId, bytes]:
    """Return the number and the body of a push."""
    return push.proto_id, _push(push.proto_id).encode(push)


def decode_push(proto_id: int, body: bytes) -> tuple[PushEvent, ...]:
    """Return what a push tells: nothing for numbers we do not speak, BodyError when it is unsound.

    Quotes, books and brokers come lazily: only their key is read here, and looking at one is what finds it
    unsound.
    """
    decode = _decoders.get(proto_id)
    return decode(body) if decode is not None else _push_decoder(proto_id)(body)


def _codec(proto_id: int) -> Codec:
    codec = _codecs.get(proto_id)
    if codec is None:
        _load(proto_id)
        codec = _codecs.get(proto_id)
        if codec is None:
            raise UnknownProtocolError(f"protocol {int(proto_id)} is not spoken here")
    return codec


def _push(proto_id: int) -> PushCodec:
    if proto_id not in _pushes:
        _load(proto_id)
    return _pushes[proto_id]


def _push_decoder(proto_id: int) -> Callable[[bytes], tuple[PushEvent, ...]]:
    _load(proto_id)
    push = _pushes.get(proto_id)
    if push is None:
        return _nothing
    _decoders[proto_id] = push.decode
    return push.decode


def _nothing(body: bytes) -> tuple[PushEvent, ...]:
    del body
    return ()


def _load(proto_id: int) -> None:
    home = _HOME_OF.get(proto_id)
    if home is not None:
        module = import_module(f"tui.wire.codecs.{home}")
        _codecs.update(module.CODECS)
        _pushes.update(module.PUSHES)
