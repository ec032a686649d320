"""Declaring custom fields. Values are kept when a field is archived and come back when it is declared again."""

from __future__ import annotations

import msgspec

from hanse.domains.organizations.errors import TooManyParts
from hanse.domains.organizations.queries.fields import load_field
from hanse.domains.organizations.rules.fields import check_declaration
from hanse.domains.organizations.types import CreateCustomField, CustomField, CustomFieldId, UpdateCustomField
from hanse.kit.errors import FieldError
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

FIELDS_MAXIMUM = 100
COUNT = "SELECT count(*) FROM custom_fields WHERE subject_kind = 'organization' AND archived_at IS NULL"
INSERT = """
INSERT INTO custom_fields AS f (id, subject_kind, key, label, kind, help, choices, is_required, is_partner_visible,
    position, created_at, updated_at)
VALUES (%(id)s, 'organization', %(key)s, %(label)s, %(kind)s, %(help)s, %(choices)s, %(is_required)s,
    %(is_partner_visible)s, %(position)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, subject_kind, key) DO UPDATE SET label = excluded.label, help = excluded.help,
    choices = excluded.choices, is_required = excluded.is_required, is_partner_visible = excluded.is_partner_visible,
    position = excluded.position, archived_at = NULL, version = f.version + 1, updated_at = excluded.updated_at
WHERE f.archived_at IS NOT NULL AND f.kind = excluded.kind
RETURNING f.id
"""
UPDATE = """
UPDATE custom_fields SET label = %(label)s, help = %(help)s, choices = %(choices)s, is_required = %(is_required)s,
    is_partner_visible = %(is_partner_visible)s, position = %(position)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ARCHIVE = (
    "UPDATE custom_fields SET archived_at = %(now)s, version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
)
LOCK = "SELECT id FROM custom_fields WHERE id = %(id)s FOR UPDATE"


@command("custom_field.create", permission="custom_field.manage")
async def create_custom_field(ctx: Ctx, data: CreateCustomField) -> CustomField:
    """Declare a custom field of organizations. Raises Invalid, AlreadyExists for a key in use, TooManyParts."""
    ctx.authorize("custom_field.manage")
    if await ctx.db.value(COUNT) >= FIELDS_MAXIMUM:
        raise TooManyParts(f"A business declares {FIELDS_MAXIMUM} custom fields at most")
    values = {
        **msgspec.structs.asdict(data),
        "label": clean_line(data.label),
        "choices": check_declaration(data.kind, data.choices),
        "id": CustomFieldId.new(),
        "now": ctx.now,
    }
    made = await ctx.db.value(INSERT, values)
    if made is None:
        sentence = f"There is, or was, another field with the key {data.key}; choose another key"
        raise AlreadyExists(sentence, fields=[FieldError("key", sentence, "already_exists")])
    ctx.caches.pop("organizations.fields", None)
    field = await load_field(ctx, CustomFieldId(made), "custom_field.view")
    ctx.record("custom_field", field.id, label=field.label, after=field)
    return field


@command("custom_field.update", permission="custom_field.manage")
async def update_custom_field(ctx: Ctx, custom_field_id: CustomFieldId, data: UpdateCustomField) -> CustomField:
    """Change what a field is called and demands; values that are there stay. Raises Invalid, PreconditionFailed."""
    await ctx.db.maybe(LOCK, {"id": custom_field_id})
    before = await load_field(ctx, custom_field_id, "custom_field.manage")
    ctx.check_version(before.version)
    values = {
        **msgspec.structs.asdict(data),
        "label": clean_line(data.label),
        "choices": check_declaration(before.kind, data.choices),
        "id": custom_field_id,
        "now": ctx.now,
    }
    await ctx.db.run(UPDATE, values)
    ctx.caches.pop("organizations.fields", None)
    after = await load_field(ctx, custom_field_id, "custom_field.view")
    ctx.record("custom_field", after.id, label=after.label, before=before, after=after)
    return after


@command("custom_field.archive", permission="custom_field.manage")
async def archive_custom_field(ctx: Ctx, custom_field_id: CustomFieldId) -> None:
    """Take a field out of forms and answers; its values are kept and return if the same key is declared again."""
    await ctx.db.maybe(LOCK, {"id": custom_field_id})
    before = await load_field(ctx, custom_field_id, "custom_field.manage")
    ctx.check_version(before.version)
    await ctx.db.run(ARCHIVE, {"id": custom_field_id, "now": ctx.now})
    ctx.caches.pop("organizations.fields", None)
    ctx.record("custom_field", custom_field_id, label=before.label, before=before)
