"""The outgoing client against real sockets whose answers are slow, huge or broken."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
import zlib
from datetime import UTC, datetime

import pytest

from hanse.kit.clock import ManualClock
from hanse.platform.outbound import (
    OutboundFailed,
    OutboundPolicy,
    OutboundRequest,
    OutboundTooLarge,
)
from hanse.testing.outbound import LocalServer, client_for, local_server, reply

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
PUBLIC, OTHER = "93.184.216.34", "2606:4700::1111"


async def test_a_server_that_drips_ends_with_the_total_time(clock: ManualClock) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b"x")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with local_server(drip) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundFailed) as caught:
            await client.send(OutboundRequest(url=server.url, total_seconds=1.5))
    assert (caught.value.reason, caught.value.maybe_sent) == ("timeout", True)


async def test_a_silent_server_ends_with_the_read_time(clock: ManualClock) -> None:
    async def silent(writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    policy = OutboundPolicy(read_seconds=0.1)
    async with local_server(silent) as server, client_for(server, clock=clock, policy=policy) as client:
        with pytest.raises(OutboundFailed) as caught:
            await client.get(server.url)
    assert (caught.value.reason, caught.value.maybe_sent) == ("timeout", True)


async def test_a_closed_port_was_never_sent_anything(server: LocalServer, clock: ManualClock) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        dead = LocalServer(reply())
        dead.port = unused.getsockname()[1]
        async with client_for(dead, clock=clock) as client:
            with pytest.raises(OutboundFailed) as caught:
                await client.get(dead.url)
    assert (caught.value.reason, caught.value.maybe_sent) == ("connect", False)


async def test_a_declared_size_over_the_limit_is_not_read(clock: ManualClock) -> None:
    async with local_server(reply(b"x" * 2000)) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundTooLarge):
            await client.send(OutboundRequest(url=server.url, max_response_bytes=1999))
        answer = await client.send(OutboundRequest(url=server.url, max_response_bytes=2000))
    assert len(answer.body) == 2000


async def test_an_endless_body_stops_at_the_limit(clock: ManualClock) -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
            sent += 0x10000
            await writer.drain()

    async with local_server(endless) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundTooLarge):
            await client.send(OutboundRequest(url=server.url, max_response_bytes=300_000))
    assert sent < 20_000_000


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
async def test_a_bomb_is_noticed_while_it_unfolds(clock: ManualClock, encoding: str) -> None:
    plain = b"\0" * 60_000_000
    bomb = gzip.compress(plain, mtime=0) if encoding == "gzip" else zlib.compress(plain)
    del plain
    assert len(bomb) < 100_000
    answer = reply(bomb, head=f"Content-Encoding: {encoding}\r\n")
    async with local_server(answer) as server, client_for(server, clock=clock) as client:
        tracemalloc.start()
        try:
            with pytest.raises(OutboundTooLarge):
                await client.send(OutboundRequest(url=server.url, max_response_bytes=200_000))
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        ("gzip", gzip.compress(b"hello ", mtime=0) + gzip.compress(b"world", mtime=0)),
        ("x-gzip", gzip.compress(b"hello world", mtime=0)),
        ("deflate", zlib.compress(b"hello world")),
        ("deflate", zlib.compress(b"hello world")[2:-4]),
        ("identity", b"hello world"),
    ],
)
async def test_compressed_answers_are_read(clock: ManualClock, encoding: str, wire: bytes) -> None:
    answer = reply(wire, head=f"Content-Encoding: {encoding}\r\n")
    async with local_server(answer) as server, client_for(server, clock=clock) as client:
        assert (await client.get(server.url)).body == b"hello world"
    assert b"accept-encoding: gzip, deflate\r\n" in server.requests[0].lower()


@pytest.mark.parametrize(
    ("encoding", "wire"),
    [
        ("gzip", b"not gzip at all"),
        ("gzip", gzip.compress(b"hello world", mtime=0)[:-4]),
        ("deflate", b"\xff\xff\xff"),
        ("br", b"anything"),
        ("gzip, gzip", gzip.compress(gzip.compress(b"twice", mtime=0), mtime=0)),
    ],
)
async def test_broken_or_unasked_encodings_fail(clock: ManualClock, encoding: str, wire: bytes) -> None:
    answer = reply(wire, head=f"Content-Encoding: {encoding}\r\n")
    async with local_server(answer) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundFailed) as caught:
            await client.get(server.url)
    assert caught.value.reason == "protocol"


@pytest.mark.parametrize("wire", [b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal"])
async def test_what_is_not_a_whole_http_answer_fails(clock: ManualClock, wire: bytes) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(wire)
        await writer.drain()
        writer.close()

    async with local_server(answer) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundFailed) as caught:
            await client.get(server.url)
    assert caught.value.maybe_sent


async def test_endless_headers_fail(clock: ManualClock) -> None:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"X: " + b"y" * 10_000 + b"\r\n")
            await writer.drain()

    async with local_server(answer) as server, client_for(server, clock=clock) as client:
        with pytest.raises(OutboundFailed) as caught:
            await client.get(server.url)
    assert caught.value.reason == "protocol"
