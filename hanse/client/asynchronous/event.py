"""What can be done with `event`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call


class EventOperations:
    """What can be done with `event`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def list(self, **query: Unpack[inputs.EventListQuery]) -> Page[models.EventRecord]:
        """List the facts that happened, newest first, as webhooks and subscribers get them.

        Needs the right `audit.view`.
        """
        call = Call(method="GET", path="/v1/events", query=query)
        return await self._transport.send(call, Page[models.EventRecord])

    def list_all(self, **query: Unpack[inputs.EventListQuery]) -> AsyncIterator[models.EventRecord]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/events", query={**query, "cursor": cursor}), Page[models.EventRecord]
            ),
        )
