"""I6 and I8, attacks 11 and 12: what another business has changes no answer here, and no word of it is ever read here.

Walks every read of the registry and every page without a place in its address, so later ones are covered at once.
"""

from __future__ import annotations

import io
import re
import zipfile

import pytest_asyncio
from structlog.testing import capture_logs

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.platform.mail import MailboxMailer
from hanse.testing.installation import Business, Client, Installation, Person
from tests.attacks.test_foreign_ids import STRANGE, StrangeWorld
from tests.attacks.visits import partner
from tests.isolation.entries import ENTRIES
from tests.isolation.world import World, call
from tests.sampling import deep

pytestmark = deep

REGISTRY = build_registry()
READS = [
    (route, operation)
    for route in REGISTRY.routes
    if (operation := operation_of(route.operation)).kind == "query" and not operation.ids
]
PAGES = [page.path for page in REGISTRY.pages if page.method == "GET" and "{" not in page.path]
SEARCHES = (
    "/palette?q=xenopus",
    "/v1/organizations?q=xenopus",
    "/v1/members?q=xenopus",
    "/admin/organizations?q=xenopus",
)
# Reading them is itself recorded, so the next reading shows one entry more.
RECORDED = {"/v1/audit-export", "/v1/audit-entries", "/admin/audit", "/admin/audit/export.csv", "/admin"}
_VOLATILE = re.compile(r'nonce="[^"]*"|nonce&#34;: &#34;[^&]*|[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}')


async def seen_by(client: Client) -> dict[str, tuple[int, str]]:
    """Everything a person can read without knowing an id."""
    paths = [route.path for route, _ in READS] + PAGES + list(SEARCHES)
    found = {}
    for path in paths:
        headers = {"accept": "application/json" if path.startswith("/v1/") else "text/html"}
        answer = await client.get(path, headers=headers)
        found[path] = (answer.status_code, _VOLATILE.sub("", answer.text))
    return found


async def fill(installation: Installation, other: Business, helper: Business) -> None:
    """Make one of everything in the other business, and let its jobs run."""
    world, done = StrangeWorld(installation, other, helper), 0
    for route, operation in [(route, operation_of(route.operation)) for route in REGISTRY.routes]:
        entry = ENTRIES.get(operation.name)
        ends = operation.name.startswith(("tenant.suspend", "tenant.close", "tenant.reactivate", "tenant.offer"))
        if entry is None or ends or operation.name == "tenant.withdraw_parent":
            continue
        request = await entry.prepare(world)
        client = await entry.caller(world) if entry.caller else world.owner
        if operation.name != "member.act_on_behalf":
            answer = await call(client, route.method, route.path, request)
            done += answer.status_code < 300
    await installation.drain()
    assert done > 40, "the other business is hardly full"


@pytest_asyncio.fixture
async def readers(business: Business) -> dict[str, Person]:
    buyer, _ = await partner(business, "buyer")
    admin, _ = await partner(business)
    return {"owner": business.owner, "viewer": await business.join("viewer"), "buyer": buyer, "company admin": admin}


async def test_nobody_notices_whether_another_business_is_empty_or_full(
    business: Business, readers: dict[str, Person], installation: Installation
) -> None:
    other, helper = await installation.found(f"{STRANGE} Ltd"), await installation.found()
    await World(installation, business, helper).organization()
    await installation.drain()
    before = {who: await seen_by(client) for who, client in readers.items()}
    again = {who: await seen_by(client) for who, client in readers.items()}
    moving = {path for who in readers for path in before[who] if before[who][path] != again[who][path]}
    assert moving <= RECORDED, moving
    await fill(installation, other, helper)
    after = {who: await seen_by(client) for who, client in readers.items()}
    changed = [
        (who, path) for who in readers for path in after[who].keys() - RECORDED if after[who][path] != again[who][path]
    ]
    assert changed == []
    assert [
        (who, path)
        for who in readers
        for path, (_, text) in after[who].items()
        if STRANGE in text.lower().replace("q=xenopus", "").replace('value="xenopus"', "") and path not in SEARCHES
    ] == []


async def test_no_word_of_another_business_leaves_it(business: Business, installation: Installation) -> None:
    """Answers, searches, exports, mails and metrics of ours, and the log of our requests."""
    other, helper = await installation.found(f"{STRANGE} Ltd"), await installation.found()
    await fill(installation, other, helper)
    ours = World(installation, business, helper)
    await ours.organization()
    with capture_logs() as lines:
        texts = [text for path, (_, text) in (await seen_by(business.owner)).items() if path not in SEARCHES]
        hits = await business.owner.get("/palette?q=xenopus")
        assert hits.json() == {"groups": []}
        for kind in ("csv", "xlsx"):
            made = await business.owner.post("/v1/organization-exports", {"format": kind})
            assert made.status_code == 201
            file = await business.owner.get(made.json()["link"])
            assert file.status_code == 200
            texts.append(_text_of(kind, file.content))
        await business.owner.post("/v1/invitations", (await ENTRIES["member.invite"].prepare(ours)).body)
        await installation.drain()
    texts.append(repr(lines))
    texts += await _mails_of(installation, "kv")
    assert not [text[:200] for text in texts if STRANGE in text.lower()]


def _text_of(kind: str, content: bytes) -> str:
    if kind == "csv":
        return content.decode("utf-8")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


async def _mails_of(installation: Installation, start: str) -> list[str]:
    mailbox = installation.services.mail
    assert isinstance(mailbox, MailboxMailer)
    entries = [entry for entry in await mailbox.list_messages(500) if entry.to.startswith(start)]
    found = [await mailbox.read(entry.id) for entry in entries]
    assert found, "no mail of ours was sent"
    return [f"{mail.headers} {mail.text} {mail.html}" for mail in found]
