"""The tenant's own wordings of e-mails. They are texts with placeholders, never programs."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.notifications.errors import TemplateExists
from hanse.domains.notifications.queries.notifications import declared_kinds
from hanse.domains.notifications.queries.templates import check_wording, load_template
from hanse.domains.notifications.types import (
    CreateTemplate,
    NotificationTemplate,
    NotificationTemplateId,
    WordTemplate,
)
from hanse.kit.errors import Invalid
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO notification_templates (id, kind, locale, subject, body, changed_by, created_at, updated_at)
VALUES (%(id)s, %(kind)s, %(locale)s, %(subject)s, %(body)s, %(by)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, kind, locale) DO NOTHING RETURNING id
"""
UPDATE: Final = """
UPDATE notification_templates SET subject = %(subject)s, body = %(body)s, changed_by = %(by)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
DELETE: Final = "DELETE FROM notification_templates WHERE id = %(id)s"
LOCK: Final = "SELECT id FROM notification_templates WHERE id = %(id)s FOR UPDATE"


@command("notification_template.create", permission="notification_template.manage")
async def create_template(ctx: Ctx, data: CreateTemplate) -> NotificationTemplate:
    """Word the e-mail of a kind in a language. Raises Invalid for unknown placeholders, TemplateExists."""
    ctx.authorize("notification_template.manage")
    if data.kind not in {kind.name for kind in declared_kinds(ctx)}:
        raise Invalid.field("kind", f"There is no kind of notification called {data.kind}", "unknown_kind")
    check_wording(ctx, data.kind, data.subject, data.body)
    values = {
        **_wording(ctx, data),
        "id": NotificationTemplateId.new(),
        "kind": data.kind,
        "locale": data.locale,
    }
    made = await ctx.db.value(INSERT, values)
    if made is None:
        raise TemplateExists()
    after = await load_template(ctx, NotificationTemplateId(made), "notification_template.view")
    ctx.record("notification_template", after.id, label=f"{after.kind_label} ({after.locale})", after=after)
    return after


@command("notification_template.update", permission="notification_template.manage")
async def update_template(
    ctx: Ctx, notification_template_id: NotificationTemplateId, data: WordTemplate
) -> NotificationTemplate:
    """Change a wording. Raises Invalid for unknown placeholders, NotFound, PreconditionFailed."""
    await ctx.db.maybe(LOCK, {"id": notification_template_id})
    before = await load_template(ctx, notification_template_id, "notification_template.manage")
    ctx.check_version(before.version)
    check_wording(ctx, before.kind, data.subject, data.body)
    await ctx.db.run(UPDATE, {**_wording(ctx, data), "id": notification_template_id})
    after = await load_template(ctx, notification_template_id, "notification_template.view")
    label = f"{after.kind_label} ({after.locale})"
    ctx.record("notification_template", after.id, label=label, before=before, after=after)
    return after


@command("notification_template.delete", permission="notification_template.manage")
async def delete_template(ctx: Ctx, notification_template_id: NotificationTemplateId) -> None:
    """Go back to the usual wording. Raises NotFound, PreconditionFailed."""
    await ctx.db.maybe(LOCK, {"id": notification_template_id})
    before = await load_template(ctx, notification_template_id, "notification_template.manage")
    ctx.check_version(before.version)
    await ctx.db.run(DELETE, {"id": notification_template_id})
    label = f"{before.kind_label} ({before.locale})"
    ctx.record("notification_template", notification_template_id, label=label, before=before)


def _wording(ctx: Ctx, data: CreateTemplate | WordTemplate) -> dict[str, Any]:
    subject, body = clean_line(data.subject), clean_text(data.body)
    if not subject or not body:
        raise Invalid.field("body" if subject else "subject", "Write something here", "required")
    return {"subject": subject, "body": body, "by": ctx.principal.member_id, "now": ctx.now}
