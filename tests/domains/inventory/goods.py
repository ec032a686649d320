"""Short ways to make products, places and stock for tests. No assertions about the product."""

from __future__ import annotations

import itertools
from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import AllocateStock, StockDemand
from hanse.kit.quantity import Quantity
from hanse.testing.installation import Business, Client

_numbers = itertools.count(1)


async def variant(client: Client, **facts: Any) -> dict[str, Any]:
    """A product with one variant; gives the variant."""
    number = next(_numbers)
    body = {"name": f"Hex bolt {number}", "variants": [{"sku": f"HB-{number:04}", **facts}]}
    answer = await client.post("/v1/products", body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()["variants"][0]
    return found


async def place(client: Client, code: str = "", **facts: Any) -> str:
    """A place where stock lies; its id."""
    code = code or f"W{next(_numbers)}"
    answer = await client.post("/v1/locations", {"code": code, "name": f"Warehouse {code}", **facts})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def receive(client: Client, location: str, lines: dict[str, str], unit: str = "C62") -> None:
    """Book amounts of variants in."""
    body = {
        "location_id": location,
        "lines": [{"variant_id": key, "quantity": {"value": value, "unit": unit}} for key, value in lines.items()],
    }
    answer = await client.post("/v1/stock-receipts", body)
    assert answer.status_code == 200, answer.text


async def stocked(client: Client, amount: str, location: str | None = None, **facts: Any) -> tuple[str, str]:
    """A variant with an amount at a place; ids of both."""
    found = await variant(client, **facts)
    where = location or await place(client)
    await receive(client, where, {found["id"]: amount}, facts.get("stock_unit", "C62"))
    return str(found["id"]), where


async def levels(client: Client, variant_id: str) -> dict[str, str]:
    """A variant's amounts over all places, as plain decimals."""
    answer = await client.get(f"/v1/stock/{variant_id}")
    assert answer.status_code == 200, answer.text
    found = answer.json()
    sums = dict.fromkeys(("on_hand", "allocated", "reserved"), 0.0)
    for item in found["places"]:
        for name in sums:
            sums[name] += float(item[name]["value"])
    free, waiting = found["available"]["value"], found["backordered"]["value"]
    return {**{name: f"{value:g}" for name, value in sums.items()}, "available": free, "backordered": waiting}


def demand(variant_id: str, amount: str, key: int = 0, unit: str = "C62") -> StockDemand:
    """A line of a basket."""
    return StockDemand(line_key=key, variant_id=VariantId.parse(variant_id), quantity=Quantity.parse(amount, unit))


def basket(source: str, *lines: StockDemand, backorder: bool = False) -> AllocateStock:
    """What an order wants."""
    return AllocateStock(source_kind="test", source_id=source, lines=list(lines), allow_backorder=backorder)


async def backorderable(client: Client, variant_id: str, limit: str | None = None) -> None:
    """Allow back-orders of a variant."""
    wanted = {"value": limit, "unit": "C62"} if limit else None
    body = {"is_backorderable": True, "backorder_limit": wanted}
    answer = await client.put(f"/v1/stock/{variant_id}/settings", body)
    assert answer.status_code == 200, answer.text


__all__ = ["Business", "backorderable", "basket", "demand", "levels", "place", "receive", "stocked", "variant"]
