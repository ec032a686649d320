"""Products and variants over REST: entering, changing, codes, units, and who may see them."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog.api import find_sellables
from hanse.domains.catalog.types import FindSellables
from hanse.testing.installation import Business, Person, names


async def make(person: Person, name: str = "Hex bolt", sku: str = "HB-1", **body: Any) -> dict[str, Any]:
    """A product with one variant."""
    answer = await person.post("/v1/products", {"name": name, "variants": [{"sku": sku}], **body})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_product_starts_as_a_draft_with_a_handle_and_a_unit(business: Business) -> None:
    first = await make(business.owner)
    second = await make(business.owner, sku="HB-2")
    assert (first["status"], first["handle"], second["handle"]) == ("draft", "hex-bolt", "hex-bolt-2")
    assert first["variants"][0]["units"][0] | {"unit": "C62", "is_default": True} == first["variants"][0]["units"][0]
    found = await business.owner.get("/v1/products")
    assert names(found.json()["items"], "sku") == ["HB-1", "HB-2"]


async def test_an_sku_is_taken_whatever_its_case_and_blanks(business: Business, other_business: Business) -> None:
    await make(business.owner, sku="AB 12")
    again = await business.owner.post("/v1/products", {"name": "Other", "variants": [{"sku": "x"}, {"sku": "ab12"}]})
    assert again.status_code == 409
    assert again.json()["errors"][0]["path"] == "variants.1.sku"
    await make(other_business.owner, sku="AB12")


async def test_sellables_are_active_and_known(business: Business) -> None:
    await make(business.owner)
    async with business.open() as ctx:
        assert await find_sellables(ctx, FindSellables(skus=["HB-1"])) == []
