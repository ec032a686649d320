"""The job that works the rows of an import, a batch per transaction: a killed worker's successor goes on from there.

A check does exactly what an import does and undoes each batch. First every organization is written, then those are
placed whose parent stands further down in the file.
"""

from __future__ import annotations

import asyncio
import tempfile
from itertools import islice
from typing import Any, Final

from hanse.domains.access.api import reindex_members_at
from hanse.domains.organizations.commands.imports import fetch, file_of, open_rows
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.placing import Forest, place_rows
from hanse.domains.organizations.commands.rowwise import Outcome, apply_batch
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.imports import load_import
from hanse.domains.organizations.rules.rows import ParsedRow, Problem, Reader, read_row
from hanse.domains.organizations.types import ImportId, OrganizationImport
from hanse.kit.errors import HanseError
from hanse.kit.structs import Data, convert, to_builtins
from hanse.platform.context import Ctx
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 100
SPOOL: Final = 8_000_000
SET_COUNTS = """
UPDATE organization_imports SET row_count = %(rows)s, created_count = %(created)s, updated_count = %(updated)s,
    unchanged_count = %(unchanged)s, error_count = %(errors)s, updated_at = %(now)s
WHERE id = %(id)s
"""
FINISH = """
UPDATE organization_imports SET status = %(status)s, problem = %(problem)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
# Plans that were made for small tables (also those of foreign keys) would go through whole tables as these grow.
FORGET_PLANS = "DISCARD PLANS"
ADD_PROBLEM = """
INSERT INTO organization_import_errors (import_id, row_number, position, column_name, value, message)
VALUES (%(import)s, %(row)s, %(position)s, %(column)s, %(value)s, %(message)s)
ON CONFLICT (tenant_id, import_id, row_number, position) DO UPDATE SET column_name = excluded.column_name,
    value = excluded.value, message = excluded.message
"""


class Tally(Data, frozen=True, kw_only=True):
    """How far an import is; saved with each batch."""

    phase: str = "write"
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: int = 0
    placed: int = 0


class _Undone(Exception):
    """Carries the outcome of a batch out of the savepoint that is rolled back with it."""


async def import_rows(services: Services, job: RunningJob) -> None:
    """Work a whole file. A file that cannot be read ends the import with the reason; single rows never do."""
    import_id = ImportId.parse(str(job.payload["import_id"]))
    dry = bool(job.payload["dry"])
    async with job.open() as ctx:
        item = await load_import(ctx, import_id)
        record = await file_of(ctx, import_id)
        reader = await _reader(ctx, item)
    assert job.tenant is not None
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        await fetch(services, job.tenant.id, record, file)
        work = _Work(job, item, reader, file, dry)
        try:
            await work.run()
        except HanseError as error:
            if error.status >= 500:
                raise
            await work.finish("failed", error.message)


async def _reader(ctx: Ctx, item: OrganizationImport) -> Reader:
    return Reader(
        mapping=item.mapping,
        decimal_style=item.decimal_style,
        date_order=item.date_order,
        custom={field.key: field for field in await declared_fields(ctx)},
        currency=ctx.tenant.currency,
    )


class _Work:
    """One run over one file."""

    def __init__(self, job: RunningJob, item: OrganizationImport, reader: Reader, file: Any, dry: bool) -> None:
        self.job = job
        self.item = item
        self.reader = reader
        self.file = file
        self.dry = dry
        self.tally = Tally()
        self.forest = Forest()
        self.columns = {meaning: column for column, meaning in item.mapping.items()}

    async def run(self) -> None:
        """Write, then place, then finish; begins after what an earlier attempt saved."""
        saved = await self.job.saved_cursor()
        self.tally = convert(saved, Tally) if saved else Tally()
        total = await asyncio.to_thread(self._count)
        await self._write_all(total)
        if "parent_number" in self.reader.mapping.values():
            await self._place_all(total)
        await self.finish("checked" if self.dry else "done", "")

    def _open(self) -> Any:
        self.file.seek(0)
        return iter(open_rows(self.file, self.item.file_name))

    def _count(self) -> int:
        """How many rows there are; reads the whole file, so that a broken one is noticed before anything is written."""
        self.file.seek(0)
        count = 0
        for row in open_rows(self.file, self.item.file_name):
            count += 1
            parsed = read_row(row, self.reader)
            self.forest.mention(parsed)
        return count

    def _take(self, rows: Any) -> list[ParsedRow]:
        return [read_row(row, self.reader) for row in islice(rows, BATCH)]

    async def _write_all(self, total: int) -> None:
        rows = await asyncio.to_thread(self._open)
        await asyncio.to_thread(lambda: list(islice(rows, self.tally.rows)) if self.tally.rows else None)
        while self.tally.phase == "write":
            batch = await asyncio.to_thread(self._take, rows)
            if not batch:
                self.tally = _changed(self.tally, phase="place")
                return
            async with self.job.open() as ctx:
                await ctx.db.run(FORGET_PLANS)
                outcomes = await self._apply(ctx, batch)
                await self._note(ctx, batch, outcomes)
                message = "Checking" if self.dry else "Importing"
                await self.job.progress(self.tally.rows, total, message, cursor=to_builtins(self.tally), ctx=ctx)

    async def _apply(self, ctx: Ctx, batch: list[ParsedRow]) -> list[Outcome]:
        if not self.dry:
            return await apply_batch(ctx, batch, self.forest)
        outcomes: list[Outcome] = []
        notes = len(ctx.notes)
        try:
            async with ctx.db.savepoint():
                outcomes = await apply_batch(ctx, batch, self.forest, is_told=False)
                raise _Undone()
        except _Undone:
            del ctx.notes[notes:]
        return outcomes

    async def _note(self, ctx: Ctx, batch: list[ParsedRow], outcomes: list[Outcome]) -> None:
        counts = {
            kind: sum(outcome.kind == kind for outcome in outcomes) for kind in ("created", "updated", "unchanged")
        }
        wrong = [
            (row.row_number, outcome.problems) for row, outcome in zip(batch, outcomes, strict=True) if outcome.problems
        ]
        self.tally = _changed(
            self.tally,
            rows=self.tally.rows + len(batch),
            created=self.tally.created + counts["created"],
            updated=self.tally.updated + counts["updated"],
            unchanged=self.tally.unchanged + counts["unchanged"],
            errors=self.tally.errors + len(wrong),
        )
        await self._keep(ctx, wrong)

    async def _keep(self, ctx: Ctx, wrong: list[tuple[int, list[Problem]]], offset: int = 0) -> None:
        rows = [
            {
                "import": self.item.id,
                "row": number,
                "position": offset + position,
                "column": self.columns.get(problem.column, problem.column)[:200],
                "value": problem.value[:200],
                "message": problem.message[:500],
            }
            for number, problems in wrong
            for position, problem in enumerate(problems)
        ]
        if rows:
            await ctx.db.many(ADD_PROBLEM, rows)
        values = {name: getattr(self.tally, name) for name in ("rows", "created", "updated", "unchanged", "errors")}
        await ctx.db.run(SET_COUNTS, {**values, "id": self.item.id, "now": ctx.now})

    async def _place_all(self, total: int) -> None:
        """Second pass: put organizations below parents that came later in the file."""
        rows = await asyncio.to_thread(self._open)
        await asyncio.to_thread(lambda: list(islice(rows, self.tally.placed)) if self.tally.placed else None)
        async with self.job.open() as ctx:
            await self.forest.load(ctx)
        while True:
            batch = await asyncio.to_thread(self._take, rows)
            if not batch:
                return
            async with self.job.open() as ctx:
                found = await place_rows(ctx, batch, self.forest, dry=self.dry)
                if found.moved:
                    await index_organizations(ctx, found.moved)
                    await reindex_members_at(ctx, found.moved)
                wrong = [(number, [problem]) for number, problem in found.problems]
                self.tally = _changed(
                    self.tally, placed=self.tally.placed + len(batch), errors=self.tally.errors + len(wrong)
                )
                await self._keep(ctx, wrong, offset=1_000)
                cursor = to_builtins(self.tally)
                await self.job.progress(total, total, "Placing in the tree", cursor=cursor, ctx=ctx)

    async def finish(self, status: str, problem: str) -> None:
        """Say that it is over, together with the end of the job."""
        async with self.job.open() as ctx:
            values = {"id": self.item.id, "status": status, "problem": problem[:500], "now": ctx.now}
            await ctx.db.run(FINISH, values)
            ctx.record(
                "organization_import",
                self.item.id,
                label=self.item.file_name,
                after={"status": status, "rows": self.tally.rows},
            )
            await self.job.complete(ctx, to_builtins(self.tally))


def _changed(tally: Tally, **changes: Any) -> Tally:
    return convert({**to_builtins(tally), **changes}, Tally)
