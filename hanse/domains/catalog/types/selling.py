"""What the domains above need to sell: variants as an organization may buy them, and priced options. Data only."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types.products import SaleUnit
from hanse.domains.catalog.types.values import ProductId, ProductKind, Sku, VariantId
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data, Input

SELLABLES_LIMIT = 5_000


class FindSellables(Input, frozen=True, kw_only=True):
    """Variants by id or SKU, as an organization sees them; without one, as everybody does."""

    organization_id: OrganizationId | None = None
    variant_ids: Annotated[list[VariantId], Meta(max_length=SELLABLES_LIMIT)] = []
    skus: Annotated[
        list[Sku], Meta(max_length=SELLABLES_LIMIT, description="Article numbers, in any case and spacing")
    ] = []


class SellableComponent(Data, frozen=True, kw_only=True):
    """What one stock unit of a bundle takes of another variant, in that variant's stock unit."""

    variant_id: VariantId
    quantity: Quantity


class Sellable(Data, frozen=True, kw_only=True):
    """A variant that may be bought, with all an order line needs to know of it."""

    variant_id: VariantId
    product_id: ProductId
    kind: ProductKind
    sku: str
    sku_key: str
    name: Annotated[str, Meta(description="Product and variant")]
    product_handle: str
    image: Annotated[str | None, Meta(description="A link of minutes to a small picture")]
    tax_class: str
    stock_unit: str
    units: list[SaleUnit]
    is_stocked: bool
    components: list[SellableComponent]
    needs_options: bool
    lead_time_days: int | None


class OptionEffect(Data, frozen=True, kw_only=True):
    """What a choice does to the unit price: a fixed amount in micros of one currency, or basis points of the price."""

    kind: Literal["fixed", "percent"]
    amount: int
    currency: str | None = None


class PriceOptions(Input, frozen=True, kw_only=True):
    """What was chosen of a configurable product: option key to choice key."""

    choices: Annotated[
        dict[Annotated[str, Meta(max_length=60)], Annotated[str, Meta(max_length=60)]], Meta(max_length=50)
    ] = {}
    organization_id: OrganizationId | None = None


class OptionsPriced(Data, frozen=True, kw_only=True):
    """Accepted choices in words, what they cost, and a key that is equal for equal choices."""

    label: str
    effects: list[OptionEffect]
    option_key: Annotated[str, Meta(description="Equal for equal choices, whatever their order")]
