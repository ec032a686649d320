"""What becomes of order requests: recalled by people, approved or refused by approvers, cancelled with their order."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.approvals.api import recall_approval
from hanse.domains.approvals.errors import ApprovalClosed
from hanse.domains.approvals.types import ApprovalId, Explain
from hanse.domains.checkout.commands.budgeting import move_budgets, shrink_budgets
from hanse.domains.checkout.commands.placing import SOURCE_KIND, order_of, put_order, return_request
from hanse.domains.checkout.commands.telling import tell_placed, tell_returned
from hanse.domains.checkout.errors import RequestNotPending
from hanse.domains.checkout.queries.assessing import credit_of
from hanse.domains.checkout.queries.requests import SUBJECT_KIND, find_request, frozen_of, load_request, shown
from hanse.domains.checkout.rules.freezing import hash_of
from hanse.domains.checkout.rules.governance import BasketFacts, is_over_credit
from hanse.domains.checkout.types import (
    EntryStatus,
    MemberId,
    OrderRequest,
    OrderRequestId,
    OrganizationId,
    RecallRequest,
    RequestStatus,
)
from hanse.domains.checkout.types.frozen import FrozenBasket
from hanse.domains.orders.api import place_order
from hanse.domains.orders.types import OrderId
from hanse.kit.errors import HanseError
from hanse.kit.money import Money
from hanse.platform.commands import command
from hanse.platform.context import Ctx

PLACING_RIGHTS: Final = ("order.place", "order.view")
CREDIT: Final = """
SELECT credit_limit_minor, credit_currency FROM organizations WHERE id = %(id)s FOR NO KEY UPDATE
"""
CANCELLED: Final = """
UPDATE order_requests SET status = 'cancelled', reason = %(reason)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s AND status = 'placed'
"""
OF_ORDER: Final = """
SELECT r.id, o.gross_minor FROM order_requests r JOIN orders o ON o.tenant_id = r.tenant_id AND o.id = r.order_id
WHERE r.order_id = %(order)s
"""


@command("order_request.recall")
async def recall_request(ctx: Ctx, order_request_id: OrderRequestId, data: RecallRequest) -> OrderRequest:
    """Take back what waits for approval; the cart can be changed and sent again. Raises RequestNotPending."""
    row = await load_request(ctx, order_request_id, "order_request.recall")
    reason = data.reason.strip() or "Recalled"
    if row["status"] == RequestStatus.PENDING and row["approval_id"] is not None:
        # The approval first, as a decision does, so that the two never wait for each other. Who may recall the request
        # need not be who asked for the approval.
        system = ctx.as_system("Order request recalled", ("approval.view", "approval.recall"))
        try:
            await recall_approval(system, ApprovalId(row["approval_id"]), Explain(comment=reason))
        except ApprovalClosed:
            raise RequestNotPending() from None
    if await _pending(ctx, order_request_id) is None:
        raise RequestNotPending()
    organization_id = OrganizationId(row["organization_id"])
    await return_request(ctx, order_request_id, organization_id, RequestStatus.RECALLED, reason)
    before, after = {"status": row["status"]}, {"status": "recalled"}
    ctx.record("order_request", order_request_id, label=row["title"], before=before, after=after, reason=reason)
    changed = await find_request(ctx, order_request_id)
    assert changed is not None
    return await shown(ctx, changed)


async def place_approved(ctx: Ctx, request_id: OrderRequestId, approval_hash: str) -> None:
    """Place the order of an approved request at its frozen prices, after looking at stock and credit again.

    What was approved must be what was frozen, by its hash. When the order cannot be placed any more, the cart is given
    back with the reason; the approval stands, but counts for nothing else.
    """
    row = await _pending(ctx, request_id)
    if row is None:
        return
    frozen = frozen_of(row)
    organization_id = OrganizationId(row["organization_id"])
    refusal = await _refusal(ctx, request_id, row, frozen, approval_hash)
    if not refusal:
        buyer = MemberId(row["requester_member_id"]) if row["requester_member_id"] else None
        system = ctx.as_system("Approved order", PLACING_RIGHTS)
        try:
            async with ctx.db.savepoint():
                order = await place_order(system, order_of(request_id, organization_id, buyer, frozen))
                await put_order(ctx, request_id, order)
                await tell_placed(ctx, row, order.number)
                return
        except HanseError as error:
            if error.status >= 500:
                raise
            refusal = ". ".join(dict.fromkeys([error.message, *(item.message for item in error.fields)]))
    reason = f"Approved, but not ordered: {refusal}"
    await return_request(ctx, request_id, organization_id, RequestStatus.FAILED, reason)
    await tell_returned(ctx, row, RequestStatus.FAILED, reason)


async def _refusal(
    ctx: Ctx, request_id: OrderRequestId, row: dict[str, Any], frozen: FrozenBasket, approval_hash: str
) -> str:
    """Why an approved basket is not ordered now; empty when nothing is in the way."""
    digest = hash_of({"request": str(request_id), "basket": frozen})
    if approval_hash != row["approval_hash"] or digest != row["document_hash"]:
        return "what was approved is not what is to be ordered; send the cart again"
    limit = await ctx.db.one(CREDIT, {"id": row["organization_id"]})
    if limit["credit_limit_minor"] is None:
        return ""
    credit_limit = Money(limit["credit_limit_minor"], limit["credit_currency"])
    credit = await credit_of(ctx, OrganizationId(row["organization_id"]), credit_limit, request_id.uuid)
    now = _credit_facts(frozen.total, credit)
    was_agreed = any(check["kind"] == "credit" and check["state"] == "approval" for check in row["checks"])
    if is_over_credit(now) and not was_agreed:
        return "open orders have reached the credit limit since"
    return ""


def _credit_facts(total: Money, credit: Any) -> BasketFacts:
    return BasketFacts(
        total=total, line_count=1, line_problems=0, on_request=0, price_changes=0, backordered=0, credit=credit
    )


async def refuse_request(ctx: Ctx, request_id: OrderRequestId, status: RequestStatus, reason: str) -> None:
    """Give the cart of a refused request back with the reason."""
    row = await _pending(ctx, request_id)
    if row is not None:
        await return_request(ctx, request_id, OrganizationId(row["organization_id"]), status, reason)
        await tell_returned(ctx, row, status, reason)


async def _pending(ctx: Ctx, request_id: OrderRequestId) -> dict[str, Any] | None:
    row = await find_request(ctx, request_id, lock=True)
    return row if row is not None and row["status"] == RequestStatus.PENDING else None


async def follow_cancellation(ctx: Ctx, source_kind: str, source_id: str, reason: str) -> None:
    """Give budgets back when the order of a request is cancelled."""
    if source_kind != SOURCE_KIND:
        return
    request_id = OrderRequestId.parse(source_id)
    if await ctx.db.run(CANCELLED, {"id": request_id, "reason": reason[:1_000], "now": ctx.now}):
        await move_budgets(ctx, request_id, EntryStatus.RELEASED)


async def follow_order(ctx: Ctx, order_id: OrderId, *, completed: bool) -> None:
    """Count an order's amount as spent when it is completed, and less of it when lines were cancelled."""
    row = await ctx.db.maybe(OF_ORDER, {"order": order_id})
    if row is None:
        return
    request_id = OrderRequestId(row["id"])
    await shrink_budgets(ctx, request_id, row["gross_minor"])
    if completed:
        await move_budgets(ctx, request_id, EntryStatus.SPENT)


def is_ours(subject_kind: str) -> bool:
    """Whether an approval is about an order request."""
    return subject_kind == SUBJECT_KIND
