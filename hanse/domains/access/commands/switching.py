"""Changing the place one works in: another business, another organization, or somebody one acts for.

Each change starts a new session under a new token and ends the former one.
"""

from __future__ import annotations

from uuid import UUID

from hanse.domains.access.errors import CannotActFor, KeyCannot
from hanse.domains.access.events import ActingStarted, ActingStopped
from hanse.domains.access.queries.members import load_member
from hanse.domains.access.queries.reach import own_member
from hanse.domains.access.rules import is_partner_only
from hanse.domains.access.types import ActOnBehalf, MemberId, MemberStatus, Switched, SwitchOrganization
from hanse.domains.identity.api import start_session
from hanse.domains.identity.types import AccountId
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import Conflict, Invalid, NotFound
from hanse.kit.text import clean_line
from hanse.platform.authz import PrincipalKind
from hanse.platform.commands import command
from hanse.platform.context import Ctx

MEMBERSHIP = "SELECT tenant_id FROM memberships_of(%(account)s) WHERE %(tenant)s = tenant_id"
OWN_PLACE = """
SELECT 1 FROM assignments
WHERE member_id = %(member)s AND organization_id = %(organization)s AND blocked_at IS NULL LIMIT 1
"""


@command("tenant.switch", access="self")
async def switch_tenant(ctx: Ctx, tenant_id: TenantId) -> Switched:
    """Go on in another business one belongs to, under a new session. Raises NotFound."""
    account = AccountId(ctx.authorize_self("tenant.switch"))
    if await ctx.db.value(MEMBERSHIP, {"account": account, "tenant": tenant_id}) is None:
        raise NotFound()
    session = await start_session(ctx, account, tenant_id)
    # The trail of the business one leaves does not tell where one went.
    return Switched(session=session)


@command("organization.switch", access="self")
async def switch_organization(ctx: Ctx, data: SwitchOrganization) -> Switched:
    """Go on in another organization one has a role at, under a new session. Raises NotFound.

    Whoever acts for somebody chooses among that person's organizations; the hour they may act for goes on running.
    """
    account = AccountId(ctx.authorize_self("organization.switch"))
    tenant = ctx.tenant
    if data.organization_id is not None:
        wanted = {"member": own_member(ctx), "organization": data.organization_id}
        if await ctx.db.value(OWN_PLACE, wanted) is None:
            raise NotFound()
    behalf = ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else None
    session = await start_session(ctx, account, tenant.id, data.organization_id, behalf)
    ctx.record("organization", data.organization_id)
    return Switched(session=session)


@command("member.act_on_behalf")
async def act_on_behalf(ctx: Ctx, member_id: MemberId, data: ActOnBehalf) -> Switched:
    """Work with the rights of a partner's member for an hour; every step is recorded with both names.

    One's own rights rest meanwhile, and rights the other has as staff are not lent. Raises CannotActFor, KeyCannot.
    """
    target = await load_member(ctx, member_id, "member.act_on_behalf")
    if ctx.principal.kind is not PrincipalKind.MEMBER or ctx.principal.on_behalf is not None:
        raise KeyCannot("Only a person acting as themselves can act for somebody else")
    reason = clean_line(data.reason)
    if not reason:
        raise Invalid.field("reason", "Say why; it is kept in the audit trail", "required")
    if target.id.uuid == ctx.principal.member_id:
        raise CannotActFor("You are this person")
    places = [item.organization_id for item in target.assignments if item.organization_id and not item.is_blocked]
    if target.status is not MemberStatus.ACTIVE or not is_partner_only(target) or not places:
        raise CannotActFor()
    if data.organization_id is not None and data.organization_id not in places:
        raise Invalid.field("organization_id", f"{target.display_name} has no role there", "not_found")
    place = data.organization_id or places[0]
    session = await start_session(ctx, _own_account(ctx), ctx.tenant.id, place, member_id)
    after = {"acted_for_by": ctx.principal.display_name, "organization_id": place}
    ctx.record("member", member_id, label=target.display_name, after=after, reason=reason)
    ctx.emit(ActingStarted(member_id=member_id, reason=reason), subject=target)
    return Switched(session=session)


@command("member.stop_acting", access="self")
async def stop_acting(ctx: Ctx) -> Switched:
    """Go back to one's own rights. Raises Conflict when one acts for nobody."""
    account = AccountId(ctx.authorize_self("member.stop_acting"))
    acting = ctx.principal.on_behalf
    if acting is None:
        raise Conflict("You act for nobody")
    session = await start_session(ctx, account, ctx.tenant.id)
    ctx.record("member", acting.member_id, label=acting.display_name)
    ctx.emit(ActingStopped(member_id=MemberId(acting.member_id)))
    return Switched(session=session)


def _own_account(ctx: Ctx) -> AccountId:
    account: UUID | None = ctx.principal.account_id
    assert account is not None, "a member has an account"
    return AccountId(account)
