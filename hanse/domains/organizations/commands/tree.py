"""The tree of organizations: its closure table, and moving a part of it to another place.

Moves of one tenant happen one after another, and creations below a parent wait for one under way, so that the closure
is always that of the parents.
"""

from __future__ import annotations

from uuid import UUID

from hanse.domains.access.api import reindex_members_at
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.events import OrganizationMoved
from hanse.domains.organizations.queries.organizations import load_organization, lock_organization, shown
from hanse.domains.organizations.rules.life import check_place, refuse_loop
from hanse.domains.organizations.types import MoveOrganization, Organization, OrganizationId
from hanse.kit.errors import Invalid, NotFound
from hanse.platform.commands import command
from hanse.platform.context import Ctx

SHARE_TREE = "SELECT pg_advisory_xact_lock_shared(hashtextextended('organizations.tree:' || app_tenant_id()::text, 0))"
LOCK_TREE = "SELECT pg_advisory_xact_lock(hashtextextended('organizations.tree:' || app_tenant_id()::text, 0))"
LINK = """
INSERT INTO organization_closure (ancestor_id, descendant_id, depth)
SELECT %(id)s::uuid, %(id)s::uuid, 0
UNION ALL
SELECT ancestor_id, %(id)s::uuid, depth + 1 FROM organization_closure WHERE descendant_id = %(parent)s
"""
LEVELS_ABOVE = "SELECT count(*) FROM organization_closure WHERE descendant_id = %(id)s"
BELOW = "SELECT descendant_id, depth FROM organization_closure WHERE ancestor_id = %(id)s"
SET_PARENT = """
UPDATE organizations SET parent_id = %(parent)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
# Rows of ancestors that stay above are kept and get their new depth, so the statement never meets its own deletions.
RELINK = """
WITH subtree AS MATERIALIZED (
    SELECT descendant_id AS id, depth FROM organization_closure WHERE ancestor_id = %(id)s
), above AS MATERIALIZED (
    SELECT ancestor_id AS id, depth FROM organization_closure WHERE descendant_id = %(parent)s
), gone AS (
    DELETE FROM organization_closure c USING subtree s
    WHERE c.descendant_id = s.id
      AND NOT EXISTS (SELECT FROM subtree t WHERE t.id = c.ancestor_id)
      AND NOT EXISTS (SELECT FROM above a WHERE a.id = c.ancestor_id)
)
INSERT INTO organization_closure (ancestor_id, descendant_id, depth)
SELECT a.id, s.id, a.depth + s.depth + 1 FROM above a CROSS JOIN subtree s
ON CONFLICT (tenant_id, ancestor_id, descendant_id) DO UPDATE SET depth = excluded.depth
"""


async def share_tree(ctx: Ctx) -> None:
    """Keep the tree as it is until this transaction ends; others may do so too."""
    await ctx.db.run(SHARE_TREE)


async def levels_above(ctx: Ctx, parent_id: OrganizationId) -> int:
    """How many levels there are down to and including this organization; 0 when there is none."""
    return int(await ctx.db.value(LEVELS_ABOVE, {"id": parent_id}))


async def link(ctx: Ctx, organization_id: OrganizationId, parent_id: OrganizationId | None) -> None:
    """Give a new organization its place."""
    await ctx.db.run(LINK, {"id": organization_id, "parent": parent_id})


@command("organization.move")
async def move_organization(ctx: Ctx, organization_id: OrganizationId, data: MoveOrganization) -> Organization:
    """Place an organization, with everything below it, under another one or at the top.

    Rights over what moved follow at once. Raises TreeLoop, TreeTooDeep, Invalid for a parent that is not there.
    """
    await ctx.db.run(LOCK_TREE)
    before = await lock_organization(ctx, organization_id, "organization.move")
    ctx.check_version(before.version)
    if data.parent_id == before.parent_id:
        return await shown(ctx, before)
    subtree = {row["descendant_id"]: row["depth"] for row in await ctx.db.all(BELOW, {"id": organization_id})}
    above = 0
    if data.parent_id is not None:
        parent = await _parent(ctx, data.parent_id)
        refuse_loop(parent.id.uuid in subtree)
        above = len(parent.path)
    check_place(levels_above=above, levels_below=1 + max(subtree.values()))
    await ctx.db.run(RELINK, {"id": organization_id, "parent": data.parent_id})
    await ctx.db.run(SET_PARENT, {"id": organization_id, "parent": data.parent_id, "now": ctx.now})
    return await shown(ctx, await _announce_moved(ctx, before, list(subtree)))


async def _parent(ctx: Ctx, parent_id: OrganizationId) -> Organization:
    """The new parent, which the actor must be allowed to place things under as well."""
    try:
        return await load_organization(ctx, parent_id, "organization.move")
    except NotFound:
        raise Invalid.field("parent_id", "There is no such organization", "not_found") from None


async def _announce_moved(ctx: Ctx, before: Organization, subtree: list[UUID]) -> Organization:
    await index_organizations(ctx, subtree)
    await reindex_members_at(ctx, subtree)
    after = await load_organization(ctx, before.id, "organization.view")
    ctx.record(
        "organization",
        before.id,
        label=after.name,
        before={"above": [ancestor.name for ancestor in before.ancestors], "parent_id": before.parent_id},
        after={"above": [ancestor.name for ancestor in after.ancestors], "parent_id": after.parent_id},
    )
    event = OrganizationMoved(organization_id=before.id, from_parent_id=before.parent_id, to_parent_id=after.parent_id)
    ctx.emit(event, subject=after)
    return after
