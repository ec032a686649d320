"""A small HTTP client that knows what a client can know: an answer, no connection, or a connection that broke.

Must not be here: what is asked for, or what an answer means.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from typing import Any

ANSWER_SECONDS = 40.0


class Broken(Exception):
    """No answer: the connection was refused, or it broke, or nothing came.

    Unless it was `refused`, the request may have had its effect.
    """

    refused = False


class Refused(Broken):
    """Nobody listened: nothing was sent."""

    refused = True


@dataclass(frozen=True)
class Answer:
    """A complete answer and how many seconds it took."""

    status: int
    headers: dict[str, str]
    body: bytes
    seconds: float

    def json(self) -> Any:
        return json.loads(self.body)


class Wire:
    """One kept connection; made anew when it is gone."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        self.port = port
        self.headers = headers
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Answer:
        """One exchange. Raises Broken; a connection that was closed before the request left is opened once more."""
        content = b"" if body is None else json.dumps(body).encode()
        lines = [f"{method} {path} HTTP/1.1", f"host: 127.0.0.1:{self.port}", f"content-length: {len(content)}"]
        lines += [f"{name}: {value}" for name, value in {**self.headers, **(headers or {})}.items()]
        if content:
            lines.append("content-type: application/json")
        began = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                status, found, answered = await self._exchange("\r\n".join([*lines, "", ""]).encode() + content)
        except ConnectionRefusedError as error:
            raise Refused(str(error)) from error
        except (OSError, EOFError, TimeoutError, asyncio.IncompleteReadError, ValueError) as error:
            self.close()
            raise Broken(f"{type(error).__name__}: {error}") from error
        except BaseException:
            self.close()
            raise
        if found.get("connection", "").lower() == "close":
            self.close()
        return Answer(status, found, answered, asyncio.get_running_loop().time() - began)

    def close(self) -> None:
        """Drop the connection, as a client that goes away does."""
        writer, self._reader, self._writer = self._writer, None, None
        if writer is not None:
            writer.close()

    async def _exchange(self, request: bytes) -> tuple[int, dict[str, str], bytes]:
        if self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
        assert self._reader is not None
        self._writer.write(request)
        await self._writer.drain()
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
        length = int(headers.get("content-length", "0"))
        return int(head[0].split()[1]), headers, await self._reader.readexactly(length)
