"""The world of the isolation tests.

A business full of recognisable things, its people, and everybody who must be kept out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import httpx
import psycopg
from psycopg import sql

from hanse.domains.access.types import OrganizationId, RoleId
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.platform.registry import Operation
from hanse.testing.installation import Business, Client, Installation, Person

CANARY = "kanarienvogel"
ONLOOKER = "somebody who may only look"
Ids = dict[str, str]


@dataclass(frozen=True)
class Call:
    """One right call: the ids of the path by parameter name, and body or query."""

    ids: Ids = field(default_factory=dict)
    body: Any = None
    query: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """How to prepare and make the right call of one operation, and by whom (the owner unless `caller` says
    otherwise)."""

    prepare: Callable[[World], Awaitable[Call]]
    caller: Callable[[World], Awaitable[Client]] | None = None
    expects: int | tuple[int, ...] = (200, 201, 202, 204)
    changes: bool = True


class World:
    """One business under test and the strangers around it. Everything made here carries the canary in its name."""

    def __init__(self, installation: Installation, business: Business, other: Business) -> None:
        self.installation = installation
        self.business = business
        self.other = other
        self.strangers: dict[str, Client] = {}
        self._count = 0

    @property
    def owner(self) -> Person:
        return self.business.owner

    def name(self, what: str = "thing") -> str:
        """A fresh name that must never be seen from outside."""
        self._count += 1
        return f"{CANARY} {what} {self._count}"

    def word(self) -> str:
        """A fresh short name for codes and handles."""
        self._count += 1
        return f"kv{self._count}{self.business.tenant.id.hex[-6:]}"

    async def made(self, path: str, body: dict[str, Any], by: Client | None = None) -> dict[str, Any]:
        """Create something through the API as the owner; gives the answer."""
        answer = await (by or self.owner).post(path, body)
        assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    async def organization(self, **body: Any) -> str:
        """A new organization's id."""
        made = await self.made("/v1/organizations", {"name": self.name("organization"), **body})
        return str(made["id"])

    async def partner(self, role: str = "buyer") -> tuple[Person, str]:
        """Somebody at a new organization, and that organization's id."""
        place = await self.organization(is_active=True)
        person = await self.business.join(role, OrganizationId.parse(place), name=self.name("partner"))
        return person, place


def at(path: str, request: Call) -> str:
    """The address of a call, its ids in place."""
    for name, value in request.ids.items():
        path = path.replace("{" + name + "}", value)
    return path


async def call(client: Client, method: str, path: str, request: Call, *, unread: bool = False) -> httpx.Response:
    """Make a call as prepared; `unread` without the version it must name."""
    options: dict[str, Any] = {"params": request.query, "headers": dict(request.headers), "unread": unread}
    if request.body is not None:
        options["json"] = request.body
    return await client.send(method, at(path, request), **options)


async def having_read(client: Client, method: str, path: str, request: Call) -> Call:
    """The same call, naming the version that is there now when this change demands one; what only reads names none."""
    if method == "GET":
        return replace(request, headers={name: value for name, value in request.headers.items() if name != "if-match"})
    version = request.headers.get("if-match") or await client.version_for(method, at(path, request))
    return replace(request, headers={**request.headers, "if-match": version}) if version else request


IGNORED = frozenset(
    {
        "alembic_version",
        "audit_entries",  # refused attempts are recorded, as they must be
        "audit_people",
        "audit_pending",
        "audit_chain",
        "audit_checkpoints",
        "idempotency_keys",  # a claim of a refused request is released, but leaves a trace while it lasts
    }
)


@cache
def _reader(admin_url: str) -> tuple[psycopg.Connection[tuple[str, str]], sql.Composed]:
    """One connection and one statement for a whole run: to plan a look at every table costs more than the look."""
    connection = psycopg.connect(admin_url, autocommit=True)
    tables = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'"
        " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 1"
    ).fetchall()
    hashes = [
        sql.SQL("SELECT {}, md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t WHERE tenant_id = %(id)s").format(
            sql.Literal(table), sql.Identifier(table)
        )
        for (table,) in tables
        if table not in IGNORED
    ]
    connection.execute("SET plan_cache_mode = force_generic_plan")
    return connection, sql.SQL(" UNION ALL ").join(hashes)


def fingerprint(admin_url: str, tenant: Business) -> dict[str, str]:
    """A hash of every row of the tenant by table, read past row level security; equal means nothing changed."""
    connection, look = _reader(admin_url)
    return dict(connection.execute(look, {"id": tenant.tenant.id}, prepare=True).fetchall())


# What is done to the business itself or to its people needs one of its own; the rest shares one per process.
_OF_ITS_OWN = ("hanse.domains.tenants.", "hanse.domains.identity.", "hanse.domains.access.")


async def world_for(installation: Installation, operation: Operation) -> World:
    """A business full of canaries and another one, both founded for this operation or shared with others like it."""
    # What lists a whole business would show the other one what it was asked to make by earlier tests.
    lists = operation.kind == "query" and not operation.ids
    if lists or operation.function.__module__.startswith(_OF_ITS_OWN):
        return await _new_world(installation)
    extras = installation.services.extras
    if "isolation_world" not in extras:
        extras["isolation_world"] = await _new_world(installation)
    shared: World = extras["isolation_world"]
    return shared


async def _new_world(installation: Installation) -> World:
    return World(installation, await installation.found("Kanarienvogel GmbH"), await installation.found("Others"))


def seeing(installation: Installation) -> set[str]:
    """Every right to look at something. Who holds them all, and no other, sees everything and changes nothing."""
    return {name for name in installation.services.registry.permissions if name.partition(".")[2].startswith("view")}


async def all_but(world: World, permission: str) -> Client:
    """A program of the owner's that may do everything but one thing, and was used before."""
    known, noun = world.installation.services.registry.permissions, permission.partition(".")[0]
    others = {f"{name.partition('.')[0]}.*" for name in known} - {f"{noun}.*"}
    beside = {name for name in known if name.partition(".")[0] == noun and name != permission}
    client = await world.business.key(*sorted(others | beside))
    await client.get("/v1/me")  # from now on its last use stays the same minute
    return client


async def strangers_of(world: World) -> dict[str, Client]:
    """Everybody who must be kept out of a business; made once for each."""
    if not world.strangers:
        world.strangers = await _new_strangers(world)
    return world.strangers


async def _new_strangers(world: World) -> dict[str, Client]:
    app = world.installation.app
    key = await world.made("/v1/api-keys", {"name": "gone", "scopes": ["*"]})
    await world.made(f"/v1/api-keys/{key['id']}/revoke", {})
    ended = await world.business.join("admin")
    assert (await ended.post("/v1/sessions/log-out")).status_code == 204
    nobody = await world.made("/v1/roles", {"name": "nobody", "kind": "tenant", "grants": []})
    powerless = await world.business.join(RoleId.parse(nobody["id"]))
    looks = [{"permission": name, "reach": "tenant"} for name in sorted(seeing(world.installation))]
    onlooker = await world.made("/v1/roles", {"name": "onlooker", "kind": "tenant", "grants": looks})
    narrow = await world.business.key("tenant.view_children")
    await narrow.get("/v1/tenant/children")  # from now on its last use stays the same minute
    return {
        "visitor": Client(app),
        "malformed key": Client(app, {"authorization": "Bearer hns_nonsense"}),
        "malformed session": _with_cookie(app, "x" * 43),
        "revoked key": Client(app, {"authorization": f"Bearer {key['secret']}"}),
        "ended session": ended,
        "wrong role": powerless,
        ONLOOKER: await world.business.join(RoleId.parse(onlooker["id"])),
        "wrong scope": narrow,
    }


def _with_cookie(app: object, token: str) -> Client:
    client = Client(app)
    client.http.cookies.set(SESSION_COOKIE, token)
    return client
