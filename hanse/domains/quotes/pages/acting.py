"""The pages that ask before a step is taken, accepting, and the versions side by side."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import msgspec

from hanse.domains.documents.api import list_documents
from hanse.domains.documents.types import ListDocuments
from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import LABELS, frame, percent, quote_id
from hanse.domains.quotes.types import (
    AcceptQuote,
    CloneQuote,
    CompareVersions,
    EndQuote,
    ExtendQuote,
    ListVersions,
    MoveQuote,
    OrderQuote,
    PreviewAcceptance,
    Quote,
    QuoteId,
    QuoteStatus,
    QuoteVersionId,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View


class Asking(msgspec.Struct, frozen=True):
    """How a step is asked about and done."""

    text: str
    kind: type[Any]
    run: Callable[[Ctx, QuoteId, Any], Awaitable[Quote]]
    done: str


_ASKING: Final[dict[str, Asking]] = {
    "submit": Asking(
        "The seller sees the lines and your wishes, and answers with an offer.",
        MoveQuote,
        api.submit_quote,
        "Your request is sent",
    ),
    "review": Asking(
        "You work on the request; the buyer sees that it is in review.",
        MoveQuote,
        api.review_quote,
        "The request is in review",
    ),
    "offer": Asking("The buyer can accept, counter or decline it.", MoveQuote, api.send_offer, "Done"),
    "recall": Asking(
        "It no longer waits for approval, and you can change it.",
        MoveQuote,
        api.recall_offer,
        "You can change the offer again",
    ),
    "extend": Asking("The same offer again, with a later last day.", ExtendQuote, api.extend_quote, "Done"),
    "counter": Asking(
        "The seller sees what you changed and answers. The offer as it was can no longer be accepted.",
        MoveQuote,
        api.counter_quote,
        "Your counter offer is sent",
    ),
    "decline": Asking("This ends the quote.", EndQuote, api.decline_quote, "The quote is declined"),
    "withdraw": Asking(
        "This ends the quote; the seller stops working on it.",
        EndQuote,
        api.withdraw_quote,
        "Your request is withdrawn",
    ),
    "cancel": Asking("This ends the quote.", EndQuote, api.cancel_quote, "The quote is cancelled"),
    "clone": Asking(
        "A new draft with the same lines, at today's prices.", CloneQuote, api.clone_quote, "Here is the new draft"
    ),
}


async def ask(ctx: Ctx, request: PageRequest) -> View:
    """What the step means, and what it still needs."""
    quote = await api.get_quote(ctx, quote_id(request))
    return await _asked(ctx, request, quote, Form({}))


async def _asked(ctx: Ctx, request: PageRequest, quote: Quote, form: Form[Any]) -> View:
    action = request.text("action")
    asking = _ASKING.get(action)
    if asking is None:
        raise NotFound()
    preview = None
    if action == "offer" and "offer" in quote.next_actions:
        preview = await api.preview_offer(ctx, quote.id)
    label = "Copy as new quote" if action == "clone" else LABELS[action][0]
    context = {
        **frame(request, quote),
        "action_name": action,
        "label": label,
        "text": asking.text,
        "needs_reason": asking.kind is EndQuote,
        "needs_day": asking.kind is ExtendQuote,
        "is_copy": asking.kind is CloneQuote,
        "is_possible": action == "clone" or action in quote.next_actions,
        "preview": preview,
        "percent": percent,
        "form": form,
    }
    return View("quotes/act.html", context, status=form.status)


async def act(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the step."""
    quote = await api.get_quote(ctx, quote_id(request))
    asking = _ASKING.get(request.text("action"))
    if asking is None:
        raise NotFound()
    form = request.form(asking.kind)
    after = await attempt(form, lambda data: asking.run(ctx, quote.id, data))
    if after is None:
        return await _asked(ctx, request, quote, form)
    base = frame(request, quote)["base"]
    words = asking.done
    if asking.done == "Done":
        waits = after.status is QuoteStatus.INTERNAL_APPROVAL
        words = "The offer waits for internal approval" if waits else "The offer is sent"
    return Redirect(f"{base}/{after.id}", flash(words))


# ---- accepting -------------------------------------------------------------------------------------------------------


async def accept_page(ctx: Ctx, request: PageRequest) -> View:
    """The totals with today's tax, and what stands in the way."""
    quote = await api.get_quote(ctx, quote_id(request))
    return await _accepting(ctx, request, quote, Form({"allow_backorder": True}))


async def _accepting(ctx: Ctx, request: PageRequest, quote: Quote, form: Form[Any]) -> View:
    choices = await _choices(ctx, request, quote)
    acceptance = await api.preview_acceptance(ctx, quote.id, PreviewAcceptance(choices=choices))
    offer = await api.get_version(ctx, quote.id, acceptance.version_id)
    context = {
        **frame(request, quote),
        "acceptance": acceptance,
        "offer": offer,
        "choosable": _choosable(offer.content.lines),
        "chosen": {str(one.line_id): one for one in choices},
        "form": form,
        "is_accepted": quote.status is QuoteStatus.ACCEPTED,
    }
    return View("quotes/accept.html", context, status=form.status)


def _choosable(lines: list[Any]) -> list[dict[str, Any]]:
    """Lines with further offers or alternatives, and what can be chosen of each."""
    found = []
    for line in lines:
        if line.alternative_of is not None:
            continue
        others = [other for other in lines if other.alternative_of == line.id]
        if line.offers or others:
            found.append({"line": line, "others": others})
    return found


async def _choices(ctx: Ctx, request: PageRequest, quote: Quote) -> list[Any]:
    """What was chosen of the lines, from the form or the address: `choice.<line>` is "offer:2" or an alternative."""
    body = []
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)] or list(request.web.query)
    for name, value in pairs:
        if not name.startswith("choice.") or not value:
            continue
        one: dict[str, Any] = {"line_id": name.removeprefix("choice.")}
        if value.startswith("offer:"):
            one["offer"] = value.removeprefix("offer:")
        else:
            one["alternative_id"] = value
        body.append(one)
    return list(Form.from_builtins(PreviewAcceptance, {"choices": body}).data.choices) if body else []  # type: ignore[union-attr]


async def accept(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Accept what was shown, and order."""
    quote = await api.get_quote(ctx, quote_id(request))
    form: Form[Any] = Form({name: value for name, value in request.fields if isinstance(value, str)})
    choices = await _choices(ctx, request, quote)
    body: dict[str, Any] = {
        "total": {"amount": request.field("total.amount"), "currency": quote.currency},
        "po_number": request.field("po_number").strip(),
        "cost_centre": request.field("cost_centre").strip(),
        "allow_backorder": request.field("allow_backorder") == "on",
    }
    if quote.status is QuoteStatus.ACCEPTED:
        order = Form.from_builtins(OrderQuote, body)
        form.data, form.errors = order.data, order.errors
        after = await attempt(form, lambda data: api.order_quote(ctx, quote.id, data))
    else:
        named = {"version_id": request.field("version_id"), "hash": request.field("hash")}
        accepting = Form.from_builtins(AcceptQuote, {**body, **named, "comment": request.field("comment")})
        form.data, form.errors = accepting.data, accepting.errors
        if accepting.data is not None:
            form.data = msgspec.structs.replace(accepting.data, choices=choices)
        after = await attempt(form, lambda data: api.accept_quote(ctx, quote.id, data))
    if after is None:
        return await _accepting(ctx, request, quote, form)
    return Redirect(frame(request, quote)["root"], flash(f"Ordered: {after.order_number}"))


# ---- versions --------------------------------------------------------------------------------------------------------


async def versions(ctx: Ctx, request: PageRequest) -> View:
    """Every version the reader may see, to open, print or compare."""
    quote = await api.get_quote(ctx, quote_id(request))
    page = await api.list_versions(ctx, quote.id, ListVersions(limit=100))
    context = {**frame(request, quote, "versions"), "versions": page.items, "papers": await _papers(ctx, quote)}
    return View("quotes/versions.html", context)


async def _papers(ctx: Ctx, quote: Quote) -> dict[int, str]:
    """Links to the papers that are ready, by number of version; the one that went out before an internal one."""
    wanted = ListDocuments(subject_kind="quote", subject_id=str(quote.id), limit=200)
    links: dict[int, str] = {}
    for paper in (await list_documents(ctx, wanted)).items:
        number = paper.title.removeprefix(f"{quote.number} version ").partition(" ")[0]
        if number.isdecimal() and paper.link and (not paper.is_internal or int(number) not in links):
            links[int(number)] = paper.link
    return links


async def version(ctx: Ctx, request: PageRequest) -> View:
    """One version as it was."""
    quote = await api.get_quote(ctx, quote_id(request))
    found = await api.get_version(ctx, quote.id, request.id("version_id", QuoteVersionId))
    paper = (await _papers(ctx, quote)).get(found.number)
    context = {
        **frame(request, quote, "versions"),
        "version": found,
        "paper": paper,
        "percent": percent,
        "sees_margin": found.margin is not None,
    }
    return View("quotes/version.html", context)


async def compare(ctx: Ctx, request: PageRequest) -> View:
    """Two versions side by side."""
    quote = await api.get_quote(ctx, quote_id(request))
    pairs = {name: value for name, value in request.web.query if name in ("left", "right") and value}
    form = Form.from_builtins(CompareVersions, pairs)
    if form.data is None:
        raise NotFound()
    found = await api.compare_versions(ctx, quote.id, form.data)
    page = await api.list_versions(ctx, quote.id, ListVersions(limit=100))
    context = {**frame(request, quote, "versions"), "difference": found, "versions": page.items}
    return View("quotes/compare.html", context)
