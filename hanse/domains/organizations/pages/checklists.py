"""Onboarding templates for staff: the list, and the editor of one checklist, which works without JavaScript."""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations import api
from hanse.domains.organizations.pages.parts import TYPES
from hanse.domains.organizations.types import (
    CheckName,
    ListTemplates,
    OnboardingTemplate,
    SaveTemplate,
    StepKind,
    TemplateId,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert, to_builtins
from hanse.kit.text import slugify
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST = "/admin/onboarding-templates"
STEPS_MAXIMUM = 30
COLUMNS = (
    Column("name", "Checklist"),
    Column("organization_type", "For", "tags"),
    Column("steps", "Steps", "custom"),
    Column("approves_automatically", "Approves itself", "bool", priority=2),
    Column("is_public", "On the public page", "bool", priority=2),
    Column("updated_at", "Changed", "ago", priority=2),
)
KINDS = (
    Option("document", "Document"),
    Option("tax_id", "Tax number"),
    Option("address", "Address"),
    Option("contact", "Contact"),
    Option("bank", "Bank details"),
    Option("terms", "Terms to accept"),
    Option("training", "Text to read"),
    Option("check", "Automatic check"),
)
CHECKS = (
    Option(CheckName.EMAIL_CONFIRMED.value, "E-mail address is confirmed"),
    Option(CheckName.TAX_ID_CONFIRMED.value, "Tax number is confirmed by the register"),
    Option(CheckName.TAX_ID_UNIQUE.value, "No other partner has the tax number"),
    Option(CheckName.NAME_UNIQUE.value, "No other partner has the name"),
)
EXAMPLE: tuple[dict[str, Any], ...] = (
    {"kind": "contact", "label": "Somebody to talk to", "is_required": True},
    {"kind": "address", "label": "Billing address", "is_required": True},
    {"kind": "tax_id", "label": "Tax number", "is_required": True},
    {"kind": "document", "label": "Extract from the commercial register", "is_required": True},
    {"kind": "bank", "label": "Bank details", "is_required": False},
    {"kind": "check", "check": "email_confirmed", "label": "E-mail address is confirmed", "is_required": True},
    {"kind": "check", "check": "tax_id_unique", "label": "Tax number is new to us", "is_required": True},
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The checklists in use."""
    page = await api.list_templates(ctx, request.query(ListTemplates))
    context = {
        "page": page,
        "columns": COLUMNS,
        "may_manage": ctx.may("onboarding_template.manage"),
        "public": f"{ctx.services.settings.public_url}/t/{ctx.tenant.handle}/apply",
    }
    return View("organizations/templates.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The editor with a usual set of steps to begin with."""
    ctx.authorize("onboarding_template.manage")
    form: Form[Any] = Form({"organization_type": "buyer", "is_public": True})
    return _view(form, [dict(step) for step in EXAMPLE], None)


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The editor of one checklist."""
    template = await api.get_template(ctx, request.id("template_id", TemplateId))
    return _view(Form.of(template), [to_builtins(step) for step in template.steps], template)


def _view(form: Form[Any], steps: list[dict[str, Any]], template: OnboardingTemplate | None, status: int = 200) -> View:
    blank = dict.fromkeys(("key", "kind", "label", "help", "body", "url", "check"), "")
    context = {
        "form": form,
        "steps": [{**blank, "is_required": False, **step} for step in steps],
        "template": template,
        "types": TYPES,
        "kinds": KINDS,
        "checks": CHECKS,
        "post": f"{LIST}/{template.id}" if template else f"{LIST}/new",
        "may_manage": template is None or "onboarding_template.manage" in template.allowed_actions,
    }
    return View("organizations/template.html", context, status=status)


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save a new or changed checklist; the buttons for adding, moving and removing steps come here too."""
    identity = request.id("template_id", TemplateId) if "template_id" in request.web.params else None
    steps = _posted_steps(request)
    action = request.field("_action")
    form: Form[SaveTemplate] = Form(
        {
            "name": request.field("name"),
            "organization_type": request.field("organization_type"),
            "intro": request.field("intro").replace("\r\n", "\n"),
            "approves_automatically": bool(request.field("approves_automatically")),
            "is_public": bool(request.field("is_public")),
        }
    )
    template = await api.get_template(ctx, identity) if identity else None
    if action and action != "save":
        ctx.authorize("onboarding_template.manage")
        return _view(form, _rearranged(steps, action), template)
    try:
        form.data = convert({**form.values, "steps": [_definition(step, steps) for step in steps]}, SaveTemplate)
    except Invalid as error:
        form.fail(error)
    saved = await attempt(form, lambda data: _save(ctx, identity, data))
    if saved is None:
        return _view(form, steps, template, form.status if form.status >= 400 else 422)
    return Redirect(LIST, flash(f"The checklist {saved.name} is saved"))


async def _save(ctx: Ctx, identity: TemplateId | None, data: SaveTemplate) -> OnboardingTemplate:
    if identity is None:
        return await api.create_template(ctx, data)
    return await api.update_template(ctx, identity, data)


def _posted_steps(request: PageRequest) -> list[dict[str, Any]]:
    """The steps in their order on the page: fields are named `step.<n>.<field>`."""
    found: dict[int, dict[str, Any]] = {}
    for name, value in request.fields:
        parts = name.split(".")
        if len(parts) == 3 and parts[0] == "step" and parts[1].isdigit() and isinstance(value, str):
            found.setdefault(int(parts[1][:3]), {})[parts[2]] = value.replace("\r\n", "\n")
    steps = [found[position] for position in sorted(found)][:STEPS_MAXIMUM]
    for step in steps:
        step["is_required"] = bool(step.get("is_required"))
    return steps


def _rearranged(steps: list[dict[str, Any]], action: str) -> list[dict[str, Any]]:
    """The steps after `add`, `remove:<n>`, `up:<n>` or `down:<n>`."""
    verb, _, number = action.partition(":")
    position = int(number) if number.isdigit() else -1
    kept = list(steps)
    if verb == "add" and len(kept) < STEPS_MAXIMUM:
        kept.append({"kind": "document", "label": "", "is_required": True})
    elif 0 <= position < len(kept):
        if verb == "remove":
            kept.pop(position)
        other = position - 1 if verb == "up" else position + 1
        if verb in ("up", "down") and 0 <= other < len(kept):
            kept[position], kept[other] = kept[other], kept[position]
    return kept


def _definition(step: dict[str, Any], steps: list[dict[str, Any]]) -> dict[str, Any]:
    """A step as the API takes it; steps keep their key, new ones get one from their label."""
    kind = step.get("kind", "")
    values: dict[str, Any] = {
        "key": step.get("key") or _new_key(step, steps),
        "kind": kind,
        "label": step.get("label", "").strip(),
        "help": step.get("help", "").strip(),
        "is_required": step["is_required"],
    }
    if kind in (StepKind.TERMS, StepKind.TRAINING):
        values["body"] = step.get("body", "").strip("\n")
        values["url"] = step.get("url", "").strip() or None
    if kind == StepKind.CHECK:
        values["check"] = step.get("check") or None
    return values


def _new_key(step: dict[str, Any], steps: list[dict[str, Any]]) -> str:
    taken = {other.get("key") for other in steps}
    stem = slugify(step.get("label", "")).replace("-", "_")[:30].strip("_") or "step"
    stem = stem if stem[0].isalpha() else f"step_{stem}"
    number = 1
    key = stem
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    step["key"] = key
    return key


async def archive(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a checklist out of use."""
    identity = request.id("template_id", TemplateId)
    done = Redirect(LIST, flash("The checklist is out of use; who began with it goes on"))
    return await press(ctx, request, lambda: api.archive_template(ctx, identity), done)
