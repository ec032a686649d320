"""What can be done with `invitation`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class InvitationOperations:
    """What can be done with `invitation`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def accept(self, **data: Unpack[inputs.AcceptInvitation]) -> models.Joined:
        """Become a member with the roles of an invitation; works once.

        Logged in as the invited address, nothing else is needed. Without an account, name and password make one:
        whoever has the link reads the address's mail. With an account, log in first.

        Refused with: `invitation_for_somebody_else`, `invitation_invalid`, `log_in_to_accept`,
        `membership_suspended`.
        """
        call = Call(method="POST", path="/v1/invitations/accept", body=data)
        return await self._transport.send(call, models.Joined)

    async def get(self, invitation_id: str) -> models.Invitation:
        """Read one invitation.

        Needs the right `invitation.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/invitations/{invitation_id}", invitation_id=invitation_id))
        return await self._transport.send(call, models.Invitation)

    async def list(self, **query: Unpack[inputs.InvitationListQuery]) -> Page[models.Invitation]:
        """List invitations, newest first; those to partners only for who reaches every organization they name.

        Needs the right `invitation.view`.
        """
        call = Call(method="GET", path="/v1/invitations", query=query)
        return await self._transport.send(call, Page[models.Invitation])

    def list_all(self, **query: Unpack[inputs.InvitationListQuery]) -> AsyncIterator[models.Invitation]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/invitations", query={**query, "cursor": cursor}), Page[models.Invitation]
            ),
        )

    async def preview(self, **query: Unpack[inputs.InvitationPreviewQuery]) -> models.InvitationPreview:
        """Read what an invitation link offers, before accepting it.

        Refused with: `invitation_invalid`.
        """
        call = Call(method="GET", path="/v1/invitation-preview", query=query)
        return await self._transport.send(call, models.InvitationPreview)

    async def resend(self, invitation_id: str, *, idempotency_key: str | None = None) -> models.Invitation:
        """Send an invitation again under a new link, from now on in the sender's own name; the old link stops working.

        Needs the right `invitation.revoke`.

        Refused with: `more_than_you_hold`, `conflict`.
        """
        call = Call(
            method="POST",
            path=address("/v1/invitations/{invitation_id}/resend", invitation_id=invitation_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Invitation)

    async def revoke(self, invitation_id: str, *, idempotency_key: str | None = None) -> models.Invitation:
        """Take an invitation back; its link stops working. Doing it twice changes nothing more.

        Needs the right `invitation.revoke`.
        """
        call = Call(
            method="POST",
            path=address("/v1/invitations/{invitation_id}/revoke", invitation_id=invitation_id),
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Invitation)
