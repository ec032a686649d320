"""Lines into carts, thousands at once: each is checked by itself, the good ones are kept in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.types import Sellable, VariantId
from hanse.domains.checkout.errors import CartTooLarge, LinesRefused
from hanse.domains.checkout.queries.articles import (
    QUANTITY_MAXIMUM,
    find_articles,
    limits_of,
    priced_options,
    refusal_of,
    suggest,
)
from hanse.domains.checkout.queries.heads import CartHead, lock_open_head
from hanse.domains.checkout.rules.options import option_key
from hanse.domains.checkout.rules.quantities import QuantityRefused, check, read_quantity
from hanse.domains.checkout.rules.refusals import problem_of, unknown_article
from hanse.domains.checkout.types import (
    LINES_MAXIMUM,
    AddCartLines,
    AddedLine,
    AddedLines,
    CartId,
    CartLineId,
    CartLineInput,
    CartProblem,
    OrganizationId,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.quantity import Quantity
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx

# Adding to a line that is there keeps its place; the returned sum is checked against the article's maximum.
ADD: Final = """
WITH touched AS (
        UPDATE carts SET version = version + 1, returned_reason = '', updated_at = %(now)s WHERE id = %(cart)s),
    last AS (SELECT coalesce(max(position), 0) AS place FROM cart_lines WHERE cart_id = %(cart)s)
INSERT INTO cart_lines (id, cart_id, variant_id, unit, quantity, option_key, options, options_label, note, position,
    created_at, updated_at)
SELECT w.id, %(cart)s, w.variant_id, w.unit, w.quantity, w.option_key, w.options, w.label, w.note, last.place + w.place,
    %(now)s, %(now)s
FROM unnest(%(ids)s::uuid[], %(variants)s::uuid[], %(units)s::text[], %(quantities)s::bigint[], %(keys)s::text[],
    %(options)s::jsonb[], %(labels)s::text[], %(notes)s::text[], %(places)s::integer[])
    AS w (id, variant_id, unit, quantity, option_key, options, label, note, place), last
ON CONFLICT (tenant_id, cart_id, variant_id, unit, option_key) DO UPDATE SET
    quantity = cart_lines.quantity + excluded.quantity, updated_at = excluded.updated_at,
    note = CASE WHEN excluded.note = '' THEN cart_lines.note ELSE excluded.note END
RETURNING id, variant_id, unit, option_key, quantity
"""
PUT_BACK: Final = """
UPDATE cart_lines l SET quantity = w.quantity
FROM unnest(%(ids)s::uuid[], %(quantities)s::bigint[]) AS w (id, quantity) WHERE l.id = w.id
"""
TAKE_OUT: Final = "DELETE FROM cart_lines WHERE cart_id = %(cart)s AND id = ANY(%(ids)s)"


class WantedLine(msgspec.Struct, kw_only=True):
    """A line that may be added: its place in the call, article, quantity and remark."""

    index: int
    article: Sellable
    quantity: Quantity
    note: str = ""
    option_key: str = ""
    options: dict[str, str] = {}
    label: str = ""
    problem: CartProblem | None = None
    line_id: CartLineId | None = None

    @property
    def key(self) -> tuple[UUID, str, str]:
        """What makes two lines one."""
        return self.article.variant_id.uuid, self.quantity.unit, self.option_key


class CheckedLines(msgspec.Struct):
    """Lines of a call after the check: those that may be ordered, and what is wrong with the others, by place."""

    good: list[WantedLine]
    refused: list[AddedLine]

    def refuse(self, index: int, sku: str, problem: CartProblem) -> None:
        """Note what is wrong with a line."""
        self.refused.append(AddedLine(index=index, line_id=None, sku=sku, quantity=None, problem=problem))


@command("cart.add_lines", permission="cart.edit")
async def add_lines(ctx: Ctx, cart_id: CartId, data: AddCartLines) -> AddedLines:
    """Put up to 5,000 lines into a cart, by variant or article number; good ones are kept when others are wrong.

    Raises LinesRefused when none can be accepted, with what would be for each; CartNotOpen, CartTooLarge.
    """
    head = await lock_open_head(ctx, cart_id)
    checked = await check_lines(ctx, head.organization_id, data.lines)
    added = await put_lines(ctx, head, checked)
    if not added.added:
        raise LinesRefused(fields=field_errors(added.lines))
    skus = [line.sku for line in added.lines if line.problem is None][:20]
    after = {"lines_added": added.added, "lines_refused": added.refused, "articles": skus}
    ctx.record("cart", cart_id, label=head.name, after=after)
    return added


async def put_lines(ctx: Ctx, head: CartHead, checked: CheckedLines) -> AddedLines:
    """Write checked lines into a locked cart and say what became of each. Raises CartTooLarge."""
    together: dict[tuple[UUID, str, str], int] = {}
    for line in checked.good:
        together[line.key] = together.get(line.key, 0) + line.quantity.units
    fresh = 0
    if checked.good:
        fresh = await _write(ctx, head, checked.good, together)
    if head.line_count + fresh > LINES_MAXIMUM:
        raise CartTooLarge(f"This cart would have {head.line_count + fresh} lines; it holds {LINES_MAXIMUM} at most")
    lines = sorted([*map(_added, checked.good), *checked.refused], key=lambda line: line.index)
    refused = sum(line.problem is not None for line in lines)
    return AddedLines(
        cart_id=head.id,
        version=head.version + 1 if checked.good else head.version,
        line_count=head.line_count + fresh,
        added=len(lines) - refused,
        refused=refused,
        lines=lines,
    )


async def _write(
    ctx: Ctx, head: CartHead, lines: Sequence[WantedLine], together: dict[tuple[UUID, str, str], int]
) -> int:
    """Insert or add up; what goes beyond an article's maximum is put back and refused. Gives how many lines are new."""
    alike: dict[tuple[UUID, str, str], list[WantedLine]] = {}
    for line in lines:
        alike.setdefault(line.key, []).append(line)
    first = {key: found[0] for key, found in alike.items()}
    ids = {uuid7(): key for key in first}
    rows = await ctx.db.all(
        ADD,
        {
            "cart": head.id,
            "now": ctx.now,
            "ids": list(ids),
            "variants": [key[0] for key in first],
            "units": [key[1] for key in first],
            "quantities": [min(together[key], QUANTITY_MAXIMUM + 1) for key in first],
            "keys": [key[2] for key in first],
            "options": [msgspec.json.encode(line.options).decode() for line in first.values()],
            "labels": [line.label for line in first.values()],
            "notes": [line.note for line in first.values()],
            "places": list(range(1, len(first) + 1)),
        },
    )
    fresh, back = 0, {}
    for row in rows:
        key = (row["variant_id"], row["unit"], row["option_key"])
        is_new = row["id"] in ids
        fresh += is_new
        summed = row["quantity"] != first[key].quantity.units  # else it was checked as it stands
        problem = _beyond(first[key].article, Quantity(row["quantity"], row["unit"])) if summed else None
        if problem is not None:
            fresh -= is_new
            back[row["id"]] = 0 if is_new else row["quantity"] - min(together[key], QUANTITY_MAXIMUM + 1)
        for line in alike[key]:
            line.line_id, line.problem = CartLineId(row["id"]), problem
    if back:
        await _put_back(ctx, head, back)
    return fresh


async def _put_back(ctx: Ctx, head: CartHead, quantities: dict[UUID, int]) -> None:
    kept = {identity: units for identity, units in quantities.items() if units > 0}
    if kept:
        await ctx.db.run(PUT_BACK, {"ids": list(kept), "quantities": list(kept.values())})
    gone = [identity for identity, units in quantities.items() if units <= 0]
    if gone:
        await ctx.db.run(TAKE_OUT, {"cart": head.id, "ids": gone})


def _beyond(article: Sellable, quantity: Quantity) -> CartProblem | None:
    """What is wrong with the sum of a line that was there and what was added."""
    try:
        check(quantity, limits_of(article))
    except QuantityRefused as error:
        return problem_of(error, "quantity")
    return None


def _added(line: WantedLine) -> AddedLine:
    return AddedLine(
        index=line.index,
        line_id=line.line_id if line.problem is None else None,
        sku=line.article.sku,
        quantity=line.quantity,
        problem=line.problem,
    )


async def check_lines(ctx: Ctx, organization_id: OrganizationId, lines: Sequence[CartLineInput]) -> CheckedLines:
    """Check lines as an organization may order them; asks for no right beyond seeing products."""
    ids = [line.variant_id for line in lines if line.variant_id is not None]
    skus = [line.sku for line in lines if line.variant_id is None and line.sku]
    articles = await find_articles(ctx, organization_id, ids, skus)
    found = CheckedLines([], [])
    unknown: dict[int, str] = {}
    limits: dict[VariantId, Any] = {}
    for index, line in enumerate(lines):
        article = articles.find(line.variant_id, line.sku)
        if article is None:
            unknown[index] = line.sku or ""
            continue
        limit = limits.get(article.variant_id) or limits.setdefault(article.variant_id, limits_of(article))
        wanted = line.quantity
        try:
            quantity = read_quantity(wanted.value if wanted else None, wanted.unit if wanted else None, limit)
        except QuantityRefused as error:
            found.refuse(index, article.sku, problem_of(error, "quantity"))
            continue
        good = WantedLine(index=index, article=article, quantity=quantity, note=clean_line(line.note))
        refusal = await _configure(ctx, organization_id, good, line.options)
        if refusal is not None:
            found.refuse(index, article.sku, refusal)
            continue
        found.good.append(good)
    near = await suggest(ctx, organization_id, [sku for sku in unknown.values() if sku]) if unknown else {}
    for index, sku in unknown.items():
        found.refuse(index, sku, unknown_article(sku, near.get(sku, [])))
    return found


async def _configure(
    ctx: Ctx, organization_id: OrganizationId, line: WantedLine, options: dict[str, str]
) -> CartProblem | None:
    """Take the options of a configurable article; says what is wrong with them."""
    if not line.article.needs_options and not options:
        return None
    try:
        priced = await priced_options(ctx, organization_id, line.article, options)
    except Invalid as error:
        return CartProblem(code="options_refused", message=refusal_of(error), field="options")
    line.options, line.label, line.option_key = dict(options), priced.label[:500], option_key(priced.option_key)
    return None


def field_errors(lines: Iterable[AddedLine]) -> list[FieldError]:
    """The problems of lines as errors of the fields of a call."""
    return [
        FieldError(f"lines.{line.index}.{line.problem.field or 'sku'}", line.problem.message, line.problem.code)
        for line in lines
        if line.problem is not None
    ]
