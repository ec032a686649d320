"""What lies beside an order request for whoever decides: budgets, credit, prices paid before, the last orders.

Approvals ask for it only on behalf of readers who may know what a request is judged by.
"""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.approvals.types import ApprovalEvidence, EvidenceRow
from hanse.domains.checkout.queries.assessing import credit_of
from hanse.domains.checkout.queries.budgets import budgets_for
from hanse.domains.checkout.queries.requests import find_request, frozen_of
from hanse.domains.checkout.types import OrderRequestId, OrganizationId
from hanse.domains.checkout.types.frozen import FrozenBasket
from hanse.domains.orders.api import find_precedents
from hanse.domains.orders.types import FindPrecedents, Precedents
from hanse.kit.money import Money
from hanse.platform.context import Ctx

SHOWN_PRICES: Final = 8
LIMIT: Final = "SELECT credit_limit_minor AS minor, credit_currency AS currency FROM organizations WHERE id = %(id)s"


async def request_evidence(ctx: Ctx, subject_id: str) -> list[ApprovalEvidence]:
    """Everything that helps to decide about one order request, as it stands now."""
    row = await find_request(ctx, OrderRequestId.parse(subject_id))
    if row is None:
        return []
    frozen, organization = frozen_of(row), OrganizationId(row["organization_id"])
    wanted = FindPrecedents(
        organization_id=organization,
        variant_ids=list(dict.fromkeys(line.variant_id for line in frozen.lines))[:5_000],
        currency=frozen.currency,
    )
    before = await find_precedents(ctx.as_system("ApprovalEvidence for an approval", ("order.view",)), wanted)
    found = [
        ApprovalEvidence(title="Budget and credit", rows=await _limits(ctx, row, frozen, organization)),
        ApprovalEvidence(
            title="Prices since last time",
            lead="Articles bought before whose price is another one now.",
            rows=_prices(frozen, before),
        ),
        ApprovalEvidence(title="Last orders", rows=last_orders(before)),
    ]
    return [one for one in found if one.rows]


async def _limits(
    ctx: Ctx, row: dict[str, Any], frozen: FrozenBasket, organization: OrganizationId
) -> list[EvidenceRow]:
    """What is used of budgets and credit, this request included while it waits."""
    with_this = "with this order" if row["status"] == "pending" else "now"
    rows = []
    for _, state in (await budgets_for(ctx, frozen.cost_centre_id, frozen.currency, lock=False)).states:
        used, limit = Money(state.used, state.currency), Money(state.limit, state.currency)
        text = f"{state.label}, this {state.period.value}"
        rows.append(EvidenceRow(text=text, detail=f"Used {with_this}", amount=used, limit=limit))
    credit = await ctx.db.one(LIMIT, {"id": organization})
    if credit["minor"] is not None:
        limit = Money(credit["minor"], credit["currency"])
        known = await credit_of(ctx, organization, limit)
        rows.append(
            EvidenceRow(text="Credit", detail=f"Open orders {with_this}", amount=known.open_orders, limit=limit)
        )
    return rows


def _prices(frozen: FrozenBasket, before: Precedents) -> list[EvidenceRow]:
    """Lines that cost something else than the last time, in the same unit; the dearest first."""
    last = {(one.variant_id, one.unit): one for one in before.prices}
    changed = []
    for line in frozen.lines:
        paid = last.get((line.variant_id, line.quantity.unit))
        if paid is None or paid.unit_price == line.unit_price:
            continue
        row = EvidenceRow(
            text=line.name,
            detail=f"{line.sku}, order {paid.number}",
            unit_price=line.unit_price,
            before=paid.unit_price,
            at=paid.placed_at,
        )
        changed.append((line.total.minor, row))
    changed.sort(key=lambda item: -item[0])
    return [row for _, row in changed[:SHOWN_PRICES]]


def last_orders(before: Precedents) -> list[EvidenceRow]:
    """The last orders, after what the year came to."""
    rows = [
        EvidenceRow(
            text=f"Order {one.number}", detail=one.status.value.replace("_", " "), amount=one.total, at=one.placed_at
        )
        for one in before.orders
    ]
    if before.year_count:
        counted = f"{before.year_count} order{'s' if before.year_count != 1 else ''}"
        rows.insert(0, EvidenceRow(text="Twelve months", detail=counted, amount=before.year_total))
    return rows
