"""Small makers for tests of the catalogue; no assertions about it."""

from __future__ import annotations

from typing import Any

from hanse.domains.access.types import OrganizationId
from hanse.testing.installation import Business, Client, Person


async def made(person: Client, path: str, body: dict[str, Any]) -> dict[str, Any]:
    """What a POST made."""
    answer = await person.post(path, body)
    assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
    return dict(answer.json())


async def make(person: Client, name: str = "Hex bolt", sku: str = "HB-1", **body: Any) -> dict[str, Any]:
    """A draft with one variant."""
    return await made(person, "/v1/products", {"name": name, "variants": [{"sku": sku}], **body})


async def sell(person: Client, name: str = "Hex bolt", sku: str = "HB-1", **body: Any) -> dict[str, Any]:
    """A product that is sold."""
    product = await make(person, name, sku, **body)
    return await made(person, f"/v1/products/{product['id']}/activate", {})


async def partner(business: Business, name: str = "Dock Works", **body: Any) -> tuple[Person, str]:
    """A buyer at a new organization, and its id."""
    place = await made(business.owner, "/v1/organizations", {"name": name, "is_active": True, **body})
    return await business.join("buyer", OrganizationId.parse(place["id"])), place["id"]


async def category(person: Client, name: str, parent: str | None = None) -> str:
    """A category's id."""
    return str((await made(person, "/v1/categories", {"name": name, "parent_id": parent}))["id"])


async def found(person: Client, text: str = "", **query: Any) -> list[str]:
    """The names a search gives."""
    answer = await person.get("/v1/product-search", params={**({"q": text} if text else {}), **query})
    assert answer.status_code == 200, answer.text
    return [item["name"] for item in answer.json()["items"]]
