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


CLAUSES = (
    ("Subject", "{{supplier}} supplies bolts to {{town}}."),
    ("Payment", "Invoices are due within 30 days net."),
    ("Liability", "Liability is limited to the value of the delivery."),
)


async def worded(deal: Agreement, clauses: tuple[tuple[str, str], ...] = CLAUSES, **facts: Any) -> dict[str, Any]:
    """A contract with clauses and signatories that lacks nothing: its version with the text."""
    found = await deal.contract(**facts)
    path = f"/v1/contract-versions/{found['working_version_id']}"
    text = await read(deal.seller, f"{path}/text")
    for heading, body in clauses:
        text = await changed(deal.seller, "post", f"{path}/clauses", text, heading=heading, body=body)
    variables = [{"name": "supplier", "value": "Nordhaven"}, {"name": "town", "value": "Hamburg"}]
    text = await changed(deal.seller, "put", f"{path}/variables", text, variables=variables)
    parties = [
        {"side": "seller", "name": "Nordhaven", "signatory_name": "Head of sales"},
        {"side": "buyer", "name": "Harbour Works", "signatory_name": "Head of purchasing"},
    ]
    return {**await changed(deal.seller, "put", f"{path}/parties", text, parties=parties), "contract": found}


async def changed(client: Client, method: str, path: str, thing: dict[str, Any], **body: Any) -> dict[str, Any]:
    """Change something that was read, and must be allowed to."""
    answer = await getattr(client, method)(path, body, headers=at(thing))
    assert answer.status_code == 200, f"{method} {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


async def moved(client: Client, thing: dict[str, Any], step: str, **body: Any) -> dict[str, Any]:
    """Take a step with a version; the version afterwards."""
    return await made(client, f"/v1/contract-versions/{thing['version_id']}/{step}", body)
