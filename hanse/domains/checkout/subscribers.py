"""What checkout does when something happened to its approvals and orders; all of it in the same transaction."""

from __future__ import annotations

from hanse.domains.approvals.events import ApprovalApproved, ApprovalRecalled, ApprovalRejected
from hanse.domains.checkout.commands.requests import (
    follow_cancellation,
    follow_order,
    is_ours,
    place_approved,
    refuse_request,
)
from hanse.domains.checkout.types import OrderRequestId, RequestStatus
from hanse.domains.orders.events import OrderCancelled, OrderCompleted, OrderLinesCancelled
from hanse.platform.context import Ctx
from hanse.platform.registry import Subscription


async def order_approved(ctx: Ctx, event: ApprovalApproved) -> None:
    """An approved basket becomes an order, or goes back with the reason."""
    if is_ours(event.subject_kind):
        await place_approved(ctx, OrderRequestId.parse(event.subject_id), event.document_hash)


async def return_rejected(ctx: Ctx, event: ApprovalRejected) -> None:
    """A refused basket goes back with the reason."""
    if is_ours(event.subject_kind):
        reason = event.reason or "Refused"
        await refuse_request(ctx, OrderRequestId.parse(event.subject_id), RequestStatus.REJECTED, reason)


async def return_recalled(ctx: Ctx, event: ApprovalRecalled) -> None:
    """A basket whose approval was taken back is open again."""
    if is_ours(event.subject_kind):
        await refuse_request(ctx, OrderRequestId.parse(event.subject_id), RequestStatus.RECALLED, "Recalled")


async def release_budget(ctx: Ctx, event: OrderCancelled) -> None:
    """What a cancelled order took of a budget is there again."""
    await follow_cancellation(ctx, event.source_kind, event.source_id, event.reason)


async def shrink_budget(ctx: Ctx, event: OrderLinesCancelled) -> None:
    """What cancelled lines took of a budget is there again, where the order's total says so."""
    await follow_order(ctx, event.order_id, completed=False)


async def spend_budget(ctx: Ctx, event: OrderCompleted) -> None:
    """What was committed is spent when everything left the house."""
    await follow_order(ctx, event.order_id, completed=True)


SUBSCRIPTIONS = (
    Subscription(ApprovalApproved, order_approved, "in_tx"),
    Subscription(ApprovalRejected, return_rejected, "in_tx"),
    Subscription(ApprovalRecalled, return_recalled, "in_tx"),
    Subscription(OrderCancelled, release_budget, "in_tx"),
    Subscription(OrderLinesCancelled, shrink_budget, "in_tx"),
    Subscription(OrderCompleted, spend_budget, "in_tx"),
)
