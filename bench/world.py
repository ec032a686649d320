"""A world of `hanse seed --scale` with a server on it, and the same services in this process to prepare with.

What is prepared (sessions, carts, approvals) is prepared in process, so that bursts hold only what they measure. Must
not be here: what is measured.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from bench.installation import Installation, running
from bench.load import build_request
from hanse.app import build_services, build_web
from hanse.app import running as connected
from hanse.domains.identity.api import find_account, start_session
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx, open_context, system_principal
from hanse.platform.services import Services
from hanse.platform.settings import load_settings
from hanse.platform.supervisor import running_database

DATA = Path(os.environ.get("HANSE_BENCH_DATA", Path(__file__).parent / "out" / "data"))
MAIN = "bench-00"
OWN_CONNECTIONS = 4


class Answer(msgspec.Struct, frozen=True):
    """What came back."""

    status: int
    body: bytes

    def json(self, expected: int = 200) -> Any:
        """The body read. Raises RuntimeError for another status."""
        if self.status != expected:
            raise RuntimeError(f"{self.status} instead of {expected}: {self.body[:600].decode(errors='replace')}")
        return msgspec.json.decode(self.body)


@dataclass
class World:
    """A running world; people are known by the names of their log-ins."""

    installation: Installation
    services: Services
    app: Any
    tenant: TenantRef
    connections: int  # how many the server has at most
    _sessions: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.installation.port}"

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Ctx]:
        """A transaction in the largest business with every right."""
        async with open_context(self.services, tenant=self.tenant, principal=system_principal(["*"])) as ctx:
            yield ctx

    async def values(self, sql: Any, **params: Any) -> list[Any]:
        """The first column of what a statement finds in the largest business."""
        async with self.open() as ctx:
            return await ctx.db.values(sql, params)

    async def headers(self, who: str, number: int = 0) -> dict[str, str]:
        """The headers of somebody logged in in a browser; `number` tells several sessions of one person apart."""
        if (who, number) not in self._sessions:
            async with self.open() as ctx:
                account = await find_account(ctx, f"{who}@{MAIN}.example")
                assert account is not None, who
                place = await ctx.db.value(PLACE, {"account": account.id})
                session = await start_session(ctx, account.id, self.tenant.id, place)
            self._sessions[who, number] = {
                "cookie": f"hanse_session={session.token}",
                "x-csrf-token": session.csrf_token,
                "sec-fetch-site": "same-origin",
                "accept": "application/json",
            }
        return self._sessions[who, number]

    async def ask(self, method: str, path: str, who: str, body: Any = None, **more: Any) -> Answer:
        """Send a request to the application in this process, with more `headers` if need be."""
        raw = b"" if body is None else msgspec.json.encode(body)
        headers = {"host": self.host, **await self.headers(who), **more.get("headers", {})}
        if body is not None:
            headers["content-type"] = "application/json"
        return await call(self.app, method, path, headers, raw)

    async def request(self, method: str, path: str, who: str, body: Any = None, **more: Any) -> bytes:
        """The same request as the load generator sends it; `number` chooses the session, `key` makes it repeatable."""
        headers = dict(await self.headers(who, more.get("number", 0)))
        headers["accept"] = more.get("accept", "application/json")
        if "key" in more:
            headers["idempotency-key"] = more["key"]
        return build_request(method, self.host, path, headers, b"" if body is None else msgspec.json.encode(body))


PLACE = """
SELECT a.organization_id FROM members m JOIN assignments a ON a.tenant_id = m.tenant_id AND a.member_id = m.id
WHERE m.account_id = %(account)s LIMIT 1
"""


async def call(app: Any, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
    """One request to an ASGI application."""
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    status, parts = 0, []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, b"".join(parts))


def built(scale: str, place: str) -> Path:
    """The data folder of that name with the world of a scale, built when it is not there or not whole."""
    folder = DATA / place
    DATA.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HANSE_", "DATABASE_"))}
    environment |= {"HANSE_DATA_DIR": str(folder), "HANSE_LOG_LEVEL": "error", "HANSE_DEMO": "false"}
    for words in (["db", "upgrade"], ["seed", "--scale", scale]):
        done = folder / f"built-{words[0]}"
        # The schema may have grown since the world was built; a world that is whole is not looked at again.
        if words[0] == "db" or not done.exists():
            command = [sys.executable, "-m", "hanse.cli", *words]
            subprocess.run(command, env=environment, check=True, cwd=Path(__file__).parents[1], stdout=sys.stderr)
            done.touch()
    return folder


@asynccontextmanager
async def opened(scale: str, place: str = "", **settings: str) -> AsyncIterator[World]:
    """The world of a scale with one web process and no worker, unless settings say otherwise."""
    folder = built(scale, place or scale)
    wanted = {"web_processes": "1", "worker_processes": "0", "demo": "false", **settings}
    with running(folder, **wanted) as installation:  # type: ignore[arg-type] # settings are words
        found = running_database(load_settings(installation.environment).settings)
        services = build_services(msgspec.structs.replace(found, database_pool_max=OWN_CONNECTIONS))
        async with connected(services):
            tenant = await services.tenants.by_handle(services, MAIN)
            assert tenant is not None
            yield World(installation, services, build_web(services), tenant, found.database_pool_max)


def cycled(items: Sequence[Any], count: int, start: int = 0) -> list[Any]:
    """`count` of the items, beginning at `start` and going round."""
    return [items[(start + number) % len(items)] for number in range(count)]
