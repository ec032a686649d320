"""The page of one organization for staff: overview, people, health, activity, and the actions of its life."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from hanse.domains.access.api import list_invitations, list_members
from hanse.domains.access.types import ListInvitations, ListMembers
from hanse.domains.organizations import api
from hanse.domains.organizations.pages.lists import tree_of
from hanse.domains.organizations.pages.parts import address_of, custom_pairs, find_application, tabs_of, timeline
from hanse.domains.organizations.types import (
    ChangeStatus,
    ListCustomFields,
    ListParts,
    MoveOrganization,
    Organization,
    OrganizationFilter,
    OrganizationId,
    OrganizationStatus,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import PageQuery
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

ROOT = "/admin/organizations"
_LIFE: dict[str, tuple[str, str, str, Callable[[Ctx, OrganizationId, ChangeStatus], Awaitable[Organization]]]] = {
    "activate": (
        "Activate",
        "organization.activate",
        "{name} may trade at once, without going through a checklist.",
        api.activate_organization,
    ),
    "suspend": (
        "Suspend",
        "organization.suspend",
        "New quotes and orders with {name} stop at once. What is under way and all history stay as they are.",
        api.suspend_organization,
    ),
    "reactivate": (
        "Resume",
        "organization.suspend",
        "{name} may trade again, and its people get their roles back.",
        api.reactivate_organization,
    ),
    "close": (
        "Close",
        "organization.close",
        "The relationship with {name} ends. Its records stay readable; it cannot be opened again.",
        api.close_organization,
    ),
}
_POSSIBLE = {
    OrganizationStatus.PROSPECT: ("activate", "close"),
    OrganizationStatus.APPLIED: ("close",),
    OrganizationStatus.IN_REVIEW: ("close",),
    OrganizationStatus.ACTIVE: ("suspend", "close"),
    OrganizationStatus.SUSPENDED: ("reactivate", "close"),
    OrganizationStatus.CLOSED: (),
}
_ICONS = {"activate": "play", "suspend": "pause", "reactivate": "play", "close": "archive"}


def organization_id(request: PageRequest) -> OrganizationId:
    """The organization of the address. Raises NotFound."""
    return request.id("organization_id", OrganizationId)


async def open_any(ctx: Ctx, request: PageRequest) -> Redirect:
    """Where search results lead: to the page of an organization that this reader has."""
    return Redirect(address_of(ctx, organization_id(request)))


async def frame(ctx: Ctx, organization: Organization, active: str) -> dict[str, Any]:
    """What every part of the page shows: title, status, actions, tabs."""
    application = await find_application(ctx, organization)
    primary, more = _actions(organization, active)
    return {
        "organization": organization,
        "application": application,
        "root": f"{ROOT}/{organization.id}",
        "primary": primary,
        "more": more,
        "tabs": tabs_of(ctx, organization, active, applied=application is not None),
    }


def _actions(organization: Organization, active: str) -> tuple[Action | None, list[Any]]:
    root, may = f"{ROOT}/{organization.id}", set(organization.allowed_actions)
    more: list[Any] = []
    primary = None
    if organization.status is OrganizationStatus.PROSPECT and "organization.approve" in may:
        primary = Action("Start onboarding", f"{root}/onboarding/start")
    if organization.status in (OrganizationStatus.APPLIED, OrganizationStatus.IN_REVIEW) and active != "onboarding":
        primary = Action("Open application", f"{root}/onboarding")
    if "organization.manage" in may or "organization.update" in may:
        edit = Action("Edit", f"{root}/edit", icon="pencil")
        primary, more = (edit, more) if primary is None else (primary, [edit])
    if "organization.move" in may:
        more.append(Action("Move in the tree", f"{root}/move", icon="folder-tree"))
    life = [verb for verb in _POSSIBLE[OrganizationStatus(organization.status)] if _LIFE[verb][1] in may]
    if life and more:
        more.append("-")
    for verb in life:
        tone = "critical" if verb in ("suspend", "close") else "neutral"
        more.append(Action(_LIFE[verb][0], f"{root}/{verb}", icon=_ICONS[verb], tone=tone))
    return primary, more


async def overview(ctx: Ctx, request: PageRequest) -> View:
    """Facts, addresses, contacts, tax numbers, bank details, place in the tree, and what happened last."""
    organization = await api.get_organization(ctx, organization_id(request))
    parts = ListParts(limit=50)
    fields = (await api.list_custom_fields(ctx, ListCustomFields(limit=200))).items
    entries = await ctx.services.audit.entries(ctx, "organization", organization.id, PageQuery(limit=6))
    context = {
        **await frame(ctx, organization, ""),
        "addresses": (await api.list_addresses(ctx, organization.id, parts)).items,
        "contacts": (await api.list_contacts(ctx, organization.id, parts)).items,
        "tax_ids": (await api.list_tax_ids(ctx, organization.id, parts)).items,
        "bank": await _bank(ctx, organization),
        "custom": custom_pairs(organization, fields),
        "nodes": await _family(ctx, organization),
        "entries": timeline(entries.items),
    }
    return View("organizations/overview.html", context)


async def _bank(ctx: Ctx, organization: Organization) -> Any:
    if not ctx.may("bank_account.view", organization):
        return None
    try:
        return await api.get_bank_account(ctx, organization.id)
    except NotFound:
        return None


async def _family(ctx: Ctx, organization: Organization) -> Any:
    """The organization with its parent and what stands directly below it."""
    children = await api.list_organizations(ctx, OrganizationFilter(parent=organization.id, limit=50))
    if not children.items and organization.parent_id is None:
        return []
    own = await api.list_organizations(
        ctx, OrganizationFilter(below=organization.parent_id or organization.id, limit=200)
    )
    kept = {organization.id, organization.parent_id, *(item.id for item in children.items)}
    listed = {item.id: item for item in [*own.items, *children.items] if item.id in kept}
    return tree_of(ctx, list(listed.values()), organization.id, numbers=False)


async def people(ctx: Ctx, request: PageRequest) -> View:
    """Who has a role here, and who is invited."""
    organization = await api.get_organization(ctx, organization_id(request))
    members = await list_members(ctx, ListMembers(organization_id=organization.id, limit=200))
    invitations = []
    if ctx.may_anywhere("invitation.view"):
        found = await list_invitations(ctx, ListInvitations(limit=200))
        invitations = [
            item
            for item in found.items
            if item.status == "open" and any(one.organization_id == organization.id for one in item.assignments)
        ]
    context = {
        **await frame(ctx, organization, "people"),
        "members": members.items,
        "invitations": invitations,
        "may_invite": ctx.may("member.invite", organization),
        "invite": f"/admin/invitations/new?at={organization.id}",
    }
    return View("organizations/people.html", context)


async def health(ctx: Ctx, request: PageRequest) -> View:
    """The score, each factor, and how it was."""
    organization = await api.get_organization(ctx, organization_id(request))
    found = await api.get_health(ctx, organization.id)
    scores = [point.score for point in found.history if point.score is not None]
    return View(
        "organizations/health.html", {**await frame(ctx, organization, "health"), "health": found, "scores": scores}
    )


async def recompute(ctx: Ctx, request: PageRequest) -> Redirect:
    """Compute the score now."""
    identity = organization_id(request)
    await api.recompute_health(ctx, identity)
    return Redirect(f"{ROOT}/{identity}/health", flash("The health is computed from what is known now"))


async def activity(ctx: Ctx, request: PageRequest) -> View:
    """Everything that happened to this organization, newest first."""
    organization = await api.get_organization(ctx, organization_id(request))
    ctx.authorize("organization.view_internal", organization)
    query = request.query(PageQuery)
    page = await ctx.services.audit.entries(ctx, "organization", organization.id, query)
    context = {**await frame(ctx, organization, "activity"), "entries": timeline(page.items), "next": page.next}
    return View("organizations/activity.html", context)


# ---- the life of an organization -------------------------------------------------------------------------------------


def life_page(verb: str) -> Callable[[Ctx, PageRequest], Awaitable[View]]:
    """The page that asks why before `verb` is done."""

    async def page(ctx: Ctx, request: PageRequest) -> View:
        organization = await api.get_organization(ctx, organization_id(request))
        ctx.authorize(_LIFE[verb][1], organization)
        return _ask(organization, verb, Form({"blocks_log_in": True}))

    return page


def change_life(verb: str) -> Callable[[Ctx, PageRequest], Awaitable[View | Redirect]]:
    """What the page above posts to."""

    async def change(ctx: Ctx, request: PageRequest) -> View | Redirect:
        identity = organization_id(request)
        form = request.form(ChangeStatus)
        if await attempt(form, lambda data: _LIFE[verb][3](ctx, identity, data)) is None:
            organization = await api.get_organization(ctx, identity)
            return with_status(_ask(organization, verb, form), form)
        done = {"suspend": "is suspended", "close": "is closed"}.get(verb, "is active")
        organization = await api.get_organization(ctx, identity)
        return Redirect(f"{ROOT}/{identity}", flash(f"{organization.name} {done}"))

    return change


def with_status(view: View, form: Form[Any]) -> View:
    """The same page with the status of the refusal."""
    view.status = form.status if form.status >= 400 else 422
    return view


def _ask(organization: Organization, verb: str, form: Form[Any]) -> View:
    label, _, text, _ = _LIFE[verb]
    context = {
        "organization": organization,
        "verb": verb,
        "label": label,
        "text": text.format(name=organization.name),
        "form": form,
        "root": f"{ROOT}/{organization.id}",
    }
    return View("organizations/life.html", context)


async def move_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks for the new parent."""
    organization = await api.get_organization(ctx, organization_id(request))
    ctx.authorize("organization.move", organization)
    return await _move_view(ctx, organization, Form({"parent_id": str(organization.parent_id or "")}))


async def move(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Place the organization elsewhere."""
    identity = organization_id(request)
    form: Form[MoveOrganization] = request.form(MoveOrganization)
    if await attempt(form, lambda data: api.move_organization(ctx, identity, data)) is None:
        return with_status(await _move_view(ctx, await api.get_organization(ctx, identity), form), form)
    return Redirect(f"{ROOT}/{identity}", flash("The organization has its new place; rights follow at once"))


async def _move_view(ctx: Ctx, organization: Organization, form: Form[Any]) -> View:
    page = await api.list_organizations(ctx, OrganizationFilter(limit=200))
    options = [
        Option(str(item.id), item.name, item.number) for item in page.items if organization.id.uuid not in item.path
    ]
    selected = None
    if organization.parent_id is not None and organization.ancestors:
        above = organization.ancestors[-1]
        selected = Option(str(above.id), above.name)
    context = {
        "organization": organization,
        "options": options,
        "selected": selected,
        "form": form,
        "root": f"{ROOT}/{organization.id}",
    }
    return View("organizations/move.html", context)
