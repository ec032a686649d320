"""Speaks to clamd: a file goes over in chunks (INSTREAM), one line comes back.

The protocol is that of the ClamAV manual, "ClamD Protocol": the command ends with a zero byte because it begins with
`z`; each chunk is its length as four bytes in network order and its data; a chunk of no length ends the stream.
Only the answer `OK` means clean. Must not be here: which files are scanned, and what an answer means for them.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from hanse.kit.errors import Unavailable

CONNECT_SECONDS: Final = 3.0
ANSWER_SECONDS: Final = 120.0
PORT: Final = 3310
_ANSWER_BYTES: Final = 4_096
_PIECE: Final = 64 * 1024
_TOO_LARGE: Final = "INSTREAM size limit exceeded"


class ScannerUnavailable(Unavailable):
    """The scanner gave no verdict; nothing was decided. `reason` is for logs and the operator."""

    code = "virus_scanner_unavailable"
    title = "The virus scanner does not answer; the file is checked as soon as it does"

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason


class Verdict(NamedTuple):
    """What the scanner said: clean, or what it found."""

    is_clean: bool
    finding: str = ""


class VirusScanner:
    """One clamd, at `tcp://host:port` or `unix:///path`."""

    def __init__(self, url: str) -> None:
        """Take the address; raises ValueError when it names no place."""
        parts = urlsplit(url)
        if parts.scheme not in ("tcp", "unix") or not (parts.hostname if parts.scheme == "tcp" else parts.path):
            raise ValueError("a scanner is at tcp://host:port or unix:///path")
        self._path = parts.path if parts.scheme == "unix" else ""
        self._host, self._port = parts.hostname or "", parts.port or PORT

    async def scan(self, chunks: AsyncIterator[bytes]) -> Verdict:
        """Send a file and read what was found in it.

        Raises ScannerUnavailable whenever the answer is anything but a verdict on all of it.
        """
        async with self._connected() as (reader, writer):
            writer.write(b"zINSTREAM\0")
            broken: OSError | None = None
            try:
                async for chunk in chunks:
                    for start in range(0, len(chunk), _PIECE):
                        piece = chunk[start : start + _PIECE]
                        writer.write(struct.pack(">I", len(piece)) + piece)
                        await writer.drain()
                writer.write(struct.pack(">I", 0))
                await writer.drain()
            except OSError as error:  # it says why before it hangs up
                broken = error
            return _verdict(await _line(reader), broken)

    async def check(self) -> None:
        """Ask whether it is there. Raises ScannerUnavailable."""
        async with self._connected() as (reader, writer):
            writer.write(b"zPING\0")
            answer = await _line(reader)
        if answer != "PONG":
            raise ScannerUnavailable(f"it answered {answer[:80]!r} to PING")

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await (
                    asyncio.open_unix_connection(self._path, limit=_ANSWER_BYTES)
                    if self._path
                    else asyncio.open_connection(self._host, self._port, limit=_ANSWER_BYTES)
                )
        except (OSError, TimeoutError) as error:
            raise ScannerUnavailable(f"it cannot be reached: {str(error) or 'no answer in time'}") from error
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                yield reader, writer
        except (OSError, TimeoutError) as error:
            raise ScannerUnavailable(f"it broke off: {str(error) or 'no answer in time'}") from error
        finally:
            writer.close()


async def _line(reader: asyncio.StreamReader) -> str:
    """The answer up to its zero byte."""
    try:
        answer = await reader.readuntil(b"\0")
    except asyncio.IncompleteReadError as error:
        raise ScannerUnavailable(f"it hung up after {error.partial[:80]!r}") from error
    except asyncio.LimitOverrunError as error:
        raise ScannerUnavailable("its answer has no end") from error
    return answer[:-1].decode("utf-8", "replace").strip()


def _verdict(answer: str, broken: OSError | None) -> Verdict:
    if answer.startswith(_TOO_LARGE):
        return Verdict(False, "larger than the scanner takes")
    said, _, word = answer.rpartition(" ")
    if word == "FOUND" and said.startswith("stream: "):
        return Verdict(False, said.removeprefix("stream: ")[:200])
    if answer == "stream: OK" and broken is None:
        return Verdict(True)
    raise ScannerUnavailable(f"it answered {answer[:200]!r}" + (f" and broke off: {broken}" if broken else ""))
