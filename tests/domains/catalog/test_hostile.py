"""What must not work in the catalogue: foreign ids in bodies, absurd quantities, bad files, mass assignment."""

from __future__ import annotations

import base64
import struct
import zlib
from typing import Any

from hanse.testing.installation import Business
from tests.domains.catalog.shop import category, found, made, make, partner, sell


async def test_ids_of_another_business_do_not_exist_in_any_body(business: Business, other_business: Business) -> None:
    stranger = other_business.owner
    theirs = await make(stranger)
    place = await category(stranger, "Theirs")
    sort = (await made(stranger, "/v1/attribute-sets", {"name": "Theirs"}))["id"]
    _, organization = await partner(other_business)
    own = await make(business.owner, sku="OWN-1")
    held = {"variant_id": theirs["variants"][0]["id"], "quantity": {"value": "1", "unit": "C62"}}
    for path, body, field in (
        ("/v1/products", {"name": "X", "category_ids": [place]}, "category_ids.0"),
        ("/v1/products", {"name": "X", "attribute_set_id": sort}, "attribute_set_id"),
        (
            "/v1/products",
            {"name": "X", "kind": "bundle", "variants": [{"sku": "X", "components": [held]}]},
            "variants.0.components.0.variant_id",
        ),
        ("/v1/categories", {"name": "X", "parent_id": place}, "parent_id"),
        ("/v1/catalogue-assignments", {"audience": "everyone", "product_id": theirs["id"]}, "product_id"),
        ("/v1/catalogue-assignments", {"audience": "everyone", "category_id": place}, "category_id"),
        (
            "/v1/catalogue-assignments",
            {"audience": "organization", "organization_id": organization, "product_id": own["id"]},
            "organization_id",
        ),
    ):
        refused = await business.owner.post(path, body)
        assert refused.status_code in (409, 422), f"{path} {body}: {refused.text}"
        assert refused.json()["errors"][0]["path"] == field, refused.text


async def test_a_moved_organization_sees_what_its_new_place_sees(business: Business) -> None:
    groups = [await made(business.owner, "/v1/organizations", {"name": name, "is_active": True}) for name in "AB"]
    buyer, place = await partner(business, "Child", parent_id=groups[0]["id"])
    product = await sell(business.owner)
    body = {"audience": "organization", "organization_id": groups[0]["id"], "product_id": product["id"]}
    await made(business.owner, "/v1/catalogue-assignments", body)
    assert await found(buyer) == ["Hex bolt"]
    await made(business.owner, f"/v1/organizations/{place}/move", {"parent_id": groups[1]["id"]})
    assert await found(buyer) == []
    assert (await buyer.get(f"/v1/products/{product['id']}")).status_code == 404


async def test_absurd_limits_are_refused(business: Business) -> None:
    for value in ("-1", "0", "1000000000000000000000", "0.00001", "1e3", "NaN", "\u0661", ""):
        for name in ("minimum", "maximum", "step"):
            unit = {"unit": "C62", name: {"value": value, "unit": "C62"}}
            body = {"name": "X", "variants": [{"sku": "X", "units": [unit]}]}
            refused = await business.owner.post("/v1/products", body)
            assert refused.status_code == 422, (name, value)
            assert refused.json()["errors"][0]["path"] == f"variants.0.units.0.{name}"


async def test_nothing_is_set_that_is_not_offered(business: Business) -> None:
    bodies: list[dict[str, Any]] = [
        {"name": "X", "status": "active"},
        {"name": "X", "id": "prd_01h455vb4pex5vsknk084sn02q"},
        {"name": "X", "audience": []},
        {"name": "X", "variants": [{"sku": "X", "lineage": []}]},
        {"name": "X", "kind": "free"},
        {"name": "X", "attributes": {"__proto__": 1}},
        {"name": "X" * 201},
        {"name": "\u0000"},
    ]
    for body in bodies:
        refused = await business.owner.post("/v1/products", body)
        assert refused.status_code == 422, refused.text
    assert (await business.owner.get("/v1/products")).json()["items"] == []


def _bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 90_000))
        + chunk(b"IEND", b"")
    )


async def test_what_is_no_picture_is_refused(business: Business) -> None:
    product = await make(business.owner)
    files = [
        ("a.png", _bomb()),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("a.png", b"GIF89a<script>alert(1)</script>"),
        ("../../a.html", b"<script>alert(1)</script>"),
        ("a.jpg", b"\x89PNG\r\n\x1a\n"),
    ]
    for name, content in files:
        body = {"name": name, "content": base64.b64encode(content).decode()}
        refused = await business.owner.post(f"/v1/products/{product['id']}/media", body)
        assert refused.status_code in (413, 415, 422), refused.text
    assert (await business.owner.get(f"/v1/products/{product['id']}/media")).json()["items"] == []


async def test_names_are_shown_as_they_are_written(business: Business) -> None:
    evil = "<img src=x onerror=alert(1)>"
    product = await make(business.owner, evil, "<b>1", summary=evil, brand='"><script>')
    for path in ("/admin/products", f"/admin/products/{product['id']}", f"/admin/products/{product['id']}/variants"):
        page = (await business.owner.page(path)).text
        assert evil not in page
        assert "<b>1" not in page
        assert '"><script>' not in page
