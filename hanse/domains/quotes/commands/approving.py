"""What the seller's own approvers are asked about an offer: its facts for conditions, and what they see to decide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from hanse.domains.approvals.types import SubmitApproval
from hanse.domains.quotes.commands.freezing import Frozen
from hanse.domains.quotes.queries.lines import counted
from hanse.domains.quotes.rules.totals import Earned, discount_from, earned_on, sum_of
from hanse.domains.quotes.types import Quote, QuoteLine
from hanse.kit.structs import to_builtins
from hanse.platform.context import Ctx
from hanse.platform.web.format import Formatter

ORGANIZATION: Final = """
SELECT o.tags, o.types, NOT EXISTS (SELECT FROM orders r WHERE r.tenant_id = o.tenant_id AND r.organization_id = o.id)
    AS is_new
FROM organizations o WHERE o.id = %(id)s
"""


async def wanted_approval(
    ctx: Ctx, quote: Quote, frozen: Frozen | None, lines: Sequence[QuoteLine] | None = None
) -> SubmitApproval:
    """The question as it is put to the approvers, about a frozen version or, for a preview, about working lines.

    It names no organization, because that would let the buyer's own approvers see it.
    """
    asked = list(frozen.lines if frozen else lines or ())
    parts = counted(asked)
    total = sum_of(parts, quote.currency)
    earned = earned_on(parts, quote.currency)
    is_known = bool(parts) and not earned.lines_without_cost and not quote.is_tax_inclusive
    place = await ctx.db.one(ORGANIZATION, {"id": quote.organization_id})
    facts = {
        "total": total.minor,
        "currency": quote.currency,
        "margin_basis_points": earned.basis_points if is_known else None,
        "max_discount_basis_points": max(
            (discount_from(line.list_price, line.net_price) for line in asked if line.alternative_of is None), default=0
        ),
        "line_count": len(asked),
        "organization_tags": place["tags"],
        "organization_types": place["types"],
        "is_new_customer": place["is_new"],
    }
    return SubmitApproval(
        subject_kind="quote",
        subject_id=str(quote.id),
        title=f"Offer {quote.number} for {quote.organization_name}"[:200],
        href=f"/admin/quotes/{quote.id}",
        amount=total,
        facts=facts,
        document=_document(ctx, quote, frozen, asked, facts, earned),
        evasion_key=f"quote:{quote.organization_id}",
    )


def _document(
    ctx: Ctx, quote: Quote, frozen: Frozen | None, lines: Sequence[QuoteLine], facts: dict[str, Any], earned: Earned
) -> dict[str, Any]:
    """What approvers see, and what is hashed: the version's own hash binds everything else it fixed."""
    words = Formatter(ctx.tenant.locale, ctx.tenant.timezone, ctx.now)
    pairs = [
        ["Organization", quote.organization_name],
        ["Valid until", words.date(quote.valid_until) if quote.valid_until else "not set"],
        ["Payment", quote.payment_terms],
        ["Largest discount", f"{facts['max_discount_basis_points'] / 100:.1f} %"],
        ["Margin", _margin_words(earned, quote)],
        ["Customer", "new" if facts["is_new_customer"] else "has ordered before"],
    ]
    if frozen is not None:
        pairs = [["Version", str(frozen.number)], *pairs]
    return {
        "facts": [pair for pair in pairs if pair[1]],
        "columns": _COLUMNS,
        "lines": [_line(line) for line in lines],
        "hash": frozen.hash if frozen else "",
    }


def _margin_words(earned: Earned, quote: Quote) -> str:
    """The margin of the lines whose cost is known, and what is missing for the whole of it."""
    missing = earned.lines_without_cost
    if earned.basis_points is None:
        return "unknown: no line has a cost"
    share = f"{earned.basis_points / 100:.1f} %"
    if quote.is_tax_inclusive:
        return f"{share} with tax in the prices"
    left_out = f"{missing} line{'s' if missing != 1 else ''} without a cost left out"
    return f"{share}, {left_out}" if missing else share


_COLUMNS: Final = [
    ["position", "No."],
    ["article", "Article"],
    ["quantity", "Quantity"],
    ["list_price", "List price"],
    ["net_price", "Net price"],
    ["discount", "Below list"],
    ["total", "Total"],
]


def _line(line: QuoteLine) -> dict[str, Any]:
    article = f"{line.sku}  {line.name}" if line.sku else line.name
    below = discount_from(line.list_price, line.net_price)
    return {
        "position": line.position,
        "article": f"Alternative: {article}" if line.alternative_of is not None else article,
        "quantity": str(line.quantity),
        "list_price": to_builtins(line.list_price),
        "net_price": to_builtins(line.net_price),
        "discount": f"{below / 100:.1f} %" if below else "",
        "total": to_builtins(line.total),
    }
