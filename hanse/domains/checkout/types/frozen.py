"""A basket as it is frozen in an order request: everything that placing its order needs. Kept as JSON and hashed."""

from __future__ import annotations

from datetime import date
from typing import Any

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.types.values import CostCentreId
from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import Quantity
from hanse.kit.structs import Data


class FrozenComponent(Data, frozen=True, kw_only=True):
    """What one stock unit of a bundle holds."""

    variant_id: VariantId
    quantity: Quantity


class FrozenLine(Data, frozen=True, kw_only=True):
    """A line with its price, what it takes of the stock, and why it costs that."""

    key: int
    variant_id: VariantId
    sku: str
    name: str
    quantity: Quantity
    stock_quantity: Quantity
    components: list[FrozenComponent]
    unit_price: UnitPrice
    total: Money
    tax_class: str
    options_label: str
    note: str
    trace: dict[str, Any] | None


class FrozenBasket(Data, frozen=True, kw_only=True):
    """A basket as somebody sent it; an order is placed from this and nothing else."""

    currency: str
    is_tax_inclusive: bool
    country: str
    region: str
    billing_address: dict[str, Any]
    shipping_address: dict[str, Any]
    po_number: str
    cost_centre_id: CostCentreId | None
    cost_centre: str
    requested_on: date | None
    payment_days: int | None
    note: str
    allows_backorder: bool
    net: Money
    tax: Money
    total: Money
    lines: list[FrozenLine]
