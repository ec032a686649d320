"""What a configurable product costs as it is chosen, before it is ordered."""

from __future__ import annotations

from collections.abc import Mapping

from hanse.domains.catalog.api import price_options
from hanse.domains.catalog.types import PriceOptions, VariantId
from hanse.domains.checkout.api import with_effects
from hanse.domains.storefront.types import ChosenPrice, ShopProductDetail
from hanse.kit.errors import Invalid
from hanse.platform.context import Ctx


async def price_of_choice(
    ctx: Ctx, product: ShopProductDetail, variant_id: VariantId | None, choices: Mapping[str, str]
) -> ChosenPrice | None:
    """The price of a variant with what was chosen, as the cart will say it; None where nothing can be ordered.

    What does not go together is said in `problem`, in the words of its rule.
    """
    variant = next((one for one in product.variants if one.id == variant_id), next(iter(product.variants), None))
    if variant is None:
        return None
    try:
        priced = await price_options(ctx, product.id, PriceOptions(choices=dict(choices)))
        price = with_effects(variant.price, priced.effects) if variant.price else None
    except Invalid as error:
        return ChosenPrice(variant_id=variant.id, unit=variant.unit, label="", price=None, problem=error.message)
    return ChosenPrice(variant_id=variant.id, unit=variant.unit, label=priced.label, price=price, problem="")
