"""Reads of comments and files. What is internal is the seller's own."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.queries.contracts import load_contract
from hanse.domains.contracts.queries.timeline import SENT
from hanse.domains.contracts.types import (
    ContractAttachment,
    ContractAttachmentId,
    ContractComment,
    ContractCommentId,
    ContractId,
    ListAttachments,
    ListComments,
)
from hanse.domains.organizations.types import Side
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import FileRecord, files_of, link_to

FILES: Final = "contract_attachment"
_PAGE: Final = " AND (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s"
COMMENTS: Final = """
SELECT id, version_id, clause_key, change_id, side, is_internal, author_name, body, created_at FROM contract_comments
WHERE contract_id = %(contract)s AND (%(is_seller)s OR NOT is_internal)
"""
LIST_COMMENTS: Final = (
    COMMENTS
    + """ AND (%(clause)s::text IS NULL OR clause_key = %(clause)s)
  AND (%(internal)s::boolean IS NULL OR is_internal = %(internal)s)"""
    + _PAGE
)
ONE_COMMENT: Final = COMMENTS + " AND id = %(id)s"
ATTACHMENTS: Final = """
SELECT id, version_id, is_internal, side, name, content_type, size, sha256, author_name, created_at
FROM contract_attachments
WHERE contract_id = %(contract)s AND removed_at IS NULL AND (%(is_seller)s OR NOT is_internal)
"""
LIST_ATTACHMENTS: Final = ATTACHMENTS + SENT + _PAGE
ONE_ATTACHMENT: Final = ATTACHMENTS + " AND id = %(id)s"


@query("contract.comments", permission="contract.view")
async def list_comments(ctx: Ctx, contract_id: ContractId, query: ListComments) -> Page[ContractComment]:
    """What was said about a contract, newest first; internal comments for staff only."""
    contract = await load_contract(ctx, contract_id, "contract.view")
    values = {
        **_page(contract_id, contract.side, query),
        "clause": query.clause_key,
        "internal": query.is_internal,
    }
    rows = await ctx.db.all(LIST_COMMENTS, values, into=ContractComment)
    return page_of(rows, query.limit, lambda one: encode_cursor(one.id.uuid))


@query("contract.attachments", permission="contract.view")
async def list_attachments(ctx: Ctx, contract_id: ContractId, query: ListAttachments) -> Page[ContractAttachment]:
    """The files of a contract that the reader may know of, newest first, with links of minutes."""
    contract = await load_contract(ctx, contract_id, "contract.view")
    rows = await ctx.db.all(LIST_ATTACHMENTS, _page(contract_id, contract.side, query))
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page(await _linked(ctx, page.items), page.next)


def _page(contract_id: ContractId, side: Side, query: ListComments | ListAttachments) -> dict[str, Any]:
    after = decode_cursor(query.cursor, UUID)
    return {
        "contract": contract_id,
        "is_seller": side is Side.SELLER,
        "after": after[0] if after else None,
        "limit": query.limit + 1,
    }


async def comment_of(ctx: Ctx, contract_id: ContractId, comment_id: ContractCommentId) -> ContractComment:
    """One comment, for whoever just wrote it."""
    values = {"contract": contract_id, "id": comment_id, "is_seller": True}
    return await ctx.db.one(ONE_COMMENT, values, into=ContractComment)


async def attachment_of(ctx: Ctx, contract_id: ContractId, attachment_id: ContractAttachmentId) -> ContractAttachment:
    """One file, for whoever just added it."""
    values = {"contract": contract_id, "id": attachment_id, "is_seller": True}
    return (await _linked(ctx, [await ctx.db.one(ONE_ATTACHMENT, values)]))[0]


async def _linked(ctx: Ctx, rows: list[dict[str, Any]]) -> list[ContractAttachment]:
    records: dict[UUID, FileRecord] = {
        record.subject_id: record
        for record in await files_of(ctx, FILES, [row["id"] for row in rows])
        if record.subject_id is not None
    }
    return [
        from_row({**row, "url": link_to(ctx, kept), "scan_state": kept.scan_state}, ContractAttachment)
        for row in rows
        if (kept := records.get(row["id"])) is not None
    ]
