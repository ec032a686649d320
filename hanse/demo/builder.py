"""Founds a planned business with its people and partners: every step is a public command, done by its owner."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.demo.checklists import CHECKLISTS, PAPER
from hanse.demo.plan import PASSWORD, Partner, Person
from hanse.demo.world import World
from hanse.domains.access.api import add_member, copy_role, find_builtin_role, sign_up, update_member, update_role
from hanse.domains.access.types import (
    AssignmentInput,
    CopyRole,
    OrganizationId,
    RoleGrant,
    RoleId,
    RoleKind,
    SignUp,
    UpdateMember,
    UpdateRole,
)
from hanse.domains.identity.api import end_all_sessions, ensure_account
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
from hanse.kit.money import Money
from hanse.kit.structs import convert
from hanse.platform.authz import Reach
from hanse.platform.context import Ctx


class Builder:
    """Builds the business itself; what it trades in comes with later stages."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.plan = world.plan
        self._roles: dict[str, RoleId] = {}
        self._checklists: dict[OrganizationType, TemplateId] = {}

    async def build(self, ctx: Ctx) -> None:
        """Found the business, then its fields and roles, partners, people, and the states of partners' lives."""
        await self._found(ctx)
        ctx = await self.world.acting(ctx, self.plan.people[0].key)
        await self._present(ctx)
        for partner in self.plan.partners:
            await self._partner(ctx, partner)
        for person in self.plan.people[1:]:
            await self._person(ctx, person)
        await self._assign_managers(ctx)
        await self._live(ctx)

    async def _found(self, ctx: Ctx) -> None:
        plan, owner = self.plan, self.plan.people[0]
        wanted = SignUp(
            name=plan.name,
            handle=plan.handle,
            kind=TenantKind(plan.kind),
            locale=plan.locale,
            timezone=plan.timezone,
            currency=plan.currency,
        )
        account = await ensure_account(ctx, self.world.email(owner.key), owner.name, PASSWORD, verified=True)
        builder = ctx.principal
        ctx.principal = msgspec.structs.replace(builder, account_id=account.id.uuid)
        founded = (await sign_up(ctx, wanted)).business
        assert founded is not None
        ctx.principal = builder
        # Nobody sits at the device on which the demo's owner signed up.
        await end_all_sessions(ctx, account.id, "logged_out")
        self.world.tenant = ctx.tenant
        self.world.members[owner.key] = founded.member_id

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
        known = self.world.organizations
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
        kind = RoleKind.ORGANIZATION if person.at else RoleKind.TENANT
        role = self._roles.get(person.role) or (await find_builtin_role(ctx, kind, person.role)).id
        account = await ensure_account(ctx, self.world.email(person.key), person.name, PASSWORD, verified=True)
        place = self.world.organizations[person.at] if person.at else None
        member = await add_member(ctx, account, [AssignmentInput(role_id=role, organization_id=place)])
        self.world.members[person.key] = member.id
        limit = Money.parse(person.limit, self.plan.currency) if person.limit else None
        changes = UpdateMember(title=person.title, approval_limit=limit)
        await update_member(ctx, member.id, changes)

    async def _assign_managers(self, ctx: Ctx) -> None:
        for partner in self.plan.partners:
            if partner.manager is not None:
                manager = self.world.members[partner.manager]
                changes = UpdateOrganization(manager_member_id=manager)
                await organizations.update_organization(ctx, self.world.organizations[partner.key], changes)

    async def _live(self, ctx: Ctx) -> None:
        for partner in self.plan.partners:
            identity = self.world.organizations[partner.key]
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
