"""Changing the place one works in: another business, another organization, or somebody one acts for.

Each change starts a new session under a new token and ends the former one.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.errors import CannotActFor, KeyCannot
from hanse.domains.access.events import ActingStarted
from hanse.domains.access.queries.members import load_member
from hanse.domains.access.rules import is_partner_only
from hanse.domains.access.types import MemberId, MemberStatus, OrganizationId, Switched
from hanse.domains.identity.api import start_session
from hanse.domains.identity.types import AccountId
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import NotFound
from hanse.kit.structs import Input
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx

MEMBERSHIP = "SELECT tenant_id FROM memberships_of(%(account)s) WHERE tenant_id = %(tenant)s"
OWN_PLACE = """
SELECT 1 FROM assignments
WHERE member_id = %(member)s AND organization_id = %(organization)s AND blocked_at IS NULL LIMIT 1
"""


class SwitchOrganization(Input, frozen=True, kw_only=True):
    """The organization to act in; null for none."""

    organization_id: OrganizationId | None


class ActOnBehalf(Input, frozen=True, kw_only=True):
    """Why one acts for somebody; kept in the audit trail."""

    reason: Annotated[str, Meta(min_length=3, max_length=500)]


@command("tenant.switch", access="self")
async def switch_tenant(ctx: Ctx, tenant_id: TenantId) -> Switched:
    """Go on in another business one belongs to, under a new session. Raises NotFound."""
    account = AccountId(ctx.authorize_self("tenant.switch"))
    found = await ctx.services.database.lookup(MEMBERSHIP, {"account": account, "tenant": tenant_id})
    if found is None:
        raise NotFound()
    session = await start_session(ctx, account, tenant_id)
    ctx.record("tenant", tenant_id)
    return Switched(session=session)


@command("organization.switch", access="self")
async def switch_organization(ctx: Ctx, data: SwitchOrganization) -> Switched:
    """Go on in another organization one has a role at, under a new session. Raises NotFound."""
    account = AccountId(ctx.authorize_self("organization.switch"))
    if data.organization_id is not None:
        wanted = {"member": _effective_member(ctx), "organization": data.organization_id}
        if await ctx.db.value(OWN_PLACE, wanted) is None:
            raise NotFound()
    behalf = ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else None
    session = await start_session(ctx, account, ctx.tenant.id, data.organization_id, behalf)
    ctx.record("organization", data.organization_id)
    return Switched(session=session)


@command("member.act_on_behalf")
async def act_on_behalf(ctx: Ctx, member_id: MemberId, data: ActOnBehalf) -> Switched:
    """Work with the rights of a partner's member; every step is recorded with both names. Raises CannotActFor."""
    if ctx.principal.kind is not PrincipalKind.MEMBER or ctx.principal.on_behalf is not None:
        ctx.authorize("member.act_on_behalf")
        raise KeyCannot("Only a person acting as themselves can act for somebody else")
    target = await load_member(ctx, member_id, "member.act_on_behalf")
    if target.status is not MemberStatus.ACTIVE or not is_partner_only(target):
        raise CannotActFor()
    place = next(item.organization_id for item in target.assignments if item.organization_id and not item.is_blocked)
    account = AccountId(_own_account(ctx))
    session = await start_session(ctx, account, ctx.tenant.id, place, member_id)
    ctx.record("member", member_id, label=target.display_name, after={"acted_for_by": str(ctx.principal.display_name)}, reason=data.reason)
    ctx.emit(ActingStarted(member_id=member_id, reason=data.reason), subject=target)
    return Switched(session=session)


@command("member.stop_acting", access="self")
async def stop_acting(ctx: Ctx) -> Switched:
    """Go back to one's own rights."""
    account = AccountId(ctx.authorize_self("member.stop_acting"))
    session = await start_session(ctx, account, ctx.tenant.id)
    if ctx.principal.on_behalf is not None:
        ctx.record("member", ctx.principal.on_behalf.member_id, label=ctx.principal.on_behalf.display_name)
    return Switched(session=session)


def _effective_member(ctx: Ctx) -> UUID | None:
    return ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else ctx.principal.member_id


def _own_account(ctx: Ctx) -> UUID:
    assert ctx.principal.account_id is not None
    return ctx.principal.account_id
