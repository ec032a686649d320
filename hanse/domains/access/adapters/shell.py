"""What the frame of a signed-in page shows of access: the businesses and organizations one can change to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID

from hanse.domains.access.ports import organization_tree
from hanse.domains.access.types import OrganizationId
from hanse.domains.identity.types import AccountId
from hanse.domains.tenants.types import TenantId
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx
from hanse.platform.web.shell import SwitcherEntry

PLACES = """
SELECT 'tenant' AS kind, tenant_id AS id, name, array_to_string(roles, ', ') AS detail FROM memberships_of(%(account)s)
UNION ALL
SELECT DISTINCT 'organization', a.organization_id, NULL, NULL FROM assignments a
WHERE a.member_id = %(member)s AND a.organization_id IS NOT NULL AND a.blocked_at IS NULL
"""


class AccessShell:
    """Implements the page layer's ShellSource."""

    def __init__(
        self, logo_path: Callable[[str, str | None], str | None], count_unread: Callable[[Ctx], Awaitable[int]]
    ) -> None:
        self._logo_path = logo_path
        self._count_unread = count_unread

    async def switcher(self, ctx: Ctx) -> tuple[tuple[SwitcherEntry, ...], tuple[SwitcherEntry, ...]]:
        """The businesses of the account and the organizations of the member, the present ones marked."""
        principal = ctx.principal
        if principal.account_id is None:
            return (), ()
        acting = principal.on_behalf
        member = acting.member_id if acting else principal.member_id
        rows = await ctx.db.all(PLACES, {"account": AccountId(principal.account_id), "member": member})
        present = ctx.tenant_or_none.id if ctx.tenant_or_none else None
        tenants = tuple(
            SwitcherEntry(
                label=row["name"],
                detail=row["detail"],
                post_url=f"/switch/{TenantId(row['id'])}",
                active=row["id"] == present,
            )
            for row in rows
            if row["kind"] == "tenant" and not acting
        )
        return tenants, await self._organizations(ctx, [row["id"] for row in rows if row["kind"] == "organization"])

    async def _organizations(self, ctx: Ctx, places: list[UUID]) -> tuple[SwitcherEntry, ...]:
        if not places:
            return ()
        names = await organization_tree(ctx).names(ctx, places)
        return tuple(
            SwitcherEntry(
                label=name,
                post_url=f"/switch/organization/{OrganizationId(place)}",
                active=place == ctx.principal.organization_id,
            )
            for place, name in sorted(names.items(), key=lambda item: item[1])
        )

    async def unread(self, ctx: Ctx) -> int:
        """Unread notifications, as the domain above counts them."""
        return await self._count_unread(ctx)

    def logo_url(self, tenant: TenantRef) -> str | None:
        """Where a tenant's logo is served."""
        return self._logo_path(tenant.handle, tenant.logo_key)
