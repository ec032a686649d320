"""What can be done with `location`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class LocationOperations:
    """What can be done with `location`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveLocation]) -> models.Location:
        """Add a place where stock lies.

        Needs the right `inventory.manage`.

        Refused with: `already_exists`.
        """
        call = Call(method="POST", path="/v1/locations", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Location)

    def get(self, location_id: str) -> models.Location:
        """Read one place.

        Needs the right `inventory.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/locations/{location_id}", location_id=location_id))
        return self._transport.send(call, models.Location)

    def list(self, **query: Unpack[inputs.LocationListQuery]) -> Page[models.Location]:
        """List the places where stock lies, those taken from first on top.

        Needs the right `inventory.view`.
        """
        call = Call(method="GET", path="/v1/locations", query=query)
        return self._transport.send(call, Page[models.Location])

    def list_all(self, **query: Unpack[inputs.LocationListQuery]) -> Iterator[models.Location]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/locations", query={**query, "cursor": cursor}), Page[models.Location]
            ),
        )

    def update(self, location_id: str, *, version: int, **data: Unpack[inputs.SaveLocation]) -> models.Location:
        """Change a place.

        Needs the right `inventory.manage`.

        Refused with: `location_in_use`, `stale_version`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/locations/{location_id}", location_id=location_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Location)
