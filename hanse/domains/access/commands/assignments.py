"""Giving and taking roles. Nobody gives more than they hold, and nobody raises themselves."""

from __future__ import annotations

from collections.abc import Sequence

from hanse.domains.access.commands.members import index_member
from hanse.domains.access.errors import MemberInvalidTransition, MoreThanYouHold, OwnRoles, PlaceTakesNobody
from hanse.domains.access.events import MemberUpdated
from hanse.domains.access.ports import organization_tree
from hanse.domains.access.queries.members import (
    count_other_owners,
    lock_member,
    reread_member,
    shown,
    visible_assignments,
)
from hanse.domains.access.queries.reach import refused
from hanse.domains.access.queries.roles import GET_ROLE, as_grants, build_role
from hanse.domains.access.rules import ASSIGNMENTS_MAXIMUM, is_ownership, is_self, keep_an_owner
from hanse.domains.access.types import (
    AssignmentId,
    AssignmentInput,
    BlockOrganization,
    Member,
    MemberId,
    MemberRecord,
    MemberStatus,
    Role,
    RoleKind,
)
from hanse.kit.errors import Conflict, FieldError, Invalid, NotFound
from hanse.platform.authz import Subject, can_assign
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT_ASSIGNMENT = """
INSERT INTO assignments (id, member_id, role_id, organization_id, blocked_at, granted_by, created_at)
VALUES (%(id)s, %(member)s, %(role)s, %(organization)s, %(blocked)s, %(by)s, %(now)s)
ON CONFLICT DO NOTHING
"""
DELETE_ASSIGNMENT = "DELETE FROM assignments WHERE id = %(id)s AND member_id = %(member)s"
TOUCH_MEMBER = "UPDATE members SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
BLOCK = """
UPDATE assignments SET blocked_at = %(now)s WHERE organization_id = %(organization)s AND blocked_at IS NULL
"""
UNBLOCK = "UPDATE assignments SET blocked_at = NULL WHERE organization_id = %(organization)s AND blocked_at IS NOT NULL"


@command("role.assign")
async def assign_role(ctx: Ctx, member_id: MemberId, data: AssignmentInput) -> Member:
    """Give a member a role, for the whole business or at one organization.

    Raises MoreThanYouHold, OwnRoles, Invalid, PlaceTakesNobody, MemberInvalidTransition for somebody who was removed.
    """
    before = await lock_member(ctx, member_id)
    await check_may_give(ctx, [data])
    await check_places(ctx, [data])
    if is_self(ctx.principal, member_id):
        raise refused(ctx, "role.assign", before.subject(), OwnRoles())
    if before.status is MemberStatus.REMOVED:
        raise MemberInvalidTransition(f"{before.display_name} was removed; invite them again")
    if len(before.assignments) >= ASSIGNMENTS_MAXIMUM:
        raise Conflict(f"Nobody holds more than {ASSIGNMENTS_MAXIMUM} roles; take one away first")
    await insert_assignments(ctx, member_id, [data])
    return await _changed(ctx, before)


@command("role.unassign", permission="role.assign")
async def unassign_role(ctx: Ctx, member_id: MemberId, assignment_id: AssignmentId) -> Member:
    """Take a role away, from the member's next request on. Raises LastOwner, MoreThanYouHold, NotFound."""
    before = await lock_member(ctx, member_id)
    ctx.check_version(before.version)
    held = next((item for item in visible_assignments(ctx, before) if item.id == assignment_id), None)
    if held is None:
        ctx.authorize_absent("role.assign")
        raise NotFound()
    await check_may_give(ctx, [AssignmentInput(role_id=held.role_id, organization_id=held.organization_id)])
    if is_ownership(held):
        keep_an_owner(before, await count_other_owners(ctx, member_id))
    await ctx.db.run(DELETE_ASSIGNMENT, {"id": assignment_id, "member": member_id})
    return await _changed(ctx, before)


@command("member.block_organization", permission="member.suspend")
async def block_organization(ctx: Ctx, data: BlockOrganization) -> None:
    """Stop or restore every role held at one organization, as when it is suspended; the roles themselves are kept.

    Called by whoever suspends the organization; on its own it has no address.
    """
    ctx.authorize("member.suspend")
    sql = BLOCK if data.is_blocked else UNBLOCK
    await ctx.db.run(sql, {"organization": data.organization_id, "now": ctx.now})
    ctx.record("organization", data.organization_id, after={"members_blocked": data.is_blocked})


async def check_may_give(ctx: Ctx, wanted: Sequence[AssignmentInput], *, prefix: str = "") -> list[Role]:
    """Refuse roles that do not exist, do not fit the place, or allow more than the giver holds there.

    `prefix` is where the assignments stand in the input ("assignments."), for the fields of errors.
    Raises Invalid, Forbidden, MoreThanYouHold. Returns the roles in order.
    """
    places = [item.organization_id.uuid for item in wanted if item.organization_id]
    paths = await organization_tree(ctx).paths(ctx, places) if places else {}
    roles: list[Role] = []
    for position, item in enumerate(wanted):
        at = f"{prefix}{position}." if prefix else ""
        row = await ctx.db.maybe(GET_ROLE, {"id": item.role_id})
        path = paths.get(item.organization_id.uuid, ()) if item.organization_id else ()
        # Asked first, so that only who may give roles learns which roles and organizations there are.
        ctx.authorize("role.assign", Subject(kind="role", organizations=path))
        if item.organization_id and not path:
            raise Invalid.field(f"{at}organization_id", "There is no such organization", "not_found")
        if row is None:
            raise Invalid.field(f"{at}role_id", "There is no such role", "not_found")
        role = build_role(ctx, row)
        _check_place(role, item, at)
        excess = can_assign(ctx.principal, as_grants(role.grants, role.key), path)
        if excess:
            subject = Subject(kind="role", id=role.id, organizations=path)
            raise refused(ctx, "role.assign", subject, MoreThanYouHold(" ".join(excess[:3])))
        roles.append(role)
    return roles


async def check_places(ctx: Ctx, wanted: Sequence[AssignmentInput], *, prefix: str = "") -> None:
    """Refuse new roles at organizations that take nobody now: suspended, closed, or (for partners) not yet approved.

    The giver's right was asked for before. Raises PlaceTakesNobody.
    """
    places = [item.organization_id.uuid for item in wanted if item.organization_id]
    if not places:
        return
    refusals = await organization_tree(ctx).refusals(ctx, places, from_partner=not ctx.may("role.assign"))
    for position, item in enumerate(wanted):
        sentence = refusals.get(item.organization_id.uuid) if item.organization_id else None
        if sentence:
            at = f"{prefix}{position}." if prefix else ""
            field = FieldError(f"{at}organization_id", sentence, PlaceTakesNobody.code)
            raise PlaceTakesNobody(sentence, fields=(field,))


def _check_place(role: Role, item: AssignmentInput, at: str) -> None:
    field = f"{at}organization_id"
    if role.kind is RoleKind.ORGANIZATION and item.organization_id is None:
        raise Invalid.field(field, f"{role.name} is a role at an organization; choose which one")
    if role.kind is RoleKind.TENANT and item.organization_id is not None:
        raise Invalid.field(field, f"{role.name} is a role of your own staff; leave the organization out")


async def insert_assignments(ctx: Ctx, member_id: MemberId, wanted: Sequence[AssignmentInput]) -> None:
    """Write assignments that were checked; one the member holds already stays as it is.

    Roles at an organization whose people are shut out count only once it is resumed.
    """
    places = {item.organization_id.uuid for item in wanted if item.organization_id}
    blocked = await organization_tree(ctx).blocked(ctx, places) if places else frozenset()
    await ctx.db.many(
        INSERT_ASSIGNMENT,
        [
            {
                "id": AssignmentId.new(),
                "member": member_id,
                "role": item.role_id,
                "organization": item.organization_id,
                "blocked": ctx.now if item.organization_id and item.organization_id.uuid in blocked else None,
                "by": ctx.principal.member_id,
                "now": ctx.now,
            }
            for item in wanted
        ],
    )


async def _changed(ctx: Ctx, before: MemberRecord) -> Member:
    await ctx.db.run(TOUCH_MEMBER, {"id": before.id, "now": ctx.now})
    after = await reread_member(ctx, before.id)
    await index_member(ctx, after)
    ctx.record("member", before.id, label=before.display_name, before=roles_of(before), after=roles_of(after))
    ctx.emit(MemberUpdated(member_id=before.id), subject=after)
    return await shown(ctx, after)


def roles_of(member: MemberRecord) -> dict[str, object]:
    """What the audit row shows: roles by name and place, without the ids that change with every assignment."""
    return {"roles": sorted(f"{item.role} at {item.organization or 'the business'}" for item in member.assignments)}
