"""Conversations with a simulated OpenD: requests that are sound in form and mean something, or nearly.

An input is the seed of a conversation, so the same bytes ask the same of a fresh simulator. Codes, accounts
and orders are mostly real ones: requests about nothing known are refused before anything happens. Answers
must be sound or refusals in one line, pushes must be readable, and the store must take them.
"""

from __future__ import annotations

import io
import random
from contextlib import redirect_stderr
from functools import cache
from typing import Any

from google.protobuf.descriptor import FieldDescriptor

from tests.fuzz.messages import fill
from tests.fuzz.schemas import types_of
from tests.sim.bench import PASSWORD_MD5, SMALL, Bench
from tests.sim.traders import option_pair
from tui.domain.accounts import Account, Env
from tui.domain.ids import SecurityId
from tui.domain.markets import Market
from tui.sim.trading.accounts import (
    ACCOUNTS,
    PAPER_CN,
    PAPER_FUTURES_HK,
    PAPER_HK,
    PAPER_OPTIONS_HK,
    PAPER_US,
    REAL_FUTURES,
    REAL_SECURITIES,
)
from tui.state.store import Store
from tui.wire import codec
from tui.wire.errors import BodyError, RefusedError, UnknownProtocolError
from tui.wire.protoids import ProtoId

CONVERSATIONS = 150
"""With one simulator, before a new one takes its place."""
LONGEST = 8
STEPS = 3
KEPT = (ProtoId.INIT_CONNECT, ProtoId.VERIFICATION)
"""Not asked again: a greeting ends what was greeted, and this logs the daemon out of Futu."""
_CODES = tuple(listing.id for listing in SMALL)
_TIMES = (
    *("2026-11-23", "2026-11-20", "2026-11-23 10:00:00", "2026-10-01", "2027-03-01"),
    *("20261120", "2026-02-30", "24:00:00"),
)
_USUAL: dict[str, tuple[Any, ...]] = {
    "market": (1, 1, 11, 21, 22),
    "plateSetType": (0, 1, 2, 3),
    "rehabType": (0, 1, 2),
    "referenceType": (1, 2),
    "indicatorType": (1, 2, 3),
    "isSubOrUnSub": (True, True, True, False),
    "isUnsubAll": (False,) * 9 + (True,),
    "isRegOrUnReg": (True, True, False),
    "subTypeList": (1, 2, 4, 5, 6, 11, 14),
    "forAll": (False,) * 9 + (True,),
    "modifyOrderOp": (1, 2, 3, 4),
    "unlock": (True,) * 9 + (False,),
    "pwdMD5": (PASSWORD_MD5,),
    "groupName": ("All", "Favorites", "HK", "Mine"),
    "orderType": (1, 1, 1, 2, 5, 6, 10, 11, 12, 13, 14, 15),
    "trdSide": (1, 2),
    "side": (1, 2),
    "qty": (1.0, 2.0, 100.0, 200.0, 400.0, 1000.0),
    "qtyRatio": (1.0, 1.0, 2.0, 100.0),
    "timeInForce": (0, 0, 1),
    "remark": ("", "ft:test", "x"),
    "session": (0, 1, 2),
}
"""What is asked most often of a field, by its name."""
_POOLS: dict[str, tuple[int, ...]] = {
    "HK": (PAPER_HK, REAL_SECURITIES),
    "US": (PAPER_US, REAL_SECURITIES),
    "CN": (PAPER_CN, REAL_SECURITIES),
    "futures": (PAPER_FUTURES_HK, REAL_FUTURES),
    "options": (PAPER_US, PAPER_OPTIONS_HK, REAL_SECURITIES),
}
_SEC_MARKETS = {Market.HK: 1, Market.US: 2, Market.SH: 31}
_PRICES: tuple[float, ...] = (0.0, 0.01, 1.0, 99.5, 180.0, 412.2, 480.2, 1500.0, 24000.0)


class WrongAnswerError(Exception):
    """The simulator failed, or answered something that is neither sound nor a clear refusal."""


class Talker:
    """A simulator with a connection, and a store that hears what is pushed."""

    def __init__(self) -> None:
        self.bench = Bench(rate=3.0)
        self.bench.follow(*(spec.account.acc_id for spec in ACCOUNTS))
        self.bench.unlock()
        self.store = Store()
        exchange = self.bench.daemon.world.exchange
        pairs = [option_pair(exchange, code) for code in ("HK.00700", "US.AAPL")]
        self.codes = (*_CODES, *(option.id for pair in pairs for option in pair))
        self.legs = [[(option.id, 1.0) for option in pair] for pair in pairs]
        self.legs[1].append((SecurityId.parse("US.AAPL"), 100.0))
        self.prices, self.market = _PRICES, Market.HK

    def converse(self, chance: random.Random) -> None:
        """Ask a few things and let a moment pass after each."""
        self.bench.unlock()
        types = _types()
        for _ in range(chance.randint(1, LONGEST)):
            # Many are about orders: these change what all others find.
            ordering = chance.random() < 0.4
            proto_id, message_type = chance.choice(_orders() if ordering else types)
            message = message_type()
            fill(message, chance)
            self._make_sense(message, chance)
            self._ask(proto_id, bytes(message.SerializePartialToString()))
            self._listen(STEPS)

    # ---- inner

    def _ask(self, proto_id: int, body: bytes) -> None:
        bench, said = self.bench, io.StringIO()
        with redirect_stderr(said):
            answer = bench.daemon.answer(bench.caller, proto_id, body, bench.now)
        if said.getvalue():
            raise WrongAnswerError(f"{ProtoId(proto_id).name}: {' '.join(said.getvalue().split()[-40:])}")
        try:
            request = codec.decode_request(proto_id, body)
        except (BodyError, UnknownProtocolError):
            return
        try:
            codec.decode_reply(request, answer.body)
        except RefusedError as refusal:
            if not refusal.text.strip() or "\n" in refusal.text:
                raise WrongAnswerError(f"refused with {refusal.text!r}") from refusal
        except BodyError as error:
            raise WrongAnswerError(f"the answer to {ProtoId(proto_id).name}: {error}") from error

    def _listen(self, steps: int) -> None:
        self.bench.step(steps)
        for event in self.bench.pushes:
            self.store.apply(event)
        self.bench.pushes.clear()

    def _make_sense(self, message: Any, chance: random.Random) -> None:
        """Put what is known in place of what is made up, most of the time."""
        name, known = message.DESCRIPTOR.name, chance.random() < 0.93
        if name == "Security" and known:
            id_ = chance.choice(self.codes)
            message.market, message.code = id_.market.value, id_.symbol
        elif name == "TrdHeader" and known:
            _name_account(message, chance.choice(ACCOUNTS).account)
        elif name == "ComboLeg" and known:
            id_, ratio = chance.choice(self.legs[chance.random() < 0.97])
            message.security.market, message.security.code = id_.market.value, id_.symbol
            message.side, message.qtyRatio = chance.choice((1, 2)), ratio
        elif name == "PacketID" and known:
            packet = self.bench.packet
            message.connID, message.serialNo = packet.conn_id, packet.serial
        else:
            for field in message.DESCRIPTOR.fields:
                self._make_field_sense(message, field, chance)

    def _make_field_sense(self, message: Any, field: FieldDescriptor, chance: random.Random) -> None:
        value = getattr(message, field.name)
        if field.cpp_type == FieldDescriptor.CPPTYPE_MESSAGE:
            while field.is_repeated and len(value) < (2 if field.name == "comboLegs" else 1):
                fill(value.add(), chance, 1)
            if field.is_repeated or message.HasField(field.name):
                for part in value if field.is_repeated else (value,):
                    self._make_sense(part, chance)
        elif _is_choice(field) and chance.random() < 0.6:
            message.ClearField(field.name)
        elif field.name == "secMarket":
            message.secMarket = _SEC_MARKETS[self.market]
        elif chance.random() < 0.93:
            known = self._known(message, field, chance)
            if known is not None and field.is_repeated:
                value[:] = [known]
            elif known is not None:
                setattr(message, field.name, known)

    def _known(self, message: Any, field: FieldDescriptor, chance: random.Random) -> Any:
        """Something a user could have meant by this field."""
        name = field.name
        if name in _USUAL:
            return chance.choice(_USUAL[name])
        if name in ("code", "codeList", "keyword"):
            return self._code(message, chance)
        if name.startswith(("orderID", "orderId")):
            order = self._order(message, chance)
            return order if field.cpp_type == FieldDescriptor.CPPTYPE_STRING else int(order.split("_")[1])
        if field.cpp_type == FieldDescriptor.CPPTYPE_STRING:
            return chance.choice(_TIMES) if "Time" in name or "Date" in name else None
        if field.cpp_type == FieldDescriptor.CPPTYPE_DOUBLE:
            return self._price(chance)
        return chance.randint(0, 12) if field.cpp_type == FieldDescriptor.CPPTYPE_INT32 else None

    def _code(self, message: Any, chance: random.Random) -> str:
        """A code, which an account can trade when there is one in the message."""
        acc_id = getattr(getattr(message, "header", None), "accID", 0)
        pools = [pool for pool, ids in _POOLS.items() if acc_id in ids] or list(_POOLS)
        pool = [id_ for id_ in self.codes if _pool_of(id_) in pools]
        id_ = chance.choice(pool or self.codes)
        self.market = id_.market
        if hasattr(message, "price"):
            last = self.bench.daemon.world.exchange.last(id_)
            self.prices = tuple(float(last) + step for step in (-1, -0.2, 0, 0.2, 1))
            self.prices = tuple(round(price, 2) for price in self.prices)
        return id_.symbol

    def _price(self, chance: random.Random) -> float:
        return chance.choice(self.prices if chance.random() < 0.8 else _PRICES)

    def _order(self, message: Any, chance: random.Random) -> str:
        """An order of some account, which the message is about from now on."""
        books = self.bench.daemon.world.brokerage.books
        pairs = [
            (account, order_id)
            for account in (spec.account for spec in ACCOUNTS)
            for order_id in list(books(account.env, account.acc_id).live)[-6:]
        ]
        if not pairs:
            return "0_0_0"
        account, order_id = chance.choice(pairs)
        if message.DESCRIPTOR.fields_by_name.get("header") is not None and chance.random() < 0.9:
            _name_account(message.header, account)
        return order_id


def _name_account(header: Any, account: Account) -> None:
    header.trdEnv, header.accID = int(account.env is Env.REAL), account.acc_id
    header.trdMarket = account.markets[0].value


def _is_choice(field: FieldDescriptor) -> bool:
    """Whether a field may be left out and mostly is."""
    kept = field.name in _USUAL or field.name in ("secMarket", "price") or "Ex" in field.name
    return not (field.is_required or field.is_repeated or kept or "EX" in field.name)


def _pool_of(id_: SecurityId) -> str:
    if id_ not in _CODES:
        return "options"
    if id_.symbol == "MHImain":
        return "futures"
    return {Market.HK: "HK", Market.US: "US", Market.SH: "CN"}[id_.market]


@cache
def _types() -> tuple[tuple[int, Any], ...]:
    return tuple(one for one in types_of("request") if one[0] not in KEPT)


@cache
def _orders() -> tuple[tuple[int, Any], ...]:
    ids = (ProtoId.TRD_PLACE_ORDER, ProtoId.TRD_MODIFY_ORDER, ProtoId.TRD_PLACE_COMBO_ORDER, ProtoId.QOT_SUB)
    return tuple(one for one in _types() if one[0] in ids)


_running: list[Talker] = []
_count = 0


def run_talk(data: bytes) -> object:
    """Hold the conversation an input stands for."""
    global _count
    if not _running or _count % CONVERSATIONS == 0:
        _running[:] = [Talker()]
    _count += 1
    _running[0].converse(random.Random(data))
    return None


def topics(chance: random.Random) -> list[bytes]:
    """Seeds of conversations."""
    return [chance.randbytes(8) for _ in range(50)]
