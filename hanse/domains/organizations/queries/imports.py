"""Reads of imports: their state, and the problems found in their rows."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.rules.columns import import_fields
from hanse.domains.organizations.types import (
    ImportField,
    ImportId,
    ImportProblem,
    ListImportProblems,
    ListImports,
    OrganizationImport,
)
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import Data, from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_IMPORTS = """
SELECT id, file_name, status, columns, sample, mapping, decimal_style, date_order, job_id, row_count, created_count,
    updated_count, unchanged_count, error_count, problem, created_by, version, created_at, updated_at
FROM organization_imports
"""
GET_IMPORT = SELECT_IMPORTS + "WHERE id = %(id)s"
LIST_IMPORTS = SELECT_IMPORTS + "WHERE (%(after)s::uuid IS NULL OR id < %(after)s) ORDER BY id DESC LIMIT %(limit)s"
FILE_OF = "SELECT file_id FROM organization_imports WHERE id = %(id)s"
SELECT_PROBLEMS = """
SELECT row_number, position, column_name, value, message FROM organization_import_errors WHERE import_id = %(id)s
"""
LIST_PROBLEMS = (
    SELECT_PROBLEMS
    + """
AND (%(after_row)s::integer IS NULL OR (row_number, position) > (%(after_row)s, %(after_position)s))
ORDER BY row_number, position LIMIT %(limit)s
"""
)
ALL_PROBLEMS = SELECT_PROBLEMS + "ORDER BY row_number, position"


class ImportFields(Data, frozen=True, kw_only=True):
    """Everything a column can be."""

    items: list[ImportField]


@query("organization.import_fields", permission="organization.import")
async def list_import_fields(ctx: Ctx) -> ImportFields:
    """List what a column of a file can be: the standard facts, then the declared fields."""
    ctx.authorize("organization.import")
    return ImportFields(items=import_fields(await declared_fields(ctx)))


@query("organization.get_import", permission="organization.import")
async def get_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Read one import. Raises NotFound."""
    return await load_import(ctx, import_id)


@query("organization.list_imports", permission="organization.import")
async def list_imports(ctx: Ctx, query: ListImports) -> Page[OrganizationImport]:
    """List imports, newest first."""
    ctx.authorize("organization.import")
    after = decode_cursor(query.cursor, UUID)
    parameters = {"after": after and after[0], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_IMPORTS, parameters, into=OrganizationImport)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.id.uuid))


@query("organization.import_problems", permission="organization.import")
async def list_import_problems(ctx: Ctx, import_id: ImportId, query: ListImportProblems) -> Page[ImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    await load_import(ctx, import_id)
    after = decode_cursor(query.cursor, int, int) or (None, None)
    parameters = {"id": import_id, "after_row": after[0], "after_position": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_PROBLEMS, parameters, into=ImportProblem)
    return page_of(rows, query.limit, lambda item: encode_cursor(item.row_number, item.position))


async def stream_problems(ctx: Ctx, import_id: ImportId) -> AsyncIterator[ImportProblem]:
    """Every problem of an import the caller has asked about, in constant memory."""
    async for row in ctx.db.stream(ALL_PROBLEMS, {"id": import_id}):
        yield from_row(row, ImportProblem)


async def load_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """One import for whoever may import. Raises NotFound, Forbidden."""
    row: dict[str, Any] | None = await ctx.db.maybe(GET_IMPORT, {"id": import_id})
    if row is None:
        ctx.authorize_absent("organization.import")
        raise NotFound()
    ctx.authorize("organization.import")
    return from_row(row, OrganizationImport)
