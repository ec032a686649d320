"""Right calls of the operations of the catalogue."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

from PIL import Image

from tests.isolation.world import Call, Entry, World


def picture() -> str:
    """A small PNG as base64 text."""
    with BytesIO() as out:
        Image.new("RGB", (8, 8), "red").save(out, "PNG")
        return base64.b64encode(out.getvalue()).decode()


async def nothing(world: World) -> Call:
    return Call()


async def made_product(world: World, **body: Any) -> dict[str, Any]:
    return await world.made(
        "/v1/products", {"name": world.name("product"), "variants": [{"sku": world.word()}], **body}
    )


async def new_product(world: World) -> Call:
    return Call(body={"name": world.name("product"), "variants": [{"sku": world.word()}]})


async def product(world: World) -> Call:
    return Call({"product_id": (await made_product(world))["id"]})


async def change_product(world: World) -> Call:
    return Call((await product(world)).ids, body={"brand": world.name("brand")})


async def reasoned(world: World) -> Call:
    return Call((await product(world)).ids, body={"reason": "for a test"})


async def in_review(world: World) -> Call:
    call = await reasoned(world)
    await world.made(f"/v1/products/{call.ids['product_id']}/submit", {})
    return call


async def archived(world: World) -> Call:
    call = await reasoned(world)
    await world.made(f"/v1/products/{call.ids['product_id']}/archive", {})
    return call


async def new_variant(world: World) -> Call:
    return Call((await product(world)).ids, body={"sku": world.word()})


async def variant(world: World) -> Call:
    made = await made_product(world)
    return Call({"product_id": made["id"], "variant_id": made["variants"][0]["id"]})


async def change_variant(world: World) -> Call:
    return Call((await variant(world)).ids, body={"name": world.name("variant")})


OPTIONS = {"options": [{"key": "width", "label": "Width", "choices": [{"key": "wide", "label": "Wide"}]}]}


async def new_options(world: World) -> Call:
    made = await made_product(world, kind="configurable")
    return Call({"product_id": made["id"]}, body=OPTIONS)


async def choose(world: World) -> Call:
    call = await new_options(world)
    answer = await world.owner.put(f"/v1/products/{call.ids['product_id']}/options", OPTIONS)
    assert answer.status_code == 200, answer.text
    return Call(call.ids, body={"choices": {"width": "wide"}})


async def new_media(world: World) -> Call:
    return Call((await product(world)).ids, body={"name": "front.png", "content": picture()})


async def media(world: World) -> Call:
    call = await new_media(world)
    made = await world.made(f"/v1/products/{call.ids['product_id']}/media", call.body)
    return Call({**call.ids, "media_id": made["id"]})


async def change_media(world: World) -> Call:
    return Call((await media(world)).ids, body={"alt": world.name("picture")})


async def new_category(world: World) -> Call:
    return Call(body={"name": world.name("category")})


async def category(world: World) -> Call:
    made = await world.made("/v1/categories", (await new_category(world)).body)
    return Call({"category_id": made["id"]})


async def change_category(world: World) -> Call:
    return Call((await category(world)).ids, body={"name": world.name("category")})


async def new_attribute(world: World) -> Call:
    return Call(body={"key": world.word(), "label": world.name("attribute"), "kind": "text"})


async def attribute(world: World) -> Call:
    made = await world.made("/v1/attributes", (await new_attribute(world)).body)
    return Call({"attribute_id": made["id"]})


async def change_attribute(world: World) -> Call:
    return Call((await attribute(world)).ids, body={"label": world.name("attribute")})


async def new_set(world: World) -> Call:
    return Call(body={"name": world.name("set")})


async def attribute_set(world: World) -> Call:
    made = await world.made("/v1/attribute-sets", (await new_set(world)).body)
    return Call({"attribute_set_id": made["id"]})


async def change_set(world: World) -> Call:
    return Call((await attribute_set(world)).ids, body={"name": world.name("set")})


async def new_assignment(world: World) -> Call:
    return Call(body={"audience": "everyone", **(await product(world)).ids})


async def assignment(world: World) -> Call:
    made = await world.made("/v1/catalogue-assignments", (await new_assignment(world)).body)
    return Call({"assignment_id": made["id"]})


FILE = base64.b64encode(b"sku,name\nX-1,Example bolt\n").decode()


async def new_import(world: World) -> Call:
    return Call(body={"name": f"{world.word()}.csv", "content": FILE})


async def imported(world: World) -> Call:
    made = await world.made("/v1/product-imports", (await new_import(world)).body)
    return Call({"import_id": made["id"]})


async def mapping(world: World) -> Call:
    return Call((await imported(world)).ids, body={"mapping": {"sku": "sku", "name": "name"}})


async def new_export(world: World) -> Call:
    return Call(body={"format": "csv"})


async def export(world: World) -> Call:
    answer = await world.owner.post("/v1/product-exports", {})
    return Call({"export_id": answer.json()["id"]})


ENTRIES = {
    "product.export": Entry(new_export),
    "product.get_export": Entry(export, changes=False),
    "product.import_fields": Entry(nothing, changes=False),
    "product.list_imports": Entry(nothing, changes=False),
    "product.upload_import": Entry(new_import),
    "product.get_import": Entry(imported, changes=False),
    "product.map_import": Entry(mapping),
    "product.check_import": Entry(imported),
    "product.run_import": Entry(imported),
    "product.import_problems": Entry(imported, changes=False),
    "product.list": Entry(nothing, changes=False),
    "product.counts": Entry(nothing, changes=False),
    "product.search": Entry(nothing, changes=False),
    "product.create": Entry(new_product),
    "product.get": Entry(product, changes=False),
    "product.update": Entry(change_product),
    "product.submit_for_review": Entry(reasoned),
    "product.return_to_draft": Entry(in_review),
    "product.activate": Entry(reasoned),
    "product.archive": Entry(reasoned),
    "product.restore": Entry(archived),
    "product.add_variant": Entry(new_variant),
    "product.update_variant": Entry(change_variant),
    "product.archive_variant": Entry(variant),
    "product.restore_variant": Entry(variant),
    "product.get_options": Entry(product, changes=False),
    "product.save_options": Entry(new_options),
    "product.price_options": Entry(choose, changes=False),
    "product.list_media": Entry(media, changes=False),
    "product.upload_media": Entry(new_media),
    "product.update_media": Entry(change_media),
    "product.delete_media": Entry(media),
    "category.list": Entry(nothing, changes=False),
    "category.create": Entry(new_category),
    "category.get": Entry(category, changes=False),
    "category.update": Entry(change_category),
    "category.delete": Entry(category),
    "attribute.list": Entry(nothing, changes=False),
    "attribute.create": Entry(new_attribute),
    "attribute.get": Entry(attribute, changes=False),
    "attribute.update": Entry(change_attribute),
    "attribute.delete": Entry(attribute),
    "attribute.list_sets": Entry(nothing, changes=False),
    "attribute.create_set": Entry(new_set),
    "attribute.get_set": Entry(attribute_set, changes=False),
    "attribute.update_set": Entry(change_set),
    "attribute.delete_set": Entry(attribute_set),
    "catalogue_assignment.list": Entry(nothing, changes=False),
    "catalogue_assignment.create": Entry(new_assignment),
    "catalogue_assignment.get": Entry(assignment, changes=False),
    "catalogue_assignment.delete": Entry(assignment),
}
