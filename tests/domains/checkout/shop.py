"""A business that sells, an organization that buys, and short ways to fill and send carts. Asserts nothing of them."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.kit.ids import uuid7
from hanse.kit.money import UnitPrice
from hanse.testing.installation import Business, Client, Person

ADDRESS = {
    "line1": "Speicherstadt 1",
    "city": "Hamburg",
    "postal_code": "20457",
    "country": "DE",
    "is_billing_default": True,
    "is_shipping_default": True,
}
NEW_LIST = """
INSERT INTO price_lists (id, name, name_key, layer, currency, status, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name)s, 'base', %(currency)s, 'active', %(now)s, %(now)s)
"""
NEW_ENTRY = """
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, kind, amount_micros, updated_at)
VALUES (%(id)s, %(list)s, 'variant', %(variant)s, %(unit)s, 'fixed', %(micros)s, %(now)s)
"""
CHANGE_ENTRY = "UPDATE price_entries SET amount_micros = %(micros)s WHERE target_id = %(variant)s"
_numbers = itertools.count(1)


async def made(client: Client, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    """What a POST answered when it went well."""
    answer = await client.post(path, body or {})
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


@dataclass
class Shop:
    """A business, its warehouse and base price list, and one buyer at one organization."""

    business: Business
    organization: str
    buyer: Person
    warehouse: str = ""
    price_list: Any = None
    articles: dict[str, str] = field(default_factory=dict)

    @property
    def owner(self) -> Person:
        return self.business.owner

    async def article(self, sku: str, price: str | None = "10.00", stock: str | None = "1000", **facts: Any) -> str:
        """Something that is sold; the variant's id."""
        unit = facts.get("stock_unit", "C62")
        body = {"name": f"Thing {sku}", "variants": [{"sku": sku, **facts}]}
        product = await made(self.owner, "/v1/products", body)
        await made(self.owner, f"/v1/products/{product['id']}/activate")
        variant = str(product["variants"][0]["id"])
        self.articles[sku] = variant
        if price is not None:
            await self.price(sku, price, unit)
        if stock is not None:
            lines = [{"variant_id": variant, "quantity": {"value": stock, "unit": unit}}]
            await made(self.owner, "/v1/stock-receipts", {"location_id": self.warehouse, "lines": lines})
        return variant

    async def price(self, sku: str, amount: str, unit: str = "C62") -> None:
        """A price on the base list."""
        values = {
            "id": uuid7(),
            "list": self.price_list,
            "variant": uuid_of(self.articles[sku]),
            "unit": unit,
            "micros": UnitPrice.parse(amount, "EUR").micros,
        }
        async with self.business.open() as ctx:
            await ctx.db.run(NEW_ENTRY, {**values, "now": ctx.now})

    async def reprice(self, sku: str, amount: str) -> None:
        """Another price from now on."""
        micros = UnitPrice.parse(amount, "EUR").micros
        async with self.business.open() as ctx:
            await ctx.db.run(CHANGE_ENTRY, {"micros": micros, "variant": uuid_of(self.articles[sku])})

    async def cart(self, *lines: tuple[str, str], by: Client | None = None, **facts: Any) -> str:
        """A cart of the organization with lines (article number, quantity); its id."""
        who = by or self.buyer
        found = await made(who, "/v1/carts", {"organization_id": self.organization, **facts})
        if lines:
            await self.add(found["id"], *lines, by=who)
        return str(found["id"])

    async def add(self, cart: str, *lines: tuple[str, str], by: Client | None = None) -> dict[str, Any]:
        """Lines into a cart."""
        body = {"lines": [{"sku": sku, "quantity": {"value": value}} for sku, value in lines]}
        return await made(by or self.buyer, f"/v1/carts/{cart}/lines", body)

    async def preview(self, cart: str, by: Client | None = None) -> dict[str, Any]:
        return await made(by or self.buyer, f"/v1/carts/{cart}/preview")

    async def submit(self, cart: str, by: Client | None = None, **facts: Any) -> Any:
        """Send what a fresh preview shows; the raw answer."""
        who = by or self.buyer
        seen = facts.pop("fingerprint", None) or (await self.preview(cart, by=who))["fingerprint"]
        return await who.post(f"/v1/carts/{cart}/submit", {"fingerprint": seen, **facts})

    async def centre(self, code: str = "4100") -> str:
        """A cost centre's id."""
        body = {"organization_id": self.organization, "code": code, "name": f"Works {code}"}
        return str((await made(self.owner, "/v1/cost-centres", body))["id"])

    async def budget(self, centre: str, amount: str, currency: str = "EUR", **facts: Any) -> str:
        """A monthly budget's id."""
        limit = {"amount": amount, "currency": currency}
        body = {"cost_centre_id": centre, "period": "month", "limit": limit, **facts}
        return str((await made(self.owner, "/v1/budgets", body))["id"])

    async def policy(self, approver: Person, condition: str = "") -> None:
        """Orders need this person's approval."""
        resolver = {"kind": "member", "member_id": str(approver.member_id)}
        level = {"name": "Head of purchasing", "groups": [{"label": "Head", "resolvers": [resolver], "quorum": 1}]}
        body = {"name": f"Policy {uuid7()}", "subject_kind": "order_request", "levels": [level]}
        await made(self.owner, "/v1/approval-policies", {**body, **({"condition": condition} if condition else {})})

    async def colleague(self, role: str = "buyer") -> Person:
        """Somebody else at the organization."""
        return await self.business.join(role, OrganizationId.parse(self.organization))


def uuid_of(identity: str) -> Any:
    """The UUID inside an id."""
    return VariantId.parse(identity).uuid


async def open_shop(business: Business, **organization: Any) -> Shop:
    """A business that sells in euros to one organization with an address in Germany."""
    body = {"name": f"Harbour Works {next(_numbers)}", "is_active": True, "currency": "EUR", **organization}
    place = (await made(business.owner, "/v1/organizations", body))["id"]
    await made(business.owner, f"/v1/organizations/{place}/addresses", ADDRESS)
    buyer = await business.join("buyer", OrganizationId.parse(place))
    shop = Shop(business, place, buyer)
    shop.warehouse = str((await made(business.owner, "/v1/locations", {"code": "W1", "name": "Warehouse"}))["id"])
    shop.price_list = uuid7()
    async with business.open() as ctx:
        await ctx.db.run(NEW_LIST, {"id": shop.price_list, "name": "base", "currency": "EUR", "now": ctx.now})
    return shop
