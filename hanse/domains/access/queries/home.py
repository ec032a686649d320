"""What the home page and the choices of forms need: counts, and short lists of people and organizations."""

from __future__ import annotations

from uuid import UUID

from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.invitations import COUNT_OPEN
from hanse.domains.access.queries.members import list_members
from hanse.domains.access.types import HomeFigures, ListMembers, Member, MemberStatus, OrganizationId
from hanse.platform.context import Ctx
from hanse.platform.jobs.dead import DeadJobQuery

COUNT_PEOPLE = """
SELECT count(*) AS people, count(*) FILTER (WHERE EXISTS (
    SELECT 1 FROM assignments a WHERE a.member_id = m.id AND a.organization_id IS NULL)) AS staff
FROM members m WHERE m.status = 'active'
"""
WITHOUT_SECOND_FACTOR = "SELECT staff_without_second_factor()"


async def get_home_figures(ctx: Ctx) -> HomeFigures:
    """What waits for whoever looks after people here; a figure the reader has no right to is None."""
    people = await ctx.db.one(COUNT_PEOPLE) if ctx.may("member.view") else None
    return HomeFigures(
        staff=people["staff"] if people else None,
        partner_people=people["people"] - people["staff"] if people else None,
        open_invitations=await ctx.db.value(COUNT_OPEN, {"now": ctx.now}) if ctx.may("invitation.view") else None,
        without_second_factor=await ctx.db.value(WITHOUT_SECOND_FACTOR) if ctx.may("member.update") else None,
        dead_jobs=await _dead_jobs(ctx) if ctx.may("audit.view") else None,
    )


async def _dead_jobs(ctx: Ctx) -> int:
    page = await ctx.services.jobs.list_dead(ctx, DeadJobQuery(limit=100, outcome="failed"))
    return len(page.items)


async def find_people(ctx: Ctx, text: str, limit: int = 20) -> list[Member]:
    """Active people the reader may see, for a choice in a form."""
    query = ListMembers(q=text[:100] or None, status=MemberStatus.ACTIVE, limit=limit)
    return (await list_members(ctx, query)).items


async def find_places(ctx: Ctx, text: str, limit: int = 50) -> list[tuple[OrganizationId, str]]:
    """Organizations at which the reader may give roles, for a choice in a form."""
    scope = ctx.scope("role.assign")
    tree = organization_tree(ctx)
    among: set[UUID] | None = None
    if not scope.everything:
        below = await tree.below(ctx, scope.trees) if scope.trees else ()
        among = {*scope.organizations, *below}
    found = await tree.find(ctx, text[:100], among, limit)
    return [(OrganizationId(place), name) for place, name in found]
