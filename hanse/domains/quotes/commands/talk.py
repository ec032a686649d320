"""Messages between the sides, notes of the seller's own, and files. The two kinds of text live in different tables."""

from __future__ import annotations

from typing import Any, Final

from hanse.domains.organizations.types import Side
from hanse.domains.quotes.commands.steps import author_of
from hanse.domains.quotes.commands.telling import tell
from hanse.domains.quotes.errors import QuoteInvalidTransition
from hanse.domains.quotes.events import QuoteMessagePosted
from hanse.domains.quotes.ports import MESSAGE
from hanse.domains.quotes.queries.quotes import Record, lock_quote
from hanse.domains.quotes.queries.talk import FILES, attachment_of, message_of, note_of
from hanse.domains.quotes.rules.life import check_turn
from hanse.domains.quotes.types import (
    ATTACHMENT_BYTES,
    AddAttachment,
    FileInput,
    PostMessage,
    PostNote,
    QuoteAttachment,
    QuoteAttachmentId,
    QuoteId,
    QuoteMessage,
    QuoteMessageId,
    QuoteNote,
    QuoteNoteId,
)
from hanse.kit.errors import Invalid, NotFound
from hanse.kit.text import clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import DOCUMENT, FilePurpose, Upload, keep_file

ATTACHMENT: Final = FilePurpose(name="quote", types=DOCUMENT.types, max_bytes=ATTACHMENT_BYTES)
ATTACHMENTS_MAXIMUM: Final = 100
INSERT_MESSAGE: Final = """
INSERT INTO quote_messages (id, quote_id, line_id, side, member_id, author_name, body, created_at)
VALUES (%(id)s, %(quote)s, %(line)s, %(side)s, %(member)s, %(author)s, %(body)s, %(now)s)
"""
INSERT_NOTE: Final = """
INSERT INTO quote_notes (id, quote_id, line_id, member_id, author_name, body, created_at)
VALUES (%(id)s, %(quote)s, %(line)s, %(member)s, %(author)s, %(body)s, %(now)s)
"""
INSERT_ATTACHMENT: Final = """
INSERT INTO quote_attachments (id, quote_id, file_id, message_id, is_internal, side, name, content_type, size, sha256,
    author_name, created_at)
VALUES (%(id)s, %(quote)s, %(file)s, %(message)s, %(internal)s, %(side)s, %(name)s, %(type)s, %(size)s, %(sha256)s,
    %(author)s, %(now)s)
"""
REMOVE_ATTACHMENT: Final = """
UPDATE quote_attachments SET removed_at = %(now)s
WHERE id = %(id)s AND quote_id = %(quote)s AND side = %(side)s AND removed_at IS NULL
"""
COUNT_ATTACHMENTS: Final = """
SELECT count(*) FROM quote_attachments WHERE quote_id = %(quote)s AND removed_at IS NULL
"""
LINE_EXISTS: Final = """
SELECT EXISTS (SELECT FROM quote_lines WHERE quote_id = %(quote)s AND id = %(line)s)
    OR EXISTS (SELECT FROM quote_versions v, jsonb_array_elements(v.content -> 'lines') l
        WHERE v.quote_id = %(quote)s AND l ->> 'id' = %(text)s)
"""


@command("quote.post_message", permission="quote.comment")
async def post_message(ctx: Ctx, quote_id: QuoteId, data: PostMessage) -> QuoteMessage:
    """Write to the other side, at any time and whosever turn it is. Raises Invalid, FileRefused, FileTypeRefused."""
    record = await lock_quote(ctx, quote_id, "quote.comment")
    quote = record.quote
    if record.shown_version_id is None:
        raise QuoteInvalidTransition("Nothing was sent yet; what you want to say goes along with it")
    await _check_line(ctx, quote_id, data.line_id)
    message_id = QuoteMessageId.new()
    await ctx.db.run(
        INSERT_MESSAGE, {**_who(ctx, quote_id, data), "id": message_id, "side": quote.side, "now": ctx.now}
    )
    for file in data.files:
        await _keep(ctx, record, file, message_id=message_id)
    ctx.record("quote", quote_id, label=quote.number, after={"message": str(message_id)})
    other = Side.SELLER if quote.side is Side.BUYER else Side.BUYER
    words = clean_text(data.body)[:500]
    await tell(ctx, quote, other, f"{author_of(ctx)} wrote about {quote.number}", words, MESSAGE)
    event = QuoteMessagePosted(
        quote_id=quote_id, organization_id=quote.organization_id, message_id=message_id, side=quote.side
    )
    ctx.emit(event, subject=quote)
    return await message_of(ctx, quote_id, message_id)


@command("quote.post_note", permission="quote.note")
async def post_note(ctx: Ctx, quote_id: QuoteId, data: PostNote) -> QuoteNote:
    """Write a note that only the seller's people read. Raises Invalid."""
    record = await lock_quote(ctx, quote_id, "quote.note")
    ctx.authorize("quote.view_internal", record.quote)
    await _check_line(ctx, quote_id, data.line_id)
    note_id = QuoteNoteId.new()
    await ctx.db.run(INSERT_NOTE, {**_who(ctx, quote_id, data), "id": note_id, "now": ctx.now})
    ctx.record("quote", quote_id, label=record.quote.number, after={"internal_note": str(note_id)})
    return await note_of(ctx, note_id)


@command("quote.attach", permission="quote.comment")
async def add_attachment(ctx: Ctx, quote_id: QuoteId, data: AddAttachment) -> QuoteAttachment:
    """Add a file: to the working copy, so it takes one's turn, or an internal one of the seller.

    Raises NotYourTurn, FileRefused, FileTypeRefused, FileTooLarge.
    """
    record = await lock_quote(ctx, quote_id, "quote.comment")
    quote = record.quote
    if data.is_internal:
        ctx.authorize("quote.view_internal", quote)
    else:
        check_turn(quote.status, quote.started_by, quote.side)
    file = FileInput(name=data.name, content=data.content, content_type=data.content_type)
    kept = await _keep(ctx, record, file, is_internal=data.is_internal)
    ctx.record("quote", quote_id, label=quote.number, after={"attachment": str(kept)})
    return await attachment_of(ctx, quote_id, kept)


@command("quote.detach", permission="quote.comment")
async def remove_attachment(ctx: Ctx, quote_id: QuoteId, attachment_id: QuoteAttachmentId) -> None:
    """Take a file of one's own side out of the working copy; versions that name it keep it. Raises NotYourTurn."""
    record = await lock_quote(ctx, quote_id, "quote.comment")
    quote = record.quote
    check_turn(quote.status, quote.started_by, quote.side)
    values = {"id": attachment_id, "quote": quote_id, "side": quote.side, "now": ctx.now}
    if not await ctx.db.run(REMOVE_ATTACHMENT, values):
        raise NotFound()
    ctx.record("quote", quote_id, label=quote.number, before={"attachment": str(attachment_id)})


def _who(ctx: Ctx, quote_id: QuoteId, data: PostMessage | PostNote) -> dict[str, Any]:
    body = clean_text(data.body)
    if not body:
        raise Invalid.field("body", "Write something", "required")
    return {
        "quote": quote_id,
        "line": data.line_id,
        "member": ctx.principal.member_id,
        "author": author_of(ctx)[:200],
        "body": body,
    }


async def _check_line(ctx: Ctx, quote_id: QuoteId, line_id: Any) -> None:
    if line_id is None:
        return
    if not await ctx.db.value(LINE_EXISTS, {"quote": quote_id, "line": line_id, "text": str(line_id)}):
        raise Invalid.field("line_id", "There is no such line in this quote", "not_found")


async def _keep(
    ctx: Ctx, record: Record, file: FileInput, *, message_id: QuoteMessageId | None = None, is_internal: bool = False
) -> QuoteAttachmentId:
    quote = record.quote
    if await ctx.db.value(COUNT_ATTACHMENTS, {"quote": quote.id}) >= ATTACHMENTS_MAXIMUM:
        raise Invalid.field("name", f"A quote takes {ATTACHMENTS_MAXIMUM} files at most; remove one first", "too_many")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=ATTACHMENT, name=file.name, declared_type=file.content_type)
    attachment_id = QuoteAttachmentId.new()
    stored = await keep_file(ctx, await ctx.services.files.put(upload, file.content), FILES, attachment_id)
    await ctx.db.run(
        INSERT_ATTACHMENT,
        {
            "id": attachment_id,
            "quote": quote.id,
            "file": stored.id,
            "message": message_id,
            "internal": is_internal,
            "side": quote.side,
            "name": stored.name[:200],
            "type": stored.content_type,
            "size": stored.size,
            "sha256": stored.sha256.hex(),
            "author": author_of(ctx)[:200],
            "now": ctx.now,
        },
    )
    return attachment_id
