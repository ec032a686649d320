"""The steps of an application as a checklist, and the forms that complete them; for applicants and for staff."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from hanse.domains.organizations import api
from hanse.domains.organizations.types import (
    AddDocument,
    Application,
    ApplicationId,
    CompleteStep,
    FileId,
    Step,
    StepId,
    StepKind,
    StepStatus,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Step as Mark
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path

_FORMS = {
    StepKind.TAX_ID: ("tax-ids/new", "Add"),
    StepKind.ADDRESS: ("addresses/new", "Add"),
    StepKind.CONTACT: ("contacts/new", "Add"),
    StepKind.BANK: ("bank", "Enter"),
}
_WORDS = {StepKind.DOCUMENT: "Upload", StepKind.TERMS: "Read", StepKind.TRAINING: "Read"}


def checklist(application: Application, root: str, back: str) -> list[Mark]:
    """The steps as marks; the first that waits for somebody is the current one. `root` is the organization's page."""
    marks: list[Mark] = []
    is_open = application.status == "open"
    found_current = False
    for step in application.steps:
        href, label = _way(application, step, root, back) if is_open and step.kind is not StepKind.CHECK else ("", "")
        state = step.status.value
        if is_open and step.status is StepStatus.TODO and not found_current and href:
            state, found_current = "current", True
        detail = step.message or step.help
        marks.append(Mark(step.label, state, detail, href, label, optional=not step.is_required))
    return marks


def _way(application: Application, step: Step, root: str, back: str) -> tuple[str, str]:
    if step.kind in _FORMS and not step.is_reopened:
        path, label = _FORMS[step.kind]
        country = f"&country={application.country}" if application.country else ""
        return f"{root}/{path}?next={quote(back, safe='')}{country}", label
    return f"{_base(root)}/{application.id}/steps/{step.id}", _WORDS.get(step.kind, "Open")


def _base(root: str) -> str:
    return "/app/onboarding" if root.startswith("/app") else "/admin/applications"


def _ids(request: PageRequest) -> tuple[ApplicationId, StepId]:
    return request.id("application_id", ApplicationId), request.id("step_id", StepId)


def _back(request: PageRequest, application: Application) -> str:
    if request.path.startswith("/app"):
        return "/app/onboarding"
    return f"/admin/organizations/{application.organization_id}/onboarding"


async def step_page(ctx: Ctx, request: PageRequest) -> View:
    """One step: its text to read, its documents, or what was asked for."""
    return await _view(ctx, request, Form())


async def _view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    application_id, step_id = _ids(request)
    application = await api.get_application(ctx, application_id)
    step = next((step for step in application.steps if step.id == step_id), None)
    if step is None:
        raise NotFound
    back = _back(request, application)
    place = "/app/organization" if request.path.startswith("/app") else "/admin/organizations"
    root = f"{place}/{application.organization_id}"
    form_href = ""
    if step.kind in _FORMS:
        form_href = f"{root}/{_FORMS[step.kind][0]}?next={quote(request.path, safe='')}"
    context = {
        "application": application,
        "step": step,
        "form": form,
        "back": back,
        "post": request.path.removesuffix("/complete").removesuffix("/documents"),
        "is_open": application.status == "open",
        "form_href": form_href,
    }
    return View("organizations/step.html", context, status=form.status if form.status >= 400 else 200)


async def complete(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Accept, confirm, or say that it is mended."""
    application_id, step_id = _ids(request)
    form: Form[CompleteStep] = request.form(CompleteStep)
    if form.data is not None and not form.data.accepted:
        form.errors["accepted"] = ["Tick the box to go on"]
    done = await attempt(form, lambda data: api.complete_step(ctx, application_id, step_id, data))
    if done is None:
        return await _view(ctx, request, form)
    return Redirect(_back(request, done), _said(done))


async def add_document(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the chosen documents."""
    application_id, step_id = _ids(request)
    form: Form[Any] = Form()
    chosen = request.file("document")
    if chosen is None:
        form.errors["document"] = ["Choose a file first"]
        form.status = 422
        return await _view(ctx, request, form)
    form.data = AddDocument(
        name=chosen.filename[:200], content=chosen.content or b" ", content_type=chosen.content_type or ""
    )
    done = await attempt(form, lambda data: api.add_document(ctx, application_id, step_id, data))
    if done is None:
        if form.message and not form.errors:
            form.errors["document"] = [form.message]
        return await _view(ctx, request, form)
    return Redirect(_back(request, done), _said(done))


async def remove_document(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a document back."""
    application_id, step_id = _ids(request)
    file_id = request.id("file_id", FileId)
    here = request.path.partition("/documents/")[0]
    done = Redirect(local_path(here, "/"), flash("The document is removed"))
    return await press(ctx, request, lambda: api.remove_document(ctx, application_id, step_id, file_id), done)


async def refresh(ctx: Ctx, request: PageRequest) -> Redirect:
    """Look at the automatic steps again."""
    application = await api.refresh_onboarding(ctx, request.id("application_id", ApplicationId))
    return Redirect(_back(request, application), _said(application, "Everything was looked at again"))


async def submit(ctx: Ctx, request: PageRequest) -> Redirect:
    """Send to review after changes."""
    application = await api.get_application(ctx, request.id("application_id", ApplicationId))
    done = Redirect(_back(request, application), flash("The application is in review again"))
    return await press(ctx, request, lambda: api.submit_onboarding(ctx, application.id), done)


def _said(application: Application, otherwise: str = "The step is saved") -> Any:
    if application.status == "approved":
        return flash(f"Welcome: {application.organization_name} may trade now")
    if application.status == "in_review":
        return flash("Everything is complete; the application is in review")
    return flash(otherwise)
