"""Reads of versions and their differences. A version that has not gone out is the seller's alone."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.queries.lines import counted, for_reader, lines_at_hand, with_internal
from hanse.domains.quotes.queries.quotes import Record, load_quote
from hanse.domains.quotes.rules.comparing import compare
from hanse.domains.quotes.rules.freezing import read_content
from hanse.domains.quotes.rules.totals import earned_on
from hanse.domains.quotes.types import (
    CompareVersions,
    ListVersions,
    Margin,
    Quote,
    QuoteId,
    QuoteLine,
    QuoteVersion,
    QuoteVersionId,
    QuoteVersionSummary,
    VersionDifference,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

_SEEN: Final = "(%(is_seller)s OR r.released_at IS NOT NULL)"
_FROM: Final = """FROM quote_versions v
LEFT JOIN quote_releases r ON r.tenant_id = v.tenant_id AND r.version_id = v.id
WHERE v.quote_id = %(quote)s"""
LIST_VERSIONS: Final = f"""
SELECT v.id, v.number, v.kind, v.side, v.hash, v.net_minor, v.tax_minor, v.gross_minor, v.made_by_name, v.made_at,
    r.released_at, v.currency, v.valid_until, v.line_count
{_FROM} AND {_SEEN} AND (%(after)s::integer IS NULL OR v.number < %(after)s)
ORDER BY v.number DESC LIMIT %(limit)s
"""
_WHOLE: Final = f"""
SELECT v.id, v.quote_id, v.number, v.kind, v.side, v.hash, v.content, v.internal, v.made_by_name, v.made_at,
    r.released_at
{_FROM} AND {_SEEN}"""
GET_VERSION: Final = _WHOLE + " AND v.id = %(id)s"
LAST_TWO: Final = _WHOLE + " ORDER BY v.number DESC LIMIT 2"
BY_NUMBERS: Final = _WHOLE + " AND v.number = ANY(%(numbers)s) ORDER BY v.number"


@query("quote.versions", permission="quote.view")
async def list_versions(ctx: Ctx, quote_id: QuoteId, query: ListVersions) -> Page[QuoteVersionSummary]:
    """The versions of a quote, newest first; of those that have not gone out only the seller's people know."""
    record = await load_quote(ctx, quote_id, "quote.view")
    after = decode_cursor(query.cursor, int)
    values = {**_values(record), "after": after[0] if after else None, "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_VERSIONS, values)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["number"]))
    return Page([_summary(row, record.quote) for row in page.items], page.next)


@query("quote.version", permission="quote.view")
async def get_version(ctx: Ctx, quote_id: QuoteId, version_id: QuoteVersionId) -> QuoteVersion:
    """One version with everything it fixed. Raises NotFound, also for one the reader may not see."""
    record = await load_quote(ctx, quote_id, "quote.view")
    row = await ctx.db.one(GET_VERSION, {**_values(record), "id": version_id})
    return shown_version(ctx, record.quote, row)


@query("quote.compare_versions", permission="quote.view")
async def compare_versions(ctx: Ctx, quote_id: QuoteId, query: CompareVersions) -> VersionDifference:
    """How two versions differ, side by side; without numbers the last two. Raises NotFound, Invalid."""
    record = await load_quote(ctx, quote_id, "quote.view")
    if query.left is not None and query.right is not None:
        numbers = [query.left, query.right]
        rows = await ctx.db.all(BY_NUMBERS, {**_values(record), "numbers": numbers})
        found = {row["number"]: row for row in rows}
        if not set(numbers) <= set(found):
            raise NotFound()
        pair = [found[number] for number in numbers]
    elif query.left is None and query.right is None:
        pair = list(reversed(await ctx.db.all(LAST_TWO, _values(record))))
        if len(pair) < 2:
            raise Invalid.field("left", "There is one version only; there is nothing to compare it with", "one_version")
    else:
        raise Invalid.field("right", "Name both versions, or none for the last two", "required")
    left, right = (shown_version(ctx, record.quote, row).content for row in pair)
    return compare(left, right)


@query("quote.earned", permission="quote.view")
async def get_margin(ctx: Ctx, quote_id: QuoteId) -> Margin | None:
    """What the lines with a known cost earn, and how many have none; None for who may not know. Raises NotFound."""
    record = await load_quote(ctx, quote_id, "quote.view")
    if record.side is not Side.SELLER:
        return None
    return margin_of(ctx, record.quote, await lines_at_hand(ctx, record))


def _values(record: Record) -> dict[str, Any]:
    return {"quote": record.quote.id, "is_seller": record.side is Side.SELLER}


def _summary(row: dict[str, Any], quote: Quote) -> QuoteVersionSummary:
    currency = row.pop("currency")
    for name in ("net", "tax", "gross"):
        minor = row.pop(f"{name}_minor")
        row[name] = Money(minor, currency) if minor is not None else None
    return from_row({**row, "is_on_offer": _on_offer(row["id"], quote)}, QuoteVersionSummary)


def shown_version(ctx: Ctx, quote: Quote, row: dict[str, Any]) -> QuoteVersion:
    """A row to a version as the reader may see it."""
    content, internal = read_content(row.pop("content")), row.pop("internal")
    lines = with_internal(content.lines, internal)
    return from_row(
        {
            **row,
            "is_on_offer": _on_offer(row["id"], quote),
            "content": msgspec.structs.replace(content, lines=for_reader(ctx, quote, lines)),
            "margin": margin_of(ctx, quote, lines),
        },
        QuoteVersion,
    )


def margin_of(ctx: Ctx, quote: Quote, lines: list[QuoteLine]) -> Margin | None:
    """What lines earn, for those who may know; None where prices include tax, which is not earned."""
    if quote.is_tax_inclusive or not ctx.may("quote.view_margin", quote):
        return None
    earned = earned_on(counted(lines), quote.currency)
    return Margin(
        cost=earned.cost,
        margin=earned.margin,
        basis_points=earned.basis_points,
        lines_without_cost=earned.lines_without_cost,
    )


def _on_offer(version_id: UUID, quote: Quote) -> bool:
    return quote.offered_version_id is not None and quote.offered_version_id.uuid == version_id
