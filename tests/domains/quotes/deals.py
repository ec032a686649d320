"""A business that negotiates, for the tests of quotes. No assertions about what is tested."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.domains.orders.api import get_order
from hanse.domains.orders.types import Order, OrderId
from hanse.kit.ids import Id, uuid7
from hanse.kit.scaled import parse_decimal
from hanse.testing.installation import Business, Client, Person

EUR = "EUR"
LAST_DAY = "2026-03-31"  # the test's clock begins on 2 March 2026
ADDRESS = {"line1": "Quay 1", "city": "Hamburg", "postal_code": "20457", "country": "DE", "is_shipping_default": True}
_numbers = itertools.count(1)
INSERT_LIST = """
INSERT INTO price_lists (id, name, name_key, layer, currency, status, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name)s, 'base', %(currency)s, 'active', %(now)s, %(now)s)
"""
INSERT_ENTRY = """
INSERT INTO price_entries (id, price_list_id, target_kind, target_id, unit, kind, amount_micros, updated_at)
SELECT v.id, %(list)s, 'variant', v.id, %(unit)s, 'fixed', %(micros)s, %(now)s FROM variants v WHERE v.id = ANY(%(ids)s)
"""


@dataclass
class Deal:
    """A seller, a buyer's organization with an address, and articles with list prices."""

    business: Business
    organization: str
    buyer: Person
    seller: Person
    skus: list[str]
    variants: list[str]

    async def quote(self, by: Client | None = None, **facts: Any) -> dict[str, Any]:
        """A draft of the buyer (or somebody else) with one line of each article, ten pieces."""
        body = {"organization_id": self.organization, "lines": [line(sku) for sku in self.skus], **facts}
        return await made(by or self.buyer, "/v1/quotes", body)

    async def submitted(self, **facts: Any) -> dict[str, Any]:
        found = await self.quote(**facts)
        return await moved(self.buyer, found, "submit")

    async def in_review(self, **facts: Any) -> dict[str, Any]:
        return await moved(self.seller, await self.submitted(**facts), "review")

    async def offered(self, **facts: Any) -> dict[str, Any]:
        """An offer at list prices until the end of the month."""
        found = await self.in_review(**facts)
        found = await changed(self.seller, found, valid_until=LAST_DAY)
        return await moved(self.seller, found, "offer")


async def deal(business: Business, *, articles: int = 2, price: str = "10.00") -> Deal:
    """A business in euros that is ready to negotiate."""
    place = await made(
        business.owner, "/v1/organizations", {"name": "Harbour Works", "is_active": True, "currency": EUR}
    )
    await made(business.owner, f"/v1/organizations/{place['id']}/addresses", ADDRESS)
    skus, variants = await products(business, articles)
    await priced(business, variants, price)
    buyer = await business.join("buyer", OrganizationId.parse(place["id"]), name="Purchasing desk")
    seller = await business.join("manager", name="Sales clerk")
    return Deal(business, place["id"], buyer, seller, skus, variants)


async def products(business: Business, count: int, **facts: Any) -> tuple[list[str], list[str]]:
    """Active articles that everybody may buy: their numbers and ids."""
    number = next(_numbers)
    names = [f"AB-{number:03}-{position:04}" for position in range(count)]
    body = {"name": f"Hex bolt {number}", "variants": [{"sku": name, "is_stocked": False, **facts} for name in names]}
    found = await made(business.owner, "/v1/products", body)
    await made(business.owner, f"/v1/products/{found['id']}/activate", {})
    ids = {item["sku"]: item["id"] for item in found["variants"]}
    return names, [ids[name] for name in names]


async def priced(business: Business, variants: list[str], price: str, currency: str = EUR, unit: str = "C62") -> None:
    """A list price for articles."""
    plain = [Id.by_prefix["var"].parse(variant).uuid for variant in variants]
    async with business.open() as ctx:
        facts = {"id": uuid7(), "name": f"list {next(_numbers)}", "currency": currency, "now": ctx.now}
        await ctx.db.run(INSERT_LIST, facts)
        entry = {"list": facts["id"], "micros": parse_decimal(price, 6), "ids": plain, "unit": unit, "now": ctx.now}
        await ctx.db.run(INSERT_ENTRY, entry)


def line(sku: str, amount: str = "10", **facts: Any) -> dict[str, Any]:
    """A wanted line in pieces."""
    return {"sku": sku, "quantity": {"value": amount, "unit": "C62"}, **facts}


def money(amount: str, currency: str = EUR) -> dict[str, str]:
    return {"amount": amount, "currency": currency}


async def made(client: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """The answer of a call that must succeed."""
    answer = await client.post(path, body)
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


async def moved(client: Client, quote: dict[str, Any], action: str, **body: Any) -> dict[str, Any]:
    return await made(client, f"/v1/quotes/{quote['id']}/{action}", body)


async def changed(client: Client, quote: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Change the texts of a quote, as whoever read it last."""
    answer = await client.patch(f"/v1/quotes/{quote['id']}", fields, headers=at(await seen(client, quote)))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def repriced(client: Client, quote: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Change every line of a quote the same way."""
    changes = [{"id": item["id"], **fields} for item in await lines(client, quote)]
    path = f"/v1/quotes/{quote['id']}/lines"
    answer = await client.patch(path, {"lines": changes}, headers=at(await seen(client, quote)))
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def seen(client: Client, quote: dict[str, Any]) -> dict[str, Any]:
    answer = await client.get(f"/v1/quotes/{quote['id']}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def lines(client: Client, quote: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/quotes/{quote['id']}/lines?limit=200")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def versions(client: Client, quote: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await client.get(f"/v1/quotes/{quote['id']}/versions")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def accepting(client: Client, quote: dict[str, Any], **body: Any) -> Any:
    """Accept what is on offer, as somebody who read it."""
    offer = next(item for item in await versions(client, quote) if item["is_on_offer"])
    total = offer["gross"] or offer["net"]
    full = {"version_id": offer["id"], "hash": offer["hash"], "total": total, **body}
    return await client.post(f"/v1/quotes/{quote['id']}/accept", full)


async def order_of(business: Business, quote: dict[str, Any]) -> Order:
    """The order a quote became."""
    async with business.open() as ctx:
        return await get_order(ctx, OrderId.parse(quote["order_id"]))


def at(quote: dict[str, Any]) -> dict[str, str]:
    """The header that names the version that was read."""
    return {"if-match": f'"{quote["version"]}"'}
