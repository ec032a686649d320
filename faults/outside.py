"""F2 beside commits: a process is killed right before and right after it writes a file or hands over a mail."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import random
from collections import Counter

from bench.figures import Figure
from faults.ground import Ground, Shop, made
from faults.ledger import Ledger, Persistent, Traffic, judge, needs_approval, verdict
from hanse.testing.mailbox import ReceivedMail, SmtpServer

AREA = "failpoints"
FILE_POINTS = ("files.write.before", "files.write.after")
MAIL_POINTS = ("mail.send.before", "mail.send.after")
MAIL_SECONDS = 90.0
"""A killed worker's job is another's after its lease of 30 seconds."""


async def at_files(ground: Ground, seed: int, rounds: int) -> list[Figure]:
    """Upload papers to carts while the web process that stores them is killed."""
    shop = await ground.shop()
    ledger = Ledger()
    client = Persistent(ground.wire(shop.buyer), ledger, random.Random(seed))
    sent: dict[str, str] = {}
    reached = 0
    for number in range(rounds):
        point = FILE_POINTS[number % 2]
        cart = await made(shop.buyer, "/v1/carts", {"organization_id": shop.organization, "name": f"Cart {number}"})
        content = f"Paper {seed} {number}.".encode() * 50
        body = {"name": f"p{number}.txt", "content_type": "text/plain", "content": base64.b64encode(content).decode()}
        ground.tell(point, "kill on web")
        answer = await client.post(f"/v1/carts/{cart['id']}/attachments", body, f"{seed}-f{number}")
        if answer is not None:
            sent[f"p{number}.txt"] = hashlib.sha256(content).hexdigest()
        reached += ground.was_reached(point)
    problems = [*ledger.wrong, *await _compare(ground, shop, sent)]
    return [
        *verdict(AREA, "before and after files are written", problems),
        Figure(area=AREA, name="files: reached", value=reached, unit="", bar=rounds, sense="at_least"),
    ]


async def _compare(ground: Ground, shop: Shop, sent: dict[str, str]) -> list[str]:
    """Every acknowledged paper is there once, and its bytes are the ones that were sent."""
    problems: list[str] = []
    rows = await shop.rows("SELECT name, key, tenant_id FROM files WHERE deleted_at IS NULL")
    times = Counter(row["name"] for row in rows)
    problems += [f"the paper {name} is there {times[name]} times" for name in sent if times[name] != 1]
    for row in rows:
        _, found = await ground.parts.services.files.digest(row["tenant_id"], row["key"])
        if row["name"] in sent and found != sent[row["name"]]:
            problems.append(f"the paper {row['name']} has other contents")
    return problems


async def at_mails(ground: Ground, seed: int, rounds: int) -> list[Figure]:
    """Ask for approvals while the worker that mails the approver is killed: each mail arrives, and twins are marked."""
    assert ground.mail is not None
    shop = await ground.shop()
    await needs_approval(shop)
    variant = await shop.article("1000")
    reached, problems, asked = 0, [], 0
    for number in range(rounds):
        point = MAIL_POINTS[number % 2]
        ground.tell(point, "kill on worker")
        traffic = Traffic(ground, shop, variant, seed + number)
        # Nobody decides yet: who has nothing to decide gets no mail.
        asked += await traffic.request(traffic.client(shop.buyer, "ask"), f"{seed}-m{number}") is not None
        await _arrived(ground.mail, shop.head.email, asked)
        reached += ground.was_reached(point)
        problems += await judge(shop, traffic.ledger)
    mails = [mail for mail in ground.mail.mails if shop.head.email in mail.recipients]
    different = {_identity(mail) for mail in mails}
    if len(different) != asked:
        problems.append(f"{asked} approvals were asked for, and {len(different)} different mails arrived")
    return [
        *verdict(AREA, "before and after mails are handed over", problems),
        Figure(area=AREA, name="mails: reached", value=reached, unit="", bar=rounds, sense="at_least"),
        Figure(
            area=AREA, name="mails sent again, with the same Message-ID", value=len(mails) - len(different), unit=""
        ),
    ]


def _identity(mail: ReceivedMail) -> str:
    return str(mail.mime["message-id"])


async def _arrived(server: SmtpServer, email: str, wanted: int) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + MAIL_SECONDS
    while loop.time() < until:
        if len({_identity(mail) for mail in server.mails if email in mail.recipients}) >= wanted:
            return
        await asyncio.sleep(0.2)
