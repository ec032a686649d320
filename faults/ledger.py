"""Clients that order and approve while things break, and remember what they were promised.

A client repeats a request with the same key until it gets an answer, as the documentation tells it to. Afterwards
`judge` compares what was acknowledged with what is there. Must not be here: what is broken meanwhile.
"""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from bench.figures import Figure
from faults.ground import Ground, Shop
from faults.invariants import broken
from faults.wire import Answer, Broken, Wire
from hanse.kit.ids import Id

REPEATED = frozenset({429, 503})
IN_FLIGHT = "idempotency_in_flight"
PATIENCE_SECONDS = 60.0
LONGEST_PAUSE = 0.4


@dataclass
class Ledger:
    """What clients were told, and what went wrong in a way no fault excuses."""

    orders: dict[str, str] = field(default_factory=dict)
    approved: list[tuple[str, str]] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    breaks: int = 0
    tried: int = 0

    @property
    def acknowledged(self) -> int:
        return len(self.orders) + len(self.approved)


class Persistent:
    """A wire that does not give up."""

    def __init__(self, wire: Wire, ledger: Ledger, chance: random.Random) -> None:
        self.wire = wire
        self.ledger = ledger
        self.chance = chance

    async def post(self, path: str, body: Any, key: str) -> Answer | None:
        """The answer of the one effect of this key; None after one that no fault excuses."""
        loop = asyncio.get_running_loop()
        until = loop.time() + PATIENCE_SECONDS
        while loop.time() < until:
            began = loop.time()
            try:
                answer = await self.wire.send("POST", path, body, {"idempotency-key": key})
            except Broken:
                self.ledger.breaks += 1
                self.ledger.slowest = max(self.ledger.slowest, loop.time() - began)
                await asyncio.sleep(self.chance.uniform(0.02, LONGEST_PAUSE))
                continue
            self.ledger.statuses[answer.status] += 1
            self.ledger.slowest = max(self.ledger.slowest, answer.seconds)
            if answer.status < 300:
                return answer
            if answer.status not in REPEATED and answer.json().get("code") != IN_FLIGHT:
                self.ledger.wrong.append(f"POST {path}: {answer.status} {answer.body[:300]!r}")
                return None
            if answer.status in REPEATED and "retry-after" not in answer.headers:
                self.ledger.wrong.append(f"POST {path}: {answer.status} without Retry-After")
            await asyncio.sleep(self.chance.uniform(0.02, LONGEST_PAUSE))
        self.ledger.wrong.append(f"POST {path}: no answer in {PATIENCE_SECONDS:g} s")
        return None


@dataclass
class Traffic:
    """Load on one shop: `orders` clients who enter orders, `approvals` who send carts and have them approved."""

    ground: Ground
    shop: Shop
    variant: str
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    port: int | None = None
    _stop: asyncio.Event = field(default_factory=asyncio.Event)
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    def begin(self, orders: int = 4, approvals: int = 3) -> None:
        """Start the clients."""
        for number in range(orders):
            self._tasks.append(asyncio.create_task(self._enter(number)))
        for number in range(approvals):
            self._tasks.append(asyncio.create_task(self._approve(number)))

    async def end(self) -> Ledger:
        """Let every client finish what it began."""
        self._stop.set()
        await asyncio.gather(*self._tasks)
        return self.ledger

    async def once(self) -> None:
        """Each kind of work once, to its end."""
        self._stop.set()
        await asyncio.gather(self._enter(0, rounds=1), self._approve(0, rounds=1))

    def order(self, token: str) -> dict[str, Any]:
        """An order of one piece, which `token` tells from all others."""
        line = {
            "variant_id": self.variant,
            "quantity": {"value": "1", "unit": "C62"},
            "unit_price": {"amount": "10.00", "currency": "EUR"},
        }
        return {
            "organization_id": self.shop.organization,
            "currency": "EUR",
            "po_number": token,
            "lines": [line],
            "shipping_address": {"country": "DE", "line1": "Quay 1"},
        }

    def client(self, person: Any, name: str) -> Persistent:
        """Somebody who does not give up."""
        # What one client does follows from the seed; how the clients interleave does not.
        return Persistent(self.ground.wire(person, self.port), self.ledger, random.Random(f"{self.seed} {name}"))

    async def _enter(self, number: int, rounds: int = 0) -> None:
        client = self.client(self.shop.business.owner, f"enter {number}")
        while not self._stop.is_set() or rounds > 0:
            rounds -= 1
            self.ledger.tried += 1
            token = f"{self.seed}-{number}-{self.ledger.tried}"
            answer = await client.post("/v1/orders", self.order(token), token)
            if answer is not None:
                self.ledger.orders[token] = answer.json()["id"]

    async def _approve(self, number: int, rounds: int = 0) -> None:
        buyer = self.client(self.shop.buyer, f"buy {number}")
        head = self.client(self.shop.head, f"approve {number}")
        while not self._stop.is_set() or rounds > 0:
            rounds -= 1
            self.ledger.tried += 1
            token = f"{self.seed}-a{number}-{self.ledger.tried}"
            request = await self.request(buyer, token)
            if request is None:
                continue
            done = await head.post(f"/v1/approvals/{request['approval_id']}/approve", {"comment": ""}, f"{token}-d")
            if done is not None:
                self.ledger.approved.append((request["approval_id"], request["id"]))

    async def request(self, buyer: Persistent, token: str) -> dict[str, Any] | None:
        """A cart, sent for approval; None after an answer that no fault excuses."""
        cart = await buyer.post("/v1/carts", {"organization_id": self.shop.organization, "name": token}, f"{token}-c")
        if cart is None:
            return None
        path = f"/v1/carts/{cart.json()['id']}"
        line = {"variant_id": self.variant, "quantity": {"value": "1", "unit": "C62"}}
        if await buyer.post(f"{path}/lines", {"lines": [line]}, f"{token}-l") is None:
            return None
        seen = await buyer.post(f"{path}/preview", {}, f"{token}-p")
        if seen is None:
            return None
        sent = await buyer.post(f"{path}/submit", {"fingerprint": seen.json()["fingerprint"]}, f"{token}-s")
        return None if sent is None else dict(sent.json())


async def needs_approval(shop: Shop) -> None:
    """Let the head of the organization approve what its buyers send."""
    resolver = {"kind": "member", "member_id": str(shop.head.member_id)}
    level = {"name": "Head", "groups": [{"label": "Head", "resolvers": [resolver], "quorum": 1}]}
    body = {"name": "Orders", "subject_kind": "order_request", "levels": [level]}
    answer = await shop.business.owner.post("/v1/approval-policies", body)
    assert answer.status_code == 201, answer.text


async def judge(shop: Shop, ledger: Ledger, settle_seconds: float = 30.0) -> list[str]:
    """What is lost, doubled or contradictory, once background work is done."""
    await _settled(shop, [request for _, request in ledger.approved], settle_seconds)
    found = list(ledger.wrong)
    rows = await shop.rows("SELECT po_number, count(*) AS orders FROM orders WHERE source_kind = 'entered' GROUP BY 1")
    entered = {row["po_number"]: row["orders"] for row in rows}
    found += [f"the acknowledged order {token} is lost" for token in ledger.orders if token not in entered]
    found += [f"the order {token} is there {count} times" for token, count in entered.items() if count > 1]
    approvals = await shop.rows("SELECT id, status FROM approvals")
    decided = {str(row["id"]) for row in approvals if row["status"] == "approved"}
    requests = {str(row["id"]): row["status"] for row in await shop.rows("SELECT id, status FROM order_requests")}
    for approval, request in ledger.approved:
        if plain(approval) not in decided:
            found.append(f"the acknowledged decision on {approval} is lost")
        elif requests.get(plain(request)) != "placed":
            found.append(f"the approved request {request} is {requests.get(plain(request))}, not placed")
    doubled = "SELECT approval_id FROM approval_events WHERE kind = 'approved' GROUP BY 1 HAVING count(*) > 1"
    found += [f"the decision on {row['approval_id']} counted twice" for row in await shop.rows(doubled)]
    told_twice = """
        SELECT subject_id FROM audit_entries WHERE action = 'order.enter' AND outcome = 'allowed'
        GROUP BY 1 HAVING count(*) > 1"""
    found += [f"order {row['subject_id']} was audited twice" for row in await shop.rows(told_twice)]
    return found + await broken(shop.business)


async def _settled(shop: Shop, requests: list[str], seconds: float) -> None:
    """Wait until approved requests became orders: a job may still be under way."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    wanted = [plain(request) for request in requests]
    query = "SELECT count(*) FROM order_requests WHERE id = ANY (%(ids)s::uuid[]) AND status <> 'placed'"
    while loop.time() < until and await shop.value(query, ids=wanted):
        await asyncio.sleep(0.1)


def plain(identity: str) -> str:
    """The UUID inside an id."""
    return str(Id.by_prefix[identity.partition("_")[0]].parse(identity).uuid)


def verdict(area: str, name: str, problems: list[str]) -> list[Figure]:
    """The figure that must be 0, and what is behind it when it is not."""
    for problem in problems[:10]:
        print(f"  {area}, {name}: {problem}", file=sys.stderr)
    return [Figure(area=area, name=f"{name}: lost, doubled or wrong", value=len(problems), unit="", bar=0)]
