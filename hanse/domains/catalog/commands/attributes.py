"""Declaring attributes and sets of them."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.catalog.commands.keeping import REINDEX_JOB
from hanse.domains.catalog.errors import AttributeInUse
from hanse.domains.catalog.queries.attributes import GET, GET_SET, build_set, forget_attributes
from hanse.domains.catalog.types import (
    Attribute,
    AttributeId,
    AttributeKind,
    AttributeSet,
    AttributeSetId,
    CreateAttribute,
    SaveAttributeSet,
    UpdateAttribute,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line, normalise
from hanse.kit.units import UNITS
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json

INSERT: Final = """
INSERT INTO attributes (id, key, label, kind, unit, help, choices, is_filterable, is_searchable, position, created_at,
    updated_at)
VALUES (%(id)s, %(key)s, %(label)s, %(kind)s, %(unit)s, %(help)s, %(choices)s, %(is_filterable)s, %(is_searchable)s,
    %(position)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, key) DO NOTHING
"""
UPDATE: Final = """
UPDATE attributes SET label = %(label)s, unit = %(unit)s, help = %(help)s, choices = %(choices)s,
    is_filterable = %(is_filterable)s, is_searchable = %(is_searchable)s, position = %(position)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK: Final = GET + " FOR UPDATE"
IN_SET: Final = "SELECT 1 FROM attribute_set_items WHERE attribute_id = %(id)s LIMIT 1"
DELETE: Final = "DELETE FROM attributes WHERE id = %(id)s"
SAVE_SET: Final = """
INSERT INTO attribute_sets (id, name, name_key, created_at, updated_at)
VALUES (%(id)s, %(name)s, %(name_key)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
    version = attribute_sets.version + 1, updated_at = excluded.updated_at
"""
SAME_NAME: Final = "SELECT 1 FROM attribute_sets WHERE name_key = %(name_key)s AND id <> %(id)s"
KNOWN: Final = "SELECT id FROM attributes WHERE id = ANY(%(ids)s)"
SAVE_ITEMS: Final = """
INSERT INTO attribute_set_items (attribute_set_id, attribute_id, position, is_required)
SELECT %(set)s, i.attribute_id, i.position, i.is_required
FROM jsonb_to_recordset(%(rows)s) AS i (attribute_id uuid, position integer, is_required boolean)
"""
SET_IN_USE: Final = "SELECT 1 FROM products WHERE attribute_set_id = %(id)s LIMIT 1"


@command("attribute.create", permission="attribute.manage")
async def create_attribute(ctx: Ctx, data: CreateAttribute) -> Attribute:
    """Declare something that can be said of products. Raises Invalid, AlreadyExists for a key that is taken."""
    ctx.authorize("attribute.manage")
    attribute_id = AttributeId.new()
    row = _row(ctx, data, data.kind)
    if not await ctx.db.run(INSERT, {**row, "id": attribute_id, "key": data.key, "kind": data.kind}):
        sentence = f"The key {data.key} is taken; choose another one"
        raise AlreadyExists(sentence, fields=[FieldError("key", sentence, "already_exists")])
    forget_attributes(ctx)
    made = await ctx.db.one(GET, {"id": attribute_id}, into=Attribute)
    ctx.record("attribute", attribute_id, label=made.label, after=made)
    return made


@command("attribute.update", permission="attribute.manage")
async def update_attribute(ctx: Ctx, attribute_id: AttributeId, data: UpdateAttribute) -> Attribute:
    """Change an attribute; key and kind stay, and values that products have stay too. Raises Invalid, NotFound."""
    ctx.authorize("attribute.manage")
    before = await ctx.db.one(LOCK, {"id": attribute_id}, into=Attribute)
    ctx.check_version(before.version)
    await ctx.db.run(UPDATE, {**_row(ctx, data, before.kind), "id": attribute_id})
    forget_attributes(ctx)
    after = await ctx.db.one(GET, {"id": attribute_id}, into=Attribute)
    if (before.is_filterable, before.is_searchable) != (after.is_filterable, after.is_searchable):
        await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"attribute": after.key})
    ctx.record("attribute", attribute_id, label=after.label, before=before, after=after)
    return after


@command("attribute.delete", permission="attribute.manage")
async def delete_attribute(ctx: Ctx, attribute_id: AttributeId) -> None:
    """Take an attribute away; what products said by it goes in the background. Raises AttributeInUse, NotFound."""
    ctx.authorize("attribute.manage")
    before = await ctx.db.one(LOCK, {"id": attribute_id}, into=Attribute)
    ctx.check_version(before.version)
    if await ctx.db.value(IN_SET, {"id": attribute_id}):
        raise AttributeInUse()
    await ctx.db.run(DELETE, {"id": attribute_id})
    await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"attribute": before.key, "forget": True})
    forget_attributes(ctx)
    ctx.record("attribute", attribute_id, label=before.label, before=before)


@command("attribute.create_set", permission="attribute.manage")
async def create_attribute_set(ctx: Ctx, data: SaveAttributeSet) -> AttributeSet:
    """Name the attributes of one sort of product. Raises Invalid, AlreadyExists."""
    ctx.authorize("attribute.manage")
    made = await _save_set(ctx, AttributeSetId.new(), data)
    ctx.record("attribute_set", made.id, label=made.name, after=made)
    return made


@command("attribute.update_set", permission="attribute.manage")
async def update_attribute_set(ctx: Ctx, attribute_set_id: AttributeSetId, data: SaveAttributeSet) -> AttributeSet:
    """Change a set as a whole. Raises Invalid, AlreadyExists, NotFound, PreconditionFailed."""
    ctx.authorize("attribute.manage")
    before = await ctx.db.one(GET_SET + " FOR UPDATE OF s", {"id": attribute_set_id}, into=build_set)
    ctx.check_version(before.version)
    after = await _save_set(ctx, attribute_set_id, data)
    ctx.record("attribute_set", after.id, label=after.name, before=before, after=after)
    return after


@command("attribute.delete_set", permission="attribute.manage")
async def delete_attribute_set(ctx: Ctx, attribute_set_id: AttributeSetId) -> None:
    """Take a set away that no product has. Raises AttributeInUse, NotFound."""
    ctx.authorize("attribute.manage")
    before = await ctx.db.one(GET_SET + " FOR UPDATE OF s", {"id": attribute_set_id}, into=build_set)
    ctx.check_version(before.version)
    if await ctx.db.value(SET_IN_USE, {"id": attribute_set_id}):
        raise AttributeInUse("Products have this set; give them another one first")
    await ctx.db.run("DELETE FROM attribute_sets WHERE id = %(id)s", {"id": attribute_set_id})
    ctx.record("attribute_set", attribute_set_id, label=before.name, before=before)


async def _save_set(ctx: Ctx, set_id: AttributeSetId, data: SaveAttributeSet) -> AttributeSet:
    name = clean_line(data.name)
    values: dict[str, Any] = {"id": set_id, "name": name, "name_key": normalise(name), "now": ctx.now}
    if await ctx.db.value(SAME_NAME, values):
        sentence = f"There is a set named {name} already"
        raise AlreadyExists(sentence, fields=[FieldError("name", sentence, "already_exists")])
    ids = [item.attribute_id.uuid for item in data.attributes]
    known = set(await ctx.db.values(KNOWN, {"ids": ids}))
    errors = [
        FieldError(f"attributes.{place}.attribute_id", "There is no such attribute, or it is named twice", "not_found")
        for place, one in enumerate(ids)
        if one not in known or one in ids[:place]
    ]
    if errors:
        raise Invalid(errors[0].message, fields=errors)
    await ctx.db.run(SAVE_SET, values)
    await ctx.db.run("DELETE FROM attribute_set_items WHERE attribute_set_id = %(id)s", values)
    rows = [
        {"attribute_id": item.attribute_id.uuid, "position": place, "is_required": item.is_required}
        for place, item in enumerate(data.attributes)
    ]
    await ctx.db.run(SAVE_ITEMS, {"set": set_id, "rows": Json(rows)})
    return await ctx.db.one(GET_SET, {"id": set_id}, into=build_set)


def _row(ctx: Ctx, data: CreateAttribute | UpdateAttribute, kind: AttributeKind) -> dict[str, Any]:
    """The columns that may change, checked against the kind. Raises Invalid."""
    choices = list({normalise(choice): clean_line(choice) for choice in data.choices if clean_line(choice)}.values())
    if kind in (AttributeKind.CHOICE, AttributeKind.MULTI_CHOICE):
        if not choices:
            raise Invalid.field("choices", "Give at least one value to choose", "required")
    elif choices:
        raise Invalid.field("choices", "Only choice and multi_choice have values to choose", "not_here")
    if data.unit is not None and (data.unit not in UNITS or kind not in (AttributeKind.DECIMAL, AttributeKind.NUMBER)):
        raise Invalid.field("unit", "Numbers have a unit, by its UNECE Rec 20 code such as MMT", "unknown_unit")
    return {
        "label": clean_line(data.label),
        "unit": data.unit,
        "help": clean_line(data.help),
        "choices": choices,
        "is_filterable": data.is_filterable,
        "is_searchable": data.is_searchable,
        "position": data.position,
        "now": ctx.now,
    }
