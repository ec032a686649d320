"""The job that works the rows of an import, a batch per transaction: a killed worker's successor goes on from there.

A check does exactly what an import does and undoes each batch.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, Final

from hanse.domains.catalog.commands.imports import FILES, LIMITS
from hanse.domains.catalog.commands.keeping import REINDEX_JOB
from hanse.domains.catalog.commands.upserting import BatchOutcome, Upserting, write_batch
from hanse.domains.catalog.events import ProductsImported
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.imports import FILE_OF, load_import
from hanse.domains.catalog.rules.rows import ProductReader, ProductRow, read_product_row
from hanse.domains.catalog.types import ProductImport, ProductImportId
from hanse.kit.errors import HanseError
from hanse.kit.structs import Data, convert, to_builtins
from hanse.kit.tables import Row, open_table
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import FileRecord, find_file
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 2_000
SPOOL: Final = 32_000_000
PROBLEMS_LIMIT: Final = 100_000
SET_COUNTS: Final = """
UPDATE catalog_imports SET row_count = %(total)s, done_count = %(rows)s, created_count = %(created)s,
    updated_count = %(updated)s, unchanged_count = %(unchanged)s, error_count = %(errors)s, updated_at = %(now)s
WHERE id = %(id)s
"""
FINISH: Final = """
UPDATE catalog_imports SET status = %(status)s, problem = %(problem)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ADD_PROBLEMS: Final = """
INSERT INTO catalog_import_errors (import_id, row_number, position, column_name, value, message)
SELECT %(import)s, i.row_number, i.position, i.column_name, i.value, i.message
FROM jsonb_to_recordset(%(rows)s) AS i (row_number integer, position integer, column_name text, value text,
    message text)
ON CONFLICT (tenant_id, import_id, row_number, position) DO NOTHING
"""


class ImportTally(Data, frozen=True, kw_only=True):
    """How far an import is; saved with each batch."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: int = 0


class _Undone(Exception):
    """Carries the end of a batch out of the savepoint that is rolled back with it."""


async def import_rows(services: Services, job: RunningJob) -> None:
    """Work a whole file. A file that cannot be read ends the import with the reason; single rows never do."""
    import_id = ProductImportId.parse(str(job.payload["import_id"]))
    async with job.open() as ctx:
        item = await load_import(ctx, import_id)
        record = await find_file(ctx, FILES, import_id, await ctx.db.value(FILE_OF, {"id": import_id}))
        reader = ProductReader(
            mapping={column: item.mapping[column] for column in item.columns if column in item.mapping},
            decimal_style=item.decimal_style,
            date_order=item.date_order,
            attributes=await declared_attributes(ctx),
        )
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        await _fetch(services, job, record, file)
        work = _Work(job, item, reader, file)
        try:
            await work.run()
        except HanseError as error:
            if error.status >= 500:
                raise
            await work.finish("failed", error.message)


async def _fetch(services: Services, job: RunningJob, record: FileRecord, into: IO[bytes]) -> None:
    """Copy the stored bytes into a seekable file, in pieces."""
    assert job.tenant is not None
    opened = await services.files.open(job.tenant.id, record.key)
    async for piece in opened.chunks:
        await asyncio.to_thread(into.write, piece)
    into.seek(0)


class _Work:
    """One run over one file."""

    def __init__(self, job: RunningJob, item: ProductImport, reader: ProductReader, file: Any) -> None:
        self.job = job
        self.item = item
        self.reader = reader
        self.file = file
        self.dry = bool(job.payload["dry"])
        self.tally = ImportTally()
        self.upserting = Upserting(activates=item.is_activating)

    async def run(self) -> None:
        """Work batch after batch, beginning after what an earlier attempt saved; then finish."""
        saved = await self.job.saved_cursor()
        self.tally = convert(saved, ImportTally) if saved else ImportTally()
        total = await asyncio.to_thread(self._count)
        rows = await asyncio.to_thread(self._open)
        await asyncio.to_thread(lambda: list(islice(rows, self.tally.rows)) if self.tally.rows else None)
        batch = await asyncio.to_thread(self._take, rows)
        while batch:
            # The next rows are read while the database works on these.
            coming = asyncio.create_task(asyncio.to_thread(self._take, rows))
            try:
                async with self.job.open() as ctx:
                    outcome = await self._write(ctx, batch)
                    await self._note(ctx, batch, outcome, total)
            finally:
                batch = await coming
        await self.finish("checked" if self.dry else "done", "")

    def _open(self) -> Iterator[Row]:
        self.file.seek(0)
        return iter(open_table(self.file, self.item.file_name, LIMITS))

    def _count(self) -> int:
        """How many rows there are; reads the whole file, so that a broken one is noticed before anything is written."""
        return sum(1 for _ in self._open())

    def _take(self, rows: Iterator[Row]) -> list[ProductRow]:
        return [read_product_row(row, self.reader) for row in islice(rows, BATCH)]

    async def _write(self, ctx: Ctx, batch: list[ProductRow]) -> BatchOutcome:
        if not self.dry:
            return await write_batch(ctx, batch, self.upserting)
        outcome: BatchOutcome | None = None
        try:
            async with ctx.db.savepoint():
                outcome = await write_batch(ctx, batch, self.upserting, indexes=False)
                raise _Undone()
        except _Undone:
            self.upserting.forget_places()
        assert outcome is not None
        return outcome

    async def _note(self, ctx: Ctx, batch: list[ProductRow], outcome: BatchOutcome, total: int) -> None:
        wrong = [row for row in batch if row.problems]
        self.tally = ImportTally(
            rows=self.tally.rows + len(batch),
            created=self.tally.created + outcome.created,
            updated=self.tally.updated + outcome.updated,
            unchanged=self.tally.unchanged + outcome.unchanged,
            errors=self.tally.errors + len(wrong),
        )
        if wrong and self.tally.errors <= PROBLEMS_LIMIT:
            await ctx.db.run(ADD_PROBLEMS, {"import": self.item.id, "rows": Json(self._problems(wrong))})
        saved = to_builtins(self.tally)
        await ctx.db.run(SET_COUNTS, {**saved, "total": total, "id": self.item.id, "now": ctx.now})
        if not self.dry:
            ctx.record("product_import", self.item.id, label=self.item.file_name, after=saved)
        message = "Checking" if self.dry else "Importing"
        await self.job.progress(self.tally.rows, total, message, cursor=saved, ctx=ctx)

    def _problems(self, wrong: list[ProductRow]) -> list[dict[str, Any]]:
        columns = {meaning: column for column, meaning in self.item.mapping.items()}
        return [
            {
                "row_number": row.row_number,
                "position": position,
                "column_name": columns.get(problem.column, problem.column)[:200],
                "value": problem.value[:200],
                "message": problem.message[:500],
            }
            for row in wrong
            for position, problem in enumerate(row.problems)
        ]

    async def finish(self, status: str, problem: str) -> None:
        """Say that it is over, together with the end of the job."""
        async with self.job.open() as ctx:
            values = {"id": self.item.id, "status": status, "problem": problem[:500], "now": ctx.now}
            await ctx.db.run(FINISH, values)
            ctx.record("product_import", self.item.id, label=self.item.file_name, after={"status": status})
            if status == "done" and self.tally.created + self.tally.updated:
                ctx.emit(
                    ProductsImported(import_id=self.item.id, created=self.tally.created, updated=self.tally.updated)
                )
                # Products are found in the catalogue already; the search of everything follows.
                await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"documents": True})
            await self.job.complete(ctx, to_builtins(self.tally))
