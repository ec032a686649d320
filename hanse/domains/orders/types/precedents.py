"""What an organization bought before: what is laid beside something that is to be decided. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.catalog.types import VariantId
from hanse.domains.orders.types.orders import OrderId, OrderStatus
from hanse.kit.money import Money, UnitPrice
from hanse.kit.structs import Data, Input


class FindPrecedents(Input, frozen=True, kw_only=True):
    """Whose orders, of which articles and in which currency."""

    organization_id: OrganizationId
    variant_ids: Annotated[list[VariantId], Meta(max_length=5000)] = []
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")]


class PastOrder(Data, frozen=True, kw_only=True):
    """An order placed before."""

    id: OrderId
    number: str
    status: OrderStatus
    total: Money
    placed_at: datetime


class PastPrice(Data, frozen=True, kw_only=True):
    """What an article cost the last time."""

    variant_id: VariantId
    unit: str
    unit_price: UnitPrice
    number: str
    placed_at: datetime


class Precedents(Data, frozen=True, kw_only=True):
    """What an organization bought before."""

    orders: Annotated[list[PastOrder], Meta(description="The last five")]
    year_count: Annotated[int, Meta(description="Orders of the last twelve months in the currency")]
    year_total: Annotated[Money, Meta(description="What they came to")]
    prices: Annotated[list[PastPrice], Meta(description="What the articles cost the last time, one each")]
