"""Short ways to organizations, roles, mailed links and a second process. No assertions about the product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

from hanse.app import build_services, build_web, running
from hanse.domains.access.types import OrganizationId
from hanse.domains.identity.api import find_account, start_session
from hanse.kit.ids import uuid7
from hanse.platform.mail import MailboxMailer
from hanse.testing.installation import ORIGIN, Business, Client, Installation, Person, test_settings

_seen: dict[str, list[str]] = {}  # mails read already; the clock stands still, so times do not tell which is newer
PASSWORD = "nine slow barges under the bridge"


async def organization(business: Business, name: str = "Partner", parent: str | None = None) -> OrganizationId:
    """A partner that trades, below another one or at the top."""
    body = {"name": f"{name} {uuid7().hex[-6:]}", "is_active": True, **({"parent_id": parent} if parent else {})}
    answer = await business.owner.post("/v1/organizations", body)
    assert answer.status_code == 201, answer.text
    return OrganizationId.parse(answer.json()["id"])


async def role(business: Business, *grants: str, kind: str = "tenant", by: Client | None = None) -> str:
    """A role of these grants, each "permission reach" or "permission reach condition"."""
    lines = [grant.split(" ", 2) for grant in grants]
    body = {
        "name": f"Role {uuid7().hex[-8:]}",
        "kind": kind,
        "grants": [
            {"permission": line[0], "reach": line[1], **({"condition": line[2]} if len(line) > 2 else {})}
            for line in lines
        ],
    }
    answer = await (by or business.owner).post("/v1/roles", body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def give(by: Client, person: Person, role_id: Any, place: OrganizationId | None = None) -> httpx.Response:
    """Try to give somebody a role."""
    body = {"role_id": str(role_id), **({"organization_id": str(place)} if place else {})}
    return await by.post(f"/v1/members/{person.member_id}/roles", body)


async def invite(
    business: Business,
    email: str,
    *,
    by: Client | None = None,
    role_id: Any = None,
    place: OrganizationId | None = None,
) -> httpx.Response:
    """Try to invite somebody; as a member of the staff unless told otherwise."""
    key = "buyer" if place else "member"
    offered = role_id or await business.role(key, "organization" if place else "tenant")
    assignment = {"role_id": str(offered), **({"organization_id": str(place)} if place else {})}
    return await (by or business.owner).post("/v1/invitations", {"email": email, "assignments": [assignment]})


def fresh_email() -> str:
    """An address nobody has."""
    return f"guest-{uuid7().hex[-12:]}@mail.example"


async def link_of(installation: Installation, email: str) -> str:
    """The token of the invitation mailed last to an address, after all jobs ran."""
    before = set(_seen.get(email, ()))
    await installation.drain()
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    entries = [entry for entry in await mailbox.list_messages() if email in entry.to and entry.id not in before]
    tokens = []
    for entry in entries:
        _seen.setdefault(email, []).append(entry.id)
        tokens += [link for link in (await mailbox.read(entry.id)).links if "/invitations/" in link]
    assert len(tokens) == 1, f"one new invitation to {email}, not {len(tokens)}"
    return tokens[0].removeprefix(f"{ORIGIN}/invitations/")


async def accept(client: Client, token: str, **more: Any) -> httpx.Response:
    """Try to accept an invitation over REST."""
    return await client.post("/v1/invitations/accept", {"token": token, **more})


def with_session(installation: Installation, answer: httpx.Response) -> Client:
    """A browser that goes on with the session of an answer."""
    body = answer.json()
    session = (body.get("business") or body)["session"]
    client = Client(installation.app, csrf=session["csrf_token"])
    client.http.cookies.set("hanse_session", session["token"])
    return client


async def logged_in(installation: Installation, email: str) -> Person:
    """A session of an account outside of any business."""
    async with installation.open(None) as ctx:
        account = await find_account(ctx, email)
        assert account is not None
        session = await start_session(ctx, account.id, None)
    return Person(installation.app, session, None, email)


def same_person(app: Any, person: Person) -> Client:
    """The same session, spoken to another process."""
    client = Client(app, csrf=person.csrf)
    client.http.cookies.set("hanse_session", person.session.token)
    return client


@asynccontextmanager
async def second_process(installation: Installation, folder: Path) -> AsyncIterator[Any]:
    """Another web process on the same database, with caches of its own; gives its application."""
    services = build_services(test_settings(installation.urls, folder), installation.clock)
    async with running(services):
        yield build_web(services)


def details(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status_code, answer.json().get("code", "")
