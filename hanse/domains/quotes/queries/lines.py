"""Reads of lines: the working copy of whoever's turn it is, or what a version fixed; costs and notes only for those
who may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.queries.quotes import Record, load_quote
from hanse.domains.quotes.rules.freezing import read_content
from hanse.domains.quotes.rules.totals import (
    PricedLine,
    earned_on,
    margin_share,
    net_price,
    sum_of,
    total_of,
)
from hanse.domains.quotes.types import LineOffer, ListLines, Quote, QuoteId, QuoteLine, QuoteStatus
from hanse.kit.money import UnitPrice, line_total
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.quantity import Quantity
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_LINES: Final = """
SELECT id, position, alternative_of, variant_id, sku, name, description, options, options_label, quantity, unit,
    tax_class, lead_time_days,
    target_micros, list_micros, unit_micros, discount_basis_points, offers, trace, cost_micros, buyer_note, seller_note,
    internal_note
FROM quote_lines WHERE quote_id = %(quote)s
"""
ALL_LINES: Final = SELECT_LINES + "ORDER BY position, id"
PAGE_OF_LINES: Final = (
    SELECT_LINES
    + """ AND (%(after_id)s::uuid IS NULL OR (position, id) > (%(after_position)s::integer, %(after_id)s))
ORDER BY position, id LIMIT %(limit)s"""
)
GET_FROZEN: Final = "SELECT content, internal FROM quote_versions WHERE id = %(id)s"


@query("quote.lines", permission="quote.view")
async def list_lines(ctx: Ctx, quote_id: QuoteId, query: ListLines) -> Page[QuoteLine]:
    """The lines of a quote in order: one's own working copy while it is one's turn, else what was sent last."""
    record = await load_quote(ctx, quote_id, "quote.view")
    after = decode_cursor(query.cursor, int, UUID)
    frozen = _frozen_id(record)
    if frozen is None:
        values = {
            "quote": quote_id,
            "after_position": after[0] if after else None,
            "after_id": after[1] if after else None,
            "limit": query.limit + 1,
        }
        rows = await ctx.db.all(PAGE_OF_LINES, values, into=lambda row: build_line(row, record.quote))
    else:
        lines = await frozen_lines(ctx, frozen)
        start = (after[0], after[1]) if after else (0, UUID(int=0))
        rows = [line for line in lines if (line.position, line.id.uuid) > start][: query.limit + 1]
    page = page_of(rows, query.limit, lambda line: encode_cursor(line.position, line.id.uuid))
    return Page(for_reader(ctx, record.quote, page.items), page.next)


def _frozen_id(record: Record) -> UUID | None:
    """The version whose lines are the ones to read; None for the working copy."""
    if record.quote.may_edit:
        return None
    if record.side is Side.SELLER and record.quote.status is QuoteStatus.INTERNAL_APPROVAL:
        return record.pending_version_id
    return record.shown_version_id


async def lines_at_hand(ctx: Ctx, record: Record) -> list[QuoteLine]:
    """Every line the reader's side has at hand, with internal facts: for the seller's own work and for rules."""
    frozen = _frozen_id(record)
    if frozen is not None:
        return await frozen_lines(ctx, frozen)
    return await working_lines(ctx, record.quote)


async def working_lines(ctx: Ctx, quote: Quote) -> list[QuoteLine]:
    """Every line of the working copy, with internal facts; not yet fit to be shown (see `for_reader`)."""
    return await ctx.db.all(ALL_LINES, {"quote": quote.id}, into=lambda row: build_line(row, quote))


async def frozen_lines(ctx: Ctx, version_id: UUID) -> list[QuoteLine]:
    """Every line of a version, with the internal facts that were kept beside it."""
    row = await ctx.db.one(GET_FROZEN, {"id": version_id})
    return with_internal(read_content(row["content"]).lines, row["internal"])


def with_internal(lines: Iterable[QuoteLine], internal: Mapping[str, Any]) -> list[QuoteLine]:
    """Lines of a version together with the seller's facts about them."""
    costs, notes = internal.get("costs", {}), internal.get("notes", {})
    return [
        msgspec.structs.replace(
            line,
            cost=UnitPrice(costs[str(line.id)], internal["currency"]) if str(line.id) in costs else None,
            internal_note=notes.get(str(line.id), ""),
        )
        for line in lines
    ]


def build_line(row: Mapping[str, Any], quote: Quote) -> QuoteLine:
    """A row to a line with its prices after discounts, and with internal facts."""
    currency, unit = quote.currency, row["unit"]
    quantity = Quantity(row["quantity"], unit)
    price = _price(row["unit_micros"], currency)
    net = net_price(price, row["discount_basis_points"], quote.discount_basis_points)
    offers = [_offer(item["quantity"], item["micros"], unit, currency) for item in row["offers"]]
    values = {
        **{name: row[name] for name in _PLAIN},
        "options": row["options_label"],
        "choices": row["options"].get("choices", {}),
        "quantity": quantity,
        "target_price": _price(row["target_micros"], currency),
        "list_price": _price(row["list_micros"], currency),
        "unit_price": price,
        "net_price": net,
        "total": total_of(quantity, net),
        "offers": offers,
        "cost": _price(row["cost_micros"], currency),
    }
    return from_row(values, QuoteLine)


_PLAIN: Final = (
    "id",
    "position",
    "alternative_of",
    "variant_id",
    "sku",
    "name",
    "description",
    "discount_basis_points",
    "tax_class",
    "lead_time_days",
    "buyer_note",
    "seller_note",
    "internal_note",
    "trace",
)


def _offer(units: int, micros: int, unit: str, currency: str) -> LineOffer:
    quantity, price = Quantity(units, unit), UnitPrice(micros, currency)
    return LineOffer(quantity=quantity, unit_price=price, total=line_total(quantity, price))


def _price(micros: int | None, currency: str) -> UnitPrice | None:
    return None if micros is None else UnitPrice(micros, currency)


def for_reader(ctx: Ctx, quote: Quote, lines: Sequence[QuoteLine]) -> list[QuoteLine]:
    """Lines as the reader may see them: no trace and no internal note for the buyer, costs by their own right."""
    is_seller = quote.side is Side.SELLER
    sees_margin = ctx.may("quote.view_margin", quote)
    return [
        msgspec.structs.replace(
            line,
            trace=line.trace if is_seller else None,
            internal_note=(line.internal_note or "") if is_seller else None,
            cost=line.cost if sees_margin else None,
            margin_basis_points=_margin(line) if sees_margin else None,
        )
        for line in lines
    ]


def _margin(line: QuoteLine) -> int | None:
    if line.net_price is None or line.cost is None:
        return None
    return margin_share(line.net_price.micros, line.cost.micros)


def counted(lines: Iterable[QuoteLine]) -> list[PricedLine]:
    """What of the lines counts in totals: alternatives stand beside, not in addition."""
    return [PricedLine(line.quantity, line.net_price, line.cost) for line in lines if line.alternative_of is None]


class Figures(msgspec.Struct, frozen=True):
    """What lines come to in minor units, nothing where none has a price, and what they cost when all of it is known."""

    total: int | None
    cost: int | None


def figures_of(lines: Sequence[QuoteLine], currency: str, *, inclusive: bool) -> Figures:
    """The figures that stand beside a quote for lists. Tax that is included is not earned, so then no cost is kept."""
    parts = counted(lines)
    earned = earned_on(parts, currency)
    is_known = bool(parts) and not earned.lines_without_cost and not inclusive
    is_priced = any(part.net_price is not None for part in parts)
    return Figures(sum_of(parts, currency).minor if is_priced else None, earned.cost.minor if is_known else None)
