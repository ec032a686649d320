"""Quotes, approvals, orders and stock in any order of events, over HTTP: the invariants hold after every step."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from faults.invariants import broken
from hanse.testing.installation import Installation, Person
from tests.domains.checkout.shop import Shop, open_shop
from tests.domains.quotes.deals import Deal, accepting, changed, deal

pytestmark = pytest.mark.slow
T = TypeVar("T")
LAST_DAY = "2026-03-31"
VERBS = ("approve", "approve", "reject", "recall")
NEXT = {"draft": ("submit", False), "submitted": ("review", True), "in_review": ("offer", True)}
REACHED = {
    "orders of carts": "SELECT count(*) FROM orders WHERE source_kind NOT IN ('quote', 'entered')",
    "orders of quotes": "SELECT count(*) FROM orders WHERE source_kind = 'quote'",
    "decisions": "SELECT count(*) FROM approval_events WHERE kind IN ('approved', 'rejected')",
    "budget entries": "SELECT count(*) FROM budget_entries",
}
KINDS = ("cart", "cart", "decide", "decide", "quote", "forward", "forward", "forward", "stray", "order", "stock")
ORDER_ACTIONS = ("cancel", "confirm", "hold", "resume")
QUOTE_STEPS = ("submit", "review", "offer", "accept", "withdraw", "decline", "order")


class Trading(RuleBasedStateMachine):
    """One business; everything is tried at any time, also by those who may not."""

    installation: Installation
    loop: asyncio.AbstractEventLoop
    reached: Counter[str] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.steps = 0
        self.requests: list[dict[str, Any]] = []
        self.quotes: list[dict[str, Any]] = []
        self.run(self._open())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Do something in the installation's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    async def _open(self) -> None:
        business = await self.installation.found()
        self.shop: Shop = await open_shop(business)
        await self.shop.article("AB-1", "10.00", stock="12")
        self.trade: Deal = await deal(business, articles=1)
        self.head: Person = await self.shop.colleague("company_admin")
        await self.shop.policy(self.head, "subject.total > 2500")
        self.centre = await self.shop.centre()
        await self.shop.budget(self.centre, "70.00", when_exceeded="refuse")
        self.people = [self.shop.buyer, self.head, self.shop.owner, self.trade.buyer, self.trade.seller]

    async def _post(self, who: Person, path: str, body: dict[str, Any] | None = None) -> Any:
        """Whatever is asked, the answer is never a failure of Hanse itself."""
        answer = await who.post(path, body or {})
        assert answer.status_code < 500, f"{path}: {answer.status_code} {answer.text}"
        return answer

    @rule(seed=st.integers(0, 1_000_000))
    def happen(self, seed: int) -> None:
        """One rule for all: drawn one by one, a walk of forty steps would keep to a few kinds and small numbers."""
        self.steps += 1
        chance = random.Random(f"{seed} {self.steps}")
        kind, which, who, step = (
            chance.choice(KINDS),
            chance.randint(0, 50),
            chance.randint(0, 4),
            chance.randint(0, 50),
        )
        flags = [chance.random() < 0.5 for _ in range(3)]
        if kind == "cart":
            self.run(self._send(5 - who, self.head if flags[0] else self.shop.buyer, flags[1], flags[2]))
        elif kind == "decide":
            self.decide(which, who if flags[0] else 1, VERBS[step % len(VERBS)])
        elif kind == "quote":
            self.ask_for_a_quote()
        elif kind == "forward":
            self.bring_a_quote_forward(which)
        elif kind == "stray":
            self.go_on_with_a_quote(which, QUOTE_STEPS[step % len(QUOTE_STEPS)], flags[0])
        elif kind == "order":
            self.change_an_order(which, 2 if flags[0] else who, ORDER_ACTIONS[step % len(ORDER_ACTIONS)])
        else:
            self.receive_stock(1 + who)

    async def _send(self, amount: int, who: Person, budgeted: bool, twice: bool) -> None:
        made = (await self._post(who, "/v1/carts", {"organization_id": self.shop.organization})).json()
        cart = made["id"]
        if budgeted:
            version = {"if-match": f'"{made["version"]}"'}
            chosen = await who.patch(f"/v1/carts/{cart}", {"cost_centre_id": self.centre}, headers=version)
            assert chosen.status_code == 200, chosen.text
        await self.shop.add(cart, ("AB-1", str(amount)), by=who)
        seen = (await self._post(who, f"/v1/carts/{cart}/preview")).json().get("fingerprint")
        sends = [self._post(who, f"/v1/carts/{cart}/submit", {"fingerprint": seen}) for _ in range(1 + twice)]
        for answer in await asyncio.gather(*sends):
            if answer.status_code == 200:
                self._remember(answer.json())

    def _remember(self, request: dict[str, Any]) -> None:
        if request["id"] not in [known["id"] for known in self.requests]:
            self.requests.append(request)

    @rule(
        which=st.integers(0, 50),
        who=st.integers(0, 4),
        verb=st.sampled_from(("approve", "approve", "reject", "recall")),
    )
    def decide(self, which: int, who: int, verb: str) -> None:
        pending = [request for request in self.requests if request.get("approval_id")]
        if pending:
            approval = pending[which % len(pending)]["approval_id"]
            self.run(self._post(self.people[who], f"/v1/approvals/{approval}/{verb}", {"comment": "as it is"}))
            self.run(self.installation.drain())

    def ask_for_a_quote(self) -> None:
        self.quotes.append(self.run(self.trade.quote()))

    def bring_a_quote_forward(self, which: int) -> None:
        if self.quotes:
            quote = self.quotes[which % len(self.quotes)]
            status = self.run(self.trade.buyer.get(f"/v1/quotes/{quote['id']}")).json()["status"]
            step, by_seller = NEXT.get(status, ("accept", False))
            self.run(self._step(quote, step, by_seller))

    def go_on_with_a_quote(self, which: int, step: str, by_seller: bool) -> None:
        if self.quotes:
            self.run(self._step(self.quotes[which % len(self.quotes)], step, by_seller))

    async def _step(self, quote: dict[str, Any], step: str, by_seller: bool) -> None:
        who = self.trade.seller if by_seller else self.trade.buyer
        if step == "offer" and by_seller:
            status = (await who.get(f"/v1/quotes/{quote['id']}")).json().get("status")
            if status == "in_review":
                await changed(who, quote, valid_until=LAST_DAY)
        if step != "accept":
            await self._post(who, f"/v1/quotes/{quote['id']}/{step}")
            return
        found = (await self.trade.buyer.get(f"/v1/quotes/{quote['id']}/versions")).json()["items"]
        if any(version["is_on_offer"] for version in found):
            # The same offer, accepted twice at once: one order.
            answers = await asyncio.gather(*(accepting(self.trade.buyer, quote) for _ in range(2)))
            assert all(answer.status_code < 500 for answer in answers)

    def change_an_order(self, which: int, who: int, action: str) -> None:
        orders = self.run(self.shop.owner.get("/v1/orders")).json()["items"]
        if orders:
            order = orders[which % len(orders)]["id"]
            body = {"reason": "for a test"} if action in ("cancel", "hold") else {}
            self.run(self._post(self.people[who], f"/v1/orders/{order}/{action}", body))

    def receive_stock(self, amount: int) -> None:
        line = {"variant_id": self.shop.articles["AB-1"], "quantity": {"value": str(amount), "unit": "C62"}}
        body = {"location_id": self.shop.warehouse, "lines": [line]}
        self.run(self._post(self.shop.owner, "/v1/stock-receipts", body))

    def teardown(self) -> None:
        self.run(self._count())

    async def _count(self) -> None:
        async with self.shop.business.open() as ctx:
            for name, query in REACHED.items():
                self.reached[name] += await ctx.db.value(query)  # type: ignore[arg-type]

    @invariant()
    def everything_is_true(self) -> None:
        assert self.run(broken(self.shop.business)) == []


async def test_invariants_hold_whatever_happens(installation: Installation) -> None:
    Trading.installation, Trading.loop = installation, asyncio.get_running_loop()
    how = settings(
        max_examples=3,
        stateful_step_count=40,
        deadline=None,
        derandomize=True,
        phases=(Phase.generate,),  # shrinking takes minutes; the steps are printed as they are
        suppress_health_check=list(HealthCheck),
    )
    await asyncio.to_thread(run_state_machine_as_test, Trading, settings=how)
    # A walk that never gets anywhere proves nothing.
    assert all(Trading.reached[name] > 0 for name in REACHED), Trading.reached
