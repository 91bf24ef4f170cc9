"""Carries a scenario out: stands between the daemon, which stays honest, and the connections."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import NamedTuple

from tui.sim import mishaps
from tui.sim.daemon import Answer, Daemon
from tui.sim.faults.kinds import PUSH_NAMES, Family
from tui.sim.faults.lag import Lag
from tui.sim.faults.mangle import cut, with_number, wrong_digest
from tui.sim.faults.scenario import Fault, Scenario
from tui.sim.faults.timeline import Timeline
from tui.sim.peer import Peer
from tui.sim.rights import Area
from tui.wire.codec import encode_refusal
from tui.wire.messages.session import ProgramStatus
from tui.wire.protocol import RequestArrived
from tui.wire.shared import SharedPush

_HOLD_AT_MOST_S = 5.0
"""A held reply goes out after this time even when the push it waits for never comes."""


class _Held(NamedTuple):
    """A reply that waits for a push to its peer."""

    peer: Peer
    request: RequestArrived
    body: bytes
    push_id: int
    at: float


class Faults:
    """One scenario at work on one server."""

    def __init__(
        self, scenario: Scenario, daemon: Daemon, peers: Callable[[], Sequence[Peer]], seed: int
    ) -> None:
        self.down = False
        """Whether nobody can connect."""
        self._daemon = daemon
        self._peers = peers
        self._timeline = Timeline(scenario, daemon.world.now)
        self._random = random.Random(seed)
        self._held: list[_Held] = []
        self._pushed: set[tuple[Peer, int]] = set()
        self._still: list[Peer] = []
        self._slow: Fault | None = None
        self._lags: list[Lag] = []
        self._link: dict[str, Callable[[Fault], None]] = {
            "drop_link": self._drop,
            "stop_reading": self._stop_reading,
            "half_open": self._half_open,
            "latency": self._slow_down,
        }
        self._link_ends: dict[str, Callable[[], None]] = {
            "drop_link": self._let_in,
            "stop_reading": self._read_again,
            "latency": self._speed_up,
        }

    # ---- called by the server

    def tick(self, now: float) -> None:
        """Begin and end what is due."""
        for turn in self._timeline.due(now):
            if turn.begins:
                self._begin(turn.fault, now)
            else:
                self._end(turn.fault)

    def joined(self, peer: Peer) -> None:
        """Let a new connection be as slow as the others."""
        if self._slow is not None:
            self._delay(peer, self._slow)

    def answer(
        self,
        peer: Peer,
        request: RequestArrived,
        now: float,
        carry_out: Callable[[Peer, RequestArrived], Answer],
    ) -> Answer | None:
        """Carry a request out, with whatever it sets off; None when its answer is not to be sent now."""
        faults = self._timeline.on_request(request.proto_id)
        for fault in faults:
            if fault.options.get("before"):
                self._begin(fault, now)
        if peer.closed:
            return None
        message = self._timeline.on_message(request.proto_id, now)
        if message is not None and message.kind.name == "refuse":
            answer = Answer(encode_refusal(message.options["text"]))
        else:
            answer = carry_out(peer, request)
        for fault in faults:
            if not fault.options.get("before"):
                self._begin(fault, now)
        return answer if message is None else self._spoil_reply(message, peer, request, answer, now)

    def push(self, peer: Peer, push: SharedPush) -> None:
        """Send a push, or what a fault makes of it."""
        self._pushed.add((peer, push.proto_id))
        fault = self._timeline.on_message(push.proto_id, self._daemon.world.now)
        if fault is None:
            peer.push(push)
            return
        match fault.kind.name:
            case "swallow_reply":
                return
            case "delay_reply":
                frame = peer.frame_push(push.proto_id, push.body)
                self._later(fault, lambda: peer.write(frame))
            case "duplicate":
                peer.push(push)
                peer.push(push)
            case _:
                peer.send_frame(_spoilt(fault, lambda body: peer.frame_push(push.proto_id, body), push.body))

    def release(self, now: float) -> None:
        """Send held replies whose push has gone out."""
        pushed, self._pushed = self._pushed, set()
        waiting, self._held = self._held, []
        for held in waiting:
            if (held.peer, held.push_id) in pushed or now - held.at > _HOLD_AT_MOST_S:
                held.peer.reply(held.request.proto_id, held.request.serial, held.body)
            else:
                self._held.append(held)

    # ---- messages

    def _spoil_reply(
        self, fault: Fault, peer: Peer, request: RequestArrived, answer: Answer, now: float
    ) -> Answer | None:
        proto_id, serial, body = request.proto_id, request.serial, answer.body
        match fault.kind.name:
            case "refuse":
                return answer
            case "swallow_reply":
                pass
            case "delay_reply":
                self._later(fault, lambda: peer.reply(proto_id, serial, body))
            case "duplicate":
                peer.reply(proto_id, serial, body)
                return answer
            case "hold_reply":
                self._held.append(_Held(peer, request, body, PUSH_NAMES[fault.options["until"]], now))
            case _:
                peer.send_frame(_spoilt(fault, lambda body: peer.frame_reply(proto_id, serial, body), body))
                peer.flush()
        return None

    @staticmethod
    def _later(fault: Fault, send: Callable[[], None]) -> None:
        asyncio.get_running_loop().call_later(fault.options["seconds"], send)

    # ---- links and the daemon

    def _begin(self, fault: Fault, now: float) -> None:
        self._timeline.begun(fault, now)
        if fault.kind.family is Family.LINK:
            self._link[fault.kind.name](fault)
        else:
            self._happen(fault)

    def _end(self, fault: Fault) -> None:
        if fault.kind.family is Family.LINK:
            self._link_ends[fault.kind.name]()
        else:
            self._mend(fault)

    def _happen(self, fault: Fault) -> None:
        world, options = self._daemon.world, fault.options
        match fault.kind.name:
            case "restart":
                mishaps.forget_connections(world)
                self._drop(fault)
            case "kick_right":
                mishaps.take_right(world, Area(options["area"]))
            case "log_out":
                mishaps.set_logins(
                    world,
                    quote=world.standing.quote_login and not options["quote"],
                    trade=world.standing.trade_login and not options["trade"],
                )
            case "gateway_event":
                world.notices.gateway(options["event"], options["text"])
            case "program_status":
                mishaps.set_program(world, ProgramStatus[options["status"].upper()])
            case "doubt_orders":
                world.standing.in_doubt = True
            case "lose_remarks":
                world.standing.no_remarks = True
            case _:
                mishaps.set_quota(world, options["quota"])

    def _mend(self, fault: Fault) -> None:
        world = self._daemon.world
        match fault.kind.name:
            case "restart":
                self._let_in()
            case "kick_right":
                mishaps.regain_right(world, Area(fault.options["area"]))
            case "log_out":
                mishaps.set_logins(
                    world,
                    quote=world.standing.quote_login or fault.options["quote"],
                    trade=world.standing.trade_login or fault.options["trade"],
                )
            case "program_status":
                mishaps.set_program(world, ProgramStatus.READY)
            case "doubt_orders":
                world.standing.in_doubt = False
            case "lose_remarks":
                world.standing.no_remarks = False

    def _drop(self, fault: Fault) -> None:
        self.down = fault.last_s is not None
        for peer in self._peers():
            peer.abort()

    def _let_in(self) -> None:
        self.down = False

    def _stop_reading(self, fault: Fault) -> None:
        del fault
        for peer in self._peers():
            peer.read(on=False)
            self._still.append(peer)

    def _read_again(self) -> None:
        for peer in self._still:
            peer.read(on=True)
        self._still.clear()

    def _half_open(self, fault: Fault) -> None:
        del fault
        for peer in self._peers():
            peer.read(on=False)
            peer.write_through(_nowhere)

    def _slow_down(self, fault: Fault) -> None:
        self._slow = fault
        for peer in self._peers():
            self._delay(peer, fault)

    def _delay(self, peer: Peer, fault: Fault) -> None:
        lag = Lag(peer.write, fault.options["seconds"], fault.options["jitter"], self._random)
        self._lags.append(lag)
        peer.write_through(lag.send)

    def _speed_up(self) -> None:
        self._slow = None
        for lag in self._lags:
            lag.catch_up()
        self._lags.clear()


def _nowhere(data: bytes) -> None:
    del data


def _spoilt(fault: Fault, frame: Callable[[bytes], bytes], body: bytes) -> bytes:
    """Return the frame of a message that is wrong in itself."""
    match fault.kind.name:
        case "wrong_digest":
            return wrong_digest(frame(body))
        case "truncate":
            return cut(frame(body))
        case _:
            return frame(with_number(body, fault.options["path"], fault.options["value"]))
