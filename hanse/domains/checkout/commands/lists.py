"""Keeping shopping lists, and putting them into carts."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.commands.carts import insert_cart, place
from hanse.domains.checkout.commands.lines import CheckedLines, check_lines, field_errors, put_lines
from hanse.domains.checkout.errors import LinesRefused
from hanse.domains.checkout.queries.heads import load_head, lock_open_head
from hanse.domains.checkout.queries.lists import lines_of, load_list
from hanse.domains.checkout.queries.visibility import me, own_organization, path_of
from hanse.domains.checkout.types import (
    LINES_MAXIMUM,
    AddedLines,
    CartLineInput,
    CreateCart,
    CreateShoppingList,
    ListId,
    ListToCart,
    QuantityText,
    RemoveListLines,
    SavedListLines,
    SaveListLines,
    ShoppingListSummary,
    UpdateShoppingList,
)
from hanse.kit.errors import Conflict, Invalid, NotFound
from hanse.kit.ids import uuid7
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

INSERT: Final = """
INSERT INTO shopping_lists (id, organization_id, owner_member_id, name, is_shared, created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(owner)s, %(name)s, %(is_shared)s, %(now)s, %(now)s)
"""
COPY_CART: Final = """
INSERT INTO shopping_list_lines (id, list_id, variant_id, unit, quantity, note, position, created_at, updated_at)
SELECT DISTINCT ON (l.variant_id, l.unit) gen_random_uuid(), %(list)s, l.variant_id, l.unit, l.quantity, l.note,
    l.position, %(now)s, %(now)s
FROM cart_lines l WHERE l.cart_id = %(cart)s ORDER BY l.variant_id, l.unit, l.position
"""
UPDATE: Final = """
UPDATE shopping_lists SET name = %(name)s, is_shared = %(is_shared)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
DELETE: Final = "DELETE FROM shopping_lists WHERE id = %(id)s"
SAVE: Final = """
WITH touched AS (UPDATE shopping_lists SET version = version + 1, updated_at = %(now)s WHERE id = %(list)s),
    last AS (SELECT coalesce(max(position), 0) AS place, count(*) AS lines FROM shopping_list_lines
        WHERE list_id = %(list)s)
INSERT INTO shopping_list_lines (id, list_id, variant_id, unit, quantity, note, position, created_at, updated_at)
SELECT w.id, %(list)s, w.variant_id, w.unit, w.quantity, w.note, last.place + w.place, %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(units)s::text[], %(quantities)s::bigint[], %(notes)s::text[],
    %(places)s::integer[]) AS w (id, variant_id, unit, quantity, note, place), last
ON CONFLICT (tenant_id, list_id, variant_id, unit) DO UPDATE SET quantity = excluded.quantity,
    note = excluded.note, updated_at = excluded.updated_at
"""
TAKE_OFF: Final = """
DELETE FROM shopping_list_lines WHERE list_id = %(list)s AND (%(all)s OR variant_id = ANY(%(variants)s))
"""

TOUCH: Final = "UPDATE shopping_lists SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"


@command("shopping_list.create", permission="shopping_list.edit")
async def create_shopping_list(ctx: Ctx, data: CreateShoppingList) -> ShoppingListSummary:
    """Make a shopping list, empty or with the lines of a cart. Raises NotFound, Invalid."""
    organization_id = own_organization(ctx, data.organization_id)
    cart = None
    if data.from_cart_id is not None:
        cart = await load_head(ctx, data.from_cart_id, "cart.view")
        organization_id = cart.organization_id
    path = await path_of(ctx, organization_id, "shopping_list.edit")
    ctx.authorize("shopping_list.edit", place("shopping_list", path))
    list_id = ListId.new()
    values = {
        "id": list_id,
        "organization": organization_id,
        "owner": me(ctx),
        "name": _name(data.name),
        "is_shared": data.is_shared,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    if cart is not None:
        await ctx.db.run(COPY_CART, {"list": list_id, "cart": cart.id, "now": ctx.now})
    made = await load_list(ctx, list_id, "shopping_list.view")
    ctx.record("shopping_list", list_id, label=made.name, after={"name": made.name, "lines": made.line_count})
    return made


def _name(text: str) -> str:
    name = clean_line(text)
    if not name:
        raise Invalid.field("name", "Give the list a name", "required")
    return name


@command("shopping_list.update", permission="shopping_list.edit")
async def update_shopping_list(ctx: Ctx, list_id: ListId, data: UpdateShoppingList) -> ShoppingListSummary:
    """Change the name of a list or who sees it. Raises PreconditionFailed."""
    before = await load_list(ctx, list_id, "shopping_list.edit", lock=True)
    ctx.check_version(before.version)
    name = before.name if data.name is UNSET else _name(data.name)
    is_shared = before.is_shared if data.is_shared is UNSET else data.is_shared
    await ctx.db.run(UPDATE, {"id": list_id, "name": name, "is_shared": is_shared, "now": ctx.now})
    after = await load_list(ctx, list_id, "shopping_list.view")
    facts: tuple[dict[str, Any], ...] = tuple({"name": one.name, "is_shared": one.is_shared} for one in (before, after))
    ctx.record("shopping_list", list_id, label=after.name, before=facts[0], after=facts[1])
    return after


@command("shopping_list.delete", permission="shopping_list.edit")
async def delete_shopping_list(ctx: Ctx, list_id: ListId) -> None:
    """Throw a list away, with what is on it."""
    before = await load_list(ctx, list_id, "shopping_list.edit", lock=True)
    ctx.check_version(before.version)
    await ctx.db.run(DELETE, {"id": list_id})
    ctx.record("shopping_list", list_id, label=before.name, before={"name": before.name, "lines": before.line_count})


@command("shopping_list.save_lines", permission="shopping_list.edit")
async def save_list_lines(ctx: Ctx, list_id: ListId, data: SaveListLines) -> SavedListLines:
    """Put articles on a list; one that is there gets the new quantity. Raises LinesRefused when none can be taken."""
    head = await load_list(ctx, list_id, "shopping_list.edit", lock=True)
    checked = await check_lines(ctx, head.organization_id, data.lines)
    if not checked.good:
        raise LinesRefused(fields=field_errors(checked.refused))
    if head.line_count + len(checked.good) > LINES_MAXIMUM:
        raise Conflict(f"A list holds {LINES_MAXIMUM} lines at most")
    newest = {(line.article.variant_id.uuid, line.quantity.unit): line for line in checked.good}
    values = {
        "list": list_id,
        "now": ctx.now,
        "ids": [uuid7() for _ in newest],
        "variants": [key[0] for key in newest],
        "units": [key[1] for key in newest],
        "quantities": [line.quantity.units for line in newest.values()],
        "notes": [line.note for line in newest.values()],
        "places": list(range(1, len(newest) + 1)),
    }
    await ctx.db.run(SAVE, values)
    ctx.record("shopping_list", list_id, label=head.name, after={"lines_saved": len(newest)})
    problems = {str(line.index): line.problem for line in checked.refused if line.problem is not None}
    return SavedListLines(
        list_id=list_id, version=head.version + 1, saved=len(checked.good), refused=len(problems), problems=problems
    )


@command("shopping_list.remove_lines", permission="shopping_list.edit")
async def remove_list_lines(ctx: Ctx, list_id: ListId, data: RemoveListLines) -> ShoppingListSummary:
    """Take articles off a list; all when none is named. Raises NotFound when a named one is not on it."""
    head = await load_list(ctx, list_id, "shopping_list.edit", lock=True)
    variants = list({variant.uuid for variant in data.variant_ids})
    gone = await ctx.db.run(TAKE_OFF, {"list": list_id, "all": not variants, "variants": variants})
    if gone < len(variants):
        raise NotFound()
    await ctx.db.run(TOUCH, {"id": list_id, "now": ctx.now})
    ctx.record("shopping_list", list_id, label=head.name, after={"lines_removed": gone})
    return await load_list(ctx, list_id, "shopping_list.view")


@command("shopping_list.to_cart", permission="cart.edit")
async def put_list_into_cart(ctx: Ctx, list_id: ListId, data: ListToCart) -> AddedLines:
    """Put everything on a list into a cart, a new one unless named; what cannot be ordered any more is told.

    Raises LinesRefused when nothing can, CartNotOpen, NotFound.
    """
    found = await load_list(ctx, list_id, "shopping_list.view")
    ctx.authorize("cart.edit", place("cart", found.path))
    cart_id = data.cart_id or await insert_cart(ctx, found.organization_id, CreateCart(name=found.name))
    head = await lock_open_head(ctx, cart_id)
    if head.organization_id != found.organization_id:
        raise Invalid.field("cart_id", "This cart belongs to another organization", "not_found")
    checked = await check_rows(ctx, head.organization_id, await lines_of(ctx, list_id))
    added = await put_lines(ctx, head, checked)
    if not added.added:
        raise LinesRefused(fields=field_errors(added.lines))
    ctx.record("cart", cart_id, label=head.name, after={"lines_added": added.added, "list": found.name})
    return added


async def check_rows(ctx: Ctx, organization_id: Any, rows: list[dict[str, Any]]) -> CheckedLines:
    """Check stored lines (variant, unit, quantity, note) anew."""
    lines = [
        CartLineInput(
            variant_id=VariantId(row["variant_id"]),
            quantity=QuantityText(value=Quantity(row["quantity"], row["unit"]).value, unit=row["unit"]),
            note=row["note"],
        )
        for row in rows
    ]
    return await check_lines(ctx, organization_id, lines)
