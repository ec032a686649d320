"""How two versions differ, line by line and value by value, as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from hanse.domains.quotes.types import (
    FrozenQuote,
    LineDifference,
    QuoteLine,
    QuoteLineId,
    ValueChange,
    VersionDifference,
)

HEAD: Final[Mapping[str, str]] = {
    "title": "Title",
    "reference": "Reference",
    "note": "Message",
    "terms": "Conditions",
    "delivery": "Delivery",
    "payment_terms": "Payment",
    "needed_by": "Needed by",
    "valid_until": "Valid until",
    "discount_basis_points": "Discount",
    "shipping_address": "Deliver to",
    "billing_address": "Invoice to",
    "net": "Net total",
    "tax": "Tax",
    "gross": "Total",
}
LINE: Final[Mapping[str, str]] = {
    "sku": "SKU",
    "name": "Article",
    "description": "Description",
    "options": "Options",
    "quantity": "Quantity",
    "target_price": "Target price",
    "unit_price": "Unit price",
    "discount_basis_points": "Discount",
    "net_price": "Net price",
    "total": "Total",
    "offers": "Further offers",
    "lead_time_days": "Lead time",
    "buyer_note": "Buyer's remark",
    "seller_note": "Seller's remark",
}


def compare(left: FrozenQuote, right: FrozenQuote) -> VersionDifference:
    """What changed from `left` to `right`; lines are matched by their id and given in the order of `right`."""
    before = {line.id: line for line in left.lines}
    after = {line.id: line for line in right.lines}
    found = [_difference(before.get(key), after.get(key)) for key in _in_order(before, after)]
    lines = [difference for difference in found if difference is not None]
    names_of = [document.name for document in left.attachments], [document.name for document in right.attachments]
    values = _changes(left, right, HEAD)
    if names_of[0] != names_of[1]:
        values.append(ValueChange(field="attachments", label="Attachments", before=names_of[0], after=names_of[1]))
    return VersionDifference(
        left=left.version, right=right.version, values=values, lines=lines, unchanged_lines=len(found) - len(lines)
    )


def summary_of(difference: VersionDifference) -> list[str]:
    """The differences in short sentences, for a refusal that says what changed; at most 20."""
    sentences = [f"{change.label} changed" for change in difference.values]
    for line in difference.lines:
        name = line.sku or line.name
        if line.kind == "changed":
            words = ", ".join(change.label.lower() for change in line.changes)
            sentences.append(f"Line {line.position} ({name}): {words} changed")
        else:
            sentences.append(f"Line {line.position} ({name}) was {line.kind}")
    return sentences[:20]


def _in_order(before: Mapping[QuoteLineId, QuoteLine], after: Mapping[QuoteLineId, QuoteLine]) -> Iterable[QuoteLineId]:
    yield from after
    yield from (key for key in before if key not in after)


def _difference(before: QuoteLine | None, after: QuoteLine | None) -> LineDifference | None:
    one = after or before
    assert one is not None
    changes = _changes(before, after, LINE) if before and after else []
    if before and after and not changes:
        return None
    return LineDifference(
        kind="changed" if before and after else "added" if after else "removed",
        line_id=one.id,
        position=one.position,
        sku=one.sku,
        name=one.name,
        before=before,
        after=after,
        changes=changes,
    )


def _changes(before: Any, after: Any, labels: Mapping[str, str]) -> list[ValueChange]:
    return [
        ValueChange(field=field, label=label, before=getattr(before, field), after=getattr(after, field))
        for field, label in labels.items()
        if getattr(before, field) != getattr(after, field)
    ]
