"""A contract with prices for a small shop, brought to where its figures begin to matter. No assertions of its own.

That a version was signed is written directly: how it comes to that is tested where negotiation and signature are.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.domains.contracts.types import ContractVersionId
from hanse.domains.identity.api import find_account, start_session
from hanse.domains.tenants.types import TenantId
from hanse.testing.installation import Business, Client, Person
from tests.domains.contracts.agreements import at, made, read
from tests.domains.pricing.shop import Shop, open_shop

UNSTOCKED = "UPDATE variants SET is_stocked = false"
SIGN = "UPDATE contract_versions SET status = 'signed', sent_at = now() WHERE id = %(id)s"
TURN = "UPDATE contracts SET status = %(status)s, turn = NULL, sent_at = now() WHERE working_version_id = %(id)s"


@dataclass
class Deal:
    """A seller of bolts, and a partner who pays 10.00 for an M6 by the list."""

    shop: Shop
    organization: str
    buyer: Person

    @property
    def seller(self) -> Person:
        return self.shop.owner

    @property
    def business(self) -> Business:
        return self.shop.business

    async def contract(self, entries: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
        """A draft from the day of the test on, for a year, with prices."""
        body = {
            "organization_id": self.organization,
            "title": "Supply of bolts",
            "currency": "GBP",
            "starts_on": "2026-03-02",
            "ends_on": "2027-03-01",
            **facts,
        }
        found = await made(self.seller, "/v1/contracts", body)
        if entries:
            await self.say(found["working_version_id"], entries)
        return await read(self.seller, f"/v1/contracts/{found['id']}")

    async def say(self, version_id: str, entries: list[dict[str, Any]], **body: Any) -> dict[str, Any]:
        """Write prices of a version."""
        version = await read(self.seller, f"/v1/contract-versions/{version_id}")
        answer = await self.seller.post(
            f"/v1/contract-versions/{version_id}/prices", {"entries": entries, **body}, headers=at(version)
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def terms(self, version_id: str, **terms: Any) -> None:
        """Change terms of a version."""
        path = f"/v1/contract-versions/{version_id}"
        answer = await self.seller.patch(path, terms, headers=at(await read(self.seller, path)))
        assert answer.status_code == 200, answer.text

    async def commit(self, version_id: str, *commitments: dict[str, Any]) -> Any:
        """Write the commitments of a version; the answer."""
        path = f"/v1/contract-versions/{version_id}"
        headers = at(await read(self.seller, path))
        return await self.seller.put(f"{path}/commitments", {"commitments": list(commitments)}, headers=headers)

    async def sign(self, contract: dict[str, Any]) -> dict[str, Any]:
        """As if both sides had signed the version on its way."""
        async with self.business.open() as ctx:
            version_id = ContractVersionId.parse(contract["working_version_id"])
            await ctx.db.run(SIGN, {"id": version_id})
            status = "signed" if contract["active_version_id"] is None else "active"
            await ctx.db.run(TURN, {"id": version_id, "status": status})
        return await read(self.seller, f"/v1/contracts/{contract['id']}")

    async def act(self, contract: dict[str, Any], action: str, body: dict[str, Any] | None = None) -> Any:
        """Take an action on a contract as it is now; the answer."""
        found = await read(self.seller, f"/v1/contracts/{contract['id']}")
        return await self.seller.post(f"/v1/contracts/{found['id']}/{action}", body or {}, headers=at(found))

    async def active(self, entries: list[dict[str, Any]], **facts: Any) -> dict[str, Any]:
        """A contract in force with these prices."""
        found = await self.sign(await self.contract(entries, **facts))
        answer = await self.act(found, "activate")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def go_to(self, instant: datetime) -> None:
        """Let the clock be there, and everything happen that is due; both people log in again."""
        installation = self.business.installation
        installation.clock.set(instant)
        await installation.drain()
        self.business.owner = await self._again(self.seller, None)
        self.buyer = await self._again(self.buyer, OrganizationId.parse(self.organization))

    async def _again(self, person: Person, organization: OrganizationId | None) -> Person:
        async with self.business.open() as ctx:
            account = await find_account(ctx, person.email)
            assert account is not None
            tenant = TenantId(self.business.tenant.id)
            session = await start_session(ctx, account.id, tenant, organization, strong=True)
        return Person(self.business.installation.app, session, person.member_id, person.email)

    async def price(self, sku: str = "M6", by: Client | None = None, when: datetime | None = None) -> str | None:
        """What the partner pays."""
        if by is not None:
            return await self.shop.price(sku, by=by)
        body: dict[str, Any] = {"organization_id": self.organization}
        if when is not None:
            body["at"] = when.isoformat()
        return await self.shop.price(sku, **body)


async def deal(business: Business) -> Deal:
    """The shop with its list and its partner."""
    shop = await open_shop(business)
    async with business.open() as ctx:
        await ctx.db.run(UNSTOCKED)
    await shop.price_list("Base", "base", [{"sku": "M6", "price": "10"}, {"sku": "M8", "price": "20"}])
    organization = await shop.partner("Harbour Works")
    return Deal(shop, organization, await shop.buyer(organization, "company_admin"))
