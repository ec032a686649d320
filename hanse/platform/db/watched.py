"""Connections that give up on a server which answers nothing at all, and a pool that keeps no dead ones.

PostgreSQL ends what takes too long by itself, as long as it runs; a frozen server or a lost network ends nothing, and
the kernel's own time-outs do not exist for unix sockets. Cancelling the task would not help: the driver then asks the
same server to cancel and waits for its answer. So the socket is shut, which the driver sees as a lost connection.

Must not be here: which limits hold (`database.py`), or what a person is told (`errors.py`).
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
from collections.abc import Generator
from functools import cached_property
from typing import Any, Final

import structlog
from psycopg import AsyncConnection
from psycopg.pq import TransactionStatus
from psycopg.waiting import Ready, Wait
from psycopg_pool import AsyncConnectionPool

from hanse.platform.db.exchange import Exchange

MARGIN_SECONDS: Final = 0.3
"""How much longer than PostgreSQL's own limit its answer may take to arrive."""
log = structlog.get_logger(__name__)


class WatchedConnection(AsyncConnection[Any]):
    """Each exchange with the server ends within `silence_seconds`; None waits for ever."""

    silence_seconds: float | None = None

    @cached_property
    def exchange(self) -> Exchange:
        """What is said on this connection; asked for once the connection is configured."""
        return Exchange(self)

    async def wait(self, conversation: Any, *arguments: Any, **options: Any) -> Any:  # type: ignore[override]
        """Wait for the server; one that stays silent is as good as gone."""
        if self.silence_seconds is None:
            return await super().wait(conversation, *arguments, **options)
        try:
            wanted = next(conversation)
        except StopIteration as done:
            return done.value
        timer = asyncio.get_running_loop().call_later(self.silence_seconds, self._cut)
        try:
            if arguments or options:
                return await super().wait(resumed(conversation, wanted), *arguments, **options)
            return await self._listen(conversation, wanted)
        finally:
            timer.cancel()

    async def _listen(self, conversation: Generator[Any, Any, Any], wanted: Any) -> Any:
        """As the driver waits, for the usual case: everything is sent, and the answer is awaited."""
        loop, descriptor = asyncio.get_running_loop(), self.pgconn.socket
        try:
            while wanted == Wait.R:
                arrived = loop.create_future()
                loop.add_reader(descriptor, _arrive, arrived)
                try:
                    await arrived
                finally:
                    loop.remove_reader(descriptor)
                wanted = conversation.send(Ready.R)
        except StopIteration as done:
            return done.value
        except asyncio.CancelledError as interruption:
            # The driver knows how to call a statement off and leave the connection usable.
            return await super().wait(resumed(conversation, wanted, interruption))
        return await super().wait(resumed(conversation, wanted))

    def _cut(self) -> None:
        """End the connection from our side; whoever waits for it is told at once."""
        try:
            descriptor = os.dup(self.pgconn.socket)
        except Exception:  # noqa: BLE001 - closed meanwhile: nobody waits any more
            return
        log.error("database_silent", seconds=self.silence_seconds)
        with socket.socket(fileno=descriptor) as ours:
            try:
                ours.shutdown(socket.SHUT_RDWR)
            except OSError:
                return


class _Resumed:
    """A conversation that has begun, for the driver to go on with; it may learn at once that somebody gave up."""

    def __init__(
        self, conversation: Generator[Any, Any, Any], wanted: Any, interruption: BaseException | None = None
    ) -> None:
        self._conversation = conversation
        self._wanted = wanted
        self._interruption = interruption

    def __next__(self) -> Any:
        interruption, self._interruption = self._interruption, None
        if interruption is not None:
            raise interruption
        return self._wanted

    def send(self, ready: Any) -> Any:
        """Go on with what is ready."""
        self._wanted = self._conversation.send(ready)
        return self._wanted


def resumed(conversation: Any, wanted: Any, interruption: BaseException | None = None) -> Any:
    """A conversation that has begun, as the driver's own waiting takes it."""
    return _Resumed(conversation, wanted, interruption)


def _arrive(arrived: asyncio.Future[None]) -> None:
    if not arrived.done():
        arrived.set_result(None)


class WatchedPool(AsyncConnectionPool[WatchedConnection]):
    """A pool that hands out no connection the server has ended meanwhile, and takes none back that is not idle.

    The pool's own check pauses a second and more after each dead connection, as if the server had to be spared; after
    an outage all of them are dead at once, and somebody waits.
    """

    async def getconn(self, timeout: float | None = None) -> WatchedConnection:  # noqa: ASYNC109 - the pool's own
        """Take a connection that lives. Raises PoolTimeout, TooManyRequests."""
        while True:
            connection = await super().getconn(timeout)
            if not ended(connection):
                return connection
            await connection.close()
            await self.putconn(connection)

    async def putconn(self, connection: WatchedConnection) -> None:
        """Take a connection back; one inside a transaction is closed, so that no tenant ever leaks to the next user."""
        try:
            if connection.pgconn.transaction_status == TransactionStatus.IDLE:
                await connection.exchange.tidy()
            elif not connection.closed:
                await connection.close()
        finally:
            await super().putconn(connection)


def ended(connection: AsyncConnection[Any]) -> bool:
    """Whether the server has ended an idle connection, without asking it.

    Nobody has asked anything, so whatever can be read is the end or the server's last words. One call of the system and
    no round trip; without it each connection of a pool would fail one request after the database came back.
    """
    if connection.closed:
        return True
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    return bool(poll.poll(0))
