"""What can be done with `price_list`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class PriceListOperations:
    """What can be done with `price_list`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def activate(self, price_list_id: str, *, version: int, idempotency_key: str | None = None) -> models.PriceList:
        """Let a list make prices.

        Needs the right `price_list.activate`.

        Refused with: `price_list_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-lists/{price_list_id}/activate", price_list_id=price_list_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.PriceList)

    def archive(self, price_list_id: str, *, version: int, idempotency_key: str | None = None) -> models.PriceList:
        """Take a list out of use; its entries stay, and placed orders keep their prices.

        Needs the right `price_list.activate`.

        Refused with: `price_list_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-lists/{price_list_id}/archive", price_list_id=price_list_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.PriceList)

    def compare(self, price_list_id: str, **query: Unpack[inputs.PriceListCompareQuery]) -> Page[models.ComparedEntry]:
        """List what differs between two lists as they hold now.

        Needs the right `price_list.view`.

        Refused with: `not_found`, `invalid_input`.
        """
        call = Call(
            method="GET",
            path=address("/v1/price-lists/{price_list_id}/compare", price_list_id=price_list_id),
            query=query,
        )
        return self._transport.send(call, Page[models.ComparedEntry])

    def compare_all(
        self, price_list_id: str, **query: Unpack[inputs.PriceListCompareQuery]
    ) -> Iterator[models.ComparedEntry]:
        """Every item of `compare`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/price-lists/{price_list_id}/compare", price_list_id=price_list_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ComparedEntry],
            ),
        )

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreatePriceList]) -> models.PriceList:
        """Make a price list as a draft, which makes no price yet.

        Needs the right `price_list.create`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/price-lists", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.PriceList)

    def entries(self, price_list_id: str, **query: Unpack[inputs.PriceListEntriesQuery]) -> Page[models.PriceEntry]:
        """List the entries of a price list, the tiers of one target together.

        Needs the right `price_list.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET",
            path=address("/v1/price-lists/{price_list_id}/entries", price_list_id=price_list_id),
            query=query,
        )
        return self._transport.send(call, Page[models.PriceEntry])

    def entries_all(
        self, price_list_id: str, **query: Unpack[inputs.PriceListEntriesQuery]
    ) -> Iterator[models.PriceEntry]:
        """Every item of `entries`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/price-lists/{price_list_id}/entries", price_list_id=price_list_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.PriceEntry],
            ),
        )

    def export(
        self, price_list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExportPrices]
    ) -> models.ExportedPrices:
        """Make a file of every entry of a list; the export is recorded, and the link works for minutes.

        Needs the right `price_list.export`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-lists/{price_list_id}/export", price_list_id=price_list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ExportedPrices)

    def get(self, price_list_id: str) -> models.PriceList:
        """Read one price list.

        Needs the right `price_list.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/price-lists/{price_list_id}", price_list_id=price_list_id))
        return self._transport.send(call, models.PriceList)

    def list(self, **query: Unpack[inputs.PriceListListQuery]) -> Page[models.PriceList]:
        """List price lists by name, under filters.

        Needs the right `price_list.view`.
        """
        call = Call(method="GET", path="/v1/price-lists", query=query)
        return self._transport.send(call, Page[models.PriceList])

    def list_all(self, **query: Unpack[inputs.PriceListListQuery]) -> Iterator[models.PriceList]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/price-lists", query={**query, "cursor": cursor}), Page[models.PriceList]
            ),
        )

    def save_entries(
        self, price_list_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveEntries]
    ) -> models.SavedEntries:
        """Write and remove entries of a list, all or none.

        An entry of the same target, unit, minimum and start is replaced. What a list in use says holds from the
        next request on.

        Needs the right `price_list.update`.

        Refused with: `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/price-lists/{price_list_id}/entries", price_list_id=price_list_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.SavedEntries)

    def update(self, price_list_id: str, *, version: int, **data: Unpack[inputs.UpdatePriceList]) -> models.PriceList:
        """Change a list; one in use makes other prices from the next request on.

        Needs the right `price_list.update`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/price-lists/{price_list_id}", price_list_id=price_list_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.PriceList)
