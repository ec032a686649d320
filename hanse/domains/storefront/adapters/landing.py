"""The way from a business's public page to its catalogue, where the business lets anybody see it, and a look at it."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from hanse.domains.storefront.queries.public import IS_PUBLIC, list_public_products
from hanse.domains.storefront.types import ShopProduct, ShopQuery
from hanse.domains.tenants.api import setting
from hanse.domains.tenants.types import Showcase, ShownItem
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Action

SHOWN: Final = 24  # products looked at, so that there is one of each category among them
SHELF: Final = 8
TOPICS: Final = 8


async def catalogue_link(ctx: Ctx) -> Action | None:
    """The link for visitors; None while the catalogue is for partners only."""
    if not await setting(ctx, IS_PUBLIC):
        return None
    return Action("See the catalogue", f"/t/{ctx.tenant.handle}/catalogue", icon="package")


async def goods_on_show(ctx: Ctx) -> Showcase | None:
    """Some products of different categories and the largest categories; None while nobody outside sees any."""
    if not await setting(ctx, IS_PUBLIC):
        return None
    page = await list_public_products(ctx, ShopQuery(limit=SHOWN, with_counts=True))
    if not page.items:
        return None
    root = f"/t/{ctx.tenant.handle}/catalogue"
    largest = sorted(page.categories or (), key=lambda one: (-one.count, one.name))[:TOPICS]
    return Showcase(
        href=root,
        total=page.total or len(page.items),
        items=tuple(_shown(root, one) for one in varied(page.items)[:SHELF]),
        topics=tuple(
            ShownItem(name=one.name, href=f"{root}?category={one.id}", detail=f"{one.count:,}") for one in largest
        ),
    )


def varied(items: list[ShopProduct]) -> list[ShopProduct]:
    """Products with the first of each category before the second of any; those with a picture come first."""
    rounds: dict[str | None, int] = {}
    ranked = []
    for place, one in enumerate(sorted(items, key=lambda one: one.image is None)):
        turn = rounds[one.category_name] = rounds.get(one.category_name, 0) + 1
        ranked.append((one.image is None, turn, place, one))
    return [one for _, _, _, one in sorted(ranked, key=lambda each: each[:3])]


def _shown(root: str, one: ShopProduct) -> ShownItem:
    detail = " · ".join(part for part in (one.brand, one.category_name) if part)
    href = f"{root}/{quote(one.handle)}"
    return ShownItem(name=one.name, href=href, picture=one.image, price_from=one.price_from, detail=detail)
