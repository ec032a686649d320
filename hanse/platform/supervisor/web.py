"""Owns one web process: uvicorn on the socket that the supervisor opened.

Must not be here: the application itself.
"""

import asyncio
import errno
import importlib
import logging
import os
import socket
import time

import uvicorn

from hanse.platform.settings import Settings
from hanse.platform.supervisor.errors import SupervisorError

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 65
_DRAIN_SECONDS = 0.5
_DRAIN_STEP_SECONDS = 0.01
EXIT_NOT_STARTED = 3
# What a web process reports to the supervisor, at most once: that it answers, or why it does not start.
READY, REFUSED = "1", "!"
REPORT_BYTES = 4096


def open_listener(host: str, port: int) -> socket.socket:
    """The listening socket that all web processes share; port 0 lets the system choose one.

    Raises: SupervisorError when the address cannot be used.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    except socket.gaierror as problem:
        raise SupervisorError(
            f"HANSE_HOST {host!r} is not an address of this machine ({problem.strerror}): use for example 127.0.0.1."
        ) from problem
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as problem:
        listener.close()
        raise SupervisorError(_why_not(host, port, problem)) from problem
    listener.set_inheritable(True)
    return listener


def _why_not(host: str, port: int, problem: OSError) -> str:
    if problem.errno == errno.EADDRINUSE:
        return f"Port {port} on {host} is already in use: stop the program that uses it, or set HANSE_PORT."
    if problem.errno == errno.EACCES:
        return f"This user may not use port {port}: set HANSE_PORT to 1024 or more, and put a proxy in front."
    if problem.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine: set HANSE_HOST to one that is, for example 127.0.0.1."
    return f"Port {port} on {host} cannot be used ({problem.strerror}): set HANSE_HOST and HANSE_PORT."


def serve(factory: str, settings: Settings, listener: socket.socket, ready: int) -> int:
    """Serve until told to stop; writes one byte to the descriptor `ready` when requests are answered.

    `factory` is `module:function`, called without arguments; its application may say in `refusal` why it does not
    start. That sentence goes to `ready` instead. Gives the exit status.
    """
    module, _, name = factory.partition(":")
    # Made before the server listens to signals: until then a request to stop ends the process at once.
    application = getattr(importlib.import_module(module), name)()
    config = uvicorn.Config(
        application,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        # Believing forwarding headers is the application's decision, by its own list.
        proxy_headers=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, int(settings.shutdown_grace_seconds)),
    )
    server = _Server(config, ready)
    logging.getLogger("uvicorn.error").addFilter(_without_epilogue)
    server.run(sockets=[listener])
    return 0 if server.started else EXIT_NOT_STARTED


def _without_epilogue(record: logging.LogRecord) -> bool:
    """Leave out what uvicorn says after a failed start: the reason was told before."""
    return not record.getMessage().startswith("Application startup failed")


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: int) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then tell the supervisor that requests are answered, or why not."""
        try:
            await super().startup(sockets=sockets)
        except SystemExit:
            refusal: str = getattr(self.config.app, "refusal", "")
            self._report(REFUSED + refusal)
            raise
        if self.started and not self.should_exit:
            self._report(READY)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no new connection, answer what the open ones still ask for a moment, then close them.

        Closing at once would cut off whoever has just connected, or sends the next request right now.
        """
        for server in self.servers:
            server.close()
        for listener in sockets or []:
            listener.close()
        # "Connection: close" with every answer from now on: the client goes elsewhere for its next request.
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        for connection in self.server_state.connections:
            cycle = getattr(connection, "cycle", None)
            if cycle is not None and not cycle.response_complete:
                cycle.keep_alive = False
        deadline = time.monotonic() + _DRAIN_SECONDS
        # uvicorn tells nobody when a connection ends; it looks again and again itself.
        while self.server_state.connections and time.monotonic() < deadline:  # noqa: ASYNC110
            await asyncio.sleep(_DRAIN_STEP_SECONDS)
        await super().shutdown(sockets=sockets)

    def _report(self, text: str) -> None:
        os.write(self._ready, text.encode()[:REPORT_BYTES])
        os.close(self._ready)
