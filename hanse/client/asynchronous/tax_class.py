"""What can be done with `tax_class`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class TaxClassOperations:
    """What can be done with `tax_class`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateTaxClass]
    ) -> models.TaxClass:
        """Add a tax class; until it has rates of its own the standard ones apply.

        Needs the right `tax_class.manage`.

        Refused with: `already_exists`.
        """
        call = Call(method="POST", path="/v1/tax-classes", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.TaxClass)

    async def delete(self, tax_class_id: str, *, version: int) -> None:
        """Remove a tax class without rates; products that carry it are taxed at the standard rate.

        Needs the right `tax_class.manage`.

        Refused with: `tax_class_in_use`.
        """
        call = Call(
            method="DELETE", path=address("/v1/tax-classes/{tax_class_id}", tax_class_id=tax_class_id), version=version
        )
        return await self._transport.send(call, type(None))

    async def get(self, tax_class_id: str) -> models.TaxClass:
        """Read one tax class the business added.

        Needs the right `tax_class.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/tax-classes/{tax_class_id}", tax_class_id=tax_class_id))
        return await self._transport.send(call, models.TaxClass)

    async def list(self, **query: Unpack[inputs.TaxClassListQuery]) -> Page[models.TaxClass]:
        """List the tax classes: the built-in ones first, then the business's own by code.

        Needs the right `tax_class.view`.
        """
        call = Call(method="GET", path="/v1/tax-classes", query=query)
        return await self._transport.send(call, Page[models.TaxClass])

    def list_all(self, **query: Unpack[inputs.TaxClassListQuery]) -> AsyncIterator[models.TaxClass]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/tax-classes", query={**query, "cursor": cursor}), Page[models.TaxClass]
            ),
        )

    async def update(
        self, tax_class_id: str, *, version: int, **data: Unpack[inputs.UpdateTaxClass]
    ) -> models.TaxClass:
        """Name a tax class otherwise.

        Needs the right `tax_class.manage`.

        Refused with: `not_found`, `stale_version`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/tax-classes/{tax_class_id}", tax_class_id=tax_class_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.TaxClass)
