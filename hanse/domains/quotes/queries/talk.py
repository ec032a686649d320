"""Reads of what is said about a quote. No statement here reads messages and internal notes together."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.queries.quotes import load_quote
from hanse.domains.quotes.types import (
    ListTalk,
    QuoteAttachment,
    QuoteAttachmentId,
    QuoteId,
    QuoteMessage,
    QuoteMessageId,
    QuoteNote,
    QuoteNoteId,
)
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import FileRecord, files_of, link_to

FILES: Final = "quote_attachment"
_PAGE: Final = " AND (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s"
SELECT_MESSAGES: Final = """
SELECT id, line_id, side, author_name, body, created_at FROM quote_messages WHERE quote_id = %(quote)s
"""
LIST_MESSAGES: Final = SELECT_MESSAGES + _PAGE
ONE_MESSAGE: Final = SELECT_MESSAGES + " AND id = %(id)s"
SELECT_NOTES: Final = "SELECT id, line_id, author_name, body, created_at FROM quote_notes"
LIST_NOTES: Final = SELECT_NOTES + " WHERE quote_id = %(quote)s" + _PAGE
ONE_NOTE: Final = SELECT_NOTES + " WHERE id = %(id)s"
SELECT_ATTACHMENTS: Final = """
SELECT id, message_id, is_internal, side, name, content_type, size, sha256, author_name, created_at
FROM quote_attachments
WHERE quote_id = %(quote)s AND removed_at IS NULL AND (%(is_seller)s OR NOT is_internal)
"""
# A file that is only in the working copy is the working side's own until a version names it.
_SENT: Final = """
 AND (side = %(side)s OR message_id IS NOT NULL OR EXISTS (
    SELECT FROM quote_versions v JOIN quote_releases r ON r.tenant_id = v.tenant_id AND r.version_id = v.id,
        jsonb_array_elements(v.content -> 'attachments') f
    WHERE v.quote_id = %(quote)s AND f ->> 'sha256' = quote_attachments.sha256
        AND f ->> 'name' = quote_attachments.name))
"""
LIST_ATTACHMENTS: Final = SELECT_ATTACHMENTS + _SENT + _PAGE
OF_MESSAGES: Final = SELECT_ATTACHMENTS + " AND message_id = ANY(%(messages)s) ORDER BY id"
ONE_ATTACHMENT: Final = SELECT_ATTACHMENTS + " AND id = %(id)s"


@query("quote.messages", permission="quote.view")
async def list_messages(ctx: Ctx, quote_id: QuoteId, query: ListTalk) -> Page[QuoteMessage]:
    """What the sides told each other, newest first."""
    record = await load_quote(ctx, quote_id, "quote.view")
    rows = await ctx.db.all(LIST_MESSAGES, _page(quote_id, query))
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page(await _with_files(ctx, quote_id, page.items, record.side), page.next)


@query("quote.notes", permission="quote.view_internal")
async def list_notes(ctx: Ctx, quote_id: QuoteId, query: ListTalk) -> Page[QuoteNote]:
    """What the seller's people told themselves, newest first. Nobody else learns that there are any."""
    await load_quote(ctx, quote_id, "quote.view_internal")
    rows = await ctx.db.all(LIST_NOTES, _page(quote_id, query), into=QuoteNote)
    return page_of(rows, query.limit, lambda note: encode_cursor(note.id.uuid))


@query("quote.attachments", permission="quote.view")
async def list_attachments(ctx: Ctx, quote_id: QuoteId, query: ListTalk) -> Page[QuoteAttachment]:
    """The files of a quote that the reader may know of, newest first, with links of minutes."""
    record = await load_quote(ctx, quote_id, "quote.view")
    values = {**_page(quote_id, query), **_side(record.side)}
    rows = await ctx.db.all(LIST_ATTACHMENTS, values)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page(await _linked(ctx, page.items), page.next)


def _page(quote_id: QuoteId, query: ListTalk) -> dict[str, Any]:
    after = decode_cursor(query.cursor, UUID)
    return {"quote": quote_id, "after": after[0] if after else None, "limit": query.limit + 1}


def _side(side: Side) -> dict[str, Any]:
    return {"side": side.value, "is_seller": side is Side.SELLER}


async def message_of(ctx: Ctx, quote_id: QuoteId, message_id: QuoteMessageId) -> QuoteMessage:
    """One message with its files, for whoever just wrote it."""
    row = await ctx.db.one(ONE_MESSAGE, {"quote": quote_id, "id": message_id})
    return (await _with_files(ctx, quote_id, [row], Side.BUYER))[0]


async def note_of(ctx: Ctx, note_id: QuoteNoteId) -> QuoteNote:
    """One note, for whoever just wrote it."""
    return await ctx.db.one(ONE_NOTE, {"id": note_id}, into=QuoteNote)


async def attachment_of(ctx: Ctx, quote_id: QuoteId, attachment_id: QuoteAttachmentId) -> QuoteAttachment:
    """One file, for whoever just added it."""
    values = {"quote": quote_id, "id": attachment_id, "is_seller": True}
    return (await _linked(ctx, [await ctx.db.one(ONE_ATTACHMENT, values)]))[0]


async def _with_files(ctx: Ctx, quote_id: QuoteId, rows: list[dict[str, Any]], side: Side) -> list[QuoteMessage]:
    ids = [row["id"] for row in rows]
    values = {"quote": quote_id, "messages": ids, **_side(side)}
    found = await _linked(ctx, await ctx.db.all(OF_MESSAGES, values)) if ids else []
    by_message: dict[UUID, list[QuoteAttachment]] = {}
    for file in found:
        if file.message_id is not None:
            by_message.setdefault(file.message_id.uuid, []).append(file)
    return [from_row({**row, "attachments": by_message.get(row["id"], [])}, QuoteMessage) for row in rows]


async def _linked(ctx: Ctx, rows: list[dict[str, Any]]) -> list[QuoteAttachment]:
    records: dict[UUID, FileRecord] = {
        record.subject_id: record
        for record in await files_of(ctx, FILES, [row["id"] for row in rows])
        if record.subject_id is not None
    }
    return [
        from_row({**row, "url": link_to(ctx, kept), "scan_state": kept.scan_state}, QuoteAttachment)
        for row in rows
        if (kept := records.get(row["id"])) is not None
    ]
