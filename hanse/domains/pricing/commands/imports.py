"""Imports of prices as people drive them: upload, map the columns, check, import. A job works the rows."""

from __future__ import annotations

import asyncio
import tempfile
from itertools import islice
from typing import IO, Any, Final
from uuid import UUID

from hanse.domains.pricing.errors import ImportInvalidTransition
from hanse.domains.pricing.queries.imports import load_import
from hanse.domains.pricing.queries.lists import load_list
from hanse.domains.pricing.rules.rows import check_mapping, guess_mapping
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import MapPriceColumns, PriceImport, PriceImportStatus, UploadPrices
from hanse.kit.tables import Table, TableLimits, detect_decimal_style, open_table
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import FileRecord, Upload, find_file, keep_file
from hanse.platform.files.kinds import IMPORT

IMPORT_JOB: Final = "pricing.import"
FILES: Final = "price_import"
SAMPLE_ROWS: Final = 5
STYLE_ROWS: Final = 200
LIMITS: Final = TableLimits(rows=5_000_000, columns=200)
INSERT: Final = """
INSERT INTO price_imports (id, price_list_id, file_id, file_name, status, columns, sample, mapping, decimal_style,
    created_by, created_at, updated_at)
VALUES (%(id)s, %(list)s, %(file)s, %(name)s, 'uploaded', %(columns)s, %(sample)s, %(mapping)s, %(decimal)s, %(by)s,
    %(now)s, %(now)s)
"""
SET_MAPPING: Final = """
UPDATE price_imports SET mapping = %(mapping)s, decimal_style = %(decimal)s, date_order = %(date_order)s,
    status = 'uploaded', problem = '', row_count = 0, done_count = 0, written_count = 0, unchanged_count = 0,
    error_count = 0, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
START: Final = """
UPDATE price_imports SET status = %(status)s, job_id = %(job)s, problem = '', row_count = 0, done_count = 0,
    written_count = 0, unchanged_count = 0, error_count = 0, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
FORGET_PROBLEMS: Final = "DELETE FROM price_import_errors WHERE import_id = %(id)s"
LOCK: Final = "SELECT id FROM price_imports WHERE id = %(id)s FOR UPDATE"
FILE_OF: Final = "SELECT file_id FROM price_imports WHERE id = %(id)s"
_BUSY: Final = (PriceImportStatus.CHECKING, PriceImportStatus.IMPORTING)


@command("price_import.upload", permission="price_list.import")
async def upload_prices(ctx: Ctx, price_list_id: PriceListId, data: UploadPrices) -> PriceImport:
    """Take a CSV or XLSX file of entries in and guess what its columns are. Raises TableUnreadable and its kin."""
    item = await load_list(ctx, price_list_id, "price_list.import")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=IMPORT, name=data.name)
    stored = await ctx.services.files.put(upload, data.content)
    with tempfile.TemporaryFile() as file:
        file.write(data.content)
        columns, sample, decimal = await asyncio.to_thread(look_at, file, stored.name)
    import_id = PriceImportId.new()
    record = await keep_file(ctx, stored, FILES, import_id)
    values: dict[str, Any] = {
        "id": import_id,
        "list": price_list_id,
        "file": record.id,
        "name": record.name,
        "columns": columns,
        "sample": Json(sample),
        "mapping": Json(guess_mapping(columns)),
        "decimal": decimal,
        "by": ctx.principal.member_id,
        "now": ctx.now,
    }
    await ctx.db.run(INSERT, values)
    saved = await load_import(ctx, import_id)
    ctx.record("price_import", import_id, label=saved.file_name, after={"file": saved.file_name, "list": item.name})
    return saved


def look_at(file: IO[bytes], name: str) -> tuple[list[str], list[list[str]], str | None]:
    """The columns, the first rows, and the decimal style the numbers speak for. Blocking."""
    table = open_rows(file, name)
    rows = list(islice(table, STYLE_ROWS))
    sample = [[row.values[column][:100] for column in table.columns] for row in rows[:SAMPLE_ROWS]]
    texts = [text for row in rows for column, text in row.values.items() if column not in row.native]
    return table.columns, sample, detect_decimal_style(texts)


@command("price_import.map", permission="price_list.import")
async def map_prices(ctx: Ctx, price_import_id: PriceImportId, data: MapPriceColumns) -> PriceImport:
    """Say what each column is. Raises Invalid, ImportInvalidTransition while it runs or after it is done."""
    before = await _lock(ctx, price_import_id)
    ctx.check_version(before.version)
    if before.status in (*_BUSY, PriceImportStatus.DONE):
        raise ImportInvalidTransition("The columns of an import that runs or is done cannot be changed")
    values = {
        "id": price_import_id,
        "mapping": Json(check_mapping(data.mapping, before.columns)),
        "decimal": data.decimal_style,
        "date_order": data.date_order,
        "now": ctx.now,
    }
    await ctx.db.run(SET_MAPPING, values)
    await ctx.db.run(FORGET_PROBLEMS, {"id": price_import_id})
    after = await load_import(ctx, price_import_id)
    audited = ("status", "mapping", "decimal_style", "date_order")
    ctx.record(
        "price_import",
        price_import_id,
        label=after.file_name,
        before={name: getattr(before, name) for name in audited},
        after={name: getattr(after, name) for name in audited},
    )
    return after


@command("price_import.check", permission="price_list.import")
async def check_prices(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ImportInvalidTransition."""
    return await _start(ctx, price_import_id, PriceImportStatus.CHECKING)


@command("price_import.run", permission="price_list.import")
async def run_price_import(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ImportInvalidTransition, Invalid.
    """
    return await _start(ctx, price_import_id, PriceImportStatus.IMPORTING)


async def _start(ctx: Ctx, price_import_id: PriceImportId, status: PriceImportStatus) -> PriceImport:
    before = await _lock(ctx, price_import_id)
    if status is PriceImportStatus.IMPORTING:
        ctx.check_version(before.version)  # who imports must have seen these very columns
    if before.status in _BUSY:
        raise ImportInvalidTransition("This import is under way")
    check_mapping(before.mapping, before.columns)
    payload = {"import_id": price_import_id, "dry": status is PriceImportStatus.CHECKING}
    job = await ctx.services.jobs.enqueue(ctx, IMPORT_JOB, payload, track=True)
    await ctx.db.run(START, {"id": price_import_id, "status": status, "job": job, "now": ctx.now})
    await ctx.db.run(FORGET_PROBLEMS, {"id": price_import_id})
    after = await load_import(ctx, price_import_id)
    ctx.record(
        "price_import",
        price_import_id,
        label=after.file_name,
        before={"status": before.status},
        after={"status": after.status},
    )
    return after


async def _lock(ctx: Ctx, price_import_id: PriceImportId) -> PriceImport:
    await ctx.db.maybe(LOCK, {"id": price_import_id})
    return await load_import(ctx, price_import_id)


async def file_of(ctx: Ctx, price_import_id: PriceImportId) -> FileRecord:
    """The file of an import the caller has asked about."""
    file_id: UUID = await ctx.db.value(FILE_OF, {"id": price_import_id})
    return await find_file(ctx, FILES, price_import_id, file_id)


def open_rows(file: IO[bytes], name: str) -> Table:
    """The rows of a file, from the beginning. Blocking."""
    return open_table(file, name, LIMITS)  # type: ignore[arg-type]
