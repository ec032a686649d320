"""Products and variants over REST: entering, changing, states, codes, units, bundles."""

from __future__ import annotations

from typing import Any

from hanse.domains.catalog.api import find_sellables
from hanse.domains.catalog.types import FindSellables
from hanse.testing.installation import Business, names
from tests.domains.catalog.shop import category, made, make, sell


async def test_a_product_starts_as_a_draft_with_a_handle_and_a_unit(business: Business) -> None:
    first = await make(business.owner)
    second = await make(business.owner, sku="HB-2")
    assert (first["status"], first["handle"], second["handle"]) == ("draft", "hex-bolt", "hex-bolt-2")
    assert first["variants"][0]["units"][0]["unit"] == "C62"
    listed = await business.owner.get("/v1/products")
    assert names(listed.json()["items"], "sku") == ["HB-1", "HB-2"]


async def test_an_sku_is_taken_whatever_its_case_and_blanks(business: Business, other_business: Business) -> None:
    await make(business.owner, sku="AB 12")
    again = await business.owner.post("/v1/products", {"name": "Other", "variants": [{"sku": "x"}, {"sku": "ab12"}]})
    assert again.status_code == 409
    assert again.json()["errors"][0]["path"] == "variants.1.sku"
    await make(other_business.owner, sku="AB12")


async def test_facts_change_with_the_version_that_was_read(business: Business) -> None:
    product = await make(business.owner)
    path = f"/v1/products/{product['id']}"
    changed = await business.owner.patch(path, {"brand": "Nord", "summary": "Zinc"}, headers={"if-match": '"1"'})
    assert (changed.json()["brand"], changed.json()["version"]) == ("Nord", 2)
    assert (await business.owner.patch(path, {"brand": "X"}, headers={"if-match": '"1"'})).status_code == 412
    assert (await business.owner.patch(path, {"name": " \u200b "}, headers={"if-match": '"2"'})).status_code == 422


async def test_the_states_of_a_product(business: Business) -> None:
    product = await make(business.owner)
    path = f"/v1/products/{product['id']}"
    assert (await made(business.owner, f"{path}/submit", {}))["status"] == "in_review"
    assert (await made(business.owner, f"{path}/return", {"reason": "No picture"}))["status_reason"] == "No picture"
    assert (await made(business.owner, f"{path}/activate", {}))["status"] == "active"
    assert (await made(business.owner, f"{path}/archive", {}))["status"] == "archived"
    again = await business.owner.post(f"{path}/archive")
    assert (again.status_code, again.json()["code"]) == (409, "product_invalid_transition")
    assert (await made(business.owner, f"{path}/restore", {}))["status"] == "draft"


async def test_what_cannot_be_ordered_is_not_activated(business: Business) -> None:
    empty = await made(business.owner, "/v1/products", {"name": "Nothing yet"})
    refused = await business.owner.post(f"/v1/products/{empty['id']}/activate")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["path"] == "variants"
    bundle = await make(business.owner, "Set", "SET-1", kind="bundle")
    refused = await business.owner.post(f"/v1/products/{bundle['id']}/activate")
    assert "SET-1" in refused.json()["errors"][0]["message"]


async def test_a_wrong_variant_is_named_by_its_field(business: Business) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"sku": "   "}, "variants.0.sku"),
        ({"sku": "A", "gtin": "4006381333932"}, "variants.0.gtin"),
        ({"sku": "A", "gtin": "١٢٣٤٥٦٧٨"}, "variants.0.gtin"),
        ({"sku": "A", "stock_unit": "ZZZ"}, "variants.0.stock_unit"),
        ({"sku": "A", "weight": {"value": "-1", "unit": "KGM"}}, "variants.0.weight"),
        ({"sku": "A", "weight": {"value": "1", "unit": "MTR"}}, "variants.0.weight"),
        ({"sku": "A", "units": [{"unit": "C62"}, {"unit": "C62"}]}, "variants.0.units"),
        ({"sku": "A", "units": [{"unit": "C62", "ratio_numerator": 2}]}, "variants.0.units.0.ratio_numerator"),
        (
            {"sku": "A", "units": [{"unit": "C62", "step": {"value": "0", "unit": "C62"}}]},
            "variants.0.units.0.step",
        ),
        (
            {
                "sku": "A",
                "units": [
                    {
                        "unit": "C62",
                        "minimum": {"value": "3", "unit": "C62"},
                        "maximum": {"value": "4", "unit": "C62"},
                        "step": {"value": "5", "unit": "C62"},
                    }
                ],
            },
            "variants.0.units.0.maximum",
        ),
        ({"sku": "A", "attributes": {"nope": "x"}}, "variants.0.attributes.nope"),
    ]
    for variant, path in wrong:
        refused = await business.owner.post("/v1/products", {"name": "Thing", "variants": [variant]})
        assert refused.status_code == 422, refused.text
        assert refused.json()["errors"][0]["path"] == path


async def test_units_convert_and_a_bundle_is_exploded(business: Business) -> None:
    metre = {"sku": "ROPE", "stock_unit": "MTR", "units": [{"unit": "MTR", "step": {"value": "0.5", "unit": "MTR"}}]}
    box = {"sku": "NUT", "units": [{"unit": "C62"}, {"unit": "CEN", "is_default": True}]}
    parts = await made(business.owner, "/v1/products", {"name": "Parts", "variants": [metre, box]})
    for part in ("MTR", "C62"):
        assert part in [variant["stock_unit"] for variant in parts["variants"]]
    held = {"variant_id": parts["variants"][0]["id"], "quantity": {"value": "2.5", "unit": "MTR"}}
    wrong = {**held, "quantity": {"value": "2", "unit": "C62"}}
    body = {"name": "Kit", "kind": "bundle", "variants": [{"sku": "KIT", "components": [wrong]}]}
    refused = await business.owner.post("/v1/products", body)
    assert refused.json()["errors"][0]["path"] == "variants.0.components.0.quantity"
    body["variants"] = [{"sku": "KIT", "components": [held]}]
    kit = await made(business.owner, "/v1/products", body)
    for one in (parts, kit):
        await made(business.owner, f"/v1/products/{one['id']}/activate", {})
    async with business.open() as ctx:
        sellables = {item.sku: item for item in await find_sellables(ctx, FindSellables(skus=["kit", "nut", "gone"]))}
    assert set(sellables) == {"KIT", "NUT"}
    assert [str(item.quantity) for item in sellables["KIT"].components] == ["2.5 m"]
    hundred = next(unit for unit in sellables["NUT"].units if unit.is_default)
    assert (hundred.unit, hundred.ratio_numerator, hundred.ratio_denominator) == ("CEN", 100, 1)
    part = f"/v1/products/{parts['id']}/variants/{parts['variants'][0]['id']}"
    assert (await business.owner.post(f"{part}/archive")).json()["code"] == "variant_in_use"


async def test_a_variant_changes_and_leaves_the_shop(business: Business) -> None:
    product = await sell(business.owner)
    path = f"/v1/products/{product['id']}/variants/{product['variants'][0]['id']}"
    changed = await business.owner.patch(path, {"sku": "HB-9", "lead_time_days": 4}, headers={"if-match": '"1"'})
    assert (changed.json()["sku"], changed.json()["units"][0]["unit"]) == ("HB-9", "C62")
    async with business.open() as ctx:
        assert [item.lead_time_days for item in await find_sellables(ctx, FindSellables(skus=["hb-9"]))] == [4]
    await made(business.owner, f"{path}/archive", {})
    async with business.open() as ctx:
        assert await find_sellables(ctx, FindSellables(skus=["HB-9"])) == []


async def test_lineage_follows_categories_and_moves(business: Business) -> None:
    metal = await category(business.owner, "Metal")
    bolts = await category(business.owner, "Bolts", metal)
    other = await category(business.owner, "Other")
    product = await make(business.owner, category_ids=[bolts])

    async def lineage() -> list[str]:
        async with business.open() as ctx:
            return await ctx.db.values(
                "SELECT c.name FROM variants v JOIN categories c ON c.id = ANY(v.lineage) ORDER BY c.name"
            )

    assert await lineage() == ["Bolts", "Metal"]
    moved = await business.owner.patch(f"/v1/categories/{bolts}", {"parent_id": other}, headers={"if-match": '"1"'})
    assert moved.status_code == 200, moved.text
    assert await lineage() == ["Bolts", "Other"]
    loop = await business.owner.patch(f"/v1/categories/{other}", {"parent_id": bolts}, headers={"if-match": '"1"'})
    assert loop.json()["code"] == "category_loop"
    assert (await business.owner.delete(f"/v1/categories/{other}")).status_code == 409
    assert (await business.owner.delete(f"/v1/categories/{bolts}")).status_code == 204
    assert await lineage() == []
    assert (await business.owner.get(f"/v1/products/{product['id']}")).json()["categories"] == []


async def test_options_price_choices_and_refuse_what_does_not_go_together(business: Business) -> None:
    product = await make(business.owner, "Curtain", "CUR", kind="configurable")
    path = f"/v1/products/{product['id']}/options"
    options = {
        "options": [
            {
                "key": "width",
                "label": "Width",
                "choices": [
                    {"key": "w140", "label": "140 cm"},
                    {"key": "w280", "label": "280 cm", "prices": [{"amount": "4.5", "currency": "GBP"}]},
                ],
            },
            {
                "key": "care",
                "label": "Care",
                "is_required": False,
                "choices": [{"key": "fire", "label": "Flame retardant", "basis_points": 1250}],
            },
        ],
        "rules": [
            {
                "kind": "excludes",
                "if_option": "width",
                "if_choice": "w140",
                "then_option": "care",
                "then_choices": ["fire"],
            },
        ],
    }
    saved = await business.owner.put(path, options)
    assert saved.status_code == 200, saved.text
    priced = await made(business.owner, f"{path}/price", {"choices": {"width": "w280", "care": "fire"}})
    assert priced["label"] == "Width: 280 cm, Care: Flame retardant"
    assert [(effect["kind"], effect["amount"]) for effect in priced["effects"]] == [
        ("fixed", 4_500_000),
        ("percent", 1250),
    ]
    refused = await business.owner.post(f"{path}/price", {"choices": {"width": "w140", "care": "fire", "x": "y"}})
    assert {error["path"] for error in refused.json()["errors"]} == {"choices.x", "choices.care"}
    missing = await business.owner.post(f"{path}/price", {})
    assert missing.json()["errors"][0]["path"] == "choices.width"
    broken = {**options, "rules": [{**options["rules"][0], "if_choice": "w999"}]}
    assert (await business.owner.put(path, broken)).json()["errors"][0]["path"] == "rules.0.if_choice"
