"""What can be done with `catalogue_assignment`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class CatalogueAssignmentOperations:
    """What can be done with `catalogue_assignment`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateAssignment]
    ) -> models.CatalogueAssignment:
        """Show a product or category to somebody.

        Needs the right `catalogue_assignment.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/catalogue-assignments", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.CatalogueAssignment)

    async def delete(self, assignment_id: str) -> None:
        """Take an assignment away. A product without any left follows its categories, then the setting.

        Needs the right `catalogue_assignment.manage`.

        Refused with: `not_found`.
        """
        call = Call(
            method="DELETE", path=address("/v1/catalogue-assignments/{assignment_id}", assignment_id=assignment_id)
        )
        return await self._transport.send(call, type(None))

    async def get(self, assignment_id: str) -> models.CatalogueAssignment:
        """Read one assignment.

        Needs the right `catalogue_assignment.view`.

        Refused with: `not_found`.
        """
        call = Call(
            method="GET", path=address("/v1/catalogue-assignments/{assignment_id}", assignment_id=assignment_id)
        )
        return await self._transport.send(call, models.CatalogueAssignment)

    async def list(self, **query: Unpack[inputs.CatalogueAssignmentListQuery]) -> Page[models.CatalogueAssignment]:
        """List who sees which products and categories, oldest first.

        Needs the right `catalogue_assignment.view`.
        """
        call = Call(method="GET", path="/v1/catalogue-assignments", query=query)
        return await self._transport.send(call, Page[models.CatalogueAssignment])

    def list_all(
        self, **query: Unpack[inputs.CatalogueAssignmentListQuery]
    ) -> AsyncIterator[models.CatalogueAssignment]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/catalogue-assignments", query={**query, "cursor": cursor}),
                Page[models.CatalogueAssignment],
            ),
        )
