"""A small clamd on loopback: the ClamAV manual's protocol for PING and INSTREAM, and the EICAR string as its virus.

It refuses what a client may not send: another command, a frame without its length, an INSTREAM that does not say how it
is delimited. The attributes below `bad habits` make it misbehave.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

# In two pieces, so that a scanner on whose machine this repository lies leaves it alone.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-" + rb"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
NAME = "Eicar-Test-Signature"


@dataclass
class Clamd:
    """What it was sent, and how it answers."""

    url: str = ""
    limit: int = 1_000_000
    scanned: list[bytes] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    # bad habits
    says: bytes | None = None
    hangs_up: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one command."""
        try:
            command = await reader.readuntil(b"\0")
            self.commands.append(command)
            writer.write(await self._answer(command, reader))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer(self, command: bytes, reader: asyncio.StreamReader) -> bytes:
        if command == b"zPING\0":
            return b"PONG\0"
        if command != b"zINSTREAM\0":
            return b"UNKNOWN COMMAND\0"
        content = b""
        while length := struct.unpack(">I", await reader.readexactly(4))[0]:
            if len(content) + length > self.limit:
                return b"INSTREAM size limit exceeded. ERROR\0"
            content += await reader.readexactly(length)
            if self.hangs_up:
                return b""
        self.scanned.append(content)
        if self.says is not None:
            return self.says
        return f"stream: {NAME} FOUND\0".encode() if EICAR in content else b"stream: OK\0"


@asynccontextmanager
async def open_clamd(socket: Path | None = None) -> AsyncIterator[Clamd]:
    """A clamd that listens as long as the block lasts, on a port of loopback or on a socket of the file system."""
    found = Clamd()
    if socket is None:
        server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
        found.url = f"tcp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    else:
        server = await asyncio.start_unix_server(found.serve, str(socket))
        found.url = f"unix://{socket}"
    async with server:
        yield found
