"""Secrets of people and programs: in no log line, no error, no address, no event, no audit entry, no table.

One life of a business is played with the real log on its finest level; then the log, every row of every table (read
past row level security), and what the API shows are searched for every secret that was handed out on the way.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pyotp
import pytest
import structlog

from hanse.domains.identity.commands.providers import SECRET_PURPOSE
from hanse.domains.identity.types import ProviderId
from hanse.platform.crypto import token_hash
from hanse.platform.observability import configure_logging
from hanse.testing.database import Cluster, worker_name
from hanse.testing.installation import ORIGIN, PASSWORD, TEMPLATE, Business, Client, Installation
from tests.attacks.visits import csrf_of, link_to, stranger_at

NEW_PASSWORD = "a new sentence which nobody could guess 83"
IBAN = "DE89370400440532013000"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that is logged, as production writes it."""
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    configure_logging("debug", "json", stream)
    try:
        yield stream
    finally:
        structlog.reset_defaults()
        root.handlers[:] = handlers
        root.setLevel(level)


async def play(business: Business, installation: Installation) -> dict[str, str]:
    """What people and programs do with secrets; gives every secret by what it is."""
    owner = business.owner
    secrets = {"password": PASSWORD, "first session": owner.session.token}
    secrets |= await _programs(business)
    secrets |= await _joining(business, installation)
    secrets |= await _resetting(business, installation)
    secrets |= await _second_factor(business, installation)
    secrets |= await _sealed(business)
    await installation.drain()
    return secrets


async def _programs(business: Business) -> dict[str, str]:
    headers = {"idempotency-key": "keep-the-answer"}
    made = await business.owner.post("/v1/api-keys", {"name": "p", "scopes": ["organization.view"]}, headers=headers)
    key = made.json()["secret"]
    program = Client(business.installation.app, {"authorization": f"Bearer {key}"})
    assert (await program.get("/v1/organizations")).status_code == 200
    await program.get("/v1/tenant/close")  # a failure with the key at hand
    wrong = Client(business.installation.app, {"authorization": f"Bearer {key[:-1]}"})
    assert (await wrong.get("/v1/organizations")).status_code == 401
    return {"api key": key}


async def _joining(business: Business, installation: Installation) -> dict[str, str]:
    email = f"new-{business.tenant.handle}@joining.example"
    role = str(await business.role("member"))
    await business.owner.post("/v1/invitations", {"email": email, "assignments": [{"role_id": role}]})
    link = await link_to(installation, email, "/invitations/")
    visitor = stranger_at(installation)
    assert (await visitor.page(link.removeprefix(ORIGIN))).status_code == 200
    token = link.rpartition("/")[2]
    body = {"token": token, "display_name": "New", "password": NEW_PASSWORD}
    joined = await visitor.post("/v1/invitations/accept", body)
    assert joined.status_code == 201, joined.text
    return {"invitation": token, "session of joining": joined.json()["session"]["token"], "new password": NEW_PASSWORD}


async def _resetting(business: Business, installation: Installation) -> dict[str, str]:
    email = f"new-{business.tenant.handle}@joining.example"
    visitor = stranger_at(installation)
    await visitor.post("/v1/password-resets", {"email": email})
    link = await link_to(installation, email, "/reset?token=")
    assert (await visitor.page(link.removeprefix(ORIGIN))).status_code == 200
    token = link.partition("token=")[2]
    reset = f"{NEW_PASSWORD} again"
    assert (await visitor.post("/v1/password-resets/use", {"token": token, "password": reset})).status_code < 300
    fields = {"email": email, "password": reset, "csrf_token": await csrf_of(visitor, "/login")}
    entered = await visitor.submit("/login", fields)
    assert entered.status_code == 303
    wrong = {**fields, "password": f"{reset} wrong"}
    assert (await stranger_at(installation).submit("/login", wrong)).status_code in (401, 403)
    session = visitor.http.cookies["hanse_session"]
    return {"reset link": token, "reset password": reset, "wrong password": wrong["password"], "session": session}


async def _second_factor(business: Business, installation: Installation) -> dict[str, str]:
    enrolled = await business.owner.post("/v1/account/totp")
    secret = enrolled.json()["secret"]
    code = pyotp.TOTP(secret).at(installation.clock.now())
    confirmed = await business.owner.post("/v1/account/totp/confirm", {"code": code})
    codes = confirmed.json()["codes"]
    visitor = stranger_at(installation)
    outcome = (await visitor.post("/v1/sessions", {"email": business.owner.email, "password": PASSWORD})).json()
    challenge = outcome["challenge"]["token"]
    used = await visitor.post("/v1/sessions/second-factor", {"challenge": challenge, "code": codes[0]})
    assert used.status_code == 201, used.text
    return {"authenticator": secret, "recovery code": codes[0], "recovery code left": codes[1], "challenge": challenge}


async def _sealed(business: Business) -> dict[str, str]:
    place = (await business.owner.post("/v1/organizations", {"name": "Paid"})).json()["id"]
    account = {"holder": "Paid", "country": "DE", "account_number": IBAN}
    assert (await business.owner.put(f"/v1/organizations/{place}/bank-account", account)).status_code == 200
    client_secret = "the client secret of our provider 5501"
    async with business.open() as ctx:
        identity = ProviderId.new()
        sealed = ctx.services.crypto.encrypt(SECRET_PURPOSE, client_secret.encode(), identity.uuid.bytes)
        await ctx.db.run(
            "INSERT INTO identity_providers (id, name, issuer, client_id, client_secret, created_at, updated_at)"
            " VALUES (%(id)s, 'P', 'https://login.invalid', 'c', %(secret)s, %(now)s, %(now)s)",
            {"id": identity, "secret": sealed, "now": ctx.now},
        )
    shown = await business.owner.get(f"/v1/identity-providers/{identity}")
    assert client_secret not in shown.text
    return {"client secret": client_secret, "bank account": IBAN}


def rows(admin_url: str) -> Iterator[tuple[str, str]]:
    """Every row of every table of every schema, as text."""
    with psycopg.connect(admin_url) as connection:
        tables = connection.execute(
            "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        for schema, table in tables:
            for (row,) in connection.execute(f'SELECT t::text FROM "{schema}"."{table}" t'):
                yield f"{schema}.{table}", row


async def test_no_secret_is_logged_or_stored_readably(
    business: Business, installation: Installation, cluster: Cluster, log: io.StringIO
) -> None:
    secrets = await play(business, installation)
    lines = log.getvalue()
    assert lines.count("\n") > 20, "the log was not listened to"
    logged = [what for what, secret in secrets.items() if secret in lines]
    assert logged == []

    stored: set[tuple[str, str]] = set()
    for table, row in rows(cluster.admin_url(f"{TEMPLATE}_{worker_name()}")):
        for what, secret in secrets.items():
            # Bytes are shown as hex, so a secret kept as its own bytes is looked for in that form too.
            if secret in row or secret.encode().hex() in row:
                stored.add((what, table))
    assert stored == set()


async def test_the_search_for_stored_secrets_would_find_one(business: Business, cluster: Cluster) -> None:
    """The hash of a session's token is what is kept: the same search finds it."""
    digest = token_hash(business.owner.session.token).hex()
    found = {table for table, row in rows(cluster.admin_url(f"{TEMPLATE}_{worker_name()}")) if digest in row}
    assert found == {"public.sessions"}


async def test_no_secret_is_shown_again(business: Business, installation: Installation) -> None:
    """Trail, events and lists of the business, and the account's own history."""
    secrets = await play(business, installation)
    codes: dict[str, Any] = {"codes": secrets}
    for path in (
        "/v1/audit-entries?limit=200",
        "/v1/events?limit=200",
        "/v1/api-keys",
        "/v1/invitations",
        "/v1/account/events",
        "/v1/account/security",
        "/v1/sessions",
        "/v1/failed-jobs",
        "/admin/audit",
        "/account/security",
        "/account/activity",
        "/admin/api-keys",
    ):
        answer = await business.owner.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        shown = [what for what, secret in codes["codes"].items() if secret in answer.text]
        assert shown == [], path
