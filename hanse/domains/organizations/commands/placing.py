"""The second pass of an import: placing organizations below the parents their rows name, once all of them exist."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from hanse.domains.organizations.commands.tree import BELOW, LOCK_TREE, RELINK, SET_PARENT
from hanse.domains.organizations.errors import TreeLoop, TreeTooDeep
from hanse.domains.organizations.events import OrganizationMoved
from hanse.domains.organizations.queries.organizations import load_many
from hanse.domains.organizations.rules.columns import find_loops
from hanse.domains.organizations.rules.life import check_place, refuse_loop
from hanse.domains.organizations.rules.rows import ParsedRow
from hanse.domains.organizations.types import OrganizationId
from hanse.platform.context import Ctx
from hanse.platform.imports import Problem

PARENTS = """
SELECT o.number, p.number AS parent FROM organizations o
LEFT JOIN organizations p ON p.tenant_id = o.tenant_id AND p.id = o.parent_id
"""
PLACES = """
SELECT o.id, o.number, o.parent_id FROM organizations o WHERE o.number = ANY(%(numbers)s)
"""
LEVELS = "SELECT count(*) FROM organization_closure WHERE descendant_id = %(id)s"


class Forest:
    """Who stands below whom by number: in the file, and (once loaded) in the business."""

    def __init__(self) -> None:
        self.numbers: set[str] = set()
        self.parents: dict[str, str] = {}
        self.loops: set[str] = set()

    def mention(self, row: ParsedRow) -> None:
        """Take note of a row of the file."""
        if row.number and not row.problems:
            self.numbers.add(row.number)
            if row.parent_number:
                self.parents[row.number] = row.parent_number

    def knows(self, number: str) -> bool:
        """Whether the file itself brings this organization."""
        return number in self.numbers

    async def load(self, ctx: Ctx) -> None:
        """Complete the file's view by what the business has, and find what would stand below itself."""
        for row in await ctx.db.all(PARENTS):
            self.numbers.add(row["number"])
            if row["parent"]:
                self.parents.setdefault(row["number"], row["parent"])
        self.loops = find_loops(self.parents)


class Placed(msgspec.Struct, kw_only=True):
    """What a batch did: organizations whose documents must be written anew, and rows that could not be placed."""

    moved: list[UUID]
    problems: list[tuple[int, Problem]]


async def place_rows(ctx: Ctx, batch: Sequence[ParsedRow], forest: Forest, *, dry: bool) -> Placed:
    """Move each organization of the batch below the parent its row names, where it is not there yet."""
    done = Placed(moved=[], problems=[])
    wanted = [row for row in batch if row.number and row.parent_number and not row.problems]
    if not wanted:
        return done
    if not dry:
        await ctx.db.run(LOCK_TREE)
    numbers = [name for row in wanted for name in (row.number, row.parent_number) if name]
    places = {row["number"]: (row["id"], row["parent_id"]) for row in await ctx.db.all(PLACES, {"numbers": numbers})}
    for row in wanted:
        number, parent = row.number or "", row.parent_number or ""
        problem = _refusal(row, forest)
        if problem is None and not dry and number in places and parent in places:
            problem = await _place(ctx, places[number], places[parent][0], done, row)
        if problem is not None:
            done.problems.append((row.row_number, problem))
    return done


def _refusal(row: ParsedRow, forest: Forest) -> Problem | None:
    parent = row.parent_number or ""
    if row.number in forest.loops:
        return Problem("parent_number", parent, TreeLoop.title)
    if not forest.knows(parent):
        return Problem("parent_number", parent, f"No organization has the number {parent}")
    return None


async def _place(
    ctx: Ctx, place: tuple[UUID, UUID | None], parent: UUID, done: Placed, row: ParsedRow
) -> Problem | None:
    identity, present = place
    if present == parent:
        return None
    below = {item["descendant_id"]: item["depth"] for item in await ctx.db.all(BELOW, {"id": identity})}
    try:
        refuse_loop(parent in below)
        above = await ctx.db.value(LEVELS, {"id": parent})
        check_place(levels_above=above, levels_below=1 + max(below.values()))
    except (TreeLoop, TreeTooDeep) as error:
        return Problem("parent_number", row.parent_number or "", error.message)
    await ctx.db.run(RELINK, {"id": identity, "parent": parent})
    await ctx.db.run(SET_PARENT, {"id": identity, "parent": parent, "now": ctx.now})
    done.moved.extend(below)
    (after,) = await load_many(ctx, [identity])
    event = OrganizationMoved(
        organization_id=after.id,
        from_parent_id=OrganizationId(present) if present else None,
        to_parent_id=OrganizationId(parent),
    )
    ctx.record(
        "organization",
        after.id,
        label=after.name,
        before={"parent_id": event.from_parent_id},
        after={"parent_id": parent},
    )
    ctx.emit(event, subject=after)
    return None
