"""What can be done with `role`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each_async
from hanse.client.transport import AsyncTransport, Call, address


class RoleOperations:
    """What can be done with `role`."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._transport = transport

    async def assign(
        self, member_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.AssignmentInput]
    ) -> models.Member:
        """Give a member a role, for the whole business or at one organization.

        Needs the right `role.assign`.

        Refused with: `more_than_you_hold`, `own_roles`, `member_invalid_transition`, `organization_takes_nobody`,
        `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/members/{member_id}/roles", member_id=member_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Member)

    async def copy(
        self, role_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.CopyRole]
    ) -> models.Role:
        """Copy a role, built-in or not, so that the copy can be changed.

        Needs the right `role.create`.

        Refused with: `more_than_you_hold`.
        """
        call = Call(
            method="POST",
            path=address("/v1/roles/{role_id}/copy", role_id=role_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return await self._transport.send(call, models.Role)

    async def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateRole]) -> models.Role:
        """Make a role.

        Needs the right `role.create`.

        Refused with: `more_than_you_hold`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/roles", body=data, idempotency_key=idempotency_key)
        return await self._transport.send(call, models.Role)

    async def delete(self, role_id: str, *, version: int) -> None:
        """Delete a role nobody holds.

        Needs the right `role.delete`.

        Refused with: `builtin_role`, `role_in_use`.
        """
        call = Call(method="DELETE", path=address("/v1/roles/{role_id}", role_id=role_id), version=version)
        return await self._transport.send(call, type(None))

    async def get(self, role_id: str) -> models.Role:
        """Read one role with its grants.

        Needs the right `role.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/roles/{role_id}", role_id=role_id))
        return await self._transport.send(call, models.Role)

    async def list(self, **query: Unpack[inputs.RoleListQuery]) -> Page[models.Role]:
        """List roles: those of staff, then those at organizations; built-in ones first. Partners see only the latter.

        Needs the right `role.view`.
        """
        call = Call(method="GET", path="/v1/roles", query=query)
        return await self._transport.send(call, Page[models.Role])

    def list_all(self, **query: Unpack[inputs.RoleListQuery]) -> AsyncIterator[models.Role]:
        """Every item of `list`, page after page."""
        return each_async(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/roles", query={**query, "cursor": cursor}), Page[models.Role]
            ),
        )

    async def permissions(self) -> Page[models.PermissionInfo]:
        """List everything a role can allow, as the installed domains declare it.

        Needs the right `role.view`.
        """
        call = Call(method="GET", path="/v1/permissions")
        return await self._transport.send(call, Page[models.PermissionInfo])

    async def unassign(self, member_id: str, assignment_id: str, *, version: int) -> models.Member:
        """Take a role away, from the member's next request on.

        Needs the right `role.assign`.

        Refused with: `more_than_you_hold`, `not_found`, `last_owner`.
        """
        call = Call(
            method="DELETE",
            path=address(
                "/v1/members/{member_id}/roles/{assignment_id}", member_id=member_id, assignment_id=assignment_id
            ),
            version=version,
        )
        return await self._transport.send(call, models.Member)

    async def update(self, role_id: str, *, version: int, **data: Unpack[inputs.UpdateRole]) -> models.Role:
        """Change a role for everybody who holds it, from their next request on.

        Needs the right `role.update`.

        Refused with: `more_than_you_hold`, `builtin_role`.
        """
        call = Call(method="PUT", path=address("/v1/roles/{role_id}", role_id=role_id), body=data, version=version)
        return await self._transport.send(call, models.Role)
