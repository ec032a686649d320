"""Rights over people who belong to several organizations at once, and who holds more than whom.

Whoever reaches one of a person's organizations sees them there; changing the person takes reaching all of them, and
holding everything the person holds. What the rights are is declared in policies.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar
from uuid import UUID

import msgspec

from hanse.domains.access.errors import HoldsMore
from hanse.domains.access.rules import role_grants
from hanse.domains.access.types import MemberRecord, RoleId
from hanse.kit.errors import Forbidden, HanseError
from hanse.platform.authz import Grant, Subject, can_assign
from hanse.platform.context import Ctx

ROLE_ROWS = "SELECT id, kind, key, is_builtin, grants FROM roles WHERE id = ANY(%(ids)s)"

E = TypeVar("E", bound=HanseError)
RoleGrants = dict[RoleId, tuple[Grant, ...]]


def own_member(ctx: Ctx) -> UUID | None:
    """The member whose own things the reader may see: the one acted for, else the reader."""
    return ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else ctx.principal.member_id


def authorize_any(ctx: Ctx, permission: str, subjects: Sequence[Subject]) -> None:
    """Go on when `permission` is held on one of these subjects. Raises as Ctx.authorize."""
    ctx.authorize(permission, next((one for one in subjects if ctx.may(permission, one)), subjects[0]))


def authorize_all(ctx: Ctx, permission: str, subjects: Sequence[Subject]) -> None:
    """Go on when `permission` is held on all of these. Raises NotFound when none may be known, else Forbidden."""
    missing = [one for one in subjects if not ctx.may(permission, one)]
    if not missing:
        ctx.authorize(permission, subjects[0])
        return
    view = f"{subjects[0].kind}.view"
    known = next((one for one in missing if ctx.may(view, one)), None)
    if known is None and any(ctx.may(view, one) for one in subjects):
        ctx.checked.add(permission)
        ctx.denials.append((permission, missing[0], "A part of it is beyond the reach of every role."))
        raise Forbidden(extra={"permission": permission})
    ctx.authorize(permission, known or missing[0])


def refused(ctx: Ctx, permission: str, subject: Subject | None, error: E) -> E:
    """Put a refusal that no missing right explains on record, and give it back to be raised."""
    ctx.denials.append((permission, subject, error.message))
    return error


def actions_on(ctx: Ctx, noun: str, subjects: Sequence[Subject]) -> tuple[str, ...]:
    """The permissions of a noun that are held on all of these subjects."""
    known = ctx.services.registry.actions_by_kind[noun]
    found = [set(ctx.allowed_actions(known, one)) for one in subjects]
    return tuple(name for name in known if all(name in actions for actions in found))


async def grants_by_role(ctx: Ctx, roles: Iterable[RoleId]) -> RoleGrants:
    """What each of these roles allows, in one statement; a role that is gone is missing."""
    wanted = list(set(roles))
    if not wanted:
        return {}
    rows: list[dict[str, Any]] = await ctx.db.all(ROLE_ROWS, {"ids": wanted})
    known = ctx.services.registry.permissions.values()
    return {RoleId(row["id"]): role_grants(known, row) for row in rows}


def holds_more(ctx: Ctx, member: MemberRecord, grants: RoleGrants) -> bool:
    """Whether a member holds rights the reader could not give: then the reader may not decide over them either."""
    if member.id.uuid == ctx.principal.member_id and ctx.principal.on_behalf is None:
        return False
    # What a program may do is limited by its scopes; whom its maker may decide over is not.
    reader = msgspec.structs.replace(ctx.principal, limited_to=None)
    paths = {path[0]: path for path in member.paths}
    for item in member.assignments:
        path = paths.get(item.organization_id.uuid, ()) if item.organization_id else ()
        if item.organization_id and not path:
            continue
        if can_assign(reader, grants.get(item.role_id, ()), path):
            return True
    return False


async def check_holds_no_more(ctx: Ctx, member: MemberRecord, permission: str) -> None:
    """Refuse a decision over somebody who holds more than the one who decides. Raises HoldsMore."""
    grants = await grants_by_role(ctx, (item.role_id for item in member.assignments))
    if holds_more(ctx, member, grants):
        raise refused(ctx, permission, member.subject(), HoldsMore())
