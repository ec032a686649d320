"""The smallest application, for the supervisor's tests; imported by the supervisor as Hanse's own would be."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

import psycopg
from prometheus_client import Counter

from hanse.kit.errors import Conflict
from hanse.platform.telemetry import metrics_page
from tests.platform.supervisor.lingering import linger

Send = Callable[[dict[str, Any]], Awaitable[None]]
answered = Counter("test_answered", "Answers of the test application")


def create_app() -> Any:
    """Answers its pid at `/`, the database's answer at `/database`, counts at `/counted`, and `/slow` late."""
    linger("web")
    if os.environ.get("HANSE_TEST_FAIL") == "web":
        raise Conflict("The application refuses to start.")

    async def app(scope: dict[str, Any], receive: Callable[[], Awaitable[dict[str, Any]]], send: Send) -> None:
        if scope["type"] == "lifespan":
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        body: dict[str, Any] = {"pid": os.getpid()}
        if scope["path"] == "/":
            answered.inc()
        if scope["path"] == "/counted":
            body["text"] = metrics_page({})[0].decode()
        if scope["path"] == "/slow":
            await asyncio.sleep(1.0)
        if scope["path"] == "/database":
            body |= await asyncio.to_thread(_ask)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    return app


def _ask() -> dict[str, Any]:
    try:
        with psycopg.connect(os.environ["DATABASE_URL"]) as connection:
            row = connection.execute("SELECT current_user").fetchone()
            return {"user": row[0] if row else None}
    except psycopg.OperationalError as problem:
        return {"problem": str(problem)}
