"""From a frozen basket to an order: writing the request, placing the order, and giving the cart back when it fails."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from hanse.domains.approvals.types import ApprovalId
from hanse.domains.catalog.types import Sellable
from hanse.domains.checkout.commands.budgeting import commit_budgets, move_budgets
from hanse.domains.checkout.events import OrderRequestPlaced, OrderRequestReturned
from hanse.domains.checkout.queries.carts import Basket
from hanse.domains.checkout.queries.heads import CartHead
from hanse.domains.checkout.queries.requests import request_lines
from hanse.domains.checkout.queries.visibility import me
from hanse.domains.checkout.rules.budgets import BudgetState
from hanse.domains.checkout.rules.wording import terms_words
from hanse.domains.checkout.types import (
    ApprovalStep,
    Attachment,
    EntryStatus,
    GovernanceCheck,
    MemberId,
    OrderRequest,
    OrderRequestId,
    OrganizationId,
    RequestStatus,
    StandingOrderId,
)
from hanse.domains.checkout.types.frozen import FrozenBasket, FrozenLine
from hanse.domains.inventory.types import StockComponent
from hanse.domains.orders.api import place_order
from hanse.domains.orders.types import Order, OrderLineInput, PlaceOrder
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

SOURCE_KIND: Final = "order_request"
# The request and what becomes of its cart are one statement, so neither stands without the other.
INSERT: Final = """
WITH cart AS (
    UPDATE carts SET status = %(cart_status)s, request_id = %(id)s, returned_reason = '', version = version + 1,
        updated_at = %(now)s
    WHERE id = %(cart)s)
INSERT INTO order_requests (id, organization_id, cart_id, standing_order_id, requester_member_id, actor_member_id,
    title, status, currency, net_minor, tax_minor, total_minor, line_count, po_number, cost_centre_id, fingerprint,
    document, document_hash, checks, approval_id, approval_hash, order_id, order_number, decided_at, created_at,
    updated_at)
VALUES (%(id)s, %(organization)s, %(cart)s, %(standing)s, %(requester)s, %(actor)s, %(title)s, %(status)s,
    %(currency)s, %(net)s, %(tax)s, %(total)s, %(lines)s, %(po)s, %(centre)s, %(fingerprint)s, %(document)s,
    %(hash)s, %(checks)s, %(approval)s, %(approval_hash)s, %(order)s, %(number)s, %(decided)s, %(now)s, %(now)s)
"""
PLACED: Final = """
WITH cart AS (
    UPDATE carts SET status = 'ordered', version = version + 1, updated_at = %(now)s
    WHERE request_id = %(id)s AND status = 'submitted')
UPDATE order_requests SET status = 'placed', order_id = %(order)s, order_number = %(number)s, decided_at = %(now)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
# A cart is given back as it was sent, with the reason.
RETURNED: Final = """
WITH cart AS (
    UPDATE carts SET status = 'open', returned_reason = %(reason)s, version = version + 1, updated_at = %(now)s
    WHERE request_id = %(id)s AND status = 'submitted')
UPDATE order_requests SET status = %(status)s, reason = %(reason)s, decided_at = %(now)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""


class Names(msgspec.Struct, frozen=True, kw_only=True):
    """Who asked for a basket, and who did it for them (empty: they themselves)."""

    requester: str
    acted_by: str


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """A checked basket on its way: what is written of it, and what it takes of budgets."""

    request_id: OrderRequestId
    head: CartHead
    frozen: FrozenBasket
    fingerprint: str
    digest: str
    checks: tuple[GovernanceCheck, ...]
    approval_id: ApprovalId | None
    approval_hash: str
    budgets: Sequence[tuple[Any, BudgetState]]
    names: Names
    standing_order_id: StandingOrderId | None = None


async def insert_request(ctx: Ctx, placing: Placing, order: Order | None) -> None:
    """Write a request with its cart's new state, and bind its budgets; without an order it waits for approval.

    The cart is locked by the caller.
    """
    frozen, head = placing.frozen, placing.head
    is_pending = order is None
    await ctx.db.later(
        INSERT,
        {
            "id": placing.request_id,
            "organization": head.organization_id,
            "cart": head.id,
            "cart_status": "submitted" if is_pending else "ordered",
            "standing": placing.standing_order_id,
            "requester": me(ctx),
            "actor": ctx.principal.member_id,
            "title": head.name,
            "status": RequestStatus.PENDING if is_pending else RequestStatus.PLACED,
            "currency": frozen.currency,
            "net": frozen.net.minor,
            "tax": frozen.tax.minor,
            "total": frozen.total.minor,
            "lines": len(frozen.lines),
            "po": frozen.po_number,
            "centre": frozen.cost_centre_id,
            "fingerprint": placing.fingerprint,
            "document": Json(frozen),
            "hash": placing.digest,
            "checks": Json(placing.checks),
            "approval": placing.approval_id,
            "approval_hash": placing.approval_hash,
            "order": order.id if order else None,
            "number": order.number if order else "",
            "decided": ctx.now if order else None,
            "now": ctx.now,
        },
    )
    await commit_budgets(ctx, placing.request_id, frozen.total.minor, placing.budgets)
    if order is not None:
        _tell(ctx, placing.request_id, order)


async def place(ctx: Ctx, placing: Placing, frozen: FrozenBasket, basket: Basket) -> Order:
    """Place the order of a checked basket, frozen with its traces, for who acts."""
    requester = me(ctx)
    buyer = MemberId(requester) if requester else None
    wanted = order_of(placing.request_id, placing.head.organization_id, buyer, frozen, basket)
    return await place_order(ctx, wanted)


def sent(
    ctx: Ctx, placing: Placing, order: Order | None, papers: list[Attachment], steps: list[ApprovalStep]
) -> OrderRequest:
    """A request that was written just now, as its reader sees it."""
    frozen, head, requester = placing.frozen, placing.head, me(ctx)
    found = OrderRequest(
        id=placing.request_id,
        organization_id=head.organization_id,
        organization_name=head.organization_name,
        cart_id=head.id,
        standing_order_id=placing.standing_order_id,
        requester_member_id=MemberId(requester) if requester else None,
        requester_name=placing.names.requester,
        acted_by=placing.names.acted_by,
        title=head.name,
        status=RequestStatus.PLACED if order else RequestStatus.PENDING,
        net=frozen.net,
        tax=frozen.tax,
        total=frozen.total,
        line_count=len(frozen.lines),
        lines=request_lines(frozen),
        billing_address=frozen.billing_address,
        shipping_address=frozen.shipping_address,
        po_number=frozen.po_number,
        cost_centre_id=frozen.cost_centre_id,
        cost_centre_name=frozen.cost_centre,
        requested_on=frozen.requested_on,
        payment_terms=terms_words(frozen.payment_days),
        note=frozen.note,
        checks=list(placing.checks),
        steps=steps,
        attachments=papers,
        document_hash=placing.digest,
        approval_id=str(placing.approval_id) if placing.approval_id else None,
        order_id=str(order.id) if order else None,
        order_number=order.number if order else "",
        reason="",
        version=1,
        created_at=ctx.now,
        updated_at=ctx.now,
        decided_at=ctx.now if order else None,
        path=head.path,
    )
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["order_request"], found)
    return msgspec.structs.replace(found, allowed_actions=actions)


def order_of(
    request_id: OrderRequestId,
    organization_id: OrganizationId,
    buyer: MemberId | None,
    frozen: FrozenBasket,
    basket: Basket | None = None,
) -> PlaceOrder:
    """The order a frozen basket makes, at its frozen prices; the request is its one source.

    With the `basket` it was frozen from in this transaction, nothing of it is read again.
    """
    articles = basket.articles.by_id if basket else {}
    return PlaceOrder(
        source_kind=SOURCE_KIND,
        source_id=str(request_id),
        organization_id=organization_id,
        buyer_member_id=buyer,
        currency=frozen.currency,
        country=frozen.country,
        region=frozen.region,
        lines=[_line(line, articles.get(line.variant_id)) for line in frozen.lines],
        billing_address=frozen.billing_address,
        shipping_address=frozen.shipping_address,
        po_number=frozen.po_number or None,
        cost_centre=frozen.cost_centre or None,
        requested_date=frozen.requested_on,
        payment_days=frozen.payment_days,
        payment_terms=terms_words(frozen.payment_days),
        note=frozen.note,
        allow_backorder=frozen.allows_backorder,
        is_tax_inclusive=frozen.is_tax_inclusive,
        is_new=basket is not None,
    )


def _line(line: FrozenLine, article: Sellable | None) -> OrderLineInput:
    return OrderLineInput(
        key=line.key,
        variant_id=line.variant_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        stock_quantity=line.stock_quantity,
        components=[StockComponent(variant_id=one.variant_id, quantity=one.quantity) for one in line.components],
        is_stocked=article.is_stocked if article else None,
        unit_price=line.unit_price,
        price_trace=line.trace,
        tax_class=line.tax_class,
        options=line.options_label,
        note=line.note,
    )


async def put_order(ctx: Ctx, request_id: OrderRequestId, order: Order) -> None:
    """Note the order of a request."""
    values = {"id": request_id, "order": order.id, "number": order.number, "now": ctx.now}
    await ctx.db.run(PLACED, values)
    _tell(ctx, request_id, order)


def _tell(ctx: Ctx, request_id: OrderRequestId, order: Order) -> None:
    event = OrderRequestPlaced(request_id=request_id, organization_id=order.organization_id, order_number=order.number)
    ctx.emit(event)


async def return_request(
    ctx: Ctx, request_id: OrderRequestId, organization_id: OrganizationId, status: RequestStatus, reason: str
) -> None:
    """End a request without an order: the cart is open again with the reason, budgets are given back."""
    await ctx.db.run(RETURNED, {"id": request_id, "status": status, "reason": reason[:1_000], "now": ctx.now})
    await move_budgets(ctx, request_id, EntryStatus.RELEASED)
    ctx.emit(
        OrderRequestReturned(
            request_id=request_id, organization_id=organization_id, status=status.value, reason=reason[:500]
        )
    )
