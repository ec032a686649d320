"""What can be done with `member`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class MemberOperations:
    """What can be done with `member`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def act_on_behalf(
        self, member_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.ActOnBehalf]
    ) -> models.Switched:
        """Work with the rights of a partner's member for an hour; every step is recorded with both names.

        One's own rights rest meanwhile, and rights the other has as staff are not lent.

        Needs the right `member.act_on_behalf`.

        Refused with: `cannot_act_for`, `key_cannot`.
        """
        call = Call(
            method="POST",
            path=address("/v1/members/{member_id}/act-on-behalf", member_id=member_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Switched)

    async def get(self, member_id: str) -> models.Member:
        """Read one member with the roles the reader may see.

        Needs the right `member.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/members/{member_id}", member_id=member_id))
        return await self._transport.send(call, models.Member)

    async def invite(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.InviteMember]
    ) -> models.Invitation:
        """Invite somebody by mail; the link works for seven days, once.

        Needs the right `member.invite`.

        Refused with: `more_than_you_hold`, `already_member`, `conflict`, `organization_takes_nobody`,
        `invalid_input`.
        """
        call = Call(method="POST", path="/v1/invitations", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Invitation)

    async def list(self, **query: Unpack[inputs.MemberListQuery]) -> Page[models.Member]:
        """List the people the reader may see, by name or by the time they joined.

        Needs the right `member.view`.
        """
        call = Call(method="GET", path="/v1/members", query=query)
        return await self._transport.send(call, Page[models.Member])

    def list_all(self, **query: Unpack[inputs.MemberListQuery]) -> AsyncIterator[models.Member]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/members", query={**query, "cursor": cursor}), Page[models.Member]
            ),
        )

    async def reactivate(
        self, member_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Because]
    ) -> models.Member:
        """Give a suspended member access again, with the roles they had; they log in anew.

        Needs the right `member.suspend`.

        Refused with: `holds_more`.
        """
        call = Call(
            method="POST",
            path=address("/v1/members/{member_id}/reactivate", member_id=member_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Member)

    async def remove(
        self, member_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Because]
    ) -> models.Member:
        """End a membership: roles are taken, keys revoked, the next request refused; history keeps the name.

        Doing it twice changes nothing more.

        Needs the right `member.remove`.

        Refused with: `holds_more`, `last_owner`.
        """
        call = Call(
            method="POST",
            path=address("/v1/members/{member_id}/remove", member_id=member_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Member)

    async def stop_acting(self, *, idempotency_key: str | None = None) -> models.Switched:
        """Go back to one's own rights.

        Refused with: `conflict`.
        """
        call = Call(method="POST", path="/v1/session/stop-acting", idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Switched)

    async def suspend(
        self, member_id: str, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Because]
    ) -> models.Member:
        """Stop a member's access at once, by session and by key, in this business alone.

        Needs the right `member.suspend`.

        Refused with: `holds_more`, `last_owner`.
        """
        call = Call(
            method="POST",
            path=address("/v1/members/{member_id}/suspend", member_id=member_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Member)

    async def update(self, member_id: str, *, version: int, **data: Unpack[inputs.UpdateMember]) -> models.Member:
        """Change a member's name, title, manager or approval limit.

        Nobody sets their own limit or manager, nor a limit above their own.

        Needs the right `member.update`.

        Refused with: `holds_more`, `own_limits`, `member_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PATCH", path=address("/v1/members/{member_id}", member_id=member_id), body=data, version=version
        )
        return await self._transport.send(call, models.Member)
