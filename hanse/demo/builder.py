"""Makes a planned business real: every step is a public command, done by the person who would do it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from hanse.demo.checklists import CHECKLISTS, PAPER
from hanse.demo.plan import PASSWORD, BusinessPlan, Partner, Person
from hanse.domains.access.api import add_member, copy_role, find_builtin_role, sign_up, update_member, update_role
from hanse.domains.access.types import (
    AssignmentInput,
    CopyRole,
    MemberId,
    OrganizationId,
    RoleGrant,
    RoleId,
    RoleKind,
    SignUp,
    UpdateMember,
    UpdateRole,
)
from hanse.domains.identity.api import ensure_account
from hanse.domains.organizations import api as organizations
from hanse.domains.organizations.types import (
    AddDocument,
    ChangeStatus,
    CompleteStep,
    CreateCustomField,
    CreateOrganization,
    OrganizationType,
    SaveAddress,
    SaveBankAccount,
    SaveContact,
    SaveTaxId,
    StartOnboarding,
    StepKind,
    TemplateId,
    UpdateOrganization,
)
from hanse.domains.tenants.api import update_branding, update_tenant
from hanse.domains.tenants.types import TenantKind, UpdateBranding, UpdateTenant
from hanse.kit.ids import uuid7
from hanse.kit.money import Money
from hanse.kit.structs import convert
from hanse.platform.authz import Principal, Reach, TenantRef
from hanse.platform.context import Ctx, Origin, open_context, system_principal
from hanse.platform.services import Services


@dataclass
class Built:
    """A business that was made: its tenant, and the ids of people and partners by their keys in the plan."""

    plan: BusinessPlan
    tenant: TenantRef
    members: dict[str, MemberId] = field(default_factory=dict)
    organizations: dict[str, OrganizationId] = field(default_factory=dict)

    def email(self, person: Person) -> str:
        """The log-in of somebody in the plan."""
        return f"{person.key}@{self.plan.domain}"


class Builder:
    """Builds one business. Every unit of work is one transaction; an interrupted start leaves none or all of a unit."""

    def __init__(self, services: Services, plan: BusinessPlan) -> None:
        self.services = services
        self.plan = plan
        self.owner: Principal | None = None
        self.built: Built | None = None
        self._roles: dict[str, RoleId] = {}
        self._checklists: dict[OrganizationType, TemplateId] = {}

    async def build(self) -> Built:
        """Found the business, then its fields and roles, partners, people, and the states of partners' lives."""
        await self._found()
        async with self._open() as ctx:
            await self._present(ctx)
        async with self._open() as ctx:
            for partner in self.plan.partners:
                await self._partner(ctx, partner)
        async with self._open() as ctx:
            for person in self.plan.people[1:]:
                await self._person(ctx, person)
        async with self._open() as ctx:
            await self._assign_managers(ctx)
            await self._live(ctx)
        assert self.built is not None
        return self.built

    async def _found(self) -> None:
        plan, owner = self.plan, self.plan.people[0]
        wanted = SignUp(
            name=plan.name,
            handle=plan.handle,
            kind=TenantKind(plan.kind),
            locale=plan.locale,
            timezone=plan.timezone,
            currency=plan.currency,
            display_name=owner.name,
            email=f"{owner.key}@{plan.domain}",
            password=PASSWORD,
        )
        async with open_context(self.services, principal=system_principal(["*"]), origin=_origin()) as ctx:
            founded = await sign_up(ctx, wanted)
            self.built = Built(plan, ctx.tenant, {owner.key: founded.member_id})
        identity = await self.services.authenticator.by_session(self.services, founded.session.token, None)
        assert identity is not None
        self.owner = identity.principal

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Ctx]:
        """A unit of work of the owner."""
        assert self.built is not None
        assert self.owner is not None
        async with open_context(self.services, tenant=self.built.tenant, principal=self.owner, origin=_origin()) as ctx:
            yield ctx

    async def _present(self, ctx: Ctx) -> None:
        await update_branding(ctx, convert({"accent": self.plan.accent}, UpdateBranding))
        await update_tenant(ctx, convert({"tagline": self.plan.tagline, "about": self.plan.about}, UpdateTenant))
        for position, item in enumerate(self.plan.fields):
            wanted = {
                "key": item.key,
                "label": item.label,
                "kind": item.kind,
                "choices": list(item.choices),
                "is_partner_visible": item.is_partner_visible,
                "position": position * 10,
            }
            await organizations.create_custom_field(ctx, convert(wanted, CreateCustomField))
        for checklist in CHECKLISTS:
            template = await organizations.create_template(ctx, checklist)
            self._checklists.setdefault(checklist.organization_type, template.id)
        for source, name, description in self.plan.roles:
            role = await copy_role(ctx, (await find_builtin_role(ctx, RoleKind.TENANT, source)).id, CopyRole(name=name))
            grants = [*role.grants, RoleGrant(permission="audit.view", reach=Reach.TENANT)]
            await update_role(ctx, role.id, UpdateRole(name=name, description=description, grants=grants))
            self._roles[role.key] = role.id

    async def _partner(self, ctx: Ctx, partner: Partner) -> None:
        assert self.built is not None
        known = self.built.organizations
        wanted: dict[str, Any] = {
            "name": partner.name,
            "types": list(partner.types),
            "parent_id": str(known[partner.above]) if partner.above else None,
            "tags": list(partner.tags),
            "custom": dict(partner.custom),
            "is_active": partner.state in ("active", "suspended", "closed"),
        }
        if partner.days is not None:
            wanted["payment_terms"] = {"days": partner.days}
        if partner.credit is not None:
            wanted["credit_limit"] = {"amount": partner.credit, "currency": self.plan.currency}
        made = await organizations.create_organization(ctx, convert(wanted, CreateOrganization))
        known[partner.key] = made.id
        await self._details(ctx, made.id, partner)

    async def _details(self, ctx: Ctx, organization_id: OrganizationId, partner: Partner) -> None:
        if partner.place is not None:
            place = partner.place
            address = SaveAddress(
                label="Head office",
                recipient=partner.name,
                line1=place.line,
                postal_code=place.postal_code,
                city=place.city,
                country=place.country,
                is_billing_default=True,
                is_shipping_default=True,
            )
            await organizations.create_address(ctx, organization_id, address)
        if partner.contact is not None:
            role, email = partner.contact
            contact = SaveContact(name=role, role=role, email=email, is_primary=True)
            await organizations.create_contact(ctx, organization_id, contact)
        if partner.vat is not None:
            await organizations.create_tax_id(
                ctx, organization_id, SaveTaxId(country=partner.vat[:2], number=partner.vat)
            )

    async def _person(self, ctx: Ctx, person: Person) -> None:
        assert self.built is not None
        kind = RoleKind.ORGANIZATION if person.at else RoleKind.TENANT
        role = self._roles.get(person.role) or (await find_builtin_role(ctx, kind, person.role)).id
        account = await ensure_account(ctx, self.built.email(person), person.name, PASSWORD, verified=True)
        place = self.built.organizations[person.at] if person.at else None
        member = await add_member(ctx, account, [AssignmentInput(role_id=role, organization_id=place)])
        self.built.members[person.key] = member.id
        limit = Money.parse(person.limit, self.plan.currency) if person.limit else None
        changes = UpdateMember(title=person.title, approval_limit=limit)
        await update_member(ctx, member.id, changes)

    async def _assign_managers(self, ctx: Ctx) -> None:
        assert self.built is not None
        for partner in self.plan.partners:
            if partner.manager is not None:
                manager = self.built.members[partner.manager]
                changes = UpdateOrganization(manager_member_id=manager)
                await organizations.update_organization(ctx, self.built.organizations[partner.key], changes)

    async def _live(self, ctx: Ctx) -> None:
        assert self.built is not None
        for partner in self.plan.partners:
            identity = self.built.organizations[partner.key]
            if partner.state == "suspended":
                await organizations.suspend_organization(
                    ctx, identity, ChangeStatus(reason="Invoices are 60 days overdue")
                )
            elif partner.state == "closed":
                await organizations.close_organization(ctx, identity, ChangeStatus(reason="The yard ceased business"))
            elif partner.state in ("applied", "in_review"):
                await self._apply(ctx, partner, identity)

    async def _apply(self, ctx: Ctx, partner: Partner, organization_id: OrganizationId) -> None:
        """Begin a checklist; for an application in review, give everything it asks for."""
        template = self._checklists[OrganizationType(partner.types[0])]
        application = await organizations.start_onboarding(ctx, organization_id, StartOnboarding(template_id=template))
        if partner.state == "applied":
            return
        contact = SaveContact(name="Managing office", role="Management", email=f"office@{partner.key}.example")
        await organizations.create_contact(ctx, organization_id, contact)
        for step in application.steps:
            if step.kind is StepKind.TAX_ID and partner.vat is None:
                await organizations.create_tax_id(ctx, organization_id, SaveTaxId(country="EE", number="EE100931558"))
            elif step.kind is StepKind.BANK:
                account = SaveBankAccount(holder=partner.name, country="DE", account_number="DE89370400440532013000")
                await organizations.save_bank_account(ctx, organization_id, account)
            elif step.kind is StepKind.DOCUMENT:
                document = AddDocument(name="register-extract.pdf", content_type="application/pdf", content=PAPER)
                await organizations.add_document(ctx, application.id, step.id, document)
            elif step.kind is StepKind.TERMS:
                await organizations.complete_step(ctx, application.id, step.id, CompleteStep(accepted=True))


def _origin() -> Origin:
    return Origin(request_id=f"seed-{uuid7()}", channel="cli")
