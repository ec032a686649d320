"""Checkout on one page: where to, under which reference, what governance says, and the button that orders."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from hanse.domains.checkout import api
from hanse.domains.checkout.errors import CartNotOpen
from hanse.domains.checkout.pages.carts import CARTS, cart_id
from hanse.domains.checkout.pages.parts import address_options, centre_options
from hanse.domains.checkout.types import (
    AddCartAttachment,
    Cart,
    CartStatus,
    CheckoutPreview,
    CheckState,
    OrderRequest,
    Outcome,
    RequestStatus,
    SubmitCart,
    UpdateCart,
)
from hanse.domains.organizations.types import FileId
from hanse.kit.errors import HanseError
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Step
from hanse.platform.web.requests import PageRequest, Redirect, View

LABELS = {
    "shipping_address_id": "Delivered to",
    "billing_address_id": "Invoice to",
    "requested_on": "Wanted on",
    "po_number": "Your PO number",
    "cost_centre_id": "Cost centre",
    "note": "Note",
}
DETAILS = (*LABELS, "allows_backorder")
_TONES = {
    CheckState.OK: "positive",
    CheckState.NOTICE: "caution",
    CheckState.APPROVAL: "caution",
    CheckState.BLOCKED: "critical",
}
_ICONS = {
    CheckState.OK: "circle-check",
    CheckState.NOTICE: "info",
    CheckState.APPROVAL: "user-round-check",
    CheckState.BLOCKED: "circle-alert",
}
_BUTTONS = {Outcome.ORDER: "Order now", Outcome.APPROVAL: "Send for approval", Outcome.BLOCKED: "Order now"}


async def page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """What would be ordered, and what governance says of it."""
    cart = await api.get_cart(ctx, cart_id(request))
    if cart.status is not CartStatus.OPEN:
        return Redirect(f"/app/order-requests/{cart.request_id}" if cart.request_id else f"{CARTS}/{cart.id}")
    return await _view(ctx, cart, Form.of(cart))


async def _view(ctx: Ctx, cart: Cart, form: Form[Any], *, message: str = "", status: int = 200) -> View:
    context = {**await _context(ctx, cart, form), "message": message, "accepted": False}
    return View("checkout/checkout.html", context, status=max(status, form.status if form.status >= 400 else 200))


async def _context(ctx: Ctx, cart: Cart, form: Form[Any]) -> dict[str, Any]:
    preview = await api.get_checkout(ctx, cart.id)
    by_line = {str(one.line_id): one.problem.message for one in preview.problems}
    return {
        "cart": cart,
        "root": f"{CARTS}/{cart.id}",
        "preview": preview,
        "form": form,
        "labels": LABELS,
        "addresses": await address_options(ctx, cart.organization_id),
        "centres": await centre_options(ctx, cart.organization_id),
        "attachments": (await api.list_attachments(ctx, cart.id)).items,
        "checks": checks_of(preview),
        "steps": [Step(step.label, "todo", step.detail) for step in preview.steps],
        "wrong": by_line,
        "may_submit": "cart.submit" in cart.allowed_actions,
        "button": _BUTTONS[preview.outcome],
        "stop": _stop(preview),
        "changes": {str(one.line_id): one for one in preview.price_changes},
        "taxes": [(part.name, part.amount) for part in preview.taxes],
        "today": ctx.now.date().isoformat(),
    }


def checks_of(preview: CheckoutPreview | OrderRequest) -> list[dict[str, Any]]:
    """The checks as the panel draws them; those with a limit have a bar."""
    return [
        {
            "tone": _TONES[check.state],
            "icon": _ICONS[check.state],
            "sentence": check.sentence,
            "share": check.share / 10_000 if check.share is not None else None,
            "used": check.used,
            "limit": check.limit,
            "label": "Budget" if check.kind == "budget" else "Credit",
        }
        for check in preview.checks
    ]


def _stop(preview: CheckoutPreview) -> str:
    if preview.outcome is not Outcome.BLOCKED:
        return ""
    return next(check.sentence for check in preview.checks if check.state is CheckState.BLOCKED)


def _read(request: PageRequest) -> Form[UpdateCart]:
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str) and name in DETAILS]
    form: Form[UpdateCart] = Form.read(UpdateCart, pairs)
    if form.data is not None:
        form.data = _whole(form.data)
    return form


def _is_changed(form: Form[UpdateCart], cart: Cart) -> bool:
    """Whether the form holds anything else than the cart; what it does not hold is not touched."""
    return form.data is None or any(getattr(form.data, name) not in (UNSET, getattr(cart, name)) for name in DETAILS)


async def keep_details(ctx: Ctx, request: PageRequest) -> View:
    """Keep what was filled in so far, and show what the check says of it now; without scripts a button does it."""
    cart = await api.get_cart(ctx, cart_id(request))
    form = _read(request)
    if _is_changed(form, cart) and await attempt(form, lambda data: api.update_cart(ctx, cart.id, data)) is not None:
        cart = await api.get_cart(ctx, cart.id)
    context = {**await _context(ctx, cart, form), "accepted": request.field("is_terms_accepted") == "true"}
    if form.status >= 400 or not form.ok:
        return View("checkout/check.html", context, status=max(form.status, 422))
    return View("checkout/check.html", context, headers=[("hx-trigger", "hanse:kept")])


async def send(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep the details; with nothing changed since it was shown, order."""
    cart = await api.get_cart(ctx, cart_id(request))
    form = _read(request)
    if _is_changed(form, cart):
        if await attempt(form, lambda data: api.update_cart(ctx, cart.id, data)) is None:
            return await _view(ctx, cart, form)
        saved = "Your changes are kept; the check on the right counts with them"
        return Redirect(f"{CARTS}/{cart.id}/checkout", flash(saved))
    if request.field("_action") == "save":
        return Redirect(f"{CARTS}/{cart.id}/checkout")
    return await _order(ctx, cart, form, request)


def _whole(data: UpdateCart) -> UpdateCart:
    """The details as the form holds them all; what it does not hold is not touched."""
    return UpdateCart(**{name: getattr(data, name) for name in DETAILS})


async def attach(ctx: Ctx, request: PageRequest) -> Redirect:
    """Put a paper to the order."""
    identity = cart_id(request)
    done = Redirect(f"{CARTS}/{identity}/checkout", flash("The paper goes with the order"))
    chosen = request.file("file")
    if chosen is None:
        return Redirect(done.to, flash("Choose a file first", "caution"))
    data = AddCartAttachment(name=chosen.filename[:200], content_type=chosen.content_type[:120], content=chosen.content)
    return await press(ctx, request, lambda: api.add_attachment(ctx, identity, data), done)


async def detach(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a paper away."""
    identity, file_id = cart_id(request), request.id("file_id", FileId)
    done = Redirect(f"{CARTS}/{identity}/checkout", flash("The paper is gone"))
    return await press(ctx, request, lambda: api.remove_attachment(ctx, identity, file_id), done)


async def _order(ctx: Ctx, cart: Cart, form: Form[Any], request: PageRequest) -> View | Redirect:
    wanted = SubmitCart(
        fingerprint=request.field("fingerprint")[:64], is_terms_accepted=request.field("is_terms_accepted") == "true"
    )
    try:
        sent = await api.submit_checkout(ctx, cart.id, wanted)
    except CartNotOpen as error:
        return Redirect(f"{CARTS}/{cart.id}", flash(error.message, "critical"))
    except HanseError as error:
        if error.status >= 500:
            raise
        sentences = dict.fromkeys([error.message, *(item.message for item in error.fields)])
        message = ". ".join(sentence.rstrip(".") for sentence in sentences)
        return await _view(ctx, cart, form, message=message, status=error.status)
    if sent.status is RequestStatus.PENDING:
        return Redirect(f"/app/order-requests/{sent.id}", flash("Sent for approval; you hear of the decision"))
    return Redirect(f"/app/order-requests/{sent.id}", flash(f"Ordered as {sent.order_number}"))
