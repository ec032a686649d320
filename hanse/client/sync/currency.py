"""What can be done with `currency`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport


class CurrencyOperations:
    """What can be done with `currency`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, **query: Unpack[inputs.CurrencyListQuery]) -> Page[models.CurrencyInfo]:
        """List the currencies that can be chosen, by code, with the decimal places of their amounts.

        Needs the right `region.view`.
        """
        call = Call(method="GET", path="/v1/currencies", query=query)
        return self._transport.send(call, Page[models.CurrencyInfo])

    def list_all(self, **query: Unpack[inputs.CurrencyListQuery]) -> Iterator[models.CurrencyInfo]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/currencies", query={**query, "cursor": cursor}), Page[models.CurrencyInfo]
            ),
        )
