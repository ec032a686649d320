"""What can be done with `organization`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.asynchronous.organization_1 import Organization1Operations
from hanse.client.paging import Page, each_async
from hanse.client.transport import Call, address


class OrganizationOperations(Organization1Operations):
    """What can be done with `organization`."""

    async def switch(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SwitchOrganization]
    ) -> models.Switched:
        """Go on in another organization one has a role at, under a new session.

        Whoever acts for somebody chooses among that person's organizations; the hour they may act for goes on
        running.

        Refused with: `not_found`.
        """
        call = Call(method="POST", path="/v1/session/organization", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Switched)

    async def tax_ids(
        self, organization_id: str, **query: Unpack[inputs.OrganizationTaxIdsQuery]
    ) -> Page[models.TaxId]:
        """List the tax numbers of an organization with the proof of their latest check.

        Needs the right `organization.view`.
        """
        call = Call(
            method="GET",
            path=address("/v1/organizations/{organization_id}/tax-ids", organization_id=organization_id),
            query=query,
        )
        return await self._transport.send(call, Page[models.TaxId])

    def tax_ids_all(
        self, organization_id: str, **query: Unpack[inputs.OrganizationTaxIdsQuery]
    ) -> AsyncIterator[models.TaxId]:
        """Every item of `tax_ids`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/organizations/{organization_id}/tax-ids", organization_id=organization_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.TaxId],
            ),
        )

    async def update(
        self, organization_id: str, *, version: int, **data: Unpack[inputs.UpdateOrganization]
    ) -> models.Organization:
        """Change facts of an organization; each field asks for its own right.

        Needs the right `organization.update`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/organizations/{organization_id}", organization_id=organization_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.Organization)

    async def upload_import(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadImport]
    ) -> models.OrganizationImport:
        """Take a CSV or XLSX file in and guess what its columns are.

        Needs the right `organization.import`.

        Refused with: `file_refused`, `table_unreadable`.
        """
        call = Call(method="POST", path="/v1/organization-imports", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.OrganizationImport)
