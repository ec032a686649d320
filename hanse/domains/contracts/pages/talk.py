"""What the sides say to each other about a contract, its files, and what happened."""

from __future__ import annotations

from typing import Any

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.history import timeline_of
from hanse.domains.contracts.pages.parts import ROOM, contract_id
from hanse.domains.contracts.pages.rooms import frame, options
from hanse.domains.contracts.types import AddComment, AddContractAttachment, ListAttachments, ListComments
from hanse.domains.organizations.types import Side
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

_TEMPLATE = "contracts/talk.html"


async def page(ctx: Ctx, request: PageRequest) -> View:
    """Comments, newest first, and the annexes."""
    return View(_TEMPLATE, await _context(ctx, request, Form({"clause_key": request.argument("clause")})))


async def _context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    base = await frame(ctx, request, "talk")
    identity = contract_id(request)
    found = await api.list_comments(ctx, identity, ListComments(limit=50, cursor=request.argument("cursor") or None))
    files = (await api.list_attachments(ctx, identity, ListAttachments(limit=100))).items
    text = await api.get_text(ctx, base["version"].id)
    return {
        **base,
        "comments": found.items,
        "next": found.next,
        "files": files,
        "clause_options": options(text.content),
        "headings": {clause.key: clause.heading for clause in text.content.clauses},
        "may_write": "contract.comment" in base["contract"].allowed_actions,
        "form": form,
    }


async def write(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write a comment on the contract or on one of its clauses."""
    identity = contract_id(request)
    body: dict[str, Any] = {"body": request.field("body").strip()}
    if request.field("clause_key"):
        body["clause_key"] = request.field("clause_key")
    form: Form[Any] = Form.from_builtins(AddComment, body)
    form.values = {"body": request.field("body"), "clause_key": request.field("clause_key")}
    if await attempt(form, lambda data: api.add_comment(ctx, identity, data)) is None:
        return refused(_TEMPLATE, form, await _context(ctx, request, form))
    return Redirect(f"{ROOM}/{identity}/talk", flash("Your comment is sent"))


async def add_file(ctx: Ctx, request: PageRequest) -> Redirect:
    """Add a file to what is negotiated."""
    identity = contract_id(request)
    back = f"{ROOM}/{identity}/talk"
    upload = request.file("file")
    if upload is None:
        return Redirect(back, flash("Choose a file first", "caution"))
    data = AddContractAttachment(
        name=(upload.filename or "file")[-200:], content=upload.content, content_type=upload.content_type or ""
    )
    return await press(
        ctx, request, lambda: api.add_attachment(ctx, identity, data), Redirect(back, flash("The file is added"))
    )


async def history(ctx: Ctx, request: PageRequest) -> View:
    """Everything that happened, newest first."""
    base = await frame(ctx, request, "history")
    found = await timeline_of(ctx, request, contract_id(request), Side.BUYER)
    return View("contracts/room_history.html", {**base, **found})
