"""What happens to stock, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.types import CoveredLine
from hanse.kit.events import Event


class StockChanged(Event, frozen=True, kw_only=True):
    """Levels of variants changed by hand, by count, by file, by transfer or by a delivery."""

    name: ClassVar[str] = "stock.changed"
    variant_ids: list[VariantId]


class BackordersAllocated(Event, frozen=True, kw_only=True):
    """Stock came in for lines that waited; `lines` is what each has now."""

    name: ClassVar[str] = "stock.backorders_allocated"
    source_kind: str
    source_id: str
    lines: list[CoveredLine]


EVENTS = (StockChanged, BackordersAllocated)
