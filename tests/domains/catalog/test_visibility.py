"""What is not open to a partner does not exist for them: lists, search, counts, facets, sellables, 404."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.api import find_sellables
from hanse.domains.catalog.types import FindSellables
from hanse.testing.installation import Business, names
from tests.domains.catalog.shop import category, found, made, make, partner, sell


async def close_the_shop(business: Business) -> None:
    answer = await business.owner.patch("/v1/tenant/settings", {"values": {"catalog.default_visibility": "nobody"}})
    assert answer.status_code == 200, answer.text


async def test_partners_see_what_is_sold_and_staff_see_everything(business: Business) -> None:
    buyer, _ = await partner(business)
    await sell(business.owner, "Shown bolt", "S-1")
    draft = await make(business.owner, "Hidden bolt", "S-2")
    assert await found(buyer, "bolt") == ["Shown bolt"]
    assert await found(business.owner, "bolt") == ["Hidden bolt", "Shown bolt"]
    assert names((await buyer.get("/v1/products")).json()["items"]) == ["Shown bolt"]
    assert (await buyer.get(f"/v1/products/{draft['id']}")).status_code == 404
    assert (await buyer.get("/v1/product-counts")).json()["total"] == 1
    assert (await buyer.post("/v1/products", {"name": "Mine"})).status_code == 403
    assert (await buyer.get("/v1/catalogue-assignments")).status_code == 403


async def test_an_assignment_shows_a_product_to_exactly_those(business: Business) -> None:
    parent = await made(business.owner, "/v1/organizations", {"name": "Group", "is_active": True})
    one, one_id = await partner(business, "One", parent_id=parent["id"])
    two, two_id = await partner(business, "Two", price_group="Workshops")
    bolts = await category(business.owner, "Bolts")
    special = await sell(business.owner, "Special bolt", "S-1", category_ids=[bolts])
    await sell(business.owner, "Plain bolt", "S-2", category_ids=[bolts])
    body = {"audience": "organization", "organization_id": parent["id"], "product_id": special["id"]}
    assigned = await made(business.owner, "/v1/catalogue-assignments", body)
    assert (await business.owner.post("/v1/catalogue-assignments", body)).status_code == 409
    assert (await found(one, "bolt"), await found(two, "bolt")) == (["Plain bolt", "Special bolt"], ["Plain bolt"])
    assert (await two.get(f"/v1/products/{special['id']}")).status_code == 404
    assert (await two.get("/v1/product-search")).json()["categories"][0]["count"] == 1
    assert (await two.get("/v1/product-search", params={"q": "S-1"})).json()["total"] == 0
    async with business.open() as ctx:
        for place, count in ((one_id, 2), (two_id, 1)):
            wanted = FindSellables(organization_id=OrganizationId.parse(place), skus=["S-1", "S-2"])
            assert len(await find_sellables(ctx, wanted)) == count
        assert len(await find_sellables(ctx, FindSellables(skus=["S-1", "S-2"]))) == 1

    await made(
        business.owner,
        "/v1/catalogue-assignments",
        {"audience": "group", "price_group": "Workshops", "category_id": bolts},
    )
    assert (await found(one, "bolt"), await found(two, "bolt")) == (["Special bolt"], ["Plain bolt"])
    assert (await business.owner.delete(f"/v1/catalogue-assignments/{assigned['id']}")).status_code == 204
    assert (await found(one, "bolt"), await found(two, "bolt")) == ([], ["Plain bolt", "Special bolt"])
    assert names((await one.get("/v1/categories")).json()["items"]) == []
    assert (await one.get(f"/v1/categories/{bolts}")).status_code == 404


async def test_a_closed_shop_shows_only_what_is_assigned(business: Business) -> None:
    buyer, place = await partner(business)
    await close_the_shop(business)
    product = await sell(business.owner)
    assert await found(buyer) == []
    await made(business.owner, "/v1/catalogue-assignments", {"audience": "everyone", "product_id": product["id"]})
    assert await found(buyer) == ["Hex bolt"]
    assert (await business.owner.get("/v1/product-search", params={"organization_id": place})).json()["total"] == 1


async def test_nobody_looks_as_another_organization(business: Business, other_business: Business) -> None:
    buyer, _ = await partner(business)
    _, rival = await partner(business, "Rival")
    _, foreign = await partner(other_business, "Foreign")
    product = await sell(business.owner)
    for place in (rival, foreign):
        for path in ("/v1/products", "/v1/product-search", f"/v1/products/{product['id']}", "/v1/categories"):
            assert (await buyer.get(path, params={"organization_id": place})).status_code == 422, path
    assert (await business.owner.get("/v1/products", params={"organization_id": foreign})).status_code == 422


async def test_assignments_name_one_target_and_one_audience(business: Business) -> None:
    product = await make(business.owner)
    for body, path in (
        ({"audience": "everyone"}, "product_id"),
        ({"audience": "organization", "product_id": product["id"]}, "organization_id"),
        ({"audience": "group", "product_id": product["id"], "price_group": " x\u0000"[:1]}, "price_group"),
    ):
        refused = await business.owner.post("/v1/catalogue-assignments", body)
        assert (refused.status_code, refused.json()["errors"][0]["path"]) == (422, path)
