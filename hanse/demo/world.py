"""A demo business while it is built: its people and partners by their keys, and acting as any of them.

A stage is one transaction in which many people act: it is there whole or not at all, so that an interrupted start goes
on where it stopped. Must not be here: what a stage builds.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from hanse.demo.plan import BusinessPlan
from hanse.domains.access.rules import placed, role_grants
from hanse.domains.access.types import MemberId, OrganizationId
from hanse.kit.ids import uuid7
from hanse.kit.money import Money
from hanse.platform.authz import Principal, PrincipalKind, TenantRef
from hanse.platform.context import Ctx, Origin, open_context, system_principal
from hanse.platform.services import Services

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('hanse.demo', 0))"
MEMBERS = "SELECT id, email FROM members"
ORGANIZATIONS = "SELECT id, name FROM organizations"
ROLES = "SELECT id, kind, key, is_builtin, grants FROM roles"
ASSIGNMENTS = "SELECT role_id, organization_id FROM assignments WHERE member_id = %(id)s"
MEMBER = """
SELECT account_id, display_name, email, approval_limit_minor, approval_currency, attributes
FROM members WHERE id = %(id)s
"""


@dataclass
class World:
    """One demo business. `members` and `organizations` hold the ids by the keys of the plan, once they are there."""

    services: Services
    plan: BusinessPlan
    tenant: TenantRef | None = None
    members: dict[str, MemberId] = field(default_factory=dict)
    organizations: dict[str, OrganizationId] = field(default_factory=dict)

    def email(self, key: str) -> str:
        """The log-in of somebody in the plan."""
        return f"{key}@{self.plan.domain}"

    @asynccontextmanager
    async def stage(self) -> AsyncIterator[Ctx]:
        """One transaction of the installation's own, inside the business once it is there; stages take turns."""
        origin = Origin(request_id=f"seed-{uuid7()}", channel="cli")
        async with open_context(self.services, principal=system_principal(["*"]), origin=origin) as ctx:
            await ctx.db.run(LOCK)
            self.tenant = await self.services.tenants.by_handle(self.services, self.plan.handle)
            if self.tenant is not None:
                await ctx.enter_tenant(self.tenant)
                await self._learn(ctx)
            yield ctx

    async def acting(self, ctx: Ctx, key: str) -> Ctx:
        """The same transaction with the rights of one of the people, at the organization of their plan."""
        member_id = self.members[key]
        row = await ctx.db.one(MEMBER, {"id": member_id})
        roles = {role["id"]: role for role in await ctx.db.all(ROLES)}
        permissions = tuple(ctx.services.registry.permissions.values())
        grants = [
            grant
            for held in await ctx.db.all(ASSIGNMENTS, {"id": member_id})
            for grant in placed(role_grants(permissions, roles[held["role_id"]]), held["organization_id"])
        ]
        person = next(one for one in self.plan.people if one.key == key)
        principal = Principal(
            kind=PrincipalKind.MEMBER,
            display_name=row["display_name"],
            email=row["email"],
            account_id=row["account_id"],
            member_id=member_id.uuid,
            organization_id=self.organizations[person.at].uuid if person.at else None,
            grants=tuple(grants),
            attributes=_attributes(member_id, row),
            authenticated_strongly=True,
        )
        return replace(ctx, principal=principal, denials=[], notes=[], checked=set())

    async def _learn(self, ctx: Ctx) -> None:
        keys = {self.email(person.key): person.key for person in self.plan.people}
        for row in await ctx.db.all(MEMBERS):
            if row["email"] in keys:
                self.members[keys[row["email"]]] = MemberId(row["id"])
        names = {partner.name: partner.key for partner in self.plan.partners}
        for row in await ctx.db.all(ORGANIZATIONS):
            if row["name"] in names:
                self.organizations[names[row["name"]]] = OrganizationId(row["id"])


def _attributes(member_id: MemberId, row: dict[str, Any]) -> dict[str, Any]:
    attributes = {**(row["attributes"] or {}), "member_id": str(member_id.uuid)}
    if row["approval_limit_minor"] is not None:
        attributes["approval_limit"] = Money(row["approval_limit_minor"], row["approval_currency"])
    return attributes
