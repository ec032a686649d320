"""The life of an organization: activating, suspending, resuming and closing it. History is never touched."""

from __future__ import annotations

from typing import Any

from hanse.domains.access.api import block_organization
from hanse.domains.access.types import BlockOrganization
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.errors import OrganizationInUse
from hanse.domains.organizations.events import OrganizationActivated, OrganizationClosed, OrganizationSuspended
from hanse.domains.organizations.queries.organizations import load_organization, lock_organization, shown
from hanse.domains.organizations.rules.life import next_status
from hanse.domains.organizations.types import ChangeStatus, Organization, OrganizationId, OrganizationStatus
from hanse.kit.events import Event
from hanse.platform.commands import command
from hanse.platform.context import Ctx

SET_STATUS = """
UPDATE organizations SET status = %(status)s, status_reason = %(reason)s, blocks_log_in = %(blocks)s,
    active_since = CASE WHEN %(status)s = 'active' THEN coalesce(active_since, %(now)s) ELSE active_since END,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
END_APPLICATIONS = """
UPDATE onboarding_applications SET status = 'rejected', decided_at = %(now)s, decided_by = %(by)s,
    version = version + 1, updated_at = %(now)s
WHERE organization_id = %(id)s AND status IN ('open', 'in_review')
"""
OPEN_BELOW = """
SELECT count(*) FROM organization_closure c
JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.descendant_id
WHERE c.ancestor_id = %(id)s AND c.depth > 0 AND o.status <> 'closed'
"""


@command("organization.activate")
async def activate_organization(ctx: Ctx, organization_id: OrganizationId, data: ChangeStatus) -> Organization:
    """Let a prospect trade without an application. Raises OrganizationInvalidTransition."""
    before = await _begin(ctx, organization_id, "organization.activate")
    after = await set_status(ctx, before, "activate", reason=data.reason)
    return await _finish(ctx, after, OrganizationActivated(organization_id=organization_id))


@command("organization.suspend")
async def suspend_organization(ctx: Ctx, organization_id: OrganizationId, data: ChangeStatus) -> Organization:
    """Stop new business with an organization, and with `blocks_log_in` the roles its people hold there.

    What is under way and all history stay as they are. Raises OrganizationInvalidTransition.
    """
    before = await _begin(ctx, organization_id, "organization.suspend")
    after = await set_status(ctx, before, "suspend", reason=data.reason, blocks=data.blocks_log_in)
    if data.blocks_log_in:
        await block_people(ctx, organization_id, blocked=True)
    return await _finish(ctx, after, OrganizationSuspended(organization_id=organization_id, reason=data.reason))


@command("organization.reactivate", permission="organization.suspend")
async def reactivate_organization(ctx: Ctx, organization_id: OrganizationId, data: ChangeStatus) -> Organization:
    """Let a suspended organization trade again; its people get their roles back."""
    before = await _begin(ctx, organization_id, "organization.suspend")
    after = await set_status(ctx, before, "reactivate", reason=data.reason)
    await block_people(ctx, organization_id, blocked=False)
    return await _finish(ctx, after, OrganizationActivated(organization_id=organization_id))


@command("organization.close")
async def close_organization(ctx: Ctx, organization_id: OrganizationId, data: ChangeStatus) -> Organization:
    """End the relationship; records stay readable for staff. Raises OrganizationInUse while some below are open."""
    before = await _begin(ctx, organization_id, "organization.close")
    if await ctx.db.value(OPEN_BELOW, {"id": organization_id}):
        raise OrganizationInUse()
    after = await set_status(ctx, before, "close", reason=data.reason, blocks=True)
    await block_people(ctx, organization_id, blocked=True)
    await ctx.db.run(END_APPLICATIONS, {"id": organization_id, "by": ctx.principal.member_id, "now": ctx.now})
    return await _finish(ctx, after, OrganizationClosed(organization_id=organization_id, reason=data.reason))


async def _begin(ctx: Ctx, organization_id: OrganizationId, permission: str) -> Organization:
    before = await lock_organization(ctx, organization_id, permission)
    ctx.check_version(before.version)
    return before


async def set_status(
    ctx: Ctx, before: Organization, action: str, *, reason: str | None = None, blocks: bool = False
) -> Organization:
    """Move a locked organization to its next state, recorded and indexed. Raises OrganizationInvalidTransition."""
    status = next_status(before.name, OrganizationStatus(before.status), action)
    parameters: dict[str, Any] = {"id": before.id, "status": status, "reason": reason, "blocks": blocks, "now": ctx.now}
    await ctx.db.run(SET_STATUS, parameters)
    await index_organizations(ctx, [before.id.uuid])
    after = await load_organization(ctx, before.id, "organization.view")
    ctx.record(
        "organization",
        before.id,
        label=before.name,
        before={"status": before.status, "blocks_log_in": before.blocks_log_in},
        after={"status": after.status, "blocks_log_in": after.blocks_log_in},
        reason=reason,
    )
    return after


async def block_people(ctx: Ctx, organization_id: OrganizationId, *, blocked: bool) -> None:
    """The consequence for people; the right to it comes with the right to suspend."""
    system = ctx.as_system("Organization suspended" if blocked else "Organization resumed", ("member.suspend",))
    await block_organization(system, BlockOrganization(organization_id=organization_id, is_blocked=blocked))


async def _finish(ctx: Ctx, after: Organization, event: Event) -> Organization:
    ctx.emit(event, subject=after)
    return await shown(ctx, after)
