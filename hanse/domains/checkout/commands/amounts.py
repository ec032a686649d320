"""Changing the amounts of lines in carts, one or thousands, and taking lines out."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from hanse.domains.catalog.types import VariantId
from hanse.domains.checkout.commands.lines import TAKE_OUT, field_errors
from hanse.domains.checkout.errors import LinesRefused
from hanse.domains.checkout.queries.articles import find_articles, limits_of
from hanse.domains.checkout.queries.heads import lock_open_head
from hanse.domains.checkout.rules.quantities import QuantityRefused, check, read_quantity
from hanse.domains.checkout.rules.refusals import problem_of
from hanse.domains.checkout.types import (
    AddedLine,
    AddedLines,
    CartId,
    CartLineId,
    CartProblem,
    ChangeCartLines,
    RemoveCartLines,
    UpdateCartLine,
)
from hanse.kit.errors import FieldError, NotFound
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

TAKE_ALL_OUT: Final = "DELETE FROM cart_lines WHERE cart_id = %(cart)s"
TOUCH: Final = """
UPDATE carts SET version = version + 1, returned_reason = '', updated_at = %(now)s WHERE id = %(id)s RETURNING version
"""
FIND_LINE: Final = """
SELECT l.id, l.variant_id, l.unit, l.quantity, l.option_key, l.note, v.sku FROM cart_lines l
JOIN variants v ON v.tenant_id = l.tenant_id AND v.id = l.variant_id
WHERE l.cart_id = %(cart)s AND l.id = %(id)s
"""
# A line that changes its unit to that of another line of the same article flows into it.
MERGE: Final = """
DELETE FROM cart_lines WHERE cart_id = %(cart)s AND variant_id = %(variant)s AND unit = %(unit)s
    AND option_key = %(key)s AND id <> %(id)s RETURNING quantity
"""
SET_LINE: Final = """
UPDATE cart_lines SET unit = %(unit)s, quantity = %(quantity)s, note = %(note)s, updated_at = %(now)s
WHERE cart_id = %(cart)s AND id = %(id)s
"""
FIND_LINES: Final = """
SELECT l.id, l.variant_id, l.unit, l.quantity, l.option_key, v.sku,
    array(SELECT o.unit FROM cart_lines o WHERE o.tenant_id = l.tenant_id AND o.cart_id = l.cart_id
        AND o.variant_id = l.variant_id AND o.option_key = l.option_key AND o.id <> l.id) AS other_units
FROM cart_lines l JOIN variants v ON v.tenant_id = l.tenant_id AND v.id = l.variant_id
WHERE l.cart_id = %(cart)s AND l.id = ANY(%(ids)s)
"""
SET_LINES: Final = """
UPDATE cart_lines l SET unit = w.unit, quantity = w.quantity, updated_at = %(now)s
FROM unnest(%(ids)s::uuid[], %(units)s::text[], %(quantities)s::bigint[]) AS w (id, unit, quantity)
WHERE l.cart_id = %(cart)s AND l.id = w.id
"""


@command("cart.update_line", permission="cart.edit")
async def update_line(ctx: Ctx, cart_id: CartId, cart_line_id: CartLineId, data: UpdateCartLine) -> AddedLines:
    """Change the quantity, unit or remark of a line. Raises LinesRefused saying what would be accepted, CartNotOpen."""
    head = await lock_open_head(ctx, cart_id)
    line = await ctx.db.one(FIND_LINE, {"cart": cart_id, "id": cart_line_id})
    quantity = Quantity(line["quantity"], line["unit"])
    fresh = 0
    if data.quantity is not UNSET:
        article = (await find_articles(ctx, head.organization_id, [VariantId(line["variant_id"])])).by_id.get(
            VariantId(line["variant_id"])
        )
        if article is None:
            raise LinesRefused("This article can no longer be ordered; take the line out")
        limits = limits_of(article)
        try:
            quantity = read_quantity(data.quantity.value, data.quantity.unit or line["unit"], limits)
            where = {"cart": cart_id, "variant": line["variant_id"], "unit": quantity.unit, "key": line["option_key"]}
            other = await ctx.db.value(MERGE, {**where, "id": cart_line_id}) if quantity.unit != line["unit"] else None
            if other is not None:
                fresh = -1
                quantity = Quantity(quantity.units + other, quantity.unit)
                check(quantity, limits)
        except QuantityRefused as error:
            raise LinesRefused(error.message, fields=[FieldError("quantity", error.message, error.reason)]) from None
    note = line["note"] if data.note is UNSET else clean_line(data.note)
    values = {"cart": cart_id, "id": cart_line_id, "unit": quantity.unit, "quantity": quantity.units, "note": note}
    await ctx.db.run(SET_LINE, {**values, "now": ctx.now})
    version = await ctx.db.value(TOUCH, {"id": cart_id, "now": ctx.now})
    before = {line["sku"]: Quantity(line["quantity"], line["unit"])}
    ctx.record("cart", cart_id, label=head.name, before=before, after={line["sku"]: quantity})
    changed = AddedLine(index=0, line_id=cart_line_id, sku=line["sku"], quantity=quantity)
    return AddedLines(
        cart_id=cart_id, version=version, line_count=head.line_count + fresh, added=1, refused=0, lines=[changed]
    )


@command("cart.remove_lines", permission="cart.edit")
async def remove_lines(ctx: Ctx, cart_id: CartId, data: RemoveCartLines) -> AddedLines:
    """Take lines out of a cart; all when none is named. Raises NotFound when a named one is not in it, CartNotOpen."""
    head = await lock_open_head(ctx, cart_id)
    ids = list(dict.fromkeys(data.line_ids))
    if ids:
        gone = await ctx.db.run(TAKE_OUT, {"cart": cart_id, "ids": [identity.uuid for identity in ids]})
        if gone != len(ids):
            raise NotFound()
    else:
        gone = await ctx.db.run(TAKE_ALL_OUT, {"cart": cart_id})
    version = await ctx.db.value(TOUCH, {"id": cart_id, "now": ctx.now})
    ctx.record("cart", cart_id, label=head.name, after={"lines_removed": gone})
    return AddedLines(cart_id=cart_id, version=version, line_count=head.line_count - gone, added=0, refused=0, lines=[])


@command("cart.change_lines", permission="cart.edit")
async def change_lines(ctx: Ctx, cart_id: CartId, data: ChangeCartLines) -> AddedLines:
    """Change the quantities of many lines; each wrong one says what would be accepted, the others are kept.

    Raises LinesRefused when none can be kept, NotFound when a line is not in the cart, CartNotOpen.
    """
    head = await lock_open_head(ctx, cart_id)
    wanted = {line.line_id.uuid: line for line in data.lines}
    rows = {row["id"]: row for row in await ctx.db.all(FIND_LINES, {"cart": cart_id, "ids": list(wanted)})}
    if len(rows) < len(wanted):
        raise NotFound()
    articles = await find_articles(ctx, head.organization_id, [VariantId(row["variant_id"]) for row in rows.values()])
    lines: list[AddedLine] = []
    for index, (identity, line) in enumerate(wanted.items()):
        row = rows[identity]
        quantity, problem = _changed(articles.by_id.get(VariantId(row["variant_id"])), row, line.quantity)
        lines.append(AddedLine(index=index, line_id=line.line_id, sku=row["sku"], quantity=quantity, problem=problem))
    good = [line for line in lines if line.problem is None and line.quantity is not None and line.line_id is not None]
    if not good:
        raise LinesRefused(fields=field_errors(lines))
    values: dict[str, Any] = {
        "cart": cart_id,
        "ids": [line.line_id.uuid for line in good if line.line_id],
        "units": [line.quantity.unit for line in good if line.quantity],
        "quantities": [line.quantity.units for line in good if line.quantity],
    }
    await ctx.db.run(SET_LINES, {**values, "now": ctx.now})
    version = await ctx.db.value(TOUCH, {"id": cart_id, "now": ctx.now})
    ctx.record("cart", cart_id, label=head.name, after={"lines_changed": len(good)})
    refused = len(lines) - len(good)
    return AddedLines(
        cart_id=cart_id, version=version, line_count=head.line_count, added=len(good), refused=refused, lines=lines
    )


def _changed(article: Any, row: dict[str, Any], wanted: Any) -> tuple[Quantity | None, CartProblem | None]:
    """The new quantity of a line, or what is wrong with it."""
    if article is None:
        message = "This article can no longer be ordered; take the line out"
        return None, CartProblem(code="not_available", message=message, field="quantity")
    try:
        quantity = read_quantity(wanted.value, wanted.unit or row["unit"], limits_of(article))
    except QuantityRefused as error:
        return None, problem_of(error, "quantity")
    if quantity.unit != row["unit"] and quantity.unit in row["other_units"]:
        message = "There is another line of this article in that unit; change that one"
        return None, CartProblem(code="unit_taken", message=message, field="quantity")
    return quantity, None
