"""What inventory speaks of, as it is given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.inventory.types.availability import (
    Availability,
    GetAvailability,
    InventorySettings,
    SaveInventorySettings,
    SaveStockItem,
    ShownToBuyers,
    StockItem,
    StockState,
)
from hanse.domains.inventory.types.locations import (
    ListLocations,
    Location,
    LocationId,
    SaveLocation,
)
from hanse.domains.inventory.types.promises import (
    Allocated,
    AllocateStock,
    AllocationSource,
    CoveredLine,
    Reservation,
    ReservationId,
    ReserveStock,
    ShipAllocated,
    StockComponent,
    StockDemand,
    StockPortion,
    StockSource,
)

__all__ = [
    "AllocateStock",
    "Allocated",
    "AllocationSource",
    "Availability",
    "CoveredLine",
    "GetAvailability",
    "InventorySettings",
    "ListLocations",
    "Location",
    "LocationId",
    "Reservation",
    "ReservationId",
    "ReserveStock",
    "SaveInventorySettings",
    "SaveLocation",
    "SaveStockItem",
    "ShipAllocated",
    "ShownToBuyers",
    "StockComponent",
    "StockDemand",
    "StockItem",
    "StockPortion",
    "StockSource",
    "StockState",
]
