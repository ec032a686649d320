"""The tree of categories: adding, changing, moving, deleting; and what hangs on a place in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET

from hanse.domains.catalog.commands.keeping import keep_places
from hanse.domains.catalog.errors import CategoryInUse
from hanse.domains.catalog.queries.categories import load_category
from hanse.domains.catalog.queries.viewing import Viewer
from hanse.domains.catalog.rules.codes import handle_from
from hanse.domains.catalog.rules.tree import check_place
from hanse.domains.catalog.types import Category, CategoryId, CreateCategory, UpdateCategory
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line, clean_text, normalise
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

# Changes of one tenant's tree happen one after another, so that the paths are always those of the parents.
LOCK_TREE: Final = "SELECT pg_advisory_xact_lock(hashtextextended('catalog.tree:' || app_tenant_id()::text, 0))"
INSERT: Final = """
INSERT INTO categories (id, parent_id, handle, name, name_key, description, position, path, seo_title,
    seo_description, created_at, updated_at)
VALUES (%(id)s, %(parent_id)s, %(handle)s, %(name)s, %(name_key)s, %(description)s, %(position)s, %(path)s,
    %(seo_title)s, %(seo_description)s, %(now)s, %(now)s)
"""
UPDATE: Final = """
UPDATE categories SET parent_id = %(parent_id)s, handle = %(handle)s, name = %(name)s, name_key = %(name_key)s,
    description = %(description)s, position = %(position)s, seo_title = %(seo_title)s,
    seo_description = %(seo_description)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SET_PATHS: Final = """
UPDATE categories SET path = path[1:array_position(path, %(id)s)] || %(above)s::uuid[] WHERE %(id)s = ANY(path)
"""
PATH: Final = "SELECT path FROM categories WHERE id = %(id)s"
LEVELS: Final = """
SELECT coalesce(max(array_position(path, %(id)s)), 1) FROM categories WHERE %(id)s = ANY(path)
"""
TAKEN: Final = "SELECT handle FROM categories WHERE handle = ANY(%(handles)s) AND id <> %(id)s"
BELOW: Final = "SELECT 1 FROM categories WHERE parent_id = %(id)s LIMIT 1"
PRODUCTS: Final = "SELECT product_id FROM product_categories WHERE category_id = %(id)s"
_EVERYTHING: Final = Viewer(sees_all=True)
_TRIES: Final = 100


@command("category.create", permission="category.manage")
async def create_category(ctx: Ctx, data: CreateCategory) -> Category:
    """Add a category, at the top or below another one. Raises Invalid, AlreadyExists, CategoryTooDeep."""
    ctx.authorize("category.manage")
    await ctx.db.run(LOCK_TREE)
    category_id = CategoryId.new()
    above = await _path_of(ctx, data.parent_id)
    check_place(None, above, 1)
    values = {name: getattr(data, name) for name in data.__struct_fields__}
    row = await _row(ctx, category_id, values)
    await ctx.db.run(INSERT, {**row, "path": [category_id.uuid, *above]})
    made = await load_category(ctx, category_id, _EVERYTHING)
    ctx.record("category", category_id, label=made.name, after=_audited(made))
    return made


@command("category.update", permission="category.manage")
async def update_category(ctx: Ctx, category_id: CategoryId, data: UpdateCategory) -> Category:
    """Change a category; another parent moves it with everything below. Raises Invalid, CategoryLoop, NotFound."""
    ctx.authorize("category.manage")
    await ctx.db.run(LOCK_TREE)
    before = await load_category(ctx, category_id, _EVERYTHING)
    ctx.check_version(before.version)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    values = {name: getattr(before, name) for name in data.__struct_fields__} | given
    await ctx.db.run(UPDATE, await _row(ctx, category_id, values))
    if values["parent_id"] != before.parent_id:
        above = await _path_of(ctx, values["parent_id"])
        check_place(category_id.uuid, above, int(await ctx.db.value(LEVELS, {"id": category_id})))
        await ctx.db.run(SET_PATHS, {"id": category_id, "above": list(above)})
    if values["parent_id"] != before.parent_id or values["name"] != before.name:
        await keep_places(ctx, [category_id.uuid])
    after = await load_category(ctx, category_id, _EVERYTHING)
    ctx.record("category", category_id, label=after.name, before=_audited(before), after=_audited(after))
    return after


@command("category.delete", permission="category.manage")
async def delete_category(ctx: Ctx, category_id: CategoryId) -> None:
    """Take a category away; its products stay, without it. Raises CategoryInUse with categories below, NotFound."""
    ctx.authorize("category.manage")
    await ctx.db.run(LOCK_TREE)
    before = await load_category(ctx, category_id, _EVERYTHING)
    ctx.check_version(before.version)
    if await ctx.db.value(BELOW, {"id": category_id}):
        raise CategoryInUse()
    products = await ctx.db.values(PRODUCTS, {"id": category_id})
    await ctx.db.run("DELETE FROM categories WHERE id = %(id)s", {"id": category_id})
    await keep_places(ctx, [category_id.uuid], products)
    ctx.record("category", category_id, label=before.name, before=_audited(before))


async def _path_of(ctx: Ctx, parent_id: CategoryId | None) -> Sequence[UUID]:
    if parent_id is None:
        return ()
    path: Sequence[UUID] | None = await ctx.db.value(PATH, {"id": parent_id})
    if path is None:
        raise Invalid.field("parent_id", "There is no such category", "not_found")
    return path


async def _row(ctx: Ctx, category_id: CategoryId, values: dict[str, Any]) -> dict[str, Any]:
    name = clean_line(values["name"])
    if not name:
        raise Invalid.field("name", "Write what the category is called", "required")
    if set(name) & {">", ";"}:
        raise Invalid.field("name", "Leave > and ; out: files write paths of categories with them", "bad_name")
    return {
        "id": category_id,
        "parent_id": values["parent_id"],
        "handle": await _handle(ctx, category_id, values["handle"], name),
        "name": name,
        "name_key": normalise(name),
        "description": clean_text(values["description"]),
        "position": values["position"],
        "seo_title": clean_line(values["seo_title"]),
        "seo_description": clean_line(values["seo_description"]),
        "now": ctx.now,
    }


async def _handle(ctx: Ctx, category_id: CategoryId, wanted: str | None, name: str) -> str:
    tries = [wanted] if wanted else [handle_from(name, "category", number) for number in range(1, _TRIES)]
    taken = set(await ctx.db.values(TAKEN, {"handles": tries, "id": category_id}))
    free = next((handle for handle in tries if handle not in taken), None)
    if free is None:
        sentence = f"The handle {tries[0]} is taken; choose another one"
        raise AlreadyExists(sentence, fields=[FieldError("handle", sentence, "already_exists")])
    return free


def _audited(category: Category) -> dict[str, Any]:
    derived = {"allowed_actions", "version", "path", "ancestors", "child_count", "product_count"}
    return {name: getattr(category, name) for name in category.__struct_fields__ if name not in derived}
