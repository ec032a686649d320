"""A business that makes contracts, for the tests of contracts. No assertions about what is tested."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Client, Person

EUR = "EUR"
FIRST_DAY, LAST_DAY = "2026-04-01", "2027-03-31"  # the test's clock begins on 2 March 2026


@dataclass
class Agreement:
    """A seller's business, a partner, and their people."""

    business: Business
    organization: str
    buyer: Person
    seller: Person

    async def contract(self, by: Client | None = None, **facts: Any) -> dict[str, Any]:
        """A draft of a year, from the next month on."""
        body = {
            "organization_id": self.organization,
            "title": "Supply of bolts",
            "starts_on": FIRST_DAY,
            "ends_on": LAST_DAY,
            **facts,
        }
        return await made(by or self.seller, "/v1/contracts", body)


async def agreement(business: Business) -> Agreement:
    """A business in euros with an active partner."""
    body = {"name": "Harbour Works", "is_active": True, "currency": EUR}
    place = await made(business.owner, "/v1/organizations", body)
    buyer = await business.join("company_admin", OrganizationId.parse(place["id"]), name="Purchasing desk")
    seller = await business.join("manager", name="Key accounts")
    return Agreement(business, place["id"], buyer, seller)


def money(amount: str, currency: str = EUR) -> dict[str, str]:
    return {"amount": amount, "currency": currency}


async def made(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer of a call that must succeed."""
    answer = await client.post(path, body)
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


async def read(client: Client, path: str) -> dict[str, Any]:
    answer = await client.get(path)
    assert answer.status_code == 200, f"GET {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


def at(thing: dict[str, Any]) -> dict[str, str]:
    """The header that names the version that was read."""
    return {"if-match": f'"{thing["version"]}"'}
