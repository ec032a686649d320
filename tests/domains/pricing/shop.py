"""A small catalogue and short ways to make price lists for tests of prices; no assertions about prices.

Catalogue rows are written directly: what is tested here begins where they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from hanse.domains.catalog.types import VariantId
from hanse.domains.organizations.types import OrganizationId
from hanse.kit.ids import uuid7
from hanse.testing.installation import Business, Client, Person

CATEGORY = """
INSERT INTO categories (id, parent_id, handle, name, name_key, path, created_at, updated_at)
VALUES (%(id)s, %(parent)s, %(handle)s, %(handle)s, %(handle)s, %(path)s, now(), now())
"""
PRODUCT = """
INSERT INTO products (id, handle, name, name_key, status, audience, created_at, updated_at)
VALUES (%(id)s, %(handle)s, %(name)s, %(handle)s, %(status)s, ARRAY[catalogue_token('everyone')], now(), now())
"""
PLACE = "INSERT INTO product_categories (product_id, category_id) VALUES (%(product)s, %(category)s)"
VARIANT = """
INSERT INTO variants (id, product_id, sku, sku_key, stock_unit, lineage, created_at, updated_at)
VALUES (%(id)s, %(product)s, %(sku)s, upper(%(sku)s), %(unit)s, %(lineage)s, now(), now())
"""
UNIT = """
INSERT INTO variant_units (variant_id, unit, ratio_numerator, ratio_denominator, minimum, is_default)
VALUES (%(variant)s, %(unit)s, %(numerator)s, %(denominator)s, %(minimum)s, %(default)s)
"""


@dataclass
class Shop:
    """A business with products: `bolt` in M6 and M8 below fasteners/bolts, sold by piece and box of 100; `rope`."""

    business: Business
    variants: dict[str, UUID] = field(default_factory=dict)
    products: dict[str, UUID] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)

    @property
    def owner(self) -> Person:
        return self.business.owner

    def variant(self, sku: str) -> str:
        return str(VariantId(self.variants[sku]))

    async def price_list(self, name: str, layer: str, entries: list[dict[str, Any]], **body: Any) -> str:
        """A list in use with these entries; its id."""
        made = await made_by(self.owner, "/v1/price-lists", {"name": name, "layer": layer, "currency": "GBP", **body})
        if entries:
            await self.say(made["id"], entries)
        answer = await self.owner.post(f"/v1/price-lists/{made['id']}/activate")
        assert answer.status_code == 200, answer.text
        return str(made["id"])

    async def say(self, list_id: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
        """Write entries."""
        return await made_by(self.owner, f"/v1/price-lists/{list_id}/entries", {"entries": entries})

    async def ask(
        self, sku: str, quantity: str = "1", unit: str = "C62", by: Client | None = None, **body: Any
    ) -> dict[str, Any]:
        """The answer for one line; staff ask in pounds unless told otherwise."""
        if by is None:
            body.setdefault("currency", "GBP")
        line = {"key": 7, "variant_id": self.variant(sku), "quantity": {"value": quantity, "unit": unit}}
        answer = await (by or self.owner).post("/v1/prices/resolve", {"lines": [line], **body})
        assert answer.status_code == 200, answer.text
        return dict(answer.json()["lines"][0])

    async def price(self, sku: str, quantity: str = "1", unit: str = "C62", **options: Any) -> str | None:
        """What one unit costs, as text."""
        found = (await self.ask(sku, quantity, unit, **options))["unit_price"]
        return found and str(found["amount"])

    async def partner(self, name: str, parent: str | None = None, **body: Any) -> str:
        """An active organization's id."""
        body = {"name": name, "is_active": True, "currency": "GBP", "parent_id": parent, **body}
        return str((await made_by(self.owner, "/v1/organizations", body))["id"])

    async def buyer(self, organization: str, role: str = "buyer") -> Person:
        return await self.business.join(role, OrganizationId.parse(organization))


async def made_by(person: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a POST made."""
    answer = await person.post(path, body)
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


async def open_shop(business: Business) -> Shop:
    """A business with a few products."""
    shop = Shop(business)
    async with business.open() as ctx:
        for handle, parent in (("fasteners", None), ("bolts", "fasteners"), ("steel", None)):
            identity = shop.categories[handle] = uuid7()
            above = shop.categories[parent] if parent else None
            path = [identity, above] if above else [identity]
            await ctx.db.run(CATEGORY, {"id": identity, "parent": above, "handle": handle, "path": path})
        for handle, places, status in (("bolt", ("bolts", "steel"), "active"), ("rope", (), "active")):
            product = shop.products[handle] = uuid7()
            row = {"id": product, "handle": handle, "name": handle.title(), "status": status}
            await ctx.db.run(PRODUCT, row)
            for category in places:
                await ctx.db.run(PLACE, {"product": product, "category": shop.categories[category]})
        everything = [shop.categories[name] for name in ("bolts", "fasteners", "steel")]
        for sku, handle, unit in (("M6", "bolt", "C62"), ("M8", "bolt", "C62"), ("ROPE", "rope", "MTR")):
            identity, product = uuid7(), shop.products[handle]
            shop.variants[sku] = identity
            lineage = [identity, product, *sorted(everything if handle == "bolt" else [])]
            row = {"id": identity, "product": product, "sku": sku, "unit": unit, "lineage": lineage}
            await ctx.db.run(VARIANT, row)
            await ctx.db.run(
                UNIT,
                {"variant": identity, "unit": unit, "numerator": 1, "denominator": 1, "minimum": None, "default": True},
            )
            if handle == "bolt":
                box = {"variant": identity, "unit": "XBX", "numerator": 100, "denominator": 1}
                await ctx.db.run(UNIT, {**box, "minimum": None, "default": False})
    return shop
