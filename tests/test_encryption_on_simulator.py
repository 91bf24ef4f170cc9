"""Our client on our simulator, encrypted: every row of the matrix, every cipher, no way back to plain text.

Of the rows in which a server seals an answer it should not, the server is a scripted one.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.sim.client import Client
from tests.sim.greeter import start_greeter
from tests.wire.keys import pem, rsa_key
from tui.client.address import Address
from tui.client.errors import ConnectError
from tui.client.link import Link
from tui.client.timing import Timing
from tui.domain.events import PushEvent, QuoteChanged
from tui.domain.ids import SecurityId
from tui.keyfile import KeyFileError, load_key
from tui.sim.config import SimConfig
from tui.sim.listings.table import UNIVERSE
from tui.sim.server import SimServer
from tui.wire.codec import encode_request
from tui.wire.errors import RefusedError
from tui.wire.framing import encode_frame
from tui.wire.messages.quote import Feed, GetSnapshots, Subscribe
from tui.wire.messages.session import Encryption, GetGlobalState, InitConnect, KeepAlive
from tui.wire.rsa import RsaKey

TENCENT = SecurityId.parse("00700")
SMALL = UNIVERSE.only(map(SecurityId.parse, ("00700", "00005", "AAPL", "600519")))
QUICK = Timing(handshake_s=0.3)
QUOTES = Subscribe((TENCENT,), (Feed.QUOTE,), subscribe=True, push=True)


@asynccontextmanager
async def simulator(key: str = "ours", cipher: str = "cbc") -> AsyncIterator[SimServer]:
    config = SimConfig(port=0, seed=3, rate=5.0, key=rsa_key(key) if key else None, cipher=cipher)
    async with SimServer(config, universe=SMALL) as server:
        yield server


async def opened(port: int, key: RsaKey | None, on_event: Callable[[PushEvent], None]) -> Link:
    return await Link.open(Address("127.0.0.1", port, key), on_event=on_event, timing=QUICK)


async def refused(port: int, key: RsaKey | None) -> str:
    """Fail to connect, and say what the user is told."""
    with pytest.raises(ConnectError) as caught:
        await opened(port, key, lambda _: None)
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def works(port: int, key: RsaKey | None) -> bool:
    """Ask, subscribe and hear a push; whether that was encrypted."""
    pushed: asyncio.Queue[PushEvent] = asyncio.Queue()
    link = await opened(port, key, pushed.put_nowait)
    try:
        assert (await link.request(GetGlobalState(link.user_id))).conn_id == link.conn_id
        (snapshot,) = await link.request(GetSnapshots((TENCENT,)))
        assert snapshot.quote.id == TENCENT
        await link.request(QUOTES)
        async with asyncio.timeout(10):
            while not isinstance(event := await pushed.get(), QuoteChanged):
                pass
        assert event.quote.decode().id == TENCENT
        assert (await link.request(KeepAlive(1))).time
        return link.encrypted
    finally:
        link.close()


# ---- row 1, and the three ciphers


@pytest.mark.parametrize("cipher", ["cbc", "ecb", "ftaes"])
async def test_encrypted_with_the_same_key(cipher: str) -> None:
    async with simulator(cipher=cipher) as server:
        assert await works(server.port, rsa_key())


@pytest.mark.parametrize(
    ("asked", "iv"), [(Encryption.FTAES_ECB, None), (Encryption.AES_ECB, ""), (None, None)]
)
async def test_a_client_that_knows_one_cipher_gets_that_one(asked: Encryption | None, iv: str | None) -> None:
    async with simulator() as server:
        client = await Client.connect(server.port, greet=False, key=rsa_key())
        reply = await client.ask(InitConnect(100, "old", encryption=asked))
        assert reply.aes_cbc_iv == iv
        assert (await client.ask(KeepAlive(1))).time
        await client.close()


# ---- rows 2 and 3: a key, but encryption is off; the vendor's SDK does that


async def test_key_set_but_encryption_off_is_answered_in_plain_text() -> None:
    async with simulator() as server:
        client = await Client.connect(server.port, greet=False)
        hello = encode_request(InitConnect(100, "test"))
        client.writer.write(encode_frame(1001, 1, hello, rsa_key()))
        assert await client.reader.readexactly(2) == b"FT"
        header = await client.reader.readexactly(42)
        body = await client.reader.readexactly(int.from_bytes(header[10:14], "little"))
        assert body.startswith(b"\x08\x00")  # retType 0, readable by anyone
        assert (await client.ask(KeepAlive(1))).time
        await client.close()


async def test_key_set_but_encryption_off_and_a_sealed_answer() -> None:
    """Our client with a key always encrypts; a plain one does not take what it cannot read."""
    async with await start_greeter(rsa_key()) as sealer:
        text = await refused(sealer.sockets[0].getsockname()[1], None)
        assert "no handshake: bad data from the other end: the digest of a frame" in text


# ---- rows 4 and 7: refused before anything is sent


def test_encryption_on_without_a_key_file(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="does not exist"):
        load_key(tmp_path / "rsa")


def test_encrypted_with_a_key_of_2048_bits(tmp_path: Path) -> None:
    path = tmp_path / "rsa"
    path.write_bytes(pem("long", bits=2048))
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="has 2048 bits, and OpenD speaks 1024 only"):
        load_key(path)


# ---- row 5: the server has no key, or another one


@pytest.mark.parametrize("key", ["", "theirs"], ids=["no_key", "another_key"])
async def test_encrypted_against_a_server_that_cannot_read_it(key: str) -> None:
    async with simulator(key) as server:
        text = await refused(server.port, rsa_key())
        assert text.endswith("connected, but no handshake within 0.3 s; has this OpenD the key of --rsa-key?")
        assert await works(server.port, None) is False


# ---- row 6: encryption off


async def test_encryption_off_on_a_server_with_a_key() -> None:
    async with simulator() as server:
        assert await works(server.port, None) is False


async def test_encryption_off_and_a_sealed_answer() -> None:
    async with await start_greeter(rsa_key()) as sealer:
        assert "no handshake: bad data" in await refused(sealer.sockets[0].getsockname()[1], None)


# ---- no way back


async def test_a_plain_answer_to_an_encrypted_greeting_is_refused() -> None:
    async with await start_greeter(None) as server:
        text = await refused(server.sockets[0].getsockname()[1], rsa_key())
        assert "no handshake: OpenD answers in plain text although encryption was asked for; has this" in text


async def test_a_plain_greeting_that_wants_encryption_is_refused() -> None:
    async with simulator() as server:
        client = await Client.connect(server.port, greet=False)
        with pytest.raises(RefusedError, match="begins with an InitConnect encrypted with the RSA key"):
            await client.ask(InitConnect(100, "test", encryption=Encryption.AES_CBC))
        await client.close()


async def test_an_unknown_cipher_is_refused_under_the_key() -> None:
    async with simulator() as server:
        client = await Client.connect(server.port, greet=False, key=rsa_key())
        with pytest.raises(RefusedError, match="Unknown packetEncAlgo"):
            await client.ask(InitConnect(100, "test", encryption=Encryption.UNKNOWN))
        await client.close()


async def test_a_plain_frame_within_an_encrypted_session_ends_it() -> None:
    async with simulator() as server:
        client = await Client.connect(server.port, greet=False, key=rsa_key())
        await client.ask(InitConnect(100, "test", encryption=Encryption.AES_CBC))
        client.writer.write(encode_frame(1004, 9, encode_request(KeepAlive(1))))
        await client.until_closed()
        await client.close()
