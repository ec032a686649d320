"""Reads of documents, within what the reader may see. What is internal does not exist for partners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from hanse.domains.documents.rules.names import file_name
from hanse.domains.documents.types import Document, DocumentId, DocumentStatus, ListDocuments
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import FileRecord, files_of, link_to

FILES: Final = "document"
SELECT: Final = """
SELECT d.id, d.kind, d.subject_kind, d.subject_id, d.organization_id, d.title, d.template, d.is_internal, d.is_sealed,
    d.is_archival, d.status, d.problem, d.page_count, d.made_by, m.display_name AS made_by_name, d.created_at,
    d.made_at, s.stamped_at, coalesce(s.stamped_by, '') AS stamped_by, coalesce(s.stamp_problem, '') AS stamp_problem
FROM documents d LEFT JOIN members m ON m.tenant_id = d.tenant_id AND m.id = d.made_by
LEFT JOIN document_seals s ON s.tenant_id = d.tenant_id AND s.document_id = d.id
"""
ONE: Final = SELECT + "WHERE d.id = %(id)s"
LIST: Final = (
    SELECT
    + """
WHERE (%(everything)s OR d.organization_id = ANY(%(organizations)s::uuid[]))
    AND (%(internal)s OR NOT d.is_internal)
    AND (%(subject_kind)s::text IS NULL OR d.subject_kind = %(subject_kind)s)
    AND (%(subject_id)s::text IS NULL OR d.subject_id = %(subject_id)s)
    AND (%(organization)s::uuid IS NULL OR d.organization_id = %(organization)s)
    AND (%(before)s::uuid IS NULL OR d.id < %(before)s)
ORDER BY d.id DESC LIMIT %(limit)s
"""
)


@query("document.get", permission="document.view")
async def get_document(ctx: Ctx, document_id: DocumentId) -> Document:
    """Read one document, with a link of minutes to its PDF. Raises NotFound for what the reader may not see."""
    row = await ctx.db.maybe(ONE, {"id": document_id})
    if row is None:
        ctx.authorize_absent("document.view")
        raise NotFound()
    found = (await _complete(ctx, [row]))[0]
    ctx.authorize("internal_document.view" if found.is_internal else "document.view", found)
    return found


@query("document.list", permission="document.view")
async def list_documents(ctx: Ctx, query: ListDocuments) -> Page[Document]:
    """List documents, newest first; of one subject when it is named."""
    scope = ctx.scope("document.view")
    trees = await ctx.services.extras["organization_tree"].below(ctx, scope.trees) if scope.trees else ()
    after = decode_cursor(query.cursor, UUID)
    rows = await ctx.db.all(
        LIST,
        {
            "everything": scope.everything,
            "organizations": [*scope.organizations, *trees],
            "internal": ctx.may("internal_document.view"),
            "subject_kind": query.subject_kind,
            "subject_id": query.subject_id,
            "organization": query.organization_id,
            "before": after[0] if after else None,
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["id"]))
    return Page(await _complete(ctx, page.items), page.next)


async def _complete(ctx: Ctx, rows: list[dict[str, Any]]) -> list[Document]:
    """Rows to documents: where they belong in the tree, and their files."""
    places = {row["organization_id"] for row in rows if row["organization_id"]}
    paths: Mapping[UUID, tuple[UUID, ...]] = {}
    if places:
        paths = await ctx.services.extras["organization_tree"].paths(ctx, places)
    files = {file.subject_id: file for file in await files_of(ctx, FILES, [row["id"] for row in rows])}
    return [_shown(ctx, row, list(paths.get(row["organization_id"], ())), files.get(row["id"])) for row in rows]


def _shown(ctx: Ctx, row: dict[str, Any], path: list[UUID], file: FileRecord | None) -> Document:
    ready = row["status"] == DocumentStatus.READY and file is not None
    values = {
        **row,
        "path": path,
        "file_name": file_name(row["title"]),
        "link": link_to(ctx, file, inline=True) if ready and file else None,
        "size": file.size if ready and file else None,
    }
    return from_row(values, Document)
