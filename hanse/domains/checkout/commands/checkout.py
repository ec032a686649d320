"""The governance check, and sending a cart: an order at once, or a frozen request that waits for approval."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from hanse.domains.approvals.api import is_approval_needed, preview_approval, submit_approval
from hanse.domains.approvals.types import Approval, ApprovalPreview, ApprovalStatus, SubmitNew
from hanse.domains.checkout.commands.placing import Names, Placing, insert_request, place, sent
from hanse.domains.checkout.errors import BasketChanged, CartEmpty, CartNotOpen, CheckoutBlocked, TermsNotAccepted
from hanse.domains.checkout.events import OrderRequestSubmitted
from hanse.domains.checkout.queries.assessing import (
    Assessed,
    assess,
    evasion_key,
    freeze,
    stock_problems,
    without_traces,
)
from hanse.domains.checkout.queries.attachments import attachments_of
from hanse.domains.checkout.queries.carts import ask_lines
from hanse.domains.checkout.queries.heads import (
    CartHead,
    ask_cart_to_order,
    cart_to_order,
    load_head,
    lock_head,
    not_open_sentence,
)
from hanse.domains.checkout.queries.requests import SUBJECT_KIND, find_request, shown, steps_of
from hanse.domains.checkout.rules.freezing import hash_of
from hanse.domains.checkout.rules.governance import (
    ApprovalFacts,
    Decision,
    decide,
    is_over_budget,
    is_over_credit,
)
from hanse.domains.checkout.rules.wording import terms_words
from hanse.domains.checkout.types import (
    ApprovalStep,
    CartId,
    CartStatus,
    CheckoutPreview,
    OrderLineProblem,
    OrderRequest,
    OrderRequestId,
    Outcome,
    RequestStatus,
    ShownPriceChange,
    StandingOrderId,
    SubmitCart,
    TaxPart,
)
from hanse.domains.tenants.api import ask_settings
from hanse.kit.errors import FieldError
from hanse.kit.structs import to_builtins
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx

SHOW: Final = """
UPDATE cart_lines l SET shown_price_micros = w.micros, shown_currency = %(currency)s
FROM unnest(%(ids)s::uuid[], %(micros)s::bigint[]) AS w (id, micros)
WHERE l.cart_id = %(cart)s AND l.id = w.id
    AND (l.shown_price_micros IS DISTINCT FROM w.micros OR l.shown_currency IS DISTINCT FROM %(currency)s)
"""


@query("cart.checkout", permission="cart.view")
async def get_checkout(ctx: Ctx, cart_id: CartId) -> CheckoutPreview:
    """What submitting a cart would do now: every check in a sentence, who would approve, what changed; keeps nothing.

    Its fingerprint stands for what was shown and goes into the submission.
    """
    head = await load_head(ctx, cart_id, "cart.view")
    return await _preview(ctx, await assess(ctx, head))


@command("cart.preview", permission="cart.view", own_trail=True)
async def preview_checkout(ctx: Ctx, cart_id: CartId) -> CheckoutPreview:
    """As `get_checkout`, noting the prices as shown: from now on another one is a change of price."""
    head = await lock_head(ctx, cart_id, "cart.view")
    assessed = await assess(ctx, head)
    preview = await _preview(ctx, assessed)
    if head.status is CartStatus.OPEN:
        await show_prices(ctx, assessed)
    return preview


async def show_prices(ctx: Ctx, assessed: Assessed) -> None:
    """Remember the prices somebody was shown, in one statement."""
    priced = [(line.id.uuid, line.unit_price.micros) for line in assessed.lines if line.unit_price is not None]
    if not priced:
        return
    values = {"ids": [item[0] for item in priced], "micros": [item[1] for item in priced]}
    await ctx.db.run(SHOW, {**values, "cart": assessed.head.id, "currency": assessed.currency})


async def _preview(ctx: Ctx, assessed: Assessed) -> CheckoutPreview:
    head = assessed.head
    approval = None
    if assessed.lines and not assessed.facts.on_request:
        approval = await preview_approval(ctx, _submission(OrderRequestId.new(), assessed))
    decision = decide(assessed.facts, _approval_facts(approval))
    return CheckoutPreview(
        cart_id=head.id,
        outcome=decision.outcome,
        fingerprint=assessed.fingerprint,
        checks=list(decision.checks),
        steps=_steps(approval),
        price_changes=price_changes(assessed),
        problems=assessed.problems,
        net=assessed.net,
        tax=assessed.tax,
        total=assessed.total,
        taxes=[TaxPart(name=rate.rate_name, amount=rate.tax) for rate in assessed.rates],
        payment_terms=terms_words(head.payment_days),
        terms=assessed.terms,
        requires_po_number=assessed.requires_po_number,
        requires_cost_centre=bool(assessed.details["requires_centre"]),
    )


def _approval_facts(preview: ApprovalPreview | None) -> ApprovalFacts:
    if preview is None:
        return ApprovalFacts(is_needed=False)
    return ApprovalFacts(is_needed=preview.is_needed, sentences=tuple(preview.sentences))


def _steps(preview: ApprovalPreview | None) -> list[ApprovalStep]:
    if preview is None:
        return []
    return [
        ApprovalStep(
            label=level.name,
            detail=", and ".join(
                group.words if group.label == level.name else f"{group.label}: {group.words}" for group in level.groups
            ),
        )
        for level in preview.levels
    ]


def price_changes(assessed: Assessed) -> list[ShownPriceChange]:
    """Lines whose price is not the one shown before."""
    return [
        ShownPriceChange(line_id=line.id, sku=line.sku, before=line.previous_price, after=line.unit_price)
        for line in assessed.lines
        if line.previous_price is not None
    ]


@command("cart.submit")
async def submit_checkout(ctx: Ctx, cart_id: CartId, data: SubmitCart) -> OrderRequest:
    """Order what the preview showed: at once, or as a request that waits for approval. Sent twice, it is one.

    Raises BasketChanged when anything is not as it was shown, CheckoutBlocked with each check, TermsNotAccepted,
    InsufficientStock by line, CartNotOpen.
    """
    asked = await ask_cart_to_order(ctx, cart_id)
    rows = await ask_lines(ctx, cart_id)
    await ask_settings(ctx)
    head, details = await cart_to_order(ctx, asked, "cart.submit")
    before = await _sent_before(ctx, head, data)
    if before is not None:
        return before
    assessed = await assess(ctx, head, lock=True, rows=rows, details=details)
    _refuse_unseen(assessed, data)
    return await send(ctx, assessed)


async def send(ctx: Ctx, assessed: Assessed, standing_order_id: StandingOrderId | None = None) -> OrderRequest:
    """Order a locked and assessed cart, or ask for approval. Raises CheckoutBlocked, InsufficientStock."""
    head = assessed.head
    first = decide(assessed.facts, ApprovalFacts(is_needed=True))
    if first.outcome is Outcome.BLOCKED:
        raise _blocked(first, assessed.problems)
    request_id = OrderRequestId.new()
    submission = _submission(request_id, assessed)
    is_needed = await is_approval_needed(ctx, submission)
    # What is ordered at once keeps its traces in the order; what waits is placed from the request.
    whole = freeze(assessed)
    frozen = whole if is_needed else without_traces(whole)
    digest = hash_of({"request": str(request_id), "basket": frozen})
    approval = await _ask_approval(ctx, submission, assessed, digest) if is_needed else None
    names = tuple(level.name for level in approval.levels) if approval else ()
    decision = decide(assessed.facts, ApprovalFacts(is_needed=approval is not None, sentences=names))
    if decision.outcome is Outcome.BLOCKED:
        raise _blocked(decision, [])
    if approval is not None:
        await _refuse_without_stock(ctx, assessed)
    placing = Placing(
        request_id=request_id,
        head=head,
        frozen=frozen,
        fingerprint=assessed.fingerprint,
        digest=digest,
        checks=decision.checks,
        approval_id=approval.id if approval else None,
        approval_hash=approval.document_hash if approval else "",
        budgets=assessed.centre.states,
        standing_order_id=standing_order_id,
        names=Names(
            requester=assessed.details["requester_name"],
            acted_by=assessed.details["acted_by"],
        ),
    )
    order = None if approval else await place(ctx, placing, whole, assessed.basket)
    await insert_request(ctx, placing, order)
    ctx.emit(OrderRequestSubmitted(request_id=request_id, organization_id=head.organization_id, cart_id=head.id))
    after = {"total": frozen.total, "lines": len(frozen.lines), "outcome": decision.outcome.value}
    ctx.record("order_request", request_id, label=head.name, after=after)
    papers = await attachments_of(ctx, head.id) if assessed.details["has_papers"] else []
    return sent(ctx, placing, order, papers, steps_of(approval) if approval else [])


async def _ask_approval(ctx: Ctx, submission: SubmitNew, assessed: Assessed, digest: str) -> Approval | None:
    """The approval that has to be waited for."""
    approval = await submit_approval(ctx, msgspec.structs.replace(submission, document=_document(assessed, digest)))
    return approval if approval.status is ApprovalStatus.PENDING else None


async def _sent_before(ctx: Ctx, head: CartHead, data: SubmitCart) -> OrderRequest | None:
    """The request this very submission made already; None for a cart that was not sent. Raises CartNotOpen."""
    if head.status is CartStatus.OPEN:
        return None
    row = await find_request(ctx, head.request_id) if head.request_id is not None else None
    alive = (RequestStatus.PENDING, RequestStatus.PLACED)
    if row is not None and row["fingerprint"] == data.fingerprint and row["status"] in alive:
        return await shown(ctx, row)
    raise CartNotOpen(not_open_sentence(head.status))


def _refuse_unseen(assessed: Assessed, data: SubmitCart) -> None:
    """Refuse to order what is not exactly what was shown, or cannot be ordered whoever agrees."""
    if not assessed.lines:
        raise CartEmpty()
    if assessed.fingerprint != data.fingerprint:
        changes = [
            FieldError(f"lines.{change.line_id}.unit_price", f"{change.sku} costs {change.after} now", "price_changed")
            for change in price_changes(assessed)
        ]
        raise BasketChanged(fields=changes)
    if assessed.terms and not data.is_terms_accepted:
        raise TermsNotAccepted.field("is_terms_accepted", TermsNotAccepted.title, TermsNotAccepted.code)


async def _refuse_without_stock(ctx: Ctx, assessed: Assessed) -> None:
    """What waits for approval takes no stock yet, but nobody is asked about what cannot be delivered now."""
    problems = await stock_problems(ctx, assessed.head, assessed.basket, assessed.lines)
    if problems:
        raise CheckoutBlocked("There is not enough stock for some lines", fields=_fields(problems))


def _blocked(decision: Decision, problems: list[OrderLineProblem]) -> CheckoutBlocked:
    sentences = [check.sentence for check in decision.blocked]
    fields = [FieldError("", check.sentence, check.kind) for check in decision.blocked]
    return CheckoutBlocked(". ".join(sentences), fields=[*fields, *_fields(problems)])


def _fields(problems: list[OrderLineProblem]) -> list[FieldError]:
    return [
        FieldError(f"lines.{one.line_id}.{one.problem.field}", one.problem.message, one.problem.code)
        for one in problems
    ]


def _submission(request_id: OrderRequestId, assessed: Assessed) -> SubmitNew:
    """What policies may ask about."""
    head = assessed.head
    return SubmitNew(
        subject_kind=SUBJECT_KIND,
        subject_id=str(request_id),
        title=f"{head.name} for {head.organization_name}"[:200],
        href=f"/app/order-requests/{request_id}",
        organization_id=head.organization_id,
        amount=assessed.total,
        facts=approval_facts(assessed),
        evasion_key=evasion_key(head),
        beside=assessed.beside,
    )


def approval_facts(assessed: Assessed) -> dict[str, Any]:
    """What conditions of policies may ask as `subject.*`; money is minor units."""
    head, facts = assessed.head, assessed.facts
    return {
        "total": assessed.total.minor,
        "net": assessed.net.minor,
        "currency": assessed.currency,
        "cost_centre": facts.cost_centre,
        "has_cost_centre": head.cost_centre_id is not None,
        "is_over_budget": is_over_budget(facts),
        "is_over_credit": is_over_credit(facts),
        "line_count": len(assessed.lines),
        "organization_types": head.organization_types,
        "organization_tags": head.organization_tags,
    }


def _document(assessed: Assessed, digest: str) -> dict[str, Any]:
    """The basket as approvers read it; its hash stands for everything that will be ordered."""
    head, details = assessed.head, assessed.details
    shipping: dict[str, Any] = details["shipping"] or {}
    place_parts = [shipping.get(name) for name in ("recipient", "line1", "postal_code", "city", "country")]
    facts: list[list[Any]] = [
        ["Before tax", assessed.net.to_wire()],
        ["PO number", head.po_number],
        ["Cost centre", details["centre"] or ""],
        ["Delivered to", ", ".join(part for part in place_parts if part)],
        ["Wanted on", head.requested_on.isoformat() if head.requested_on else ""],
        ["Note", head.note],
    ]
    lines = [
        {
            "article": " · ".join(part for part in (line.sku, line.name, line.options_label, line.note) if part),
            "quantity": str(line.quantity),
            "unit_price": to_builtins(line.unit_price),
            "total": to_builtins(line.total),
        }
        for line in assessed.lines
    ]
    return {"facts": [fact for fact in facts if fact[1]], "columns": _COLUMNS, "lines": lines, "hash": digest}


_COLUMNS: Final = [
    ["article", "Article"],
    ["quantity", "Quantity"],
    ["unit_price", "Unit price"],
    ["total", "Total"],
]
