"""Short ways to fill a shop for tests: products that are sold, prices, stock. No assertions about the storefront."""

from __future__ import annotations

import itertools
from typing import Any
from uuid import UUID

from hanse.kit.ids import decode_uuid, uuid7
from hanse.testing.installation import Business
from tests.domains.catalog.shop import category, made, partner, sell
from tests.domains.inventory.goods import place, receive

__all__ = ["category", "made", "partner", "place", "priced", "receive", "sell", "shown", "uuid_of"]
_numbers = itertools.count(1)
LIST = """
INSERT INTO price_lists (id, name, name_key, layer, currency, status, mode, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name)s, %(layer)s, %(currency)s, 'active', 'first', %(now)s, %(now)s)
"""
TARGET = """
INSERT INTO price_list_targets (id, price_list_id, organization_id) VALUES (%(id)s, %(list)s, %(organization)s)
"""
ENTRY = """
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, minimum, kind, amount_micros, updated_at)
VALUES (%(id)s, %(list)s, 'variant', %(target)s, 'C62', %(minimum)s, 'fixed', %(amount)s, %(now)s)
"""


def uuid_of(text: str) -> UUID:
    """The UUID inside an id."""
    return decode_uuid(text.rpartition("_")[2])


async def priced(
    business: Business, prices: dict[str, str], organization: str | None = None, tiers: dict[int, str] | None = None
) -> None:
    """A list with prices of variants (by id): for everybody, or for one organization. `tiers` apply to all of them."""
    number = next(_numbers)
    async with business.open() as ctx:
        made_list = {
            "id": uuid7(),
            "name": f"list {number}",
            "layer": "organization" if organization else "base",
            "currency": business.tenant.currency,
            "now": ctx.now,
        }
        await ctx.db.run(LIST, made_list)
        if organization:
            target = {"id": uuid7(), "list": made_list["id"], "organization": uuid_of(organization)}
            await ctx.db.run(TARGET, target)
        for variant, amount in prices.items():
            for minimum, price in {0: amount, **(tiers or {})}.items():
                entry = {
                    "id": uuid7(),
                    "list": made_list["id"],
                    "target": uuid_of(variant),
                    "minimum": minimum * 10_000,
                    "amount": round(float(price) * 1_000_000),
                    "now": ctx.now,
                }
                await ctx.db.run(ENTRY, entry)


async def shown(client: Any, **query: Any) -> dict[str, Any]:
    """A page of the shop."""
    answer = await client.get("/v1/storefront/products", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
