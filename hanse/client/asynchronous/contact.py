"""What can be done with `contact`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.transport import AsyncTransport, Call, address


class ContactOperations:
    """What can be done with `contact`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def create(
        self, organization_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.SaveContact]
    ) -> models.Contact:
        """Add a person to talk to.

        Needs the right `organization.manage_contacts`.

        Refused with: `forbidden`, `too_many_parts`.
        """
        call = Call(
            method="POST",
            path=address("/v1/organizations/{organization_id}/contacts", organization_id=organization_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Contact)

    async def delete(self, organization_id: str, contact_id: str, *, version: int) -> None:
        """Remove a contact.

        Needs the right `organization.manage_contacts`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/organizations/{organization_id}/contacts/{contact_id}",
                organization_id=organization_id,
                contact_id=contact_id,
            ),
            version=version,
        )
        return await self._transport.send(call, type(None))

    async def update(
        self, organization_id: str, contact_id: str, *, version: int, **data: Unpack[inputs.SaveContact]
    ) -> models.Contact:
        """Change a contact; its notes stay when somebody of the organization does.

        Needs the right `organization.manage_contacts`.

        Refused with: `stale_version`.
        """
        call = Call(
            method="PUT",
            path=address(
                "/v1/organizations/{organization_id}/contacts/{contact_id}",
                organization_id=organization_id,
                contact_id=contact_id,
            ),
            body=data,
            version=version,
        )
        return await self._transport.send(call, models.Contact)
