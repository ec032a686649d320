"""A load generator: keep-alive connections that each send one request after the other, over plain sockets.

Run as a process of its own (`python -m bench.load`), so that it does not share the server's processor time. It checks
that every answer has the status expected; it reads no more of an answer than it must.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from typing import Any, cast

import uvloop

END_OF_HEAD = b"\r\n\r\n"


class Client(asyncio.Protocol):
    """One connection with one request under way at a time."""

    def __init__(self, request: bytes, status: bytes, until: float) -> None:
        self.request, self.status, self.until = request, status, until
        self.times: list[float] = []
        self.errors = 0
        self.done = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        head = buffer.find(END_OF_HEAD)
        if head < 0 or len(buffer) < head + 4 + _length(buffer, head):
            self._buffer = buffer
            return
        self._buffer = b""
        now = time.perf_counter()
        self.times.append(now - self._sent)
        if buffer[9:12] != self.status:
            self.errors += 1
        if now >= self.until:
            self._close()
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.errors += 1
            self.done.set_result(None)

    def _send(self) -> None:
        assert self._transport is not None
        self._sent = time.perf_counter()
        self._transport.write(self.request)

    def _close(self) -> None:
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()


def _length(buffer: bytes, head: int) -> int:
    at = buffer.find(b"content-length: ", 0, head)
    return int(buffer[at + 16 : buffer.find(b"\r", at)]) if at >= 0 else 0


async def run(host: str, port: int, request: bytes, clients: int, seconds: float, status: str) -> dict[str, Any]:
    """Load a server for some seconds; gives the rate and the percentiles of the times in milliseconds."""
    loop = asyncio.get_running_loop()
    began = time.perf_counter()
    made = [
        (await loop.create_connection(lambda: Client(request, status.encode(), began + seconds), host, port))[1]
        for _ in range(clients)
    ]
    await asyncio.gather(*(client.done for client in made))
    took = time.perf_counter() - began
    times = sorted(value for client in made for value in client.times)
    return {
        "requests": len(times),
        "errors": sum(client.errors for client in made),
        "seconds": round(took, 3),
        "rate": round(len(times) / took, 1),
        "p50_ms": round(percentile(times, 0.50) * 1000, 3),
        "p95_ms": round(percentile(times, 0.95) * 1000, 3),
        "p99_ms": round(percentile(times, 0.99) * 1000, 3),
    }


def percentile(ordered: list[float], share: float) -> float:
    """A percentile of ordered values; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def build_request(host: str, path: str, headers: dict[str, str]) -> bytes:
    """A GET as a browser or program would send it."""
    lines = [f"GET {path} HTTP/1.1", f"host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode()


def main() -> None:
    """Read one job as JSON from standard input, write the outcome as JSON to standard output."""
    parser = argparse.ArgumentParser(description="Load one address of a server.")
    parser.parse_args()
    job = json.load(sys.stdin)
    request = build_request(f"{job['host']}:{job['port']}", job["path"], job["headers"])
    work = run(job["host"], job["port"], request, job["clients"], job["seconds"], job.get("status", "200"))
    print(json.dumps(uvloop.run(work)))


if __name__ == "__main__":
    main()
