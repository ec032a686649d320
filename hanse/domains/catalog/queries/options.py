"""Options of configurable products, and what choices cost."""

from __future__ import annotations

from typing import Final

from hanse.domains.catalog.queries.products import load_product
from hanse.domains.catalog.queries.viewing import viewer_of
from hanse.domains.catalog.rules.options import price_choices
from hanse.domains.catalog.types import (
    OptionRule,
    OptionsPriced,
    PriceOptions,
    ProductId,
    ProductOption,
    ProductOptions,
    ViewAs,
)
from hanse.platform.commands import query
from hanse.platform.context import Ctx

OPTIONS: Final = """
SELECT id, key, label, help, is_required, choices FROM product_options WHERE product_id = %(id)s ORDER BY position, key
"""
RULES: Final = """
SELECT id, kind, if_option, if_choice, then_option, then_choices, message FROM option_rules
WHERE product_id = %(id)s ORDER BY position, id
"""


@query("product.get_options", permission="product.view")
async def get_options(ctx: Ctx, product_id: ProductId, query: ViewAs) -> ProductOptions:
    """Read what is to be chosen of a product, and which choices go together. Raises NotFound."""
    viewer = await viewer_of(ctx, query.organization_id)
    product = await load_product(ctx, product_id, "product.view", viewer)
    options, rules = await load_options(ctx, product_id)
    return ProductOptions(product_id=product_id, options=options, rules=rules, version=product.version)


@query("product.price_options", permission="product.view")
async def price_options(ctx: Ctx, product_id: ProductId, data: PriceOptions) -> OptionsPriced:
    """Say what choices cost, and name them in words. Raises OptionsRefused with an error for each option, NotFound."""
    viewer = await viewer_of(ctx, data.organization_id)
    await load_product(ctx, product_id, "product.view", viewer)
    options, rules = await load_options(ctx, product_id)
    return price_choices(options, rules, data.choices)


async def load_options(ctx: Ctx, product_id: ProductId) -> tuple[list[ProductOption], list[OptionRule]]:
    """The options and rules of a product the caller has asked about."""
    return (
        await ctx.db.all(OPTIONS, {"id": product_id}, into=ProductOption),
        await ctx.db.all(RULES, {"id": product_id}, into=OptionRule),
    )
