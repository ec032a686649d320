"""Signing, for both sides: the whole text, what one declares, one's name; and the papers with who signed them."""

from __future__ import annotations

from typing import Any

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import contract_id
from hanse.domains.contracts.pages.rooms import base_of, frame, prices_of
from hanse.domains.contracts.types.signatures import SignVersion
from hanse.domains.documents.api import list_documents
from hanse.domains.documents.types import ListDocuments
from hanse.domains.identity.errors import ConfirmItIsYou
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

_TEMPLATE = "contracts/sign.html"


async def page(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """What is signed, in full. Who has not proved lately that it is they, does so first and comes back."""
    context = await _context(ctx, request)
    if context["signing"].may_sign and not ctx.principal.authenticated_strongly:
        return _prove(request)
    return View(_TEMPLATE, {**context, "form": Form()})


async def sign(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Sign."""
    context = await _context(ctx, request)
    version_id = context["version"].id
    given = {name: request.field(name) for name in ("content_hash", "name")}
    form: Form[Any] = Form.from_builtins(SignVersion, given)
    form.values = {**given, "agree": request.field("agree")}
    if request.field("agree") != "true":
        form.errors["agree"] = ["Tick the box to say that you agree"]
        form.data = None
    try:
        signed = await attempt(form, lambda data: api.sign_version(ctx, version_id, data))
    except ConfirmItIsYou:
        return _prove(request)
    if signed is None:
        return refused(_TEMPLATE, form, context)
    text = "Everybody has signed; the sealed PDF is being made" if signed.is_complete else "You have signed"
    return Redirect(f"{context['root']}/papers", flash(text))


def _prove(request: PageRequest) -> Redirect:
    back = f"{base_of(request)}/{contract_id(request)}/sign"
    return Redirect(f"/account/confirm?next={back}", flash("Confirm that it is you, then sign", "info"))


async def _context(ctx: Ctx, request: PageRequest) -> dict[str, Any]:
    base = await frame(ctx, request)
    text = await api.get_text(ctx, base["version"].id)
    own = next((one for one in base["signing"].signatories if one.is_you and one.signed_at is None), None)
    return {**base, "text": text, "content": text.content, "prices": prices_of(text.content), "own": own}


async def papers(ctx: Ctx, request: PageRequest) -> View:
    """Who signed which version, and the PDFs."""
    base = await frame(ctx, request, "papers")
    identity = contract_id(request)
    found = await list_documents(ctx, ListDocuments(subject_kind="contract", subject_id=str(identity), limit=50))
    return View(
        "contracts/papers.html",
        {**base, "papers": found.items, "check_at": f"/t/{ctx.tenant.handle}/verify"},
    )


async def make_paper(ctx: Ctx, request: PageRequest) -> Redirect:
    """Have a PDF made of the version at hand."""
    base = await frame(ctx, request)
    back = f"{base['root']}/papers{base['suffix']}"
    version_id = base["version"].id
    done = Redirect(back, flash("The PDF is being made; it appears here in a moment"))
    return await press(ctx, request, lambda: api.print_version(ctx, version_id), done)
