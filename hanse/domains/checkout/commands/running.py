"""The calendar at work: each due standing order in a transaction of its own, in the name of who set it up."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import msgspec

from hanse.domains.checkout.commands.carts import insert_cart
from hanse.domains.checkout.commands.checkout import send
from hanse.domains.checkout.commands.lines import put_lines
from hanse.domains.checkout.commands.lists import check_rows
from hanse.domains.checkout.commands.standing import move_on, note_run
from hanse.domains.checkout.commands.telling import tell_run
from hanse.domains.checkout.errors import LinesRefused
from hanse.domains.checkout.events import StandingOrderRan
from hanse.domains.checkout.queries.assessing import assess
from hanse.domains.checkout.queries.centres import today
from hanse.domains.checkout.queries.heads import lock_head
from hanse.domains.checkout.queries.standing import GET, LOCK
from hanse.domains.checkout.types import (
    CreateCart,
    OrderRequest,
    OrganizationId,
    RequestStatus,
    RunStatus,
    StandingDetails,
    StandingOrderId,
    StandingStatus,
)
from hanse.kit.errors import HanseError
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

RUN_JOB: Final = "checkout.run_standing_order"
SWEEP_JOB: Final = "checkout.start_standing_orders"
RUN_RIGHTS: Final = (
    "approval.view",
    "availability.view",
    "cart.edit",
    "cart.submit",
    "cart.view",
    "order.place",
    "order.view",
    "order_request.view",
    "product.view",
)
DUE: Final = """
SELECT id FROM standing_orders WHERE status = 'active' AND next_on <= %(today)s ORDER BY next_on, id LIMIT 1000
"""

# Whoever left, or lost their place in the organization, orders nothing any more.
STANDS_FOR_IT: Final = """
SELECT EXISTS (SELECT FROM members m WHERE m.id = %(member)s AND m.status = 'active' AND EXISTS (
    SELECT FROM assignments a WHERE a.tenant_id = m.tenant_id AND a.member_id = m.id AND (a.organization_id IS NULL
        OR a.organization_id IN (SELECT c.ancestor_id FROM organization_closure c
            WHERE c.tenant_id = m.tenant_id AND c.descendant_id = %(organization)s))))
"""
DETAILS: Final = """
UPDATE carts SET billing_address_id = coalesce(%(billing)s, billing_address_id),
    shipping_address_id = coalesce(%(shipping)s, shipping_address_id), po_number = %(po)s, cost_centre_id = %(centre)s,
    note = %(note)s, allows_backorder = %(backorder)s
WHERE id = %(id)s
"""


async def start_due(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Start a job for each standing order that is due today or was missed."""
    del payload
    due = await ctx.db.values(DUE, {"today": today(ctx)})
    jobs = ctx.services.jobs
    requests = [jobs.request(ctx, RUN_JOB, {"id": str(identity)}, key=f"standing:{identity}") for identity in due]
    await jobs.add(ctx, requests)


async def run_standing_order(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Order one standing order that is due; what cannot be ordered is written down, and the calendar goes on."""
    standing_order_id = StandingOrderId(convert(payload["id"], type(ctx.tenant.id)))
    await ctx.db.maybe(LOCK, {"id": standing_order_id})
    row = await ctx.db.maybe(GET, {"id": standing_order_id})
    if row is None or row["status"] != StandingStatus.ACTIVE or row["next_on"] is None or row["next_on"] > today(ctx):
        return
    status, message, request = RunStatus.SKIPPED, "", None
    stands = {"member": row["owner_member_id"], "organization": row["organization_id"]}
    if not await ctx.db.value(STANDS_FOR_IT, stands):
        message = "Whoever set this up may not order any more; somebody else has to change it and stand for it"
    else:
        try:
            async with ctx.db.savepoint():
                request, message = await _order(_acting(ctx, row), row)
            pending = request.status is RequestStatus.PENDING
            status = RunStatus.AWAITING_APPROVAL if pending else RunStatus.PLACED
        except HanseError as error:
            if error.status >= 500:
                raise
            request, status = None, RunStatus.FAILED
            message = ". ".join(dict.fromkeys([error.message, *(item.message for item in error.fields)]))
    identity = request.id if request else None
    await note_run(ctx, standing_order_id, row["next_on"], status, request=identity, message=message)
    await tell_run(ctx, row, status, message)
    await move_on(ctx, row)
    ctx.record(
        "standing_order", standing_order_id, label=row["name"], after={"run": status.value, "due": row["next_on"]}
    )
    organization_id = OrganizationId(row["organization_id"])
    ctx.emit(
        StandingOrderRan(
            standing_order_id=standing_order_id,
            organization_id=organization_id,
            status=status.value,
            message=message[:500],
        )
    )


def _acting(ctx: Ctx, row: dict[str, Any]) -> Ctx:
    """The same transaction with the job's rights, in the name of who set the standing order up."""
    principal = msgspec.structs.replace(
        ctx.principal, member_id=row["owner_member_id"], display_name=f"{row['owner_name']} (standing order)"
    )
    return replace(ctx, principal=principal)


async def _order(ctx: Ctx, row: dict[str, Any]) -> tuple[OrderRequest, str]:
    """A cart of its own, filled and sent; gives the request and what was left out."""
    organization_id = OrganizationId(row["organization_id"])
    wanted = CreateCart(name=f"{row['name'][:100]} {row['next_on'].isoformat()}")
    cart_id = await insert_cart(ctx, organization_id, wanted)
    details = convert(row["details"], StandingDetails)
    values = {
        "id": cart_id,
        "billing": details.billing_address_id,
        "shipping": details.shipping_address_id,
        "po": details.po_number,
        "centre": details.cost_centre_id,
        "note": details.note,
        "backorder": details.allows_backorder,
    }
    await ctx.db.run(DETAILS, values)
    head = await lock_head(ctx, cart_id, "cart.edit")
    rows = [{**line, "variant_id": convert(line["variant_id"], type(ctx.tenant.id))} for line in row["lines"]]
    added = await put_lines(ctx, head, await check_rows(ctx, organization_id, rows))
    left_out = [line.problem.message for line in added.lines if line.problem is not None]
    if not added.added:
        raise LinesRefused(". ".join(left_out))
    head = await lock_head(ctx, cart_id, "cart.submit")
    request = await send(ctx, await assess(ctx, head, lock=True), StandingOrderId(row["id"]))
    return request, f"Left out: {'; '.join(left_out)}" if left_out else ""
