"""Short ways to place orders for tests. No assertions about the product."""

from __future__ import annotations

import itertools
from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.orders.api import place_order
from hanse.domains.orders.types import Order, OrderLineInput, OrganizationId, PlaceOrder
from hanse.kit.money import UnitPrice
from hanse.kit.quantity import Quantity
from hanse.testing.installation import Business, Client

ADDRESS = {"recipient": "Goods in", "line1": "Quay 1", "city": "Hamburg", "postal_code": "20457", "country": "DE"}
_numbers = itertools.count(1)


async def partner(client: Client, name: str = "Harbour Works", **facts: Any) -> OrganizationId:
    """An active organization."""
    answer = await client.post("/v1/organizations", {"name": name, "is_active": True, **facts})
    assert answer.status_code == 201, answer.text
    return OrganizationId.parse(answer.json()["id"])


def line(variant: str | None, amount: str, price: str = "10.00", key: int = 0, **facts: Any) -> OrderLineInput:
    """A line of an order in pieces and euros."""
    values: dict[str, Any] = {"name": "Hex bolt", "sku": "HB", **facts}
    unit, currency = values.pop("unit", "C62"), values.pop("currency", "EUR")
    return OrderLineInput(
        key=key,
        variant_id=VariantId.parse(variant) if variant else None,
        quantity=Quantity.parse(amount, unit),
        unit_price=UnitPrice.parse(price, currency),
        **values,
    )


def wanted(organization: OrganizationId, *lines: OrderLineInput, **facts: Any) -> PlaceOrder:
    """What to place, from a source of its own unless told otherwise."""
    values: dict[str, Any] = {
        "source_kind": "test",
        "source_id": f"s{next(_numbers)}",
        "currency": "EUR",
        "country": "DE",
        "shipping_address": ADDRESS,
        **facts,
    }
    return PlaceOrder(organization_id=organization, lines=list(lines), **values)


async def place(business: Business, organization: OrganizationId, *lines: OrderLineInput, **facts: Any) -> Order:
    """Place it with every right."""
    async with business.open() as ctx:
        return await place_order(ctx, wanted(organization, *lines, **facts))


async def entered(client: Client, organization: OrganizationId | str, *lines: dict[str, Any], **facts: Any) -> Any:
    """Enter an order over REST; the answer."""
    body = {
        "organization_id": str(organization),
        "currency": "EUR",
        "lines": list(lines),
        "shipping_address": {"country": "DE", "line1": "Quay 1"},
        **facts,
    }
    return await client.post("/v1/orders", body)


def entry(variant: str | None, amount: str, price: str = "10.00", **facts: Any) -> dict[str, Any]:
    """A line as staff enter it."""
    found: dict[str, Any] = {
        "quantity": {"value": amount, "unit": "C62"},
        "unit_price": {"amount": price, "currency": "EUR"},
        **facts,
    }
    return {**found, "variant_id": variant} if variant else {"name": "Freight", **found}


async def tax(client: Client, micros: int = 190_000, country: str = "DE", **facts: Any) -> None:
    """A tax rate of a country."""
    body = {"country": country, "name": "VAT", "rate_micros": micros, "valid_from": "2020-01-01", **facts}
    answer = await client.post("/v1/tax-rates", body)
    assert answer.status_code == 201, answer.text
