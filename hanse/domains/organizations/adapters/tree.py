"""The tree of organizations for access, which stands below and only knows ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from hanse.domains.organizations.types import OrganizationStatus
from hanse.kit.text import normalise
from hanse.platform.context import Ctx

PATHS = """
SELECT c.descendant_id AS id, array_agg(c.ancestor_id ORDER BY c.depth) AS path
FROM organization_closure c WHERE c.descendant_id = ANY(%(ids)s) GROUP BY c.descendant_id
"""
NAMES = "SELECT id, name FROM organizations WHERE id = ANY(%(ids)s)"
BLOCKED = "SELECT id FROM organizations WHERE id = ANY(%(ids)s) AND blocks_log_in"
FIND = """
SELECT id, name FROM organizations
WHERE status <> 'closed' AND (%(among)s::uuid[] IS NULL OR id = ANY(%(among)s))
  AND (%(text)s = '' OR strpos(search_key, %(text)s) > 0)
ORDER BY search_key, id LIMIT %(limit)s
"""
REFUSING = """
SELECT id, name, status FROM organizations
WHERE id = ANY(%(ids)s) AND (status IN ('suspended', 'closed') OR (%(from_partner)s AND status <> 'active'))
"""
BELOW = "SELECT DISTINCT descendant_id FROM organization_closure WHERE ancestor_id = ANY(%(ids)s)"


class Tree:
    """Implements the OrganizationTree port of access."""

    async def paths(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        """Each organization that exists, with itself and those above it up to the root."""
        wanted = list(set(organizations))
        if not wanted:
            return {}
        return {row["id"]: tuple(row["path"]) for row in await ctx.db.all(PATHS, {"ids": wanted})}

    async def names(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, str]:
        """The names of the organizations that exist."""
        wanted = list(set(organizations))
        if not wanted:
            return {}
        return {row["id"]: row["name"] for row in await ctx.db.all(NAMES, {"ids": wanted})}

    async def find(self, ctx: Ctx, text: str, among: Collection[UUID] | None, limit: int) -> list[tuple[UUID, str]]:
        """Open organizations whose name holds the text, by name; of all, or of those given."""
        wanted = {"text": normalise(text), "among": None if among is None else list(among), "limit": limit}
        return [(row["id"], row["name"]) for row in await ctx.db.all(FIND, wanted)]

    async def blocked(self, ctx: Ctx, organizations: Iterable[UUID]) -> frozenset[UUID]:
        """Those of the organizations whose people are shut out now."""
        wanted = list(set(organizations))
        return frozenset(await ctx.db.values(BLOCKED, {"ids": wanted})) if wanted else frozenset()

    async def below(self, ctx: Ctx, roots: Iterable[UUID]) -> tuple[UUID, ...]:
        """The roots and everything below them."""
        wanted = list(set(roots))
        return tuple(await ctx.db.values(BELOW, {"ids": wanted})) if wanted else ()

    async def refusals(self, ctx: Ctx, organizations: Iterable[UUID], *, from_partner: bool) -> Mapping[UUID, str]:
        """Why nobody can be given a role there now, for those of the organizations where that is so."""
        wanted = list(set(organizations))
        if not wanted:
            return {}
        rows = await ctx.db.all(REFUSING, {"ids": wanted, "from_partner": from_partner})
        return {row["id"]: _refusal(row["name"], OrganizationStatus(row["status"])) for row in rows}


def _refusal(name: str, status: OrganizationStatus) -> str:
    if status is OrganizationStatus.SUSPENDED:
        return f"{name} is suspended; nobody gets a role there until it is reactivated"
    if status is OrganizationStatus.CLOSED:
        return f"{name} is closed; nobody gets a role there any more"
    return f"{name} is not approved yet; invite your colleagues once it is"
