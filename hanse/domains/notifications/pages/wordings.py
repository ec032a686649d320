"""How the business words its e-mails: the kinds with their languages, an editor with its placeholders, a preview."""

from __future__ import annotations

from typing import Any

from hanse.domains.notifications import api
from hanse.domains.notifications.pages.parts import TEMPLATES
from hanse.domains.notifications.types import (
    CreateTemplate,
    KindInfo,
    ListNotificationTemplates,
    NotificationTemplate,
    NotificationTemplateId,
    PreviewTemplate,
    TemplatePreview,
    WordTemplate,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt
from hanse.platform.web.choices import locale_options
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

USUAL = {"subject": "{{ title }}", "body": "Hello {{ recipient }},\n\n{{ body }}\n\n{{ business }}"}


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Every kind, and the languages it has wordings in."""
    kinds = (await api.list_kinds(ctx)).items
    found = (await api.list_templates(ctx, ListNotificationTemplates(limit=200))).items
    rows = [{"kind": kind, "templates": [one for one in found if one.kind == kind.kind]} for kind in kinds]
    context = {"rows": rows, "root": TEMPLATES, "may_manage": ctx.may("notification_template.manage")}
    return View("notifications/wordings.html", context)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """A new wording of a kind."""
    ctx.authorize("notification_template.manage")
    kind = await _kind(ctx, request.argument("kind"))
    return _view(Form({**USUAL, "locale": ctx.tenant.locale, "kind": kind.kind}), kind, None)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the new wording, or show how it reads."""
    kind = await _kind(ctx, request.field("kind"))
    form = request.form(CreateTemplate)
    if request.field("_action") == "preview":
        return await _previewed(ctx, form, kind, None)
    made = await attempt(form, lambda data: api.create_template(ctx, data))
    if made is None:
        return _view(form, kind, None)
    return Redirect(TEMPLATES, Flash(message=f"{made.kind_label} is worded your way from now on"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """One wording."""
    template = await api.get_template(ctx, request.id("notification_template_id", NotificationTemplateId))
    return _view(Form.of(template), await _kind(ctx, template.kind), template)


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the wording, or show how it reads."""
    identity = request.id("notification_template_id", NotificationTemplateId)
    form = request.form(WordTemplate)
    template = await api.get_template(ctx, identity)
    kind = await _kind(ctx, template.kind)
    if request.field("_action") == "preview":
        return await _previewed(ctx, form, kind, template)
    if await attempt(form, lambda data: api.update_template(ctx, identity, data)) is None:
        return _view(form, kind, template)
    return Redirect(TEMPLATES, Flash(message="The wording is saved"))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Go back to the usual wording."""
    await api.delete_template(ctx, request.id("notification_template_id", NotificationTemplateId))
    return Redirect(TEMPLATES, Flash(message="The usual wording is used again"))


async def _kind(ctx: Ctx, name: str) -> KindInfo:
    found = next((kind for kind in (await api.list_kinds(ctx)).items if kind.kind == name), None)
    if found is None:
        raise NotFound()
    return found


async def _previewed(ctx: Ctx, form: Form[Any], kind: KindInfo, template: NotificationTemplate | None) -> View:
    """The form as typed, with the mail beside it; nothing is saved."""
    shown: TemplatePreview | None = None
    if form.data is not None:
        data = PreviewTemplate(kind=kind.kind, subject=form.data.subject, body=form.data.body)
        shown = await attempt(form, lambda _: api.preview_template(ctx, data))
    return _view(form, kind, template, shown)


def _view(
    form: Form[Any], kind: KindInfo, template: NotificationTemplate | None, preview: TemplatePreview | None = None
) -> View:
    context = {
        "form": form,
        "kind": kind,
        "template": template,
        "preview": preview,
        "locales": locale_options(),
        "root": TEMPLATES,
        "post": f"{TEMPLATES}/{template.id}" if template else f"{TEMPLATES}/new",
        "labels": {"subject": "Subject", "body": "Text", "locale": "Language"},
    }
    return View("notifications/wording.html", context, status=form.status if form.status >= 400 else 200)
