"""What can be done with `tax_rate`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class TaxRateOperations:
    """What can be done with `tax_rate`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateTaxRate]
    ) -> models.TaxRate:
        """Set a rate from a day on, and end the one without end before it.

        Needs the right `tax_rate.manage`.

        Refused with: `invalid_input`, `tax_rates_overlap`.
        """
        call = Call(method="POST", path="/v1/tax-rates", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.TaxRate)

    async def delete(self, tax_rate_id: str, *, version: int) -> None:
        """Remove a rate; the one it ended stays ended.

        Needs the right `tax_rate.manage`.

        Refused with: `not_found`, `stale_version`.
        """
        call = Call(
            method="DELETE", path=address("/v1/tax-rates/{tax_rate_id}", tax_rate_id=tax_rate_id), version=version
        )
        return await self._transport.send(call, type(None))

    async def get(self, tax_rate_id: str) -> models.TaxRate:
        """Read one tax rate.

        Needs the right `tax_rate.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/tax-rates/{tax_rate_id}", tax_rate_id=tax_rate_id))
        return await self._transport.send(call, models.TaxRate)

    async def list(self, **query: Unpack[inputs.TaxRateListQuery]) -> Page[models.TaxRate]:
        """List tax rates by country, state, class and first day.

        Needs the right `tax_rate.view`.
        """
        call = Call(method="GET", path="/v1/tax-rates", query=query)
        return await self._transport.send(call, Page[models.TaxRate])

    def list_all(self, **query: Unpack[inputs.TaxRateListQuery]) -> AsyncIterator[models.TaxRate]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/tax-rates", query={**query, "cursor": cursor}), Page[models.TaxRate]
            ),
        )

    async def update(self, tax_rate_id: str, *, version: int, **data: Unpack[inputs.UpdateTaxRate]) -> models.TaxRate:
        """Correct a rate; documents that were made keep theirs.

        Needs the right `tax_rate.manage`.

        Refused with: `stale_version`, `invalid_input`, `tax_rates_overlap`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/tax-rates/{tax_rate_id}", tax_rate_id=tax_rate_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.TaxRate)
