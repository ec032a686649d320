"""Reads of the tenant's own wordings, and what they may name."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.notifications.queries.notifications import declared_kinds
from hanse.domains.notifications.rules.kinds import describe_kind, find_kind, placeholders_of
from hanse.domains.notifications.rules.wording import fill_in, fill_line, paragraphs_of, problems_of
from hanse.domains.notifications.types import (
    KindInfo,
    ListNotificationTemplates,
    NotificationTemplate,
    NotificationTemplateId,
    PreviewTemplate,
    TemplatePreview,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT: Final = "SELECT id, kind, locale, subject, body, version, updated_at FROM notification_templates\n"
ONE: Final = SELECT + "WHERE id = %(id)s"
LIST: Final = (
    SELECT
    + """
WHERE (%(kind)s::text IS NULL OR kind = %(kind)s)
    AND (%(after_kind)s::text IS NULL OR (kind, locale) > (%(after_kind)s, %(after_locale)s))
ORDER BY kind, locale LIMIT %(limit)s
"""
)


@query("notification_template.list", permission="notification_template.view")
async def list_templates(ctx: Ctx, query: ListNotificationTemplates) -> Page[NotificationTemplate]:
    """List the business's own wordings of e-mails, by kind and language."""
    ctx.authorize("notification_template.view")
    after = decode_cursor(query.cursor, str, str) or (None, None)
    values = {"kind": query.kind, "after_kind": after[0], "after_locale": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST, values)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["kind"], row["locale"]))
    return Page([_build(ctx, row) for row in page.items], page.next)


@query("notification_template.get", permission="notification_template.view")
async def get_template(ctx: Ctx, notification_template_id: NotificationTemplateId) -> NotificationTemplate:
    """Read one wording. Raises NotFound."""
    return await load_template(ctx, notification_template_id, "notification_template.view")


@query("notification_template.list_kinds", permission="notification_template.view")
async def list_kinds(ctx: Ctx) -> Page[KindInfo]:
    """List the kinds of notifications there are, with the placeholders their wordings may name."""
    ctx.authorize("notification_template.view")
    return Page([describe_kind(kind) for kind in declared_kinds(ctx)])


@query("notification_template.preview", permission="notification_template.view")
async def preview_template(ctx: Ctx, data: PreviewTemplate) -> TemplatePreview:
    """Show how a wording reads with sample values; nothing is kept. Raises Invalid for unknown placeholders."""
    ctx.authorize("notification_template.view")
    known = placeholders_of(find_kind(declared_kinds(ctx), data.kind))
    check_wording(ctx, data.kind, data.subject, data.body)
    values = {one.name: one.sample for one in known}
    values["business"] = ctx.tenant.name
    return TemplatePreview(
        subject=fill_line(data.subject, values), paragraphs=paragraphs_of(fill_in(data.body, values))
    )


def check_wording(ctx: Ctx, kind: str, subject: str, body: str) -> None:
    """Refuse placeholders that the kind does not know. Raises Invalid with each of them."""
    known = placeholders_of(find_kind(declared_kinds(ctx), kind))
    problems = [*problems_of("subject", subject, known), *problems_of("body", body, known)]
    if problems:
        raise Invalid(problems[0].message, fields=problems)


async def load_template(ctx: Ctx, identity: NotificationTemplateId, permission: str) -> NotificationTemplate:
    """One wording, for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(ONE, {"id": identity})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    template = _build(ctx, row)
    ctx.authorize(permission, template.to_subject())
    return template


def _build(ctx: Ctx, row: dict[str, Any]) -> NotificationTemplate:
    kind = find_kind(declared_kinds(ctx), row["kind"])
    template = from_row({**row, "kind_label": kind.label, "placeholders": placeholders_of(kind)}, NotificationTemplate)
    known = ctx.services.registry.actions_by_kind["notification_template"]
    actions = ctx.allowed_actions(known, template.to_subject())
    return msgspec.structs.replace(template, allowed_actions=list(actions))
