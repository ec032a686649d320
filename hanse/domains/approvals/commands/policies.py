"""Making, changing and taking away approval policies; what began goes on under the policies it was submitted under."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from hanse.domains.access.api import get_role
from hanse.domains.access.types import RoleId, RoleKind
from hanse.domains.approvals.events import PolicyDeleted, PolicySaved
from hanse.domains.approvals.ports import organization_tree, subject_kinds
from hanse.domains.approvals.queries.policies import load_policy
from hanse.domains.approvals.rules.facts import STANDARD_FACTS
from hanse.domains.approvals.types import Policy, PolicyId, PolicyLevel, ResolverKind, SavePolicy
from hanse.kit.errors import FieldError, Forbidden, Invalid, NotFound
from hanse.kit.text import clean_line
from hanse.platform.authz import check_condition
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json

INSERT: Final = """
INSERT INTO approval_policies (id, name, subject_kind, condition, priority, organization_id, levels, is_active,
    created_by, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(subject_kind)s, %(condition)s, %(priority)s, %(organization_id)s, %(levels)s,
    %(is_active)s, %(created_by)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
UPDATE approval_policies SET name = %(name)s, subject_kind = %(subject_kind)s, condition = %(condition)s,
    priority = %(priority)s, organization_id = %(organization_id)s, levels = %(levels)s, is_active = %(is_active)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
TAKEN: Final = "SELECT 1 FROM approval_policies WHERE name = %(name)s AND id <> %(id)s"
MISSING_MEMBERS: Final = """
SELECT w.id FROM unnest(%(ids)s::uuid[]) AS w (id)
WHERE NOT EXISTS (SELECT FROM members m WHERE m.id = w.id AND m.status = 'active')
"""


@command("approval_policy.create", permission="approval_policy.manage")
async def create_policy(ctx: Ctx, data: SavePolicy) -> Policy:
    """Add a policy for what is submitted from now on. Raises Invalid, AlreadyExists."""
    ctx.authorize("approval_policy.manage")
    policy_id = PolicyId.new()
    await check_policy(ctx, data)
    await _write(ctx, INSERT, policy_id, data)
    return await _saved(ctx, policy_id, None)


@command("approval_policy.update", permission="approval_policy.manage")
async def update_policy(ctx: Ctx, policy_id: PolicyId, data: SavePolicy) -> Policy:
    """Change a policy for what is submitted from now on. Raises Invalid, AlreadyExists, PreconditionFailed."""
    before = await load_policy(ctx, policy_id, "approval_policy.manage", lock=True)
    ctx.check_version(before.version)
    await check_policy(ctx, data)
    await _write(ctx, UPDATE, policy_id, data)
    return await _saved(ctx, policy_id, before)


@command("approval_policy.delete", permission="approval_policy.manage")
async def delete_policy(ctx: Ctx, policy_id: PolicyId) -> None:
    """Take a policy away. Raises NotFound, PreconditionFailed."""
    before = await load_policy(ctx, policy_id, "approval_policy.manage", lock=True)
    ctx.check_version(before.version)
    await ctx.db.run("DELETE FROM approval_policies WHERE id = %(id)s", {"id": policy_id})
    ctx.record("approval_policy", policy_id, label=before.name, before=audited(before))
    ctx.emit(PolicyDeleted(policy_id=policy_id), subject=before)


async def _write(ctx: Ctx, sql: Any, policy_id: PolicyId, data: SavePolicy) -> None:
    name = clean_line(data.name)
    if await ctx.db.value(TAKEN, {"name": name, "id": policy_id}):
        sentence = "Another policy has this name; choose a different one"
        raise AlreadyExists(sentence, fields=[FieldError("name", sentence, "already_exists")])
    row = {field: getattr(data, field) for field in data.__struct_fields__}
    await ctx.db.run(
        sql,
        {
            **row,
            "id": policy_id,
            "name": name,
            "condition": data.condition.strip(),
            "levels": Json(data.levels),
            "created_by": ctx.principal.member_id,
            "now": ctx.now,
        },
    )


async def _saved(ctx: Ctx, policy_id: PolicyId, before: Policy | None) -> Policy:
    after = await load_policy(ctx, policy_id, "approval_policy.manage")
    ctx.record(
        "approval_policy",
        policy_id,
        label=after.name,
        before=audited(before) if before else None,
        after=audited(after),
    )
    ctx.emit(PolicySaved(policy_id=policy_id), subject=after)
    return after


def audited(policy: Policy) -> dict[str, Any]:
    """The facts an audit row compares."""
    kept = ("name", "subject_kind", "condition", "priority", "organization_id", "levels", "is_active")
    return {name: getattr(policy, name) for name in kept}


async def check_policy(ctx: Ctx, data: SavePolicy) -> None:
    """Refuse what could not work. Raises Invalid naming each field."""
    problems = [*_condition_problems(ctx, data), *_level_problems(data.levels)]
    if not clean_line(data.name):
        problems.append(FieldError("name", "Give the policy a name", "required"))
    if data.organization_id is not None:
        found = await organization_tree(ctx).names(ctx, [data.organization_id.uuid])
        if not found:
            problems.append(FieldError("organization_id", "There is no such organization", "not_found"))
    problems += await _missing(ctx, data.levels)
    if problems:
        raise Invalid(problems[0].message, fields=problems)


def _condition_problems(ctx: Ctx, data: SavePolicy) -> Iterable[FieldError]:
    kinds = {kind.kind: kind for kind in subject_kinds(ctx)}
    kind = kinds.get(data.subject_kind)
    if kinds and kind is None:
        yield FieldError("subject_kind", f"Choose one of {', '.join(sorted(kinds))}", "not_found")
    if not data.condition.strip():
        return
    known = {"subject": (*kind.facts, *STANDARD_FACTS, "currency"), "request": ()} if kind else {"request": ()}
    for sentence in check_condition(data.condition, known):
        yield FieldError("condition", sentence, "bad_condition")


def _level_problems(levels: Sequence[PolicyLevel]) -> Iterable[FieldError]:
    if not levels:
        yield FieldError("levels", "Add a step", "required")
    for at, level in enumerate(levels):
        if not level.groups:
            yield FieldError(f"levels.{at}.groups", "Add a group to this step", "required")
        if level.remind_hours is not None and level.remind_hours > level.timeout_hours:
            yield FieldError(f"levels.{at}.remind_hours", "The reminder comes before the time is over", "invalid")
        for place, group in enumerate(level.groups):
            if not group.resolvers:
                yield FieldError(f"levels.{at}.groups.{place}.resolvers", "Choose who approves", "required")
            for spot, one in enumerate(group.resolvers):
                path = f"levels.{at}.groups.{place}.resolvers.{spot}"
                if (one.kind is ResolverKind.MEMBER) != (one.member_id is not None):
                    yield FieldError(f"{path}.member_id", "Name a person for this kind, and only for it", "required")
                if (one.kind is ResolverKind.ROLE) != (one.role_id is not None):
                    yield FieldError(f"{path}.role_id", "Name a role of the staff, and only for this kind", "required")


async def _missing(ctx: Ctx, levels: list[PolicyLevel]) -> list[FieldError]:
    """Errors for people and roles that are not there, or could not decide."""
    members: dict[Any, str] = {}
    roles: dict[Any, str] = {}
    for at, level in enumerate(levels):
        members.update({one.uuid: f"levels.{at}.fallback" for one in level.fallback})
        for place, group in enumerate(level.groups):
            for spot, one in enumerate(group.resolvers):
                path = f"levels.{at}.groups.{place}.resolvers.{spot}"
                if one.member_id:
                    members[one.member_id.uuid] = f"{path}.member_id"
                if one.role_id:
                    roles[one.role_id.uuid] = f"{path}.role_id"
    found = []
    if members:
        gone = await ctx.db.values(MISSING_MEMBERS, {"ids": list(members)})
        found += [FieldError(members[one], "Choose an active member", "not_found") for one in gone]
    for role, path in roles.items():
        found += [FieldError(path, sentence, "not_found") for sentence in await _role_problems(ctx, RoleId(role))]
    return found


async def _role_problems(ctx: Ctx, role_id: RoleId) -> list[str]:
    """Why a role could not decide: it is not there, is none of the staff, or lacks the right."""
    try:
        role = await get_role(ctx, role_id)
    except (NotFound, Forbidden):
        return ["Choose a role of the staff"]
    if role.kind is not RoleKind.TENANT:
        return ["Choose a role of the staff"]
    if not any(grant.permission in ("*", "approval.*", "approval.decide") for grant in role.grants):
        return [f"People with the role {role.name} may not decide approvals; give the role that right first"]
    return []
