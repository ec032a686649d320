"""Owns the beginning and end of a web process in ASGI's terms: connect before the first request, disconnect at last.

Must not be here: what is connected (the composition root says), or any request.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog

from hanse.kit.errors import ExplainedError

log = structlog.get_logger("hanse.http")

Running = Callable[[], AbstractAsyncContextManager[None]]


class Lifespan:
    """Holds `running` open between the server's start and its end.

    `refusal` says in one sentence why the start was refused; it is empty as long as it was not. Whoever runs the server
    shows it, so that a wrong setting costs a person one line and not a page of stack.
    """

    def __init__(self, running: Running) -> None:
        self._running = running
        self.refusal = ""

    async def __call__(self, receive: Any, send: Any) -> None:
        await receive()
        try:
            opened = self._running()
            await opened.__aenter__()
        except ExplainedError as problem:
            self.refusal = str(problem)
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        except Exception:
            log.exception("start_failed")
            await send({"type": "lifespan.startup.failed", "message": ""})
            return
        await send({"type": "lifespan.startup.complete"})
        await receive()
        try:
            await opened.__aexit__(None, None, None)
        except Exception:
            log.exception("end_failed")
            await send({"type": "lifespan.shutdown.failed", "message": ""})
            return
        await send({"type": "lifespan.shutdown.complete"})
