"""Other systems for tests: real HTTP servers on loopback, a scripted name server, and a network that leads to them."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

import httpcore

from hanse.kit.clock import Clock
from hanse.platform.outbound import GuardedClient, OutboundPolicy

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class LocalServer:
    """Speaks scripted bytes over real sockets and keeps what it was sent."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[bytes] = []
        self.connections = 0
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._arrived = asyncio.Condition()

    @property
    def origin(self) -> str:
        """`host:port`, as an entry of the policy's internal hosts."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://{self.origin}"

    async def handle(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection until the other side leaves."""
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        try:
            while True:
                await self._note(await _read_request(reader))
                await self.answer(writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            self._tasks.discard(task)
            writer.close()

    async def wait_for_requests(self, count: int) -> None:
        """Return once `count` requests have arrived in all."""
        async with self._arrived:
            await self._arrived.wait_for(lambda: len(self.requests) >= count)

    async def _note(self, request: bytes) -> None:
        async with self._arrived:
            self.requests.append(request)
            self._arrived.notify_all()

    async def stop(self) -> None:
        """End all connections."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line.partition(b":")[2] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return head + await reader.readexactly(int(lengths[0]) if lengths else 0)


@asynccontextmanager
async def local_server(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[LocalServer]:
    """Run a server on a free loopback port."""
    server = LocalServer(answer)
    listening = await asyncio.start_server(server.handle, "127.0.0.1", 0, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await server.stop()


def reply(body: bytes = b"ok", *, status: str = "200 OK", head: str = "") -> Answer:
    """Answer every request alike; `head` holds further header lines, each with its line end."""

    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{head}\r\n".encode() + body)

    return answer


class StandInNetwork(httpcore.AsyncNetworkBackend):
    """Records the addresses that were really dialled and leads them to one local port, unless they are dead."""

    def __init__(self, port: int, dead: Iterable[str] = ()) -> None:
        self.dialled: list[tuple[str, int]] = []
        self._port = port
        self._dead = frozenset(dead)
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's signature
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the local port instead of `host`."""
        self.dialled.append((host, port))
        if host in self._dead:
            raise httpcore.ConnectError("nobody answers there")
        return await self._inner.connect_tcp("127.0.0.1", self._port, timeout=timeout)


class ScriptedNames:
    """A name server: each look-up takes the next answer, the last one stays."""

    def __init__(self, *answers: list[str] | Exception) -> None:
        self.asked: list[str] = []
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> list[str]:
        self.asked.append(host)
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def client_for(*servers: LocalServer, clock: Clock, policy: OutboundPolicy | None = None) -> GuardedClient:
    """Make a client that may also call these local servers."""
    base = policy or OutboundPolicy()
    hosts = base.internal_hosts | {server.origin for server in servers}
    settings = {name: getattr(base, name) for name in base.__struct_fields__}
    return GuardedClient(OutboundPolicy(**{**settings, "internal_hosts": hosts}), clock)
