"""Telling people what became of their baskets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from hanse.domains.checkout.types import OrderRequestId, RequestStatus, RunStatus, StandingOrderId
from hanse.domains.notifications.api import notify
from hanse.domains.notifications.types import Notify
from hanse.platform.context import Ctx

PLACED: Final = "order_request.placed"
RETURNED: Final = "order_request.returned"
NOT_RUN: Final = "standing_order.not_ordered"


async def tell_placed(ctx: Ctx, row: dict[str, Any], order_number: str) -> None:
    """Tell the requester that what waited for approval is ordered."""
    request_id = OrderRequestId(row["id"])
    await _tell(
        ctx,
        row["requester_member_id"],
        Notify(
            kind=PLACED,
            member_ids=(),
            subject_kind="order_request",
            subject_id=request_id,
            title=f"{row['title']} is ordered",
            body=f"It was approved and is order {order_number}.",
            href=f"/app/order-requests/{request_id}",
            facts={"title": row["title"], "order": order_number},
        ),
    )


async def tell_returned(ctx: Ctx, row: dict[str, Any], status: RequestStatus, reason: str) -> None:
    """Tell the requester that a cart came back, and why; nobody is told of what they recalled themselves."""
    request_id = OrderRequestId(row["id"])
    await _tell(
        ctx,
        row["requester_member_id"],
        Notify(
            kind=RETURNED,
            member_ids=(),
            subject_kind="order_request",
            subject_id=request_id,
            title=f"{row['title']} came back",
            body=reason,
            href=f"/app/order-requests/{request_id}",
            facts={"title": row["title"], "state": status.value},
            is_urgent=status is RequestStatus.FAILED,
        ),
    )


async def tell_run(ctx: Ctx, row: dict[str, Any], status: RunStatus, message: str) -> None:
    """Tell who set a standing order up that a run was not ordered as it should."""
    if status in (RunStatus.PLACED, RunStatus.AWAITING_APPROVAL) and not message:
        return
    standing_order_id = StandingOrderId(row["id"])
    await _tell(
        ctx,
        row["owner_member_id"],
        Notify(
            kind=NOT_RUN,
            member_ids=(),
            subject_kind="standing_order",
            subject_id=standing_order_id,
            title=f"{row['name']} was not ordered" if status is not RunStatus.PLACED else f"{row['name']} lacks lines",
            body=message,
            href=f"/app/standing-orders/{standing_order_id}",
            facts={"title": row["name"], "day": row["next_on"].isoformat()},
            tells_actor=True,
        ),
    )


async def _tell(ctx: Ctx, member: Any, wanted: Notify) -> None:
    if member is None:
        return
    await notify(ctx, replace(wanted, member_ids=(member,)))
