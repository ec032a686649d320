"""Reads an answer's body within a limit, before and after decompression: a bomb is noticed while it unfolds."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from hanse.platform.outbound.errors import OutboundFailed, OutboundTooLarge

ACCEPTED = "gzip, deflate"


async def read_bounded(chunks: AsyncIterator[bytes], encoding: str, most: int) -> bytes:
    """Give the whole decoded body of at most `most` bytes; never holds much more than that in memory.

    Raises OutboundTooLarge, or OutboundFailed("protocol") for an encoding nobody asked for or a broken one.
    """
    decoder = _decoder(encoding)
    body, received = bytearray(), 0
    async for chunk in chunks:
        received += len(chunk)
        if received > most:
            raise OutboundTooLarge
        body += chunk if decoder is None else decoder.feed(chunk, most - len(body))
        if len(body) > most:
            raise OutboundTooLarge
    if decoder is not None and received:
        decoder.finish()
    return bytes(body)


def _decoder(encoding: str) -> _Inflate | None:
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return None
    if name in ("gzip", "x-gzip"):
        return _Inflate(16 + zlib.MAX_WBITS)
    if name == "deflate":
        return _Inflate(zlib.MAX_WBITS)
    raise OutboundFailed("protocol", maybe_sent=True)


class _Inflate:
    """zlib with a bound on what one call may give; knows several gzip members and bare deflate streams."""

    def __init__(self, wbits: int) -> None:
        self._wbits = wbits
        self._stream = zlib.decompressobj(wbits)
        self._started = False

    def feed(self, data: bytes, room: int) -> bytes:
        """Decode up to `room` + 1 bytes: the one too many tells the caller that the limit is passed."""
        out = bytearray()
        while data and len(out) <= room:
            if self._stream.eof:
                self._stream = zlib.decompressobj(self._wbits)
            out += self._inflate(data, room + 1 - len(out))
            data = self._stream.unconsumed_tail or self._stream.unused_data
        return bytes(out)

    def finish(self) -> None:
        """Check that the stream came to its end. Raises OutboundFailed."""
        if not self._stream.eof:
            raise OutboundFailed("protocol", maybe_sent=True)

    def _inflate(self, data: bytes, most: int) -> bytes:
        try:
            out = self._stream.decompress(data, most)
        except zlib.error:
            if self._started or self._wbits != zlib.MAX_WBITS:
                raise OutboundFailed("protocol", maybe_sent=True) from None
            self._wbits = -zlib.MAX_WBITS  # "deflate" without the zlib frame, as some servers send it
            self._stream = zlib.decompressobj(self._wbits)
            self._started = True
            return self._inflate(data, most)
        self._started = True
        return out
