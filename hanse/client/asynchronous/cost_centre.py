"""What can be done with `cost_centre`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class CostCentreOperations:
    """What can be done with `cost_centre`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateCostCentre]
    ) -> models.CostCentre:
        """Add a cost centre to an organization.

        Needs the right `cost_centre.manage`.

        Refused with: `not_found`, `already_exists`.
        """
        call = Call(method="POST", path="/v1/cost-centres", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.CostCentre)

    async def get(self, cost_centre_id: str) -> models.CostCentre:
        """Read one cost centre.

        Needs the right `cost_centre.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/cost-centres/{cost_centre_id}", cost_centre_id=cost_centre_id))
        return await self._transport.send(call, models.CostCentre)

    async def list(self, **query: Unpack[inputs.CostCentreListQuery]) -> Page[models.CostCentre]:
        """List the cost centres the reader may see, by code.

        Needs the right `cost_centre.view`.
        """
        call = Call(method="GET", path="/v1/cost-centres", query=query)
        return await self._transport.send(call, Page[models.CostCentre])

    def list_all(self, **query: Unpack[inputs.CostCentreListQuery]) -> AsyncIterator[models.CostCentre]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/cost-centres", query={**query, "cursor": cursor}), Page[models.CostCentre]
            ),
        )

    async def update(
        self, cost_centre_id: str, *, version: int, **data: Unpack[inputs.UpdateCostCentre]
    ) -> models.CostCentre:
        """Change a cost centre; orders that name it keep it.

        Needs the right `cost_centre.manage`.

        Refused with: `already_exists`, `stale_version`.
        """
        call = Call(
            method="PATCH",
            path=address("/v1/cost-centres/{cost_centre_id}", cost_centre_id=cost_centre_id),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.CostCentre)
