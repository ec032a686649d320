"""What happens to prices, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.pricing.types import PriceChangeId, PriceListId
from hanse.kit.events import Event


class PriceListChanged(Event, frozen=True, kw_only=True):
    """A list was created, updated, put to use or archived."""

    name: ClassVar[str] = "price_list.changed"
    price_list_id: PriceListId
    what: str


class PricesChanged(Event, frozen=True, kw_only=True):
    """Entries of a list were written or removed."""

    name: ClassVar[str] = "price_list.prices_changed"
    price_list_id: PriceListId
    written: int
    removed: int


class PriceChangeScheduled(Event, frozen=True, kw_only=True):
    """A planned change of a list will hold from its instant on."""

    name: ClassVar[str] = "price_change.scheduled"
    price_change_id: PriceChangeId
    price_list_id: PriceListId


class PriceChangeCancelled(Event, frozen=True, kw_only=True):
    """A planned change will not happen."""

    name: ClassVar[str] = "price_change.cancelled"
    price_change_id: PriceChangeId
    price_list_id: PriceListId


EVENTS = (PriceListChanged, PricesChanged, PriceChangeScheduled, PriceChangeCancelled)
