"""What can be done with `event`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport


class EventOperations:
    """What can be done with `event`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def list(self, **query: Unpack[inputs.EventListQuery]) -> Page[models.EventRecord]:
        """List the facts that happened, newest first, as webhooks and subscribers get them.

        Needs the right `audit.view`.
        """
        call = Call(method="GET", path="/v1/events", query=query)
        return self._transport.send(call, Page[models.EventRecord])

    def list_all(self, **query: Unpack[inputs.EventListQuery]) -> Iterator[models.EventRecord]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/events", query={**query, "cursor": cursor}), Page[models.EventRecord]
            ),
        )
