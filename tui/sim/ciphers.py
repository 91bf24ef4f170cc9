"""Which cipher a session gets, and what a plain one may not do."""

from __future__ import annotations

from tui.domain.accounts import Env
from tui.sim.caller import Caller
from tui.sim.refusal import RefusalError
from tui.sim.world import World
from tui.wire.messages.session import Encryption, InitConnect

_CONFIGURED = {"cbc": Encryption.AES_CBC, "ecb": Encryption.AES_ECB, "ftaes": Encryption.FTAES_ECB}
"""What clients get that take any, as all do by now."""


def initial_vector(world: World, caller: Caller, request: InitConnect) -> str | None:
    """Return the vector that tells a client its cipher; None where the session is plain or FTAES-ECB."""
    asked = request.encryption
    if asked is None:
        asked = Encryption.FTAES_ECB if caller.sealed else Encryption.NONE
    if asked is Encryption.NONE:
        return None
    if world.config.key is None:
        raise RefusalError("This server has no RSA key: connect without encryption.")
    if not caller.sealed:
        raise RefusalError("An encrypted session begins with an InitConnect encrypted with the RSA key.")
    if asked is Encryption.UNKNOWN:
        raise RefusalError("Unknown packetEncAlgo.")
    caller.encrypted = True
    if asked is Encryption.AES_CBC:
        asked = _CONFIGURED[world.config.cipher]
    if asked is Encryption.FTAES_ECB:
        return None
    return world.session_key() if asked is Encryption.AES_CBC else ""


def require_private(world: World, caller: Caller, env: Env) -> None:
    """Refuse to trade real money for a client that anybody on the way could read."""
    if env is Env.REAL and not (caller.encrypted or world.config.loopback):
        raise RefusalError(
            "Real trading needs an encrypted connection: this server does not listen on loopback only."
        )
