"""Reads of order requests: baskets on their way through approval, and what became of them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.api import find_approval
from hanse.domains.approvals.types import Approval, ApprovalId, ApprovalStatus, SubjectRef
from hanse.domains.checkout.queries.attachments import attachments_of
from hanse.domains.checkout.queries.visibility import PATH, REQUESTED, me, within_parameters
from hanse.domains.checkout.rules.wording import terms_words
from hanse.domains.checkout.types import (
    ApprovalStep,
    Attachment,
    CartId,
    OrderRequest,
    OrderRequestFilter,
    OrderRequestId,
    OrderRequestLine,
    OrderRequestSummary,
)
from hanse.domains.checkout.types.frozen import FrozenBasket
from hanse.domains.orders.types import OrderId
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import convert, from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SUBJECT_KIND: Final = "order_request"
SHARED: Final = """x.id, x.organization_id, x.cart_id, x.standing_order_id, x.requester_member_id, x.title, x.status,
    x.currency, x.net_minor, x.tax_minor, x.total_minor, x.line_count, x.po_number, x.cost_centre_id, x.approval_id,
    x.order_id, x.order_number, x.reason, x.version, x.created_at, x.updated_at, x.decided_at,
    (SELECT o.name FROM organizations o WHERE o.tenant_id = x.tenant_id AND o.id = x.organization_id)
        AS organization_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.requester_member_id),
        '') AS requester_name,
    coalesce((SELECT m.display_name FROM members m WHERE m.tenant_id = x.tenant_id AND m.id = x.actor_member_id
        AND x.actor_member_id IS DISTINCT FROM x.requester_member_id), '') AS acted_by,
    coalesce((SELECT c.code || ' ' || c.name FROM cost_centres c WHERE c.tenant_id = x.tenant_id
        AND c.id = x.cost_centre_id), '') AS cost_centre_name, """
GET: Final = """
SELECT :shared x.document, x.document_hash, x.fingerprint, x.checks, x.approval_hash, :path
FROM order_requests x WHERE x.id = %(id)s
""".replace(":shared", SHARED).replace(":path", PATH)
LOCK: Final = "SELECT id FROM order_requests WHERE id = %(id)s FOR UPDATE"
LIST: Final = (
    """
SELECT :shared :path FROM order_requests x
WHERE :visible AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s)
  AND (%(statuses)s::text[] IS NULL OR x.status = ANY(%(statuses)s))
  AND (NOT %(mine)s OR x.requester_member_id = %(me)s) AND (%(cart)s::uuid IS NULL OR x.cart_id = %(cart)s)
  AND (%(after_id)s::uuid IS NULL OR (x.created_at, x.id) < (%(after_at)s::timestamptz, %(after_id)s))
ORDER BY x.created_at DESC, x.id DESC LIMIT %(limit)s
""".replace(":shared", SHARED)
    .replace(":path", PATH)
    .replace(":visible", REQUESTED)
)


@query("order_request.list", permission="order_request.view")
async def list_order_requests(ctx: Ctx, query: OrderRequestFilter) -> Page[OrderRequestSummary]:
    """List the order requests the reader may see, newest first."""
    scope = ctx.scope("order_request.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    wanted = {
        **within_parameters(scope),
        "organization": query.organization,
        "statuses": [status.value for status in query.status] or None,
        "mine": query.mine,
        "me": me(ctx),
        "cart": query.cart,
        "after_at": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    page = page_of(await ctx.db.all(LIST, wanted), query.limit, lambda row: encode_cursor(row["created_at"], row["id"]))
    return Page([_summary(ctx, row) for row in page.items], page.next)


def _summary(ctx: Ctx, row: dict[str, Any]) -> OrderRequestSummary:
    found = from_row(_worded(row), OrderRequestSummary)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["order_request"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


def _worded(row: dict[str, Any]) -> dict[str, Any]:
    """The columns with money and outside ids."""
    approval, order = row["approval_id"], row["order_id"]
    return {
        **row,
        **{name: Money(row[f"{name}_minor"], row["currency"]) for name in ("net", "tax", "total")},
        "approval_id": str(ApprovalId(approval)) if approval else None,
        "order_id": str(OrderId(order)) if order else None,
    }


@query("order_request.get", permission="order_request.view")
async def get_order_request(ctx: Ctx, order_request_id: OrderRequestId) -> OrderRequest:
    """Read an order request as it was frozen, with who decides. Raises NotFound."""
    row = await load_request(ctx, order_request_id, "order_request.view")
    return await shown(ctx, row)


async def load_request(ctx: Ctx, request_id: OrderRequestId, permission: str, *, lock: bool = False) -> dict[str, Any]:
    """One request as its row, for who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await find_request(ctx, request_id, lock=lock)
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, _summary(ctx, row))
    return row


async def find_request(ctx: Ctx, request_id: OrderRequestId, *, lock: bool = False) -> dict[str, Any] | None:
    """One request as its row, or None; asks for no right."""
    if lock:
        await ctx.db.maybe(LOCK, {"id": request_id})
    return await ctx.db.maybe(GET, {"id": request_id})


def frozen_of(row: dict[str, Any]) -> FrozenBasket:
    """The basket a request froze."""
    return convert(row["document"], FrozenBasket)


async def shown(ctx: Ctx, row: dict[str, Any]) -> OrderRequest:
    """A request as its reader sees it, with the levels of its approval."""
    papers = await attachments_of(ctx, CartId(row["cart_id"])) if row["cart_id"] else []
    return await _shown(ctx, row, frozen_of(row), papers)


async def _shown(ctx: Ctx, row: dict[str, Any], basket: FrozenBasket, papers: list[Attachment]) -> OrderRequest:
    steps: list[ApprovalStep] = []
    if row["approval_id"] is not None:
        subject = SubjectRef(subject_kind=SUBJECT_KIND, subject_id=str(OrderRequestId(row["id"])))
        approval = await find_approval(ctx, subject)
        steps = steps_of(approval) if approval else []
    found = from_row(
        {
            **_worded(row),
            "lines": request_lines(basket),
            "steps": steps,
            "attachments": papers,
            "billing_address": basket.billing_address,
            "shipping_address": basket.shipping_address,
            "requested_on": basket.requested_on,
            "payment_terms": terms_words(basket.payment_days),
            "note": basket.note,
        },
        OrderRequest,
    )
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["order_request"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


def request_lines(basket: FrozenBasket) -> list[OrderRequestLine]:
    """The lines of a frozen basket as people see them."""
    return [
        OrderRequestLine(
            sku=line.sku,
            name=line.name,
            options_label=line.options_label,
            note=line.note,
            quantity=line.quantity,
            unit_price=line.unit_price,
            total=line.total,
        )
        for line in basket.lines
    ]


_STATES: Final = {"done": "done", "open": "current", "waiting": "todo", "stopped": "skipped"}


def steps_of(approval: Approval) -> list[ApprovalStep]:
    """The levels of an approval in words; none for what nobody was asked about."""
    steps = []
    for level in approval.levels:
        groups = []
        for group in level.groups:
            names = [one.name for one in group.approvers]
            decided = [one.name for one in group.decisions]
            who = " or ".join(names[:5]) + (f" or {len(names) - 5} more" if len(names) > 5 else "")
            groups.append(f"approved by {' and '.join(decided)}" if decided and group.is_satisfied else who)
        state = _STATES[level.status]
        if level.status == "stopped" and approval.status is ApprovalStatus.REJECTED:
            state = "failed"
        steps.append(ApprovalStep(label=level.name, detail=", and ".join(filter(None, groups)), state=state))
    return steps
