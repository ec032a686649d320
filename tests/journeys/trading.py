"""A business in pounds that sells to one organization, for the journeys of trade. Asserts nothing of the product."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Installation, Person
from tests.domains.approvals.desk import level
from tests.domains.inventory.goods import place, receive
from tests.domains.quotes.deals import made, priced
from tests.domains.quotes.test_ordering import fabric

ADDRESS = {
    "line1": "Dock Road 7",
    "city": "Hull",
    "postal_code": "HU1 2AB",
    "country": "GB",
    "is_shipping_default": True,
    "is_billing_default": True,
}


@dataclass
class Trade:
    """Who sells, who buys, and what."""

    business: Business
    organization: str
    buyer: Person
    seller: Person
    skus: list[str]
    variants: list[str]

    async def colleague(self, role: str, name: str) -> Person:
        """Somebody else at the organization."""
        return await self.business.join(role, OrganizationId.parse(self.organization), name=name)

    async def cart(self, by: Person, quantity: str, name: str) -> str:
        """A cart with some of the first article, which is not delivered later."""
        cart = (await made(by, "/v1/carts", {"organization_id": self.organization, "name": name}))["id"]
        lines = {"lines": [{"sku": self.skus[0], "quantity": {"value": quantity}}]}
        await made(by, f"/v1/carts/{cart}/lines", lines)
        tag = (await by.get(f"/v1/carts/{cart}")).headers["etag"]
        answer = await by.patch(f"/v1/carts/{cart}", {"allows_backorder": False}, headers={"if-match": tag})
        assert answer.status_code == 200, answer.text
        return str(cart)

    def last_day(self) -> str:
        """Until when an offer stands."""
        return (self.business.installation.clock.now() + timedelta(days=10)).date().isoformat()


async def open_trade(site: Installation, name: str, *, articles: int, price: str, stock: str) -> Trade:
    """A business with articles on its shelf at one price."""
    business = await site.found(name, currency="GBP")
    body = {"name": "Humber Works", "is_active": True, "currency": "GBP"}
    organization = str((await made(business.owner, "/v1/organizations", body))["id"])
    await made(business.owner, f"/v1/organizations/{organization}/addresses", ADDRESS)
    names = [f"HB-{number:04}" for number in range(articles)]
    product = await made(
        business.owner, "/v1/products", {"name": "Hex bolt", "variants": [{"sku": sku} for sku in names]}
    )
    await made(business.owner, f"/v1/products/{product['id']}/activate", {})
    ids = {one["sku"]: str(one["id"]) for one in product["variants"]}
    variants = [ids[sku] for sku in names]
    await priced(business, variants, price, "GBP")
    await receive(business.owner, await place(business.owner), dict.fromkeys(variants, stock))
    buyer = await business.join("buyer", OrganizationId.parse(organization), name="Purchasing desk")
    seller = await business.join("manager", name="Sales desk")
    return Trade(business, organization, buyer, seller, names, variants)


async def weave(trade: Trade) -> str:
    """A fabric by the metre, in widths and finishes; its number."""
    variant = await fabric(trade.business.owner)
    await priced(trade.business, [variant], "20.00", "GBP", "MTR")
    return "FAB-1"


async def order_policy(trade: Trade, approver: Person, fallback: Person) -> None:
    """Orders need this person; after 48 hours somebody else is asked, too."""
    resolver = {"kind": "member", "member_id": str(approver.member_id)}
    group = {"label": "Head of purchasing", "resolvers": [resolver], "quorum": 1}
    step = level(group, name="Purchasing", timeout_hours=48, fallback=[str(fallback.member_id)])
    await made(
        trade.business.owner,
        "/v1/approval-policies",
        {"name": "Orders", "subject_kind": "order_request", "levels": [step]},
    )


def allocated(order: dict[str, Any]) -> list[str]:
    """How much of each line of an order is promised from the shelf."""
    return [line["allocated"]["value"] for line in order["lines"]]
