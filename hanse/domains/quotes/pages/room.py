"""The page of one quote, for both sides: lines, totals, facts; messages, notes, files and history on parts of it."""

from __future__ import annotations

from typing import Any

from hanse.domains.documents.api import list_documents
from hanse.domains.documents.types import ListDocuments
from hanse.domains.organizations.types import Side
from hanse.domains.quotes import api
from hanse.domains.quotes.pages.parts import frame, history, percent, quote_id
from hanse.domains.quotes.types import (
    AddAttachment,
    ListLines,
    ListTalk,
    PostMessage,
    PostNote,
    Quote,
    QuoteAttachmentId,
)
from hanse.kit.pagination import PageQuery
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import UploadedFile
from hanse.platform.web.requests import PageRequest, Redirect, View

GRID = 100


async def show(ctx: Ctx, request: PageRequest) -> View:
    """Lines to work on or to read, what they come to, and the facts."""
    quote = await api.get_quote(ctx, quote_id(request))
    return View("quotes/quote.html", await quote_context(ctx, request, quote))


async def quote_context(ctx: Ctx, request: PageRequest, quote: Quote) -> dict[str, Any]:
    """What the page of lines shows."""
    page = await api.list_lines(ctx, quote.id, ListLines(limit=GRID, cursor=request.argument("cursor") or None))
    preview = None
    if quote.side is Side.SELLER and quote.may_edit and "offer" in quote.next_actions:
        preview = await api.preview_offer(ctx, quote.id)
    entries, _ = await history(ctx, quote, limit=5)
    sees_margin = quote.side is Side.SELLER and "quote.view_margin" in quote.allowed_actions
    return {
        **frame(request, quote),
        "lines": page.items,
        "next": page.next,
        "preview": preview,
        "entries": entries,
        "percent": percent,
        "sees_margin": sees_margin,
        "margin": await api.get_margin(ctx, quote.id) if sees_margin and preview is None else None,
        "form": Form({}),
        "problems": [],
    }


async def messages(ctx: Ctx, request: PageRequest) -> View:
    """What the sides told each other, and the files."""
    quote = await api.get_quote(ctx, quote_id(request))
    return View("quotes/messages.html", await _talk_context(ctx, request, quote, Form({})))


async def _talk_context(ctx: Ctx, request: PageRequest, quote: Quote, form: Form[Any]) -> dict[str, Any]:
    query = ListTalk(limit=50, cursor=request.argument("cursor") or None)
    page = await api.list_messages(ctx, quote.id, query)
    attached = (await api.list_attachments(ctx, quote.id, ListTalk(limit=100))).items
    papers = await list_documents(ctx, ListDocuments(subject_kind="quote", subject_id=str(quote.id), limit=50))
    root = frame(request, quote)["root"]
    return {
        **frame(request, quote, "messages"),
        "messages": page.items,
        "next": page.next,
        "files": [
            UploadedFile(
                file.name,
                file.size,
                file.url,
                "internal" if file.is_internal else "",
                f"{root}/files/{file.id}/delete" if quote.may_edit and file.side is quote.side else "",
            )
            for file in attached
            if file.message_id is None
        ],
        "papers": papers.items,
        "may_write": "quote.comment" in quote.allowed_actions,
        "form": form,
    }


async def post_message(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Send a message, perhaps with a file."""
    quote = await api.get_quote(ctx, quote_id(request))
    upload = request.file("file")
    body: dict[str, Any] = {"body": request.field("body").strip(), "files": []}
    form = Form.from_builtins(PostMessage, body)
    form.values = {"body": request.field("body")}
    if form.data is not None and upload is not None:
        files = [{"name": upload.filename, "content": upload.content, "content_type": upload.content_type or ""}]
        form = Form.from_builtins(PostMessage, {**body, "files": files})
        form.values = {"body": request.field("body")}
    sent = await attempt(form, lambda data: api.post_message(ctx, quote.id, data))
    if sent is None:
        return View("quotes/messages.html", await _talk_context(ctx, request, quote, form), status=form.status)
    return Redirect(f"{frame(request, quote)['root']}/messages", flash("Your message is sent"))


async def add_file(ctx: Ctx, request: PageRequest) -> Redirect:
    """Attach a file to the working copy, or an internal one."""
    identity = quote_id(request)
    quote = await api.get_quote(ctx, identity)
    back = f"{frame(request, quote)['root']}/messages"
    upload = request.file("file")
    if upload is None:
        return Redirect(back, flash("Choose a file first", "caution"))
    data = AddAttachment(
        name=upload.filename or "file",
        content=upload.content,
        content_type=upload.content_type or "",
        is_internal=request.field("is_internal") == "on",
    )
    return await press(
        ctx, request, lambda: api.add_attachment(ctx, identity, data), Redirect(back, flash("The file is attached"))
    )


async def remove_file(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take a file out of the working copy."""
    identity = quote_id(request)
    quote = await api.get_quote(ctx, identity)
    back = f"{frame(request, quote)['root']}/messages"
    file = request.id("attachment_id", QuoteAttachmentId)
    return await press(
        ctx, request, lambda: api.remove_attachment(ctx, identity, file), Redirect(back, flash("The file is removed"))
    )


async def notes(ctx: Ctx, request: PageRequest) -> View:
    """What the seller's people told themselves."""
    quote = await api.get_quote(ctx, quote_id(request))
    return View("quotes/notes.html", await _notes_context(ctx, request, quote, Form({})))


async def _notes_context(ctx: Ctx, request: PageRequest, quote: Quote, form: Form[Any]) -> dict[str, Any]:
    page = await api.list_notes(ctx, quote.id, ListTalk(limit=50, cursor=request.argument("cursor") or None))
    return {
        **frame(request, quote, "notes"),
        "notes": page.items,
        "next": page.next,
        "may_write": "quote.note" in quote.allowed_actions,
        "form": form,
    }


async def post_note(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Write an internal note."""
    quote = await api.get_quote(ctx, quote_id(request))
    form = request.form(PostNote)
    sent = await attempt(form, lambda data: api.post_note(ctx, quote.id, data))
    if sent is None:
        return View("quotes/notes.html", await _notes_context(ctx, request, quote, form), status=form.status)
    return Redirect(f"{frame(request, quote)['root']}/notes", flash("Noted"))


async def history_page(ctx: Ctx, request: PageRequest) -> View:
    """Everything that happened."""
    quote = await api.get_quote(ctx, quote_id(request))
    query = request.query(PageQuery)
    entries, following = await history(ctx, quote, limit=50, cursor=query.cursor)
    return View("quotes/history.html", {**frame(request, quote, "history"), "entries": entries, "next": following})


def again(context: dict[str, Any], form: Form[Any]) -> View:
    """The page of lines once more, with what has to be mended."""
    return View("quotes/quote.html", {**context, "form": form}, status=form.status if form.status >= 400 else 422)
