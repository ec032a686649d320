"""Imports as people drive them: upload, map the columns, check without writing, import. A job works the rows."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from itertools import islice
from typing import IO, Any, Final

from hanse.domains.catalog.errors import ProductImportInvalidTransition
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.imports import load_import
from hanse.domains.catalog.rules.columns import check_columns, guess_mapping, product_fields
from hanse.domains.catalog.types import (
    MapProductColumns,
    ProductImport,
    ProductImportId,
    ProductImportStatus,
    UploadProductImport,
)
from hanse.kit.tables import TableLimits, detect_decimal_style, open_table
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import Upload, keep_file
from hanse.platform.files.kinds import IMPORT

IMPORT_JOB: Final = "catalog.import"
FILES: Final = "product_import"
SAMPLE_ROWS: Final = 5
STYLE_ROWS: Final = 200
LIMITS: Final = TableLimits(rows=500_000, columns=300)
INSERT: Final = """
INSERT INTO catalog_imports (id, file_id, file_name, status, columns, sample, mapping, decimal_style, created_by,
    created_at, updated_at)
VALUES (%(id)s, %(file)s, %(name)s, 'uploaded', %(columns)s, %(sample)s, %(mapping)s, %(decimal)s, %(by)s, %(now)s,
    %(now)s)
"""
SET_MAPPING: Final = """
UPDATE catalog_imports SET mapping = %(mapping)s, decimal_style = %(decimal)s, date_order = %(date_order)s,
    is_activating = %(activating)s, status = 'uploaded', problem = '', row_count = 0, done_count = 0,
    created_count = 0, updated_count = 0, unchanged_count = 0, error_count = 0, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
START: Final = """
UPDATE catalog_imports SET status = %(status)s, job_id = %(job)s, problem = '', row_count = 0, done_count = 0,
    created_count = 0, updated_count = 0, unchanged_count = 0, error_count = 0, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
FORGET_PROBLEMS: Final = "DELETE FROM catalog_import_errors WHERE import_id = %(id)s"
LOCK: Final = "SELECT id FROM catalog_imports WHERE id = %(id)s FOR UPDATE"
_BUSY: Final = (ProductImportStatus.CHECKING, ProductImportStatus.IMPORTING)


@command("product.upload_import", permission="product.import")
async def upload_import(ctx: Ctx, data: UploadProductImport) -> ProductImport:
    """Take a CSV or XLSX file in and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
    ctx.authorize("product.import")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=IMPORT, name=data.name)
    stored = await ctx.services.files.put(upload, data.content)
    with tempfile.TemporaryFile() as file:
        file.write(data.content)
        columns, sample, decimal = await asyncio.to_thread(_look_at, file, stored.name)
    import_id = ProductImportId.new()
    record = await keep_file(ctx, stored, FILES, import_id)
    fields = product_fields((await declared_attributes(ctx)).values())
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
    ctx.record("product_import", import_id, label=saved.file_name, after={"file": saved.file_name})
    return saved


def _look_at(file: IO[bytes], name: str) -> tuple[list[str], list[list[str]], str | None]:
    """The columns, the first rows, and the decimal style the numbers speak for. Blocking."""
    table = open_table(file, name, LIMITS)  # type: ignore[arg-type]
    rows = list(islice(table, STYLE_ROWS))
    sample = [[row.values[column][:100] for column in table.columns] for row in rows[:SAMPLE_ROWS]]
    texts = [text for row in rows for column, text in row.values.items() if column not in row.native]
    return table.columns, sample, detect_decimal_style(texts)


@command("product.map_import", permission="product.import")
async def map_import(ctx: Ctx, import_id: ProductImportId, data: MapProductColumns) -> ProductImport:
    """Say what each column is. Raises Invalid, Forbidden, ProductImportInvalidTransition while it runs or once done."""
    before = await _lock(ctx, import_id)
    ctx.check_version(before.version)
    if before.status in (*_BUSY, ProductImportStatus.DONE):
        raise ProductImportInvalidTransition("The columns of an import that runs or is done cannot be changed")
    fields = product_fields((await declared_attributes(ctx)).values())
    mapping = check_columns(data.mapping, before.columns, fields)
    _check_rights(ctx, mapping, data.is_activating)
    values = {
        "id": import_id,
        "mapping": Json(mapping),
        "decimal": data.decimal_style,
        "date_order": data.date_order,
        "activating": data.is_activating,
        "now": ctx.now,
    }
    await ctx.db.run(SET_MAPPING, values)
    await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
    after = await load_import(ctx, import_id)
    ctx.record("product_import", import_id, label=after.file_name, before=_audited(before), after=_audited(after))
    return after


@command("product.check_import", permission="product.import")
async def check_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ProductImportInvalidTransition."""
    return await _start(ctx, import_id, ProductImportStatus.CHECKING)


@command("product.run_import", permission="product.import")
async def run_import(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ProductImportInvalidTransition, Invalid.
    """
    return await _start(ctx, import_id, ProductImportStatus.IMPORTING)


async def _start(ctx: Ctx, import_id: ProductImportId, status: ProductImportStatus) -> ProductImport:
    before = await _lock(ctx, import_id)
    if status is ProductImportStatus.IMPORTING:
        # Who imports must have seen these very columns; a check harms nobody.
        ctx.check_version(before.version)
    if before.status in _BUSY:
        raise ProductImportInvalidTransition("This import is under way")
    check_columns(before.mapping, before.columns, product_fields((await declared_attributes(ctx)).values()))
    _check_rights(ctx, before.mapping, before.is_activating)
    payload = {"import_id": import_id, "dry": status is ProductImportStatus.CHECKING}
    job = await ctx.services.jobs.enqueue(ctx, IMPORT_JOB, payload, track=True)
    await ctx.db.run(START, {"id": import_id, "status": status, "job": job, "now": ctx.now})
    await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
    after = await load_import(ctx, import_id)
    ctx.record(
        "product_import",
        import_id,
        label=after.file_name,
        before={"status": before.status},
        after={"status": after.status},
    )
    return after


async def _lock(ctx: Ctx, import_id: ProductImportId) -> ProductImport:
    await ctx.db.maybe(LOCK, {"id": import_id})
    return await load_import(ctx, import_id)


def _check_rights(ctx: Ctx, mapping: Mapping[str, str], is_activating: bool) -> None:
    """An import may do no more than whoever starts it."""
    ctx.authorize("product.create")
    ctx.authorize("product.update")
    if is_activating or "status" in mapping.values():
        ctx.authorize("product.activate")
    if "categories" in mapping.values():
        ctx.authorize("category.manage")


def _audited(item: ProductImport) -> dict[str, Any]:
    return {name: getattr(item, name) for name in ("status", "mapping", "decimal_style", "date_order", "is_activating")}
