"""What can be done with `inventory`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class InventoryOperations:
    """What can be done with `inventory`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def adjust(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.AdjustStock]) -> models.StockChanged:
        """Correct what the books say, by how much it is more or less.

        Needs the right `inventory.adjust`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/stock-adjustments", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.StockChanged)

    def export(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExportStock]) -> models.ExportedStock:
        """Make a file of what lies where; the export is recorded, and the file can be imported again.

        Needs the right `inventory.export`.

        Refused with: `not_found`.
        """
        call = Call(method="POST", path="/v1/stock-exports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ExportedStock)

    def get(self, variant_id: str) -> models.VariantStock:
        """Read a variant's stock place by place.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/stock/{variant_id}", variant_id=variant_id))
        return self._transport.send(call, models.VariantStock)

    def import_(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ImportStock]
    ) -> models.StockImported:
        """Set levels from a file at once; rows with a mistake are passed over and named.

        Needs the right `inventory.import`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/stock-imports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.StockImported)

    def item(self, variant_id: str) -> models.StockItem:
        """Whether a variant may be back-ordered, how far, and from when it counts as low.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/stock/{variant_id}/settings", variant_id=variant_id))
        return self._transport.send(call, models.StockItem)

    def list(self, **query: Unpack[inputs.InventoryListQuery]) -> Page[models.StockLine]:
        """List what is stocked, by SKU, with what may be promised of it.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/stock", query=query)
        return self._transport.send(call, Page[models.StockLine])

    def list_all(self, **query: Unpack[inputs.InventoryListQuery]) -> Iterator[models.StockLine]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/stock", query={**query, "cursor": cursor}), Page[models.StockLine]
            ),
        )

    def movements(self, **query: Unpack[inputs.InventoryMovementsQuery]) -> Page[models.Movement]:
        """List what happened to stock, newest first: of everything, a variant, a place.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/stock-movements", query=query)
        return self._transport.send(call, Page[models.Movement])

    def movements_all(self, **query: Unpack[inputs.InventoryMovementsQuery]) -> Iterator[models.Movement]:
        """Every item of `movements`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/stock-movements", query={**query, "cursor": cursor}), Page[models.Movement]
            ),
        )

    def receive(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ReceiveStock]
    ) -> models.StockChanged:
        """Book a delivery in; those who wait for it get theirs at once.

        Needs the right `inventory.receive`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/stock-receipts", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.StockChanged)

    def save_item(self, variant_id: str, *, version: int, **data: Unpack[inputs.SaveStockItem]) -> models.StockItem:
        """Say whether a variant may be back-ordered, how far, and from when it is low.

        Needs the right `inventory.manage`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/stock/{variant_id}/settings", variant_id=variant_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.StockItem)

    def save_safety(self, variant_id: str, **data: Unpack[inputs.SaveSafety]) -> models.StockChanged:
        """Keep some of a variant back at a place; it is never promised.

        Needs the right `inventory.manage`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(method="PUT", path=address("/v1/stock/{variant_id}/safety", variant_id=variant_id), body=data)
        return self._transport.send(call, models.StockChanged)

    def save_settings(self, **data: Unpack[inputs.SaveInventorySettings]) -> models.InventorySettings:
        """Decide what buyers see of stock, and from when it counts as low.

        Needs the right `inventory.manage`.

        Refused with: `invalid_input`.
        """
        call = Call(method="PUT", path="/v1/inventory-settings", body=data)
        return self._transport.send(call, models.InventorySettings)

    def settings(self) -> models.InventorySettings:
        """What buyers are shown of stock, and from when it counts as low.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/inventory-settings")
        return self._transport.send(call, models.InventorySettings)
