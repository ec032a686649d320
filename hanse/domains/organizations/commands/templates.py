"""Onboarding templates: the checklists a tenant asks of new partners. Those under way keep what they began with."""

from __future__ import annotations

from typing import Any

from hanse.domains.organizations.queries.onboarding import load_template
from hanse.domains.organizations.rules.onboarding import check_steps
from hanse.domains.organizations.types import OnboardingTemplate, SaveTemplate, TemplateId
from hanse.kit.structs import to_builtins
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

INSERT = """
INSERT INTO onboarding_templates (id, name, organization_type, intro, steps, approves_automatically, is_public,
    created_at, updated_at)
VALUES (%(id)s, %(name)s, %(type)s, %(intro)s, %(steps)s, %(automatic)s, %(public)s, %(now)s, %(now)s)
"""
UPDATE = """
UPDATE onboarding_templates SET name = %(name)s, organization_type = %(type)s, intro = %(intro)s, steps = %(steps)s,
    approves_automatically = %(automatic)s, is_public = %(public)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ARCHIVE = """
UPDATE onboarding_templates SET archived_at = %(now)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s
"""
LOCK = "SELECT id FROM onboarding_templates WHERE id = %(id)s FOR UPDATE"


@command("onboarding_template.create", permission="onboarding_template.manage")
async def create_template(ctx: Ctx, data: SaveTemplate) -> OnboardingTemplate:
    """Make a checklist. Raises Invalid with a sentence for each step that does not fit, AlreadyExists."""
    ctx.authorize("onboarding_template.manage")
    template_id = TemplateId.new()
    await ctx.db.run(INSERT, _row(ctx, template_id, data))
    saved = await load_template(ctx, template_id, "onboarding_template.view")
    ctx.record("onboarding_template", template_id, label=saved.name, after=saved)
    return saved


@command("onboarding_template.update", permission="onboarding_template.manage")
async def update_template(ctx: Ctx, template_id: TemplateId, data: SaveTemplate) -> OnboardingTemplate:
    """Change a checklist for those who begin from now on. Raises Invalid, PreconditionFailed, AlreadyExists."""
    await ctx.db.maybe(LOCK, {"id": template_id})
    before = await load_template(ctx, template_id, "onboarding_template.manage")
    ctx.check_version(before.version)
    await ctx.db.run(UPDATE, _row(ctx, template_id, data))
    after = await load_template(ctx, template_id, "onboarding_template.view")
    ctx.record("onboarding_template", template_id, label=after.name, before=before, after=after)
    return after


@command("onboarding_template.archive", permission="onboarding_template.manage")
async def archive_template(ctx: Ctx, template_id: TemplateId) -> None:
    """Take a checklist out of use; who began with it goes on."""
    await ctx.db.maybe(LOCK, {"id": template_id})
    before = await load_template(ctx, template_id, "onboarding_template.manage")
    ctx.check_version(before.version)
    await ctx.db.run(ARCHIVE, {"id": template_id, "now": ctx.now})
    ctx.record("onboarding_template", template_id, label=before.name, before=before)


def _row(ctx: Ctx, template_id: TemplateId, data: SaveTemplate) -> dict[str, Any]:
    return {
        "id": template_id,
        "name": clean_line(data.name),
        "type": data.organization_type,
        "intro": clean_text(data.intro),
        "steps": Json(to_builtins(check_steps(data.steps))),
        "automatic": data.approves_automatically,
        "public": data.is_public,
        "now": ctx.now,
    }
