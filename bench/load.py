"""A load generator: keep-alive connections that each send one request after the other, over plain sockets.

Run as a process of its own (`python -m bench.load`), so that it does not share the server's processor time. It checks
that every answer has the status expected; it reads no more of an answer than it must.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import sys
import time
from collections import Counter
from typing import Any, cast

import msgspec
import uvloop

END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length: "


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """What to send: for each client its requests, again and again or (`once`) each of them one time."""

    host: str
    port: int
    requests: list[list[bytes]]
    seconds: float
    status: str = "200"
    once: bool = False


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """How it went; times in milliseconds, `cpu` in seconds of this process."""

    requests: int
    errors: dict[str, int]
    seconds: float
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    cpu: float


class Client(asyncio.Protocol):
    """One connection with one request under way at a time."""

    def __init__(self, job: Job, requests: list[bytes], until: float) -> None:
        self.requests, self.status, self.until, self.once = requests, job.status.encode(), until, job.once
        self.times: list[float] = []
        self.errors: Counter[str] = Counter()
        self.done = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._sent = 0.0
        self._next = 0

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
            self.errors[buffer[9:12].decode() + buffer[head + 4 :][:200].decode(errors="replace")] += 1
        if now >= self.until or (self.once and self._next == len(self.requests)):
            self._close()
        else:
            self._send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.errors["connection lost"] += 1
            self.done.set_result(None)

    def _send(self) -> None:
        assert self._transport is not None
        request = self.requests[self._next % len(self.requests)]
        self._next += 1
        self._sent = time.perf_counter()
        self._transport.write(request)

    def _close(self) -> None:
        assert self._transport is not None
        self.done.set_result(None)
        self._transport.close()


def _length(buffer: bytes, head: int) -> int:
    at = buffer.find(LENGTH, 0, head)
    return int(buffer[at + 16 : buffer.find(b"\r", at)]) if at >= 0 else 0


async def run(job: Job) -> Outcome:
    """Load a server for some seconds; gives the rate and the percentiles of the times."""
    loop = asyncio.get_running_loop()
    began, used = time.perf_counter(), time.process_time()
    made = [
        (await loop.create_connection(_maker(job, requests, began + job.seconds), job.host, job.port))[1]
        for requests in job.requests
    ]
    await asyncio.gather(*(client.done for client in made))
    took = time.perf_counter() - began
    times = sorted(value for client in made for value in client.times)
    errors: Counter[str] = Counter()
    for client in made:
        errors.update(client.errors)
    return Outcome(
        requests=len(times),
        errors=dict(errors.most_common(5)),
        seconds=round(took, 3),
        rate=round(len(times) / took, 1),
        p50_ms=round(percentile(times, 0.50) * 1000, 3),
        p95_ms=round(percentile(times, 0.95) * 1000, 3),
        p99_ms=round(percentile(times, 0.99) * 1000, 3),
        cpu=time.process_time() - used,
    )


def _maker(job: Job, requests: list[bytes], until: float) -> Any:
    return lambda: Client(job, requests, until)


def percentile(ordered: list[float], share: float) -> float:
    """A percentile of ordered values; 0 of none."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def build_request(method: str, host: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    """A request as a browser or program would send it."""
    lines = [f"{method} {path} HTTP/1.1", f"host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    if body or method != "GET":
        lines += ["content-type: application/json", f"content-length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def main() -> None:
    """Read one job as JSON from standard input, write the outcome as JSON to standard output."""
    argparse.ArgumentParser(description="Load one address of a server.").parse_args()
    job = msgspec.json.decode(sys.stdin.buffer.read(), type=Job)
    gc.freeze()
    sys.stdout.write(msgspec.json.encode(uvloop.run(run(job))).decode() + "\n")


if __name__ == "__main__":
    main()
