"""What can be done with `country`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call


class CountryOperations:
    """What can be done with `country`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, **query: Unpack[inputs.CountryListQuery]) -> Page[models.Country]:
        """List countries by their code, named in the reader's language; with `region` those of that region.

        Needs the right `region.view`.
        """
        call = Call(method="GET", path="/v1/countries", query=query)
        return await self._transport.send(call, Page[models.Country])

    def list_all(self, **query: Unpack[inputs.CountryListQuery]) -> AsyncIterator[models.Country]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/countries", query={**query, "cursor": cursor}), Page[models.Country]
            ),
        )
