"""Applications for staff: the board, one application with everything needed to decide, and starting one by hand."""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations import api
from hanse.domains.organizations.pages.detail import frame, organization_id
from hanse.domains.organizations.pages.steps import checklist
from hanse.domains.organizations.types import (
    Application,
    ApplicationId,
    ApplicationStatus,
    AskForChanges,
    Decide,
    ListApplications,
    ListTemplates,
    Refuse,
    StartOnboarding,
    StepKind,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, Tab
from hanse.platform.web.requests import PageRequest, Redirect, View

BOARD = "/admin/applications"
COLUMNS = (
    Column("organization_name", "Applicant", detail="organization_number"),
    Column("status", "State", "custom"),
    Column("template_name", "Checklist", priority=2),
    Column("done", "Progress", "custom"),
    Column("missing", "Missing", "custom", priority=2),
    Column("created_at", "Waiting", "ago"),
)
_TABS = (
    ("Under way", None),
    ("To decide", ApplicationStatus.IN_REVIEW),
    ("With the applicant", ApplicationStatus.OPEN),
    ("Approved", ApplicationStatus.APPROVED),
    ("Refused", ApplicationStatus.REJECTED),
)


async def board(ctx: Ctx, request: PageRequest) -> View:
    """Applications, oldest first, with their age and what is missing."""
    query = request.query(ListApplications)
    page = await api.list_applications(ctx, query)
    tabs = [
        Tab(label, f"{BOARD}?status={status.value}" if status else BOARD, status == query.status)
        for label, status in _TABS
    ]
    return View("organizations/board.html", {"page": page, "columns": COLUMNS, "tabs": tabs, "query": query})


async def onboarding_page(ctx: Ctx, request: PageRequest) -> View:
    """The newest application of an organization: every step with what was given, and the decision."""
    organization = await api.get_organization(ctx, organization_id(request))
    application = await api.get_latest_application(ctx, organization.id)
    return await _view(ctx, organization, application, Form(), Form())


async def _view(ctx: Ctx, organization: Any, application: Application, refusal: Form[Any], changes: Form[Any]) -> View:
    root = f"/admin/organizations/{organization.id}"
    back = f"{root}/onboarding"
    may_decide = "organization.approve" in application.allowed_actions
    context = {
        **await frame(ctx, organization, "onboarding"),
        "application": application,
        "steps": checklist(application, root, back),
        "post": f"{BOARD}/{application.id}",
        "may_decide": may_decide and application.status is ApplicationStatus.IN_REVIEW,
        "may_refuse": may_decide and application.status in (ApplicationStatus.IN_REVIEW, ApplicationStatus.OPEN),
        "may_work": "onboarding.complete" in application.allowed_actions,
        "reopenable": [
            Option(str(step.id), step.label) for step in application.steps if step.kind is not StepKind.CHECK
        ],
        "refusal": refusal,
        "changes": changes,
    }
    status = max((form.status for form in (refusal, changes) if form.status >= 400), default=200)
    return View("organizations/onboarding.html", context, status=status)


def _application(request: PageRequest) -> ApplicationId:
    return request.id("application_id", ApplicationId)


async def _home(ctx: Ctx, request: PageRequest) -> str:
    application = await api.get_application(ctx, _application(request))
    return f"/admin/organizations/{application.organization_id}/onboarding"


async def approve(ctx: Ctx, request: PageRequest) -> Redirect:
    """Let the applicant in."""
    home = await _home(ctx, request)
    data = Decide(message=request.field("message")[:2000])
    done = Redirect(home, flash("The applicant is a partner now and may trade"))
    return await press(ctx, request, lambda: api.approve_application(ctx, _application(request), data), done)


async def reject(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Refuse with a reason."""
    form = request.form(Refuse)
    if await attempt(form, lambda data: api.reject_application(ctx, _application(request), data)) is None:
        return await _again(ctx, request, refusal=form)
    return Redirect(await _home(ctx, request), flash("The application is refused; the applicant gets a mail"))


async def ask_for_changes(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Send it back with a reason."""
    form = request.form(AskForChanges)
    if await attempt(form, lambda data: api.ask_for_changes(ctx, _application(request), data)) is None:
        return await _again(ctx, request, changes=form)
    return Redirect(await _home(ctx, request), flash("The applicant is asked for changes by mail"))


async def _again(
    ctx: Ctx, request: PageRequest, *, refusal: Form[Any] | None = None, changes: Form[Any] | None = None
) -> View:
    application = await api.get_application(ctx, _application(request))
    organization = await api.get_organization(ctx, application.organization_id)
    return await _view(ctx, organization, application, refusal or Form(), changes or Form())


async def start_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks which checklist a prospect goes through."""
    return await _start_view(ctx, request, Form())


async def start(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Begin with the chosen checklist."""
    identity = organization_id(request)
    form: Form[StartOnboarding] = request.form(StartOnboarding)
    if await attempt(form, lambda data: api.start_onboarding(ctx, identity, data)) is None:
        return await _start_view(ctx, request, form)
    return Redirect(
        f"/admin/organizations/{identity}/onboarding", flash("The checklist is ready; invite somebody to do it")
    )


async def _start_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    organization = await api.get_organization(ctx, organization_id(request))
    ctx.authorize("onboarding.start", organization)
    templates = (await api.list_templates(ctx, ListTemplates(limit=200))).items
    options = [Option(str(item.id), item.name, f"{len(item.steps)} steps") for item in templates]
    root = f"/admin/organizations/{organization.id}"
    context = {"organization": organization, "options": options, "form": form, "root": root}
    return View("organizations/start.html", context, status=form.status if form.status >= 400 else 200)


async def open_application(ctx: Ctx, request: PageRequest) -> Redirect:
    """From the board to the page of the applicant."""
    return Redirect(await _home(ctx, request))
