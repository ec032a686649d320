"""A range service for stolen passwords on loopback, as Have I Been Pwned describes its API version 3, and its list.

It refuses what no client should send: anything but the first five hexadecimal digits of a SHA-1.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

_ASKED = re.compile(r"GET /range/([0-9A-Fa-f]{5}) HTTP/1\.1")


def sha1(password: str) -> str:
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


@dataclass
class RangeService:
    """Answers each range with the endings of what was stolen, some strangers', and padding that counts 0."""

    stolen: list[str] = field(default_factory=list)
    padding: list[str] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    silent: bool = False
    port: int = 0
    requests: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.origin}/range"

    def answer(self, head: str) -> tuple[int, bytes]:
        """Status and body of one request."""
        self.heads.append(head)
        self.requests.append(head.partition("\r\n")[0])
        asked = _ASKED.fullmatch(self.requests[-1])
        if asked is None:
            return 400, b"The hash prefix was not in a valid format"
        if self.body is not None:
            return self.status, self.body
        lines = [f"{number:035X}:{number + 1}" for number in range(40)]
        lines += [f"{sha1(one)[5:]}:3" for one in self.stolen if sha1(one).startswith(asked[1].upper())]
        if "add-padding: true" in head.lower():
            lines += [f"{sha1(one)[5:]}:0" for one in self.padding if sha1(one).startswith(asked[1].upper())]
        return self.status, "\r\n".join(sorted(lines)).encode()


@asynccontextmanager
async def open_range_service() -> AsyncIterator[RangeService]:
    """A service that listens as long as the block lasts."""
    service = RangeService()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            if service.silent:
                await reader.read()
                return
            status, body = service.answer(head)
            writer.write(f"HTTP/1.1 {status} Any\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode())
            writer.write(body)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    service.port = server.sockets[0].getsockname()[1]
    async with server:
        yield service
