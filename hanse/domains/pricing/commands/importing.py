"""The job that works the rows of a file of prices, thousands per transaction; a killed worker's successor goes on.

A check does exactly what an import does and undoes each batch. Of rows that say the same, the last one holds.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from itertools import islice
from typing import Any, Final
from zoneinfo import ZoneInfo

from hanse.domains.pricing.commands.entries import TOUCH, UPSERT, Placed, columns_of, look_up, problem_of
from hanse.domains.pricing.commands.imports import file_of, open_rows
from hanse.domains.pricing.events import PricesChanged
from hanse.domains.pricing.queries.imports import load_import
from hanse.domains.pricing.queries.lists import lock_list
from hanse.domains.pricing.rules.entries import ReadEntry
from hanse.domains.pricing.rules.rows import Problem, Reader, read_row
from hanse.domains.pricing.types import PriceImportId
from hanse.domains.pricing.types.files import PriceImport
from hanse.kit.errors import HanseError
from hanse.kit.structs import Data, convert, to_builtins
from hanse.platform.context import Ctx
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 10_000
SPOOL: Final = 8_000_000
PROBLEMS_MAXIMUM: Final = 100_000
SET_COUNTS: Final = """
UPDATE price_imports SET row_count = %(rows)s, done_count = %(rows)s, written_count = %(written)s,
    unchanged_count = %(unchanged)s, error_count = %(errors)s, updated_at = %(now)s
WHERE id = %(id)s
"""
FINISH: Final = """
UPDATE price_imports SET status = %(status)s, problem = %(problem)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ADD_PROBLEMS: Final = """
INSERT INTO price_import_errors (import_id, row_number, position, column_name, value, message)
SELECT %(import)s, p.row_number, p.position, p.column_name, p.value, p.message
FROM unnest(%(rows)s::int[], %(positions)s::int[], %(columns)s::text[], %(values)s::text[], %(messages)s::text[])
    AS p (row_number, position, column_name, value, message)
ON CONFLICT (tenant_id, import_id, row_number, position) DO NOTHING
"""


class Tally(Data, frozen=True, kw_only=True):
    """How far an import is; saved with each batch."""

    rows: int = 0
    written: int = 0
    unchanged: int = 0
    errors: int = 0


class _Undone(Exception):
    """Rolls a batch of a check back."""


Wrong = tuple[int, Problem]


async def import_prices(services: Services, job: RunningJob) -> None:
    """Work a whole file. A file that cannot be read ends the import with the reason; single rows never do."""
    import_id = PriceImportId.parse(str(job.payload["import_id"]))
    async with job.open() as ctx:
        item = await load_import(ctx, import_id)
        record = await file_of(ctx, import_id)
        prices = await lock_list(ctx, item.price_list_id, "price_list.import")
        zone = ZoneInfo(ctx.tenant.timezone)
    reader = Reader(
        columns={meaning: column for column, meaning in item.mapping.items()},
        decimal_style=item.decimal_style,
        date_order=item.date_order,
        layer=prices.layer,
        zone=zone,
    )
    assert job.tenant is not None
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        opened = await services.files.open(job.tenant.id, record.key)
        async for piece in opened.chunks:
            await asyncio.to_thread(file.write, piece)
        work = _Work(job, item, reader, file)
        try:
            await work.run()
        except HanseError as error:
            if error.status >= 500:
                raise
            await work.finish("failed", error.message)


class _Work:
    """One run over one file."""

    def __init__(self, job: RunningJob, item: PriceImport, reader: Reader, file: Any) -> None:
        self.job = job
        self.item = item
        self.reader = reader
        self.file = file
        self.dry = bool(job.payload["dry"])
        self.tally = Tally()

    async def run(self) -> None:
        """Write batch after batch, after what an earlier attempt saved; then finish."""
        saved = await self.job.saved_cursor()
        self.tally = convert(saved, Tally) if saved else Tally()
        total = await asyncio.to_thread(self._count)
        rows = await asyncio.to_thread(self._open)
        await asyncio.to_thread(lambda: [None for _ in islice(rows, self.tally.rows)] and None)
        while True:
            count, entries, wrong = await asyncio.to_thread(self._take, rows)
            if not count:
                break
            async with self.job.open() as ctx:
                await self._apply(ctx, count, entries, wrong)
                message = "Checking" if self.dry else "Importing"
                await self.job.progress(self.tally.rows, total, message, cursor=to_builtins(self.tally), ctx=ctx)
        await self.finish("checked" if self.dry else "done", "")

    def _open(self) -> Any:
        self.file.seek(0)
        return iter(open_rows(self.file, self.item.file_name))

    def _count(self) -> int:
        """How many rows there are; reads the whole file, so that a broken one is noticed before anything is written."""
        return sum(1 for _ in self._open())

    def _take(self, rows: Any) -> tuple[int, list[ReadEntry], list[Wrong]]:
        count = 0
        entries: list[ReadEntry] = []
        wrong: list[Wrong] = []
        for row in islice(rows, BATCH):
            count += 1
            entry, problems = read_row(row, self.reader, row.number)
            wrong.extend((row.number, problem) for problem in problems)
            if entry is not None:
                entries.append(entry)
        return count, entries, wrong

    async def _apply(self, ctx: Ctx, count: int, entries: Sequence[ReadEntry], wrong: list[Wrong]) -> None:
        """Write what is right in a batch, and keep what is not."""
        prices = await lock_list(ctx, self.item.price_list_id, "price_list.import")
        found = await look_up(ctx, entries)
        placed: dict[Any, Placed] = {}
        for number, entry in enumerate(entries):
            target, unit = found.get(number, (None, None))
            problem = problem_of(entry, target, unit)
            if problem is not None:
                meaning = problem.path.rpartition(".")[2]
                column = self.reader.columns.get(meaning, "")
                wrong.append((entry.position, Problem(column, entry.key[:200], problem.message)))
                continue
            one = Placed(entry, target, entry.unit if entry.unit is not None else unit or "")
            placed[target, one.unit, entry.minimum, entry.starts_at] = one
        kept = sorted(placed.values(), key=lambda one: one.target_id)
        written = 0
        try:
            async with ctx.db.savepoint():
                written = await ctx.db.run(UPSERT, columns_of(ctx, prices, kept)) if kept else 0
                if self.dry:
                    raise _Undone
        except _Undone:
            pass
        bad_rows = len({row for row, _ in wrong})
        self.tally = Tally(
            rows=self.tally.rows + count,
            written=self.tally.written + written,
            unchanged=self.tally.unchanged + count - bad_rows - written,
            errors=self.tally.errors + bad_rows,
        )
        await self._keep(ctx, wrong)

    async def _keep(self, ctx: Ctx, wrong: Sequence[Wrong]) -> None:
        shown = list(wrong) if self.tally.errors <= PROBLEMS_MAXIMUM else []
        if shown:
            wanted = {
                "import": self.item.id,
                "rows": [row for row, _ in shown],
                "positions": list(range(len(shown))),
                "columns": [problem.column for _, problem in shown],
                "values": [problem.value for _, problem in shown],
                "messages": [problem.message[:500] for _, problem in shown],
            }
            await ctx.db.run(ADD_PROBLEMS, wanted)
        await ctx.db.run(SET_COUNTS, {**to_builtins(self.tally), "id": self.item.id, "now": ctx.now})

    async def finish(self, status: str, problem: str) -> None:
        """Say that it is over, together with the end of the job."""
        async with self.job.open() as ctx:
            await ctx.db.run(FINISH, {"id": self.item.id, "status": status, "problem": problem[:500], "now": ctx.now})
            if status == "done" and self.tally.written:
                await ctx.db.run(TOUCH, {"id": self.item.price_list_id, "now": ctx.now})
                prices = await lock_list(ctx, self.item.price_list_id, "price_list.import")
                said = {"file": self.item.file_name, "written": self.tally.written}
                ctx.record("price_list", prices.id, label=prices.name, after=said)
                ctx.emit(PricesChanged(price_list_id=prices.id, written=self.tally.written, removed=0), subject=prices)
            await self.job.complete(ctx, to_builtins(self.tally))
