"""Builds what a demo business sells: categories, attributes, products with pictures, options, and who may see what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hanse.demo.goods import Article, Family, Kit, Range
from hanse.demo.loom_goods import LOOM_RANGE
from hanse.demo.nordhaven_goods import NORDHAVEN_RANGE
from hanse.demo.pictures import picture
from hanse.demo.world import World
from hanse.domains.catalog import api as catalog
from hanse.domains.catalog.types import (
    AttributeSetId,
    CategoryId,
    ChangeProductStatus,
    CreateAssignment,
    CreateAttribute,
    CreateCategory,
    CreateProduct,
    Product,
    ProductFilter,
    SaveAttributeSet,
    SaveOptions,
    UploadMedia,
    VariantId,
)
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

RANGES: Final[Mapping[str, Range]] = {"nordhaven": NORDHAVEN_RANGE, "loom-and-weft": LOOM_RANGE}
UNFINISHED: Final = (
    ("Trial sample 2027", "TRIAL-27", "draft"),
    ("New range, under review", "NEW-27", "review"),
    ("Old range 2019", "OLD-19", "old"),
)
WIDTHS: Final = {
    "options": [
        {
            "key": "width",
            "label": "Width",
            "help": "Cloth is woven to the width you need",
            "choices": [
                {"key": "w140", "label": "140 cm", "is_default": True},
                {"key": "w160", "label": "160 cm", "basis_points": 1400},
                {"key": "w300", "label": "300 cm, room high", "basis_points": 9500},
            ],
        },
        {
            "key": "finish",
            "label": "Finish",
            "choices": [
                {"key": "none", "label": "As woven", "is_default": True},
                {
                    "key": "stain",
                    "label": "Stain repellent",
                    "prices": [{"amount": "3.20", "currency": "EUR"}],
                },
                {
                    "key": "flame",
                    "label": "Flame retardant, certified",
                    "prices": [{"amount": "5.80", "currency": "EUR"}],
                },
            ],
        },
    ],
    "rules": [
        {
            "kind": "excludes",
            "if_option": "width",
            "if_choice": "w300",
            "then_option": "finish",
            "then_choices": ["stain"],
            "message": "Cloth of 300 cm does not fit the stain repellent bath; choose another finish or width",
        }
    ],
}


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether anything is sold yet."""
    return bool((await catalog.list_products(ctx, ProductFilter(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """Enter the range as the owner, and leave one product of each state that is not for sale yet, or no more."""
    owner = await world.acting(ctx, "owner")
    goods = RANGES[world.plan.handle]
    shelves = await _shelves(owner, goods)
    facts = await _facts(owner, goods)
    variants: dict[str, VariantId] = {}
    for family in goods.families:
        product = await _family(owner, family, shelves, facts)
        variants |= {variant.sku: variant.id for variant in product.variants}
        await catalog.activate_product(owner, product.id, ChangeProductStatus())
    for kit in goods.kits:
        product = await _kit(owner, kit, shelves, variants)
        await catalog.activate_product(owner, product.id, ChangeProductStatus())
    await _unfinished(owner, shelves)
    if "restricted" in shelves:
        await _only_for(owner, world, shelves["restricted"], ("baltic", "kestrel"))


async def _shelves(ctx: Ctx, goods: Range) -> dict[str, CategoryId]:
    made: dict[str, CategoryId] = {}
    for position, shelf in enumerate(goods.shelves):
        wanted = CreateCategory(
            name=shelf.name,
            handle=shelf.handle,
            parent_id=made[shelf.above] if shelf.above else None,
            description=shelf.text,
            position=position * 10,
        )
        made[shelf.handle] = (await catalog.create_category(ctx, wanted)).id
    return made


async def _facts(ctx: Ctx, goods: Range) -> AttributeSetId:
    items = []
    for position, fact in enumerate(goods.facts):
        wanted = {
            "key": fact.key,
            "label": fact.label,
            "kind": fact.kind,
            "unit": fact.unit,
            "is_filterable": True,
            "is_searchable": fact.kind == "text",
            "position": position * 10,
        }
        attribute = await catalog.create_attribute(ctx, convert(wanted, CreateAttribute))
        items.append({"attribute_id": str(attribute.id)})
    wanted_set = {"name": "Technical data", "attributes": items}
    return (await catalog.create_attribute_set(ctx, convert(wanted_set, SaveAttributeSet))).id


async def _family(ctx: Ctx, family: Family, shelves: Mapping[str, CategoryId], facts: AttributeSetId) -> Product:
    keys = {key for article in family.articles for key, _ in article.facts}
    wanted = {
        "name": family.name,
        "handle": family.handle,
        "kind": "configurable" if family.needs_options else "simple",
        "brand": family.brand,
        "summary": family.summary,
        "attribute_set_id": str(facts) if keys or family.facts else None,
        "attributes": dict(family.facts),
        "category_ids": [str(shelves[family.shelf])],
        "variants": [_variant(family, article) for article in family.articles],
    }
    product = await catalog.create_product(ctx, convert(wanted, CreateProduct))
    if family.needs_options:
        await catalog.save_options(ctx, product.id, convert(WIDTHS, SaveOptions))
    await _show(ctx, product, family)
    return product


def _variant(family: Family, article: Article) -> dict[str, Any]:
    limits = {
        name: {"value": value, "unit": family.unit}
        for name, value in (("minimum", family.least), ("step", family.step))
        if value is not None
    }
    units: list[dict[str, Any]] = [{"unit": family.unit, "is_default": True, **limits}]
    units += [{"unit": unit, "ratio_numerator": number} for unit, number in family.packs]
    return {
        "sku": article.sku,
        "name": article.name,
        "attributes": dict(article.facts),
        "stock_unit": family.unit,
        "lead_time_days": family.lead_days,
        "units": units,
    }


async def _kit(ctx: Ctx, kit: Kit, shelves: Mapping[str, CategoryId], variants: Mapping[str, VariantId]) -> Product:
    units = {article.sku: family.unit for family in NORDHAVEN_RANGE.families for article in family.articles}
    holds = [
        {"variant_id": str(variants[sku]), "quantity": {"value": str(pieces), "unit": units[sku]}}
        for sku, pieces in kit.holds
    ]
    wanted = {
        "name": kit.family.name,
        "handle": kit.family.handle,
        "kind": "bundle",
        "brand": kit.family.brand,
        "summary": kit.family.summary,
        "category_ids": [str(shelves[kit.family.shelf])],
        "variants": [{**_variant(kit.family, kit.family.articles[0]), "components": holds}],
    }
    product = await catalog.create_product(ctx, convert(wanted, CreateProduct))
    await _show(ctx, product, kit.family)
    return product


async def _show(ctx: Ctx, product: Product, family: Family) -> None:
    content = picture(family.drawn, family.hue)
    await catalog.upload_media(
        ctx, product.id, UploadMedia(name=f"{family.handle}.png", content=content, alt=f"{family.name}, drawing")
    )


async def _unfinished(ctx: Ctx, shelves: Mapping[str, CategoryId]) -> None:
    """One product each as a draft, in review and archived, so that every state can be seen."""
    first = next(iter(shelves.values()))
    for name, state in (
        ("Trial sample 2027", "draft"),
        ("New range, under review", "review"),
        ("Old range 2019", "old"),
    ):
        wanted = {
            "name": name,
            "category_ids": [str(first)],
            "variants": [{"sku": name.upper().replace(" ", "-")[:20]}],
        }
        product = await catalog.create_product(ctx, convert(wanted, CreateProduct))
        if state == "review":
            await catalog.submit_for_review(ctx, product.id, ChangeProductStatus())
        elif state == "old":
            await catalog.activate_product(ctx, product.id, ChangeProductStatus())
            await catalog.archive_product(ctx, product.id, ChangeProductStatus(reason="No longer made"))


async def _only_for(ctx: Ctx, world: World, category_id: CategoryId, partners: Iterable[str]) -> None:
    for key in partners:
        wanted = {
            "audience": "organization",
            "organization_id": str(world.organizations[key]),
            "category_id": str(category_id),
        }
        await catalog.create_assignment(ctx, convert(wanted, CreateAssignment))
