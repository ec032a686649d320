"""Owns a whole installation for tests: every domain on a real database as hanse_app, spoken to over HTTP as
outsiders do.

People and businesses are made through the product's own commands; each test takes fresh ones, so tests never meet.
Must not be here: assertions, or anything the product imports.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio

from hanse.app import build_services, build_web, pool_settings, running
from hanse.domains.access.adapters.gate import AccessGate
from hanse.domains.access.api import add_member, find_builtin_role, sign_up
from hanse.domains.access.types import AssignmentInput, MemberId, OrganizationId, RoleId, RoleKind, SignUp
from hanse.domains.identity.api import ensure_account, find_account, start_session
from hanse.domains.identity.commands.profile import SET_VERIFIED
from hanse.domains.identity.types import SessionToken
from hanse.domains.tenants.types import TenantId
from hanse.kit.clock import ManualClock
from hanse.kit.ids import uuid7
from hanse.platform.authz import Principal, TenantRef
from hanse.platform.context import Ctx, Origin, open_context, system_principal
from hanse.platform.db.database import Database
from hanse.platform.db.migrate import upgrade
from hanse.platform.db.provision import DatabaseUrls
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.platform.http.docs import document_of
from hanse.platform.http.frame import Frame
from hanse.platform.mail import MailboxMailer
from hanse.platform.services import Services
from hanse.platform.settings import Settings
from hanse.testing.contract import Contract
from hanse.testing.database import Cluster, worker_name
from hanse.testing.versions import VersionReader, version_in
from hanse.testing.worker import drain

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "a long sentence nobody guesses 47"
ORIGIN = "http://hanse.test"
TEMPLATE = "installation"
_numbers = itertools.count(1)


class Client:
    """Speaks HTTP to the installation as one visitor, person or program; adds what their browser or program would."""

    def __init__(self, app: Any, headers: dict[str, str] | None = None, csrf: str = "") -> None:
        transport = httpx.ASGITransport(app=app, client=("192.0.2.10", 4711))
        self.http = httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers or {})
        self.csrf = csrf
        self.contract = contract_of(app)
        self.versions = versions_of(app)

    async def send(self, method: str, path: str, *, unread: bool = False, **options: Any) -> httpx.Response:
        """One request; a change made with a session carries the token of its forms.

        What must name the version it was decided on reads it first, unless it is given or `unread`.
        """
        headers = dict(options.pop("headers", None) or {})
        if method not in ("GET", "HEAD") and not unread and "if-match" not in headers:
            version = await self.version_for(method, path)
            headers.update({"if-match": version} if version else {})
        if self.csrf and method not in ("GET", "HEAD"):
            headers.setdefault("x-csrf-token", self.csrf)
            headers.setdefault("origin", ORIGIN)
        answer = await self.http.request(method, path, headers=headers, **options)
        kind = answer.headers.get("content-type", "")
        self.contract.check(method, path, answer.status_code, kind, answer.content)
        return answer

    async def version_for(self, method: str, path: str) -> str | None:
        """The If-Match of a change decided on what is there now; None where none is needed or nothing can be read."""
        source = self.versions.source(method, path)
        if source is None:
            return None
        answer = await self.http.get(source)
        if answer.status_code != 200:
            return None
        return version_in(answer.json(), answer.headers.get("etag"), path)

    async def get(self, path: str, **options: Any) -> httpx.Response:
        return await self.send("GET", path, **options)

    async def post(self, path: str, json: Any = None, **options: Any) -> httpx.Response:
        return await self.send("POST", path, json={} if json is None else json, **options)

    async def put(self, path: str, json: Any, **options: Any) -> httpx.Response:
        return await self.send("PUT", path, json=json, **options)

    async def patch(self, path: str, json: Any, **options: Any) -> httpx.Response:
        return await self.send("PATCH", path, json=json, **options)

    async def delete(self, path: str, **options: Any) -> httpx.Response:
        return await self.send("DELETE", path, **options)

    async def page(self, path: str, **options: Any) -> httpx.Response:
        """A page, as a browser asks for it."""
        return await self.send("GET", path, headers={"accept": "text/html", **options.pop("headers", {})}, **options)

    async def submit(self, path: str, fields: dict[str, Any], **options: Any) -> httpx.Response:
        """A form post, as a browser sends it."""
        headers = {"accept": "text/html", "origin": ORIGIN, **options.pop("headers", {})}
        data = {"csrf_token": self.csrf, **fields}
        return await self.send("POST", path, headers=headers, data=data, **options)


def contract_of(app: Any) -> Contract:
    """What the application's own OpenAPI document promises; built once per application."""
    extras = app.services.extras
    if "contract" not in extras:
        extras["contract"] = Contract(document_of(app.services))
    found: Contract = extras["contract"]
    return found


def versions_of(app: Any) -> VersionReader:
    """Which changes name a version; built once per application."""
    extras = app.services.extras
    if "versions" not in extras:
        extras["versions"] = VersionReader(app.services.registry)
    found: VersionReader = extras["versions"]
    return found


class Person(Client):
    """A logged-in member of one business."""

    def __init__(self, app: Any, session: SessionToken, member_id: MemberId | None, email: str) -> None:
        super().__init__(app, csrf=session.csrf_token)
        self.http.cookies.set(SESSION_COOKIE, session.token)
        self.session = session
        self.member_id = member_id
        self.email = email


@dataclass(repr=False)
class Business:
    """A tenant of the test's own, with its founder."""

    installation: Installation
    tenant: TenantRef
    owner: Person
    roles: dict[tuple[str, str], RoleId] = field(default_factory=dict)

    async def role(self, key: str, kind: str = "tenant") -> RoleId:
        """The id of a built-in role."""
        if (kind, key) not in self.roles:
            async with self.open() as ctx:
                self.roles[kind, key] = (await find_builtin_role(ctx, RoleKind(kind), key)).id
        return self.roles[kind, key]

    async def join(self, role: str | RoleId, organization: OrganizationId | None = None, name: str = "") -> Person:
        """Somebody new with one role: of the staff, or at an organization."""
        kind = "organization" if organization else "tenant"
        role_id = role if isinstance(role, RoleId) else await self.role(role, kind)
        number = next(_numbers)
        email = f"person{number}@{self.tenant.handle}.example"
        async with self.open() as ctx:
            account = await ensure_account(ctx, email, name or f"Person {number}", verified=True)
            wanted = AssignmentInput(role_id=role_id, organization_id=organization)
            member = await add_member(ctx, account, [wanted])
            session = await start_session(ctx, account.id, TenantId(self.tenant.id), organization, strong=True)
        return Person(self.installation.app, session, member.id, email)

    async def key(self, *scopes: str, maker: Person | None = None, **options: Any) -> Client:
        """A program with an API key of these scopes, made by the owner unless told otherwise."""
        body = {"name": "test key", "scopes": list(scopes), **options}
        answer = await (maker or self.owner).post("/v1/api-keys", body)
        assert answer.status_code == 201, answer.text
        return Client(self.installation.app, {"authorization": f"Bearer {answer.json()['secret']}"})

    @asynccontextmanager
    async def open(self, principal: Principal | None = None) -> AsyncIterator[Ctx]:
        """A unit of work inside this business, with every right unless told otherwise."""
        async with self.installation.open(self.tenant, principal) as ctx:
            yield ctx


@dataclass(repr=False)
class Installation:
    """Everything that runs in production, in one process and by the test's clock."""

    app: Frame
    services: Services
    sweeper: Database
    urls: DatabaseUrls
    clock: ManualClock
    beside: AsyncExitStack = field(default_factory=AsyncExitStack)
    """What tests start once beside the installation; ends with it."""

    def visitor(self) -> Client:
        """Somebody who is not logged in."""
        return Client(self.app, {"origin": ORIGIN})

    async def found(self, name: str = "", **options: Any) -> Business:
        """A new business with an owner who just logged in, and has confirmed their e-mail address."""
        number = next(_numbers)
        handle = f"b{number}-{uuid7().hex[-10:]}"
        email = f"owner@{handle}.example"
        wanted = SignUp(
            name=name or f"Business {number}",
            handle=handle,
            display_name="Olive Owner",
            email=email,
            password=PASSWORD,
            **options,
        )
        async with self.open(None, system_principal(["*"])) as ctx:
            founded = (await sign_up(ctx, wanted)).business
            assert founded is not None
            account = await find_account(ctx, email)
            assert account is not None
            await ctx.db.value(SET_VERIFIED, {"id": account.id, "email": email, "now": ctx.now})
            tenant = ctx.tenant
        return Business(self, tenant, Person(self.app, founded.session, founded.member_id, email))

    async def drain(self) -> list[tuple[str, str]]:
        """Run every job and timer that is due; returns (job, outcome) in order."""
        return await drain(self.services, self.sweeper, AccessGate(), limit=2_000)

    async def mailed_link(self, email: str, holding: str = "token=") -> str:
        """The path of the link mailed last to an address, after all jobs ran."""
        await self.drain()
        mailbox = self.services.mail
        assert isinstance(mailbox, MailboxMailer)
        for entry in await mailbox.list_messages():
            if email in entry.to:
                for link in (await mailbox.read(entry.id)).links:
                    if holding in link:
                        return link.removeprefix(ORIGIN)
        raise AssertionError(f"no link holding {holding} was mailed to {email}")

    @asynccontextmanager
    async def open(self, tenant: TenantRef | None, principal: Principal | None = None) -> AsyncIterator[Ctx]:
        """A unit of work as given, or as the system with every right."""
        origin = Origin(request_id=str(uuid7()), ip="192.0.2.10", channel="test")
        who = principal or system_principal(["*"])
        async with open_context(self.services, tenant=tenant, principal=who, origin=origin) as ctx:
            yield ctx


@asynccontextmanager
async def open_installation(
    urls: DatabaseUrls, folder: Path, clock: ManualClock | None = None
) -> AsyncIterator[Installation]:
    """Run an installation on a migrated database; the clock stands still unless moved."""
    clock = clock or ManualClock(START)
    settings = test_settings(urls, folder)
    services = build_services(settings, clock)
    sweeper = Database(urls.jobs, pool_settings(settings, "sweeper"))
    async with running(services):
        await sweeper.open()
        try:
            async with AsyncExitStack() as beside:
                yield Installation(build_web(services), services, sweeper, urls, clock, beside)
        finally:
            await sweeper.close()


def test_settings(urls: DatabaseUrls, folder: Path, **changes: Any) -> Settings:
    """Settings of an installation for tests."""
    values: dict[str, Any] = {
        "env": "test",
        "data_dir": folder,
        "public_url": ORIGIN,
        "database_url": urls.app,
        "database_owner_url": urls.owner,
        "database_jobs_url": urls.jobs,
        "database_pool_min": 1,
        "database_pool_max": 8,
        # A machine that does many things at once must not decide what a test finds.
        "database_statement_timeout_ms": 30_000,
        "database_pool_wait_seconds": 20,
        "secret_key": "a key for tests that is long enough to be one",
        "rate_limit_per_minute": 1_000_000,
        "rate_limit_public_per_minute": 1_000_000,
        **changes,
    }
    return Settings(**values)


test_settings.__test__ = False  # type: ignore[attr-defined]


@pytest_asyncio.fixture(scope="session")
async def installation_urls(cluster: Cluster) -> AsyncIterator[DatabaseUrls]:
    """A migrated database of this process's own; the migrations run once per test run."""
    template = cluster.ensure_template(TEMPLATE, _migrate)
    name = f"{TEMPLATE}_{worker_name()}"
    urls = cluster.create_database(name, template)
    yield urls
    if not os.environ.get("HANSE_KEEP_TEST_DATABASES"):
        cluster.drop_database(name)


@pytest_asyncio.fixture(scope="session")
async def installation(installation_urls: DatabaseUrls, tmp_path_factory: Any) -> AsyncIterator[Installation]:
    """The installation all tests of this process share."""
    async with open_installation(installation_urls, tmp_path_factory.mktemp("hanse")) as running_installation:
        yield running_installation


@pytest_asyncio.fixture
async def business(installation: Installation) -> Business:
    """A fresh business."""
    return await installation.found()


@pytest_asyncio.fixture
async def other_business(installation: Installation) -> Business:
    """Another fresh business, which must never learn anything of the first."""
    return await installation.found()


def _migrate(urls: DatabaseUrls) -> None:
    upgrade(urls.owner)


def names(items: Iterable[dict[str, Any]], key: str = "name") -> list[str]:
    """One field of each item of an answer."""
    return [item[key] for item in items]
