"""What can be done with `address`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import Call, Transport, address


class AddressOperations:
    """What can be done with `address`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def create(
        self, organization_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveAddress]
    ) -> models.Address:
        """Add an address.

        Needs the right `organization.manage_addresses`.

        Refused with: `too_many_parts`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/addresses", organization_id=organization_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Address)

    def delete(self, organization_id: str, address_id: str, *, version: int) -> None:
        """Remove an address.

        Needs the right `organization.manage_addresses`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/organizations/{organization_id}/addresses/{address_id}",
                organization_id=organization_id,
                address_id=address_id,
            ),
            version=version,
        )
        return self._transport.send(call, type(None))

    def update(
        self, organization_id: str, address_id: str, *, version: int, **data: Unpack[inputs.SaveAddress]
    ) -> models.Address:
        """Change an address; orders that used it keep theirs.

        Needs the right `organization.manage_addresses`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address(
                "/v1/organizations/{organization_id}/addresses/{address_id}",
                organization_id=organization_id,
                address_id=address_id,
            ),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Address)
