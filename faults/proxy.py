"""A bad network between Hanse and its database: a loopback TCP proxy that delays, cuts, and resets in a COMMIT.

Must not be here: who talks through it, or what they should make of it.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

COMMIT = b"COMMIT"
_CHUNK = 65_536


@dataclass
class Proxy:
    """Forwards TCP connections to a unix socket; what it does to them may be changed at any time."""

    target: Path
    chance: random.Random
    port: int = 0
    delay_seconds: float = 0.0
    resets: float = 0.0
    """Share of COMMITs whose connection is reset, half of them before the server has seen the COMMIT."""
    resets_done: int = 0
    _writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def cut(self) -> int:
        """Reset every connection at once; returns how many."""
        writers, self._writers = self._writers, set()
        for writer in writers:
            _reset(writer)
        return len(writers)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either side ends it."""
        there_reader, there_writer = await asyncio.open_unix_connection(str(self.target))
        self._writers |= {writer, there_writer}
        try:
            # The first direction that ends ends the other, too.
            await asyncio.wait(
                {
                    asyncio.create_task(self._out(reader, there_writer, writer)),
                    asyncio.create_task(self._back(there_reader, writer)),
                },
                return_when=asyncio.FIRST_COMPLETED,
            )
        finally:
            self._writers -= {writer, there_writer}
            writer.close()
            there_writer.close()

    async def _out(self, reader: asyncio.StreamReader, there: asyncio.StreamWriter, here: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(_CHUNK):
                if self.delay_seconds:
                    await asyncio.sleep(self.delay_seconds)
                if COMMIT in data and self.chance.random() < self.resets:
                    self.resets_done += 1
                    if self.chance.random() < 0.5:
                        there.write(data)
                        await there.drain()
                        await asyncio.sleep(0.02)  # the server commits, and nobody hears of it
                    _reset(here)
                    return
                there.write(data)
                await there.drain()
        except OSError:
            return

    async def _back(self, reader: asyncio.StreamReader, here: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(_CHUNK):
                here.write(data)
                await here.drain()
        except OSError:
            return


@asynccontextmanager
async def proxied(target: Path, chance: random.Random) -> AsyncIterator[Proxy]:
    """A proxy on a free loopback port."""
    proxy = Proxy(target, chance)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        proxy.cut()


def _reset(writer: asyncio.StreamWriter) -> None:
    """End a connection with RST, as a firewall or a dead host does; unix sockets know only an end."""
    found = writer.get_extra_info("socket")
    if found is not None and found.family == socket.AF_INET:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
