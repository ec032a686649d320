"""Applying for a partnership from outside: the organization, its first person and its checklist, in one transaction."""

from __future__ import annotations

from typing import Literal

import msgspec

from hanse.domains.access.api import add_member, find_builtin_role
from hanse.domains.access.types import AssignmentInput, Member, MemberStatus, RoleKind
from hanse.domains.identity.api import ask_for_proof, get_account, start_session, take_proof
from hanse.domains.identity.types import AccountId, AccountRef, NewPerson, SessionToken
from hanse.domains.organizations.commands.contacts import insert_contact
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.onboarding import advance, begin, mail_applicant
from hanse.domains.organizations.commands.organizations import audited, insert_organization
from hanse.domains.organizations.errors import AlreadyApplying
from hanse.domains.organizations.events import OrganizationCreated
from hanse.domains.organizations.policies import APPLICATIONS
from hanse.domains.organizations.queries.onboarding import PUBLIC_TEMPLATES, build_template, load_application
from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.types import (
    Application,
    ApplicationId,
    Apply,
    ConfirmApplication,
    CreateOrganization,
    OnboardingTemplate,
    OrganizationId,
    OrganizationStatus,
    SaveContact,
    TemplateId,
)
from hanse.domains.tenants.api import is_on
from hanse.domains.tenants.types import TenantId
from hanse.kit.errors import Forbidden, Invalid
from hanse.kit.structs import Data, convert, to_builtins
from hanse.platform.authz import ANONYMOUS
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.limits import Limit, enforce, network_of

PER_ADDRESS = Limit(count=6, per_seconds=3_600)
LINKS = Limit(count=60, per_seconds=3_600)
PURPOSE = "application"
PER_BUSINESS = Limit(count=300, per_seconds=86_400)
RIGHTS = ("organization.view", "organization.view_internal", "onboarding.view")
RUNNING = "SELECT count(*) FROM onboarding_applications WHERE applicant_member_id = %(member)s AND status = 'open'"


class ApplyOutcome(Data, frozen=True, kw_only=True):
    """Sent at once by somebody logged in; a visitor first opens the link of a mail."""

    state: Literal["applied", "mail_sent"]
    application: Applied | None = None


class Applied(Data, frozen=True, kw_only=True):
    """The application, and a session in which to go on with it."""

    id: ApplicationId
    organization_id: OrganizationId
    session: SessionToken


@command("onboarding.apply", access="public")
async def apply(ctx: Ctx, data: Apply) -> ApplyOutcome:
    """Apply to become a partner: an organization, a log-in as its company administrator, and the checklist.

    Somebody logged in applies at once. A visitor gets a mail with a link that sends the application
    (`confirm_application`); an address that has an account gets a mail that says so, and the answer is the same.
    Raises AlreadyApplying, Invalid, PasswordNotAccepted, TooManyRequests.
    """
    ctx.authorize_anyone("onboarding.apply")
    await enforce(ctx.services.limits, f"apply:{network_of(ctx.ip)}", PER_ADDRESS)
    await enforce(ctx.services.limits, f"apply:{ctx.tenant.id}", PER_BUSINESS)
    if ctx.principal.account_id is None:
        facts = msgspec.structs.replace(data, email=None, password=None, display_name="")
        page = f"/t/{ctx.tenant.handle}/apply/confirm"
        await ask_for_proof(ctx, PURPOSE, _introduced(data), to_builtins(facts), page)
        await _offered(ctx, data)
        return ApplyOutcome(state="mail_sent")
    template = await _offered(ctx, data)
    account = await get_account(ctx, AccountId(ctx.principal.account_id))
    return ApplyOutcome(state="applied", application=await _apply(ctx, data, template, account))


@command("onboarding.confirm_application", access="public")
async def confirm_application(ctx: Ctx, data: ConfirmApplication) -> Applied:
    """Send the application of a mailed link, which works once. Raises LinkNotValid, Invalid, TooManyRequests."""
    ctx.authorize_anyone("onboarding.confirm_application")
    await enforce(ctx.services.limits, f"apply_link:{network_of(ctx.ip)}", LINKS)
    account, facts = await take_proof(ctx, PURPOSE, data.token, data.password)
    # Whoever opens the link is the person of the mail, whatever session the browser holds.
    ctx.principal = ANONYMOUS
    wanted = convert(facts, Apply)
    # The offer is of this business, so a link of another one sends nothing here.
    return await _apply(ctx, wanted, await _offered(ctx, wanted), account)


async def _offered(ctx: Ctx, data: Apply) -> OnboardingTemplate:
    if ctx.tenant.status != "active" or not await is_on(ctx, APPLICATIONS):
        raise Forbidden("This business does not take applications at the moment")
    return await _offer(ctx, data.template_id)


async def _apply(ctx: Ctx, data: Apply, template: OnboardingTemplate, account: AccountRef) -> Applied:
    # Nobody holds any right here before: what applying itself makes is made by the business.
    system = ctx.as_system("Application", RIGHTS)
    organization_id = await _enter(system, data, template, account)
    member = await _join(ctx, account, organization_id)
    application = await _begin(system, organization_id, template, member, data)
    ctx.notes.extend(system.notes)
    session = await start_session(ctx, account.id, TenantId(ctx.tenant.id), organization_id, strong=account.is_new)
    return Applied(id=application.id, organization_id=organization_id, session=session)


async def _offer(ctx: Ctx, template_id: TemplateId) -> OnboardingTemplate:
    offers = await ctx.db.all(PUBLIC_TEMPLATES, into=lambda row: build_template(ctx, row))
    found = next((item for item in offers if item.id == template_id), None)
    if found is None:
        raise Invalid.field("template_id", "Choose what you want to become", "not_found")
    return found


def _introduced(data: Apply) -> NewPerson:
    if not data.display_name.strip():
        raise Invalid.field("display_name", "Enter your name", "required")
    if data.email is None:
        raise Invalid.field("email", "Enter your e-mail address", "required")
    if not data.password:
        raise Invalid.field("password", "Choose a password", "required")
    return NewPerson(email=data.email, display_name=data.display_name, password=data.password)


async def _enter(ctx: Ctx, data: Apply, template: OnboardingTemplate, account: AccountRef) -> OrganizationId:
    facts = CreateOrganization(
        name=data.organization_name,
        types=[template.organization_type],
        website=data.website,
        phone=data.phone,
        email=account.email,
    )
    organization_id = await insert_organization(ctx, facts, OrganizationStatus.PROSPECT, demand=False)
    contact = SaveContact(name=account.display_name, email=account.email, phone=data.phone, is_primary=True)
    await insert_contact(ctx, organization_id, contact)
    await index_organizations(ctx, [organization_id.uuid])
    organization = await load_organization(ctx, organization_id, "organization.view")
    ctx.record("organization", organization_id, label=organization.name, after=audited(organization))
    ctx.emit(OrganizationCreated(organization_id=organization_id), subject=organization)
    return organization_id


async def _join(ctx: Ctx, account: AccountRef, organization_id: OrganizationId) -> Member:
    role = await find_builtin_role(ctx, RoleKind.ORGANIZATION, "company_admin")
    wanted = [AssignmentInput(role_id=role.id, organization_id=organization_id)]
    member = await add_member(ctx, account, wanted)
    if member.status is not MemberStatus.ACTIVE:
        raise Forbidden("Your access to this business is suspended; ask them before you apply")
    if await ctx.db.value(RUNNING, {"member": member.id}):
        raise AlreadyApplying("You have an application here that is not complete yet; finish that one first")
    return member


async def _begin(
    ctx: Ctx, organization_id: OrganizationId, template: OnboardingTemplate, member: Member, data: Apply
) -> Application:
    organization = await load_organization(ctx, organization_id, "organization.view")
    application_id = await begin(ctx, organization, template, applicant=member.id.uuid, country=data.country)
    application = await load_application(ctx, application_id, "onboarding.view")
    await mail_applicant(ctx, application, "received")
    return await advance(ctx, application)
