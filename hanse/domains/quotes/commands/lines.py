"""Lines of the working copy: adding, changing, removing and pricing any number of them in a few statements.

Only the side whose turn it is gets here, and each side changes its own columns only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from msgspec import UNSET

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.matching import (
    catalogue_for,
    configure,
    insert_lines,
    list_prices,
    price_with,
    wanted_rows,
)
from hanse.domains.quotes.commands.steps import audited
from hanse.domains.quotes.errors import TooManyLines
from hanse.domains.quotes.queries.lines import figures_of, working_lines
from hanse.domains.quotes.queries.quotes import Record, load_quote, lock_quote, shown
from hanse.domains.quotes.rules.changing import BUYER_FIELDS, SELLER_FIELDS, changed_row, check_fields
from hanse.domains.quotes.rules.life import check_turn
from hanse.domains.quotes.rules.wanted import Wanted, in_default_unit, match
from hanse.domains.quotes.types import (
    LINES_MAXIMUM,
    AddLines,
    LineProblem,
    LinesAdded,
    Quote,
    QuoteId,
    QuoteLineInput,
    RemoveLines,
    RepriceLines,
    UpdateLines,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.quantity import Quantity
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

ROWS: Final = "SELECT * FROM quote_lines WHERE quote_id = %(quote)s AND id = ANY(%(ids)s)"
UNPRICED: Final = """
SELECT * FROM quote_lines WHERE quote_id = %(quote)s AND unit_micros IS NULL AND variant_id IS NOT NULL
"""
WRITE: Final = """
UPDATE quote_lines l SET position = c.position, variant_id = c.variant_id, sku = c.sku, name = c.name,
    description = c.description, quantity = c.quantity, unit = c.unit, stock_unit = c.stock_unit,
    ratio_numerator = c.ratio_numerator, ratio_denominator = c.ratio_denominator, components = c.components,
    tax_class = c.tax_class, lead_time_days = c.lead_time_days, target_micros = c.target_micros,
    list_micros = c.list_micros, unit_micros = c.unit_micros, discount_basis_points = c.discount_basis_points,
    offers = c.offers, trace = c.trace, cost_micros = c.cost_micros, buyer_note = c.buyer_note,
    seller_note = c.seller_note, internal_note = c.internal_note, options = c.options, options_label = c.options_label
FROM jsonb_to_recordset(%(rows)s) AS c (id uuid, position integer, variant_id uuid, sku text, name text,
    description text, quantity bigint, unit text, stock_unit text, ratio_numerator bigint, ratio_denominator bigint,
    components jsonb, tax_class text, lead_time_days integer, target_micros bigint, list_micros bigint,
    unit_micros bigint, discount_basis_points integer, offers jsonb, trace jsonb, cost_micros bigint, buyer_note text,
    seller_note text, internal_note text, options jsonb, options_label text)
WHERE l.id = c.id AND l.quote_id = %(quote)s
"""
REMOVE: Final = "DELETE FROM quote_lines WHERE quote_id = %(quote)s AND id = ANY(%(ids)s)"
TOUCH: Final = """
UPDATE quotes SET line_count = %(count)s, is_tax_inclusive = %(inclusive)s,
    total_minor = CASE WHEN %(is_seller)s THEN %(total)s::bigint ELSE total_minor END,
    cost_minor = CASE WHEN %(is_seller)s THEN %(cost)s::bigint ELSE cost_minor END,
    shown_minor = CASE WHEN %(is_seller)s THEN shown_minor ELSE %(total)s::bigint END,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""


@command("quote.add_lines", permission="quote.update")
async def add_lines(ctx: Ctx, quote_id: QuoteId, data: AddLines) -> LinesAdded:
    """Add lines at the end of the working copy; what cannot be taken is listed, the rest is kept.

    Raises NotYourTurn, TooManyLines, PreconditionFailed; Invalid with every problem when `all_or_nothing`.
    """
    record = await open_quote(ctx, quote_id)
    added, problems = await take_lines(ctx, record, data.lines)
    if data.all_or_nothing and problems:
        raise refusal(problems)
    return await finish_adding(ctx, record, added, [_problem(data.lines, error) for error in problems])


async def take_lines(
    ctx: Ctx, record: Record, lines: Sequence[QuoteLineInput], loose: Collection[int] = ()
) -> tuple[list[dict[str, Any]], list[FieldError]]:
    """Match, price and write wanted lines of a locked quote; the rows written, and what was wrong with the others.

    Lines at the positions `loose` named no unit and are in the one their article is sold in.
    """
    quote = record.quote
    if quote.line_count + len(lines) > LINES_MAXIMUM:
        raise TooManyLines(
            f"A quote has {LINES_MAXIMUM} lines at most; this would make {quote.line_count + len(lines)}"
        )
    catalogue = await catalogue_for(ctx, quote, lines)
    known = await _known_parents(ctx, quote, lines)
    matched: dict[int, Wanted] = {}
    problems: list[FieldError] = []
    for position, given in enumerate(lines):
        line = in_default_unit(given, catalogue) if position in loose else given
        found = match(line, catalogue, quote.currency, f"lines.{position}")
        if isinstance(found, FieldError):
            problems.append(found)
        elif line.alternative_of is not None and line.alternative_of.uuid not in known:
            path = f"lines.{position}.alternative_of"
            problems.append(FieldError(path, "There is no such line in this quote", "not_found"))
        else:
            matched[position] = found
    wanted, refused = await configure(ctx, quote, matched)
    problems = sorted([*problems, *refused], key=lambda error: int(error.path.split(".")[1]))
    rows = await wanted_rows(ctx, quote, wanted)
    await insert_lines(ctx, quote.id, rows)
    return rows, problems


async def finish_adding(
    ctx: Ctx, record: Record, rows: Sequence[Mapping[str, Any]], problems: list[LineProblem]
) -> LinesAdded:
    """Count again and say what became of the lines."""
    inclusive = record.quote.is_tax_inclusive
    if not record.quote.line_count:
        inclusive = any(row["is_tax_inclusive"] for row in rows)
    after = await touch(ctx, record.quote, inclusive=inclusive) if rows else record
    return LinesAdded(
        added=len(rows),
        unpriced=sum(row["unit_micros"] is None for row in rows),
        problems=problems,
        version=after.quote.version,
    )


@command("quote.update_lines", permission="quote.update")
async def update_lines(ctx: Ctx, quote_id: QuoteId, data: UpdateLines) -> Quote:
    """Change any number of lines of the working copy: all of them, or none when one is wrong.

    Raises NotYourTurn, PreconditionFailed, PreconditionRequired, Invalid with a field error for each wrong line.
    """
    record = await open_quote(ctx, quote_id, blindly=False)
    quote = record.quote
    side = quote.side
    check_fields(data.lines, SELLER_FIELDS if side is Side.SELLER else BUYER_FIELDS, side)
    if any(change.cost is not UNSET for change in data.lines):
        ctx.authorize("quote.view_margin", quote)
    ids = [change.id.uuid for change in data.lines]
    rows = {row["id"]: row for row in await ctx.db.all(ROWS, {"quote": quote.id, "ids": ids})}
    skus = [QuoteLineInput(sku=change.sku, quantity=Quantity(1, "C62")) for change in data.lines if change.sku]
    known = [row["variant_id"] for row in rows.values() if row["variant_id"] is not None]
    catalogue = await catalogue_for(ctx, quote, skus, known)
    problems: list[FieldError] = []
    changed: dict[UUID, dict[str, Any]] = {}
    for position, change in enumerate(data.lines):
        row = rows.get(change.id.uuid)
        if row is None or change.id.uuid in changed:
            words = "There is no such line in this quote" if row is None else "This line is named twice"
            problems.append(FieldError(f"lines.{position}.id", words, "not_found" if row is None else "twice"))
            continue
        result = changed_row(row, change, catalogue, quote.currency, f"lines.{position}")
        if isinstance(result, FieldError):
            problems.append(result)
        else:
            changed[change.id.uuid] = result
    if problems:
        raise refusal(problems)
    await _reprice_wishes(ctx, quote, rows, changed)
    await ctx.db.run(WRITE, {"quote": quote.id, "rows": Json(list(changed.values()))})
    return shown(ctx, await touch(ctx, quote))


async def _reprice_wishes(
    ctx: Ctx, quote: Quote, before: Mapping[UUID, Mapping[str, Any]], changed: Mapping[UUID, dict[str, Any]]
) -> None:
    """Before anything was offered, a line keeps today's list price for the quantity wanted: tiers move with it."""
    moved = [
        row
        for key, row in changed.items()
        if row["variant_id"] is not None
        and (row["variant_id"] != before[key]["variant_id"] or _is_list_price(quote, before[key], row))
    ]
    await _take_list_prices(ctx, quote, moved)


def _is_list_price(quote: Quote, before: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    same = before["unit_micros"] == row["unit_micros"] == before["list_micros"]
    return quote.offered_version_id is None and same and before["quantity"] != row["quantity"]


async def _take_list_prices(ctx: Ctx, quote: Quote, rows: Sequence[dict[str, Any]]) -> None:
    wanted = [(row["variant_id"], Quantity(row["quantity"], row["unit"])) for row in rows]
    for row, price in zip(rows, await list_prices(ctx, quote, wanted), strict=True):
        row["list_micros"] = row["unit_micros"] = price_with(price.micros, row["options"], quote.currency)
        row["trace"] = price.trace
        row["cost_micros"] = price.cost_micros if price.cost_micros is not None else row["cost_micros"]


@command("quote.remove_lines", permission="quote.update")
async def remove_lines(ctx: Ctx, quote_id: QuoteId, data: RemoveLines) -> Quote:
    """Take lines out of the working copy. Raises NotYourTurn, PreconditionFailed."""
    record = await open_quote(ctx, quote_id)
    await ctx.db.run(REMOVE, {"quote": quote_id, "ids": [line.uuid for line in data.ids]})
    return shown(ctx, await touch(ctx, record.quote))


@command("quote.reprice", permission="quote.offer")
async def reprice_lines(ctx: Ctx, quote_id: QuoteId, data: RepriceLines) -> Quote:
    """Take today's list prices for lines of the working copy, by default for those without a price.

    Raises NotYourTurn, PreconditionFailed.
    """
    record = await lock_quote(ctx, quote_id, "quote.offer")
    _check_open(ctx, record)
    quote = record.quote
    if data.ids:
        found = await ctx.db.all(ROWS, {"quote": quote.id, "ids": [line.uuid for line in data.ids]})
    else:
        found = await ctx.db.all(UNPRICED, {"quote": quote.id})
    rows = [row for row in found if row["variant_id"] is not None]
    await _take_list_prices(ctx, quote, rows)
    await ctx.db.run(WRITE, {"quote": quote.id, "rows": Json(rows)})
    return shown(ctx, await touch(ctx, quote))


async def open_quote(ctx: Ctx, quote_id: QuoteId, *, blindly: bool = True) -> Record:
    """A quote that the caller's side may change now, held until the transaction ends.

    What overwrites something says which version it read, unless `blindly`. Raises NotFound, Forbidden, NotYourTurn,
    PreconditionFailed, PreconditionRequired.
    """
    record = await lock_quote(ctx, quote_id, "quote.update")
    _check_open(ctx, record, required=not blindly)
    return record


def _check_open(ctx: Ctx, record: Record, *, required: bool = False) -> None:
    quote = record.quote
    check_turn(quote.status, quote.started_by, quote.side)
    ctx.check_version(quote.version, required=required)


async def touch(ctx: Ctx, before: Quote, *, inclusive: bool | None = None) -> Record:
    """Count the working copy again after a change of it, and record that it changed.

    Each side's figure is its own until it sends it: the other one's list must not tell what is being worked on.
    """
    lines = await working_lines(ctx, before)
    is_inclusive = before.is_tax_inclusive if inclusive is None else inclusive
    figures = figures_of(lines, before.currency, inclusive=is_inclusive)
    await ctx.db.run(
        TOUCH,
        {
            "id": before.id,
            "count": len(lines),
            "inclusive": is_inclusive,
            "is_seller": before.side is Side.SELLER,
            "total": figures.total,
            "cost": figures.cost,
            "now": ctx.now,
        },
    )
    after = await load_quote(ctx, before.id, "quote.view")
    ctx.record("quote", before.id, label=before.number, before=audited(before), after=audited(after.quote))
    return after


def refusal(problems: Sequence[FieldError]) -> Invalid:
    """One refusal for all wrong lines."""
    many = f"{len(problems)} lines cannot be taken" if len(problems) > 1 else problems[0].message
    return Invalid(many, fields=problems)


def _problem(lines: Sequence[QuoteLineInput], error: FieldError) -> LineProblem:
    position = int(error.path.split(".")[1])
    line = lines[position]
    text = line.sku or line.name or (str(line.variant_id) if line.variant_id else "")
    return LineProblem(row=position + 1, path=error.path, text=text[:120], message=error.message, code=error.code)


async def _known_parents(ctx: Ctx, quote: Quote, lines: Sequence[QuoteLineInput]) -> set[UUID]:
    """Which of the lines that others are alternatives to exist, and are no alternatives themselves."""
    asked = [line.alternative_of.uuid for line in lines if line.alternative_of is not None]
    if not asked:
        return set()
    rows = await ctx.db.all(ROWS, {"quote": quote.id, "ids": asked})
    return {row["id"] for row in rows if row["alternative_of"] is None}
