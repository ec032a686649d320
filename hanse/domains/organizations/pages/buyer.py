"""Pages of partners: their own organization with its people, and the checklist of an application."""

from __future__ import annotations

from typing import Any

import msgspec

from hanse.domains.access.api import list_members
from hanse.domains.access.types import ListMembers
from hanse.domains.organizations import api
from hanse.domains.organizations.pages.lists import tree_of
from hanse.domains.organizations.pages.parts import custom_pairs
from hanse.domains.organizations.pages.steps import checklist
from hanse.domains.organizations.types import (
    Application,
    ApplicationStatus,
    ListApplications,
    ListCustomFields,
    ListParts,
    Organization,
    OrganizationFilter,
    OrganizationId,
    OrganizationStatus,
    UpdateOrganization,
)
from hanse.kit.errors import Forbidden, NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

ONBOARDING = "/app/onboarding"


async def present_organization(ctx: Ctx) -> Organization | None:
    """The organization the reader works for now: that of the session, else the first they see."""
    if ctx.principal.organization_id is not None:
        try:
            return await api.get_organization(ctx, OrganizationId(ctx.principal.organization_id))
        except (NotFound, Forbidden):
            pass
    if not ctx.may_anywhere("organization.view"):
        return None
    page = await api.list_organizations(ctx, OrganizationFilter(roots=True, limit=1))
    return await api.get_organization(ctx, page.items[0].id) if page.items else None


async def own_organization(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The reader's own organization, or one below it."""
    if "organization_id" in request.web.params:
        organization: Organization | None = await api.get_organization(
            ctx, request.id("organization_id", OrganizationId)
        )
    else:
        organization = await present_organization(ctx)
    if organization is None:
        return View("organizations/no_organization.html", {})
    return View("organizations/own.html", await _own(ctx, organization))


async def _own(ctx: Ctx, organization: Organization) -> dict[str, Any]:
    parts = ListParts(limit=100)
    fields = []
    if ctx.may_anywhere("custom_field.view"):
        fields = (await api.list_custom_fields(ctx, ListCustomFields(limit=200))).items
    may = set(organization.allowed_actions)
    members = []
    if ctx.may_anywhere("member.view"):
        members = (await list_members(ctx, ListMembers(organization_id=organization.id, limit=200))).items
    below = await api.list_organizations(ctx, OrganizationFilter(below=organization.id, limit=200))
    return {
        "organization": organization,
        "root": f"/app/organization/{organization.id}",
        "addresses": (await api.list_addresses(ctx, organization.id, parts)).items,
        "contacts": (await api.list_contacts(ctx, organization.id, parts)).items,
        "tax_ids": (await api.list_tax_ids(ctx, organization.id, parts)).items,
        "bank": await _bank(ctx, organization),
        "custom": custom_pairs(organization, fields),
        "members": members,
        "nodes": tree_of(ctx, below.items, organization.id, numbers=False) if len(below.items) > 1 else [],
        "may": may,
        "may_bank": ctx.may("bank_account.save", organization),
        "may_invite": ctx.may("member.invite", organization),
        "is_trading": organization.status is OrganizationStatus.ACTIVE,
    }


async def _bank(ctx: Ctx, organization: Organization) -> Any:
    if not ctx.may("bank_account.view", organization):
        return None
    try:
        return await api.get_bank_account(ctx, organization.id)
    except NotFound:
        return None


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The facts people of an organization may change themselves."""
    organization = await api.get_organization(ctx, request.id("organization_id", OrganizationId))
    ctx.authorize("organization.update", organization)
    return await _edit_view(ctx, organization, Form.of(organization))


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save them."""
    identity = request.id("organization_id", OrganizationId)
    known = ("website", "email", "phone", "locale")
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)]
    form = Form.read(UpdateOrganization, [pair for pair in pairs if pair[0] in known])
    custom = {
        name.removeprefix("custom."): value.strip() or None for name, value in pairs if name.startswith("custom.")
    }
    form.values.update({name: value for name, value in pairs if name.startswith("custom.")})
    if form.data is not None and custom:
        form.data = msgspec.structs.replace(form.data, custom=custom)
    if await attempt(form, lambda data: api.update_organization(ctx, identity, data)) is None:
        organization = await api.get_organization(ctx, identity)
        await show_conflict(ctx, form, Form.of(organization), "organization", identity)
        return await _edit_view(ctx, organization, form)
    return Redirect(f"/app/organization/{identity}", flash("The changes are saved"))


async def _edit_view(ctx: Ctx, organization: Organization, form: Form[Any]) -> View:
    fields = (await api.list_custom_fields(ctx, ListCustomFields(limit=200))).items
    context = {
        "organization": organization,
        "form": form,
        "fields": fields,
        "root": f"/app/organization/{organization.id}",
        "labels": {"website": "Website", "email": "E-mail", "phone": "Telephone", "locale": "Language"},
    }
    return View("organizations/own_edit.html", context, status=form.status if form.status >= 400 else 200)


async def onboarding(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """The checklist of the reader's application, with how far it is."""
    application = await _own_application(ctx)
    if application is None:
        return Redirect("/app")
    root = f"/app/organization/{application.organization_id}"
    waits = [step for step in application.steps if step.status == "waiting"]
    context = {
        "application": application,
        "steps": checklist(application, root, ONBOARDING),
        "waits": waits if application.status is ApplicationStatus.OPEN else [],
        "root": f"{ONBOARDING}/{application.id}",
        "asked": application.status is ApplicationStatus.OPEN and application.submitted_at is not None,
        "complete": application.done == application.required,
    }
    return View("organizations/applicant.html", context)


async def _own_application(ctx: Ctx) -> Application | None:
    """The application of the organization at hand, else the newest the reader sees."""
    organization = await present_organization(ctx)
    if organization is not None and ctx.may("onboarding.view", organization):
        try:
            return await api.get_latest_application(ctx, organization.id)
        except NotFound:
            pass
    if not ctx.may_anywhere("onboarding.view"):
        return None
    page = await api.list_applications(ctx, ListApplications(limit=1))
    return await api.get_application(ctx, page.items[0].id) if page.items else None
