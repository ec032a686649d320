"""A connection that gives up on a server which answers nothing at all.

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
from typing import Any, Final

import psycopg
import structlog
from psycopg import AsyncConnection

MARGIN_SECONDS: Final = 0.3
"""How much longer than PostgreSQL's own limit its answer may take to arrive."""
log = structlog.get_logger(__name__)


class WatchedConnection(AsyncConnection[Any]):
    """Each exchange with the server ends within `silence_seconds`; None waits for ever."""

    silence_seconds: float | None = None

    async def wait(self, *arguments: Any, **options: Any) -> Any:
        """Wait for the server; one that stays silent is as good as gone."""
        if self.silence_seconds is None:
            return await super().wait(*arguments, **options)
        timer = asyncio.get_running_loop().call_later(self.silence_seconds, self._cut)
        try:
            return await super().wait(*arguments, **options)
        finally:
            timer.cancel()

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


async def check_idle(connection: AsyncConnection[Any]) -> None:
    """Refuse a pooled connection that the server has ended meanwhile, without asking it.

    Nobody has asked anything, so whatever can be read is the end or the server's last words. One call of the system and
    no round trip; without it each connection of a pool would fail one request after the database came back.
    """
    poll = select.poll()
    poll.register(connection.pgconn.socket, select.POLLIN)
    if poll.poll(0):
        await connection.close()
        raise psycopg.OperationalError("the server ended this connection while it was idle")
