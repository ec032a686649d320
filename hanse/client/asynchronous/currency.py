"""What can be done with `currency`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call


class CurrencyOperations:
    """What can be done with `currency`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, **query: Unpack[inputs.CurrencyListQuery]) -> Page[models.CurrencyInfo]:
        """List the currencies that can be chosen, by code, with the decimal places of their amounts.

        Needs the right `region.view`.
        """
        call = Call(method="GET", path="/v1/currencies", query=query)
        return await self._transport.send(call, Page[models.CurrencyInfo])

    def list_all(self, **query: Unpack[inputs.CurrencyListQuery]) -> AsyncIterator[models.CurrencyInfo]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/currencies", query={**query, "cursor": cursor}), Page[models.CurrencyInfo]
            ),
        )
