"""Imports as people drive them: upload, map the columns, check without writing, import. A job works the rows."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

from hanse.domains.organizations.errors import ImportInvalidTransition
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.imports import FILE_OF, load_import
from hanse.domains.organizations.rules.columns import TERMS, check_mapping, guess_mapping, import_fields
from hanse.domains.organizations.types import ImportId, ImportStatus, MapColumns, OrganizationImport, UploadImport
from hanse.kit.tables import Table, TableLimits, detect_decimal_style, open_table
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import FileRecord, Upload, find_file, keep_file
from hanse.platform.files.kinds import IMPORT
from hanse.platform.services import Services

IMPORT_JOB: Final = "organizations.import"
FILES: Final = "organization_import"
SAMPLE_ROWS: Final = 5
STYLE_ROWS: Final = 200
LIMITS: Final = TableLimits(rows=200_000, columns=200)
INSERT = """
INSERT INTO organization_imports (id, file_id, file_name, status, columns, sample, mapping, decimal_style, created_by,
    created_at, updated_at)
VALUES (%(id)s, %(file)s, %(name)s, 'uploaded', %(columns)s, %(sample)s, %(mapping)s, %(decimal)s, %(by)s, %(now)s,
    %(now)s)
"""
SET_MAPPING = """
UPDATE organization_imports SET mapping = %(mapping)s, decimal_style = %(decimal)s, date_order = %(date_order)s,
    status = 'uploaded', problem = '', row_count = 0, created_count = 0, updated_count = 0, unchanged_count = 0,
    error_count = 0, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
START = """
UPDATE organization_imports SET status = %(status)s, job_id = %(job)s, problem = '', row_count = 0, created_count = 0,
    updated_count = 0, unchanged_count = 0, error_count = 0, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
FORGET_PROBLEMS = "DELETE FROM organization_import_errors WHERE import_id = %(id)s"
LOCK = "SELECT id FROM organization_imports WHERE id = %(id)s FOR UPDATE"
_BUSY: Final = (ImportStatus.CHECKING, ImportStatus.IMPORTING)


@command("organization.upload_import", permission="organization.import")
async def upload_import(ctx: Ctx, data: UploadImport) -> OrganizationImport:
    """Take a CSV or XLSX file in and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
    ctx.authorize("organization.import")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=IMPORT, name=data.name)
    stored = await ctx.services.files.put(upload, data.content)
    with tempfile.TemporaryFile() as file:
        file.write(data.content)
        columns, sample, decimal = await asyncio.to_thread(look_at, file, stored.name)
    import_id = ImportId.new()
    record = await keep_file(ctx, stored, FILES, import_id)
    fields = import_fields(await declared_fields(ctx))
    values: dict[str, Any] = {
        "id": import_id,
        "file": record.id,
        "name": record.name,
        "columns": columns,
        "sample": Json(sample),
        "mapping": Json(guess_mapping(columns, fields)),
        "decimal": decimal,
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    saved = await load_import(ctx, import_id)
    ctx.record("organization_import", import_id, label=saved.file_name, after={"file": saved.file_name})
    return saved


def look_at(file: IO[bytes], name: str) -> tuple[list[str], list[list[str]], str | None]:
    """The columns, the first rows, and the decimal style the numbers speak for. Blocking."""
    table = open_table(file, name, LIMITS)  # type: ignore[arg-type]
    rows = list(islice(table, STYLE_ROWS))
    sample = [[row.values[column][:100] for column in table.columns] for row in rows[:SAMPLE_ROWS]]
    texts = [text for row in rows for column, text in row.values.items() if column not in row.native]
    return table.columns, sample, detect_decimal_style(texts)


@command("organization.map_import", permission="organization.import")
async def map_import(ctx: Ctx, import_id: ImportId, data: MapColumns) -> OrganizationImport:
    """Say what each column is. Columns of terms, status or place in the tree ask for the rights to change those.

    Raises Invalid, Forbidden, ImportInvalidTransition while it runs or after it is done.
    """
    before = await _lock(ctx, import_id)
    ctx.check_version(before.version)
    if before.status in (*_BUSY, ImportStatus.DONE):
        raise ImportInvalidTransition("The columns of an import that runs or is done cannot be changed")
    mapping = check_mapping(data.mapping, before.columns, import_fields(await declared_fields(ctx)))
    _check_rights(ctx, mapping)
    values = {
        "id": import_id,
        "mapping": Json(mapping),
        "decimal": data.decimal_style,
        "date_order": data.date_order,
        "now": ctx.now,
    }
    await ctx.db.run(SET_MAPPING, values)
    await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
    after = await load_import(ctx, import_id)
    ctx.record("organization_import", import_id, label=after.file_name, before=_audited(before), after=_audited(after))
    return after


@command("organization.check_import", permission="organization.import")
async def check_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ImportInvalidTransition."""
    return await _start(ctx, import_id, ImportStatus.CHECKING)


@command("organization.run_import", permission="organization.import")
async def run_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ImportInvalidTransition, Invalid.
    """
    return await _start(ctx, import_id, ImportStatus.IMPORTING)


async def _start(ctx: Ctx, import_id: ImportId, status: ImportStatus) -> OrganizationImport:
    before = await _lock(ctx, import_id)
    if status is ImportStatus.IMPORTING:
        # Who imports must have seen these very columns; a check harms nobody.
        ctx.check_version(before.version)
    if before.status in _BUSY:
        raise ImportInvalidTransition("This import is under way")
    check_mapping(before.mapping, before.columns, import_fields(await declared_fields(ctx)))
    _check_rights(ctx, before.mapping)
    payload = {"import_id": import_id, "dry": status is ImportStatus.CHECKING}
    job = await ctx.services.jobs.enqueue(ctx, IMPORT_JOB, payload, track=True)
    await ctx.db.run(START, {"id": import_id, "status": status, "job": job, "now": ctx.now})
    await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
    after = await load_import(ctx, import_id)
    ctx.record(
        "organization_import",
        import_id,
        label=after.file_name,
        before={"status": before.status},
        after={"status": after.status},
    )
    return after


async def _lock(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    await ctx.db.maybe(LOCK, {"id": import_id})
    return await load_import(ctx, import_id)


def _check_rights(ctx: Ctx, mapping: Mapping[str, str]) -> None:
    """An import may do no more than whoever starts it."""
    meanings = set(mapping.values())
    ctx.authorize("organization.create")
    ctx.authorize("organization.manage")
    ctx.authorize("organization.update")
    if meanings & TERMS:
        ctx.authorize("organization.set_terms")
    if "status" in meanings:
        ctx.authorize("organization.activate")
    if "parent_number" in meanings:
        ctx.authorize("organization.move")
    if any(meaning.startswith("address_") for meaning in meanings):
        ctx.authorize("organization.manage_addresses")
    if "tax_number" in meanings:
        ctx.authorize("organization.manage_tax_ids")


def _audited(item: OrganizationImport) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("status", "mapping", "decimal_style", "date_order")}


async def file_of(ctx: Ctx, import_id: ImportId) -> FileRecord:
    """The file of an import the caller has asked about."""
    file_id: UUID = await ctx.db.value(FILE_OF, {"id": import_id})
    return await find_file(ctx, FILES, import_id, file_id)


async def fetch(services: Services, tenant_id: UUID, record: FileRecord, into: IO[bytes]) -> None:
    """Copy the stored bytes into a seekable file, in pieces."""
    opened = await services.files.open(tenant_id, record.key)
    async for piece in opened.chunks:
        await asyncio.to_thread(into.write, piece)
    into.seek(0)


def open_rows(file: IO[bytes], name: str) -> Table:
    """The rows of a stored file, from the beginning. Blocking."""
    return open_table(file, name, LIMITS)  # type: ignore[arg-type]
