"""Planned changes of a price list as they are given and taken. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.pricing.types.lists import EntryInput
from hanse.domains.pricing.types.values import (
    EntryKind,
    Notes,
    PriceChangeId,
    PriceListId,
    TargetKind,
)
from hanse.kit.money import UnitPrice
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

CHANGE_ITEMS = 5_000
ChangeName = Annotated[str, Meta(min_length=1, max_length=120, description="What the change is about")]


class PriceChangeStatus(enum.StrEnum):
    """`applied` is a scheduled one whose instant has come."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    APPLIED = "applied"
    CANCELLED = "cancelled"


class PriceChangeItem(Data, frozen=True, kw_only=True):
    """One entry of a planned change, beside what the list says now."""

    position: int
    target: Annotated[TargetKind, Meta(description="Whether it is of a variant, a product or a category")]
    code: str
    name: str
    unit: str
    minimum: Annotated[str, Meta(description="From which quantity on")]
    kind: EntryKind | None
    unit_price: UnitPrice | None
    percent_off: Annotated[str | None, Meta(description="Percent off what the layers below come to")]
    formula: Annotated[str | None, Meta(description="A sum over prices of lower layers")]
    present_price: Annotated[UnitPrice | None, Meta(description="The fixed price it replaces")]


class PriceChange(Data, frozen=True, kw_only=True):
    """A planned change of one list at one instant."""

    id: PriceChangeId
    price_list_id: Annotated[PriceListId, Meta(description="The price list")]
    price_list_name: Annotated[str, Meta(description="Name of the price list")]
    currency: str
    name: str
    effective_at: Annotated[datetime, Meta(tz=True, description="From when on it holds")]
    status: PriceChangeStatus
    notes: str
    item_count: Annotated[int, Meta(description="How many entries it changes")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="price_list", id=self.id)


class FilterPriceChanges(PageQuery, frozen=True, kw_only=True):
    """Which changes, the latest instant first."""

    price_list: Annotated[PriceListId | None, Meta(description="Only of this price list")] = None
    status: PriceChangeStatus | None = None


class ListChangeItems(PageQuery, frozen=True, kw_only=True):
    """Which part of the items, in their order."""


class CreatePriceChange(Input, frozen=True, kw_only=True):
    """A planned change as a draft. Items say what holds from the instant on; `remove` ends an entry then."""

    price_list_id: Annotated[PriceListId, Meta(description="The price list")]
    name: ChangeName
    effective_at: Annotated[datetime, Meta(tz=True, description="From when on it holds")]
    notes: Notes = ""
    entries: Annotated[
        list[EntryInput], Meta(description="The entries, in any order", min_length=1, max_length=CHANGE_ITEMS)
    ]
