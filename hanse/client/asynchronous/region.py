"""What can be done with `region`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class RegionOperations:
    """What can be done with `region`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateRegion]) -> models.Region:
        """Make a region.

        Needs the right `region.manage`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/regions", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Region)

    async def delete(self, region_id: str, *, version: int) -> None:
        """Remove a region; its countries lie in none then.

        Needs the right `region.manage`.

        Refused with: `not_found`, `stale_version`.
        """
        call = Call(method="DELETE", path=address("/v1/regions/{region_id}", region_id=region_id), version=version)
        return await self._transport.send(call, type(None))

    async def get(self, region_id: str) -> models.Region:
        """Read one region.

        Needs the right `region.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/regions/{region_id}", region_id=region_id))
        return await self._transport.send(call, models.Region)

    async def list(self, **query: Unpack[inputs.RegionListQuery]) -> Page[models.Region]:
        """List the regions by name; with `country` the one that country lies in.

        Needs the right `region.view`.
        """
        call = Call(method="GET", path="/v1/regions", query=query)
        return await self._transport.send(call, Page[models.Region])

    def list_all(self, **query: Unpack[inputs.RegionListQuery]) -> AsyncIterator[models.Region]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/regions", query={**query, "cursor": cursor}), Page[models.Region]
            ),
        )

    async def update(self, region_id: str, *, version: int, **data: Unpack[inputs.UpdateRegion]) -> models.Region:
        """Change a region; new business follows at once.

        Needs the right `region.manage`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH", path=address("/v1/regions/{region_id}", region_id=region_id), body=data, version=version
        )
        return await self._transport.send(call, models.Region)
