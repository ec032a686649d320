"""The job that works the rows of a file, a batch per transaction: a killed worker's successor goes on from there.

A check does exactly what an import does and undoes each batch. What becomes of a row is the domain's RowWriter's.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, Final, Generic, TypeVar

import msgspec

from hanse.kit.errors import HanseError
from hanse.kit.structs import Data, convert, to_builtins
from hanse.kit.tables import Row
from hanse.platform.context import Ctx
from hanse.platform.imports.cells import Problem
from hanse.platform.imports.kind import ImportKind, T
from hanse.platform.imports.looking import fetch, open_rows
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

R = TypeVar("R")
PROBLEMS_MAXIMUM: Final = 100_000
PASS_POSITIONS: Final = 1_000  # problems of a later pass follow those of the first in their row
SET_COUNTS: Final = """
UPDATE imports SET row_count = %(total)s, done_count = %(rows)s, created_count = %(created)s,
    updated_count = %(updated)s, unchanged_count = %(unchanged)s, error_count = %(errors)s, updated_at = %(now)s
WHERE id = %(id)s
"""
FINISH: Final = """
UPDATE imports SET status = %(status)s, problem = %(problem)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ADD_PROBLEMS: Final = """
INSERT INTO import_problems (import_id, row_number, position, column_name, value, message)
SELECT %(import)s, p.row_number, p.position, p.column_name, p.value, p.message
FROM unnest(%(rows)s::int[], %(positions)s::int[], %(columns)s::text[], %(values)s::text[], %(messages)s::text[])
    AS p (row_number, position, column_name, value, message)
ON CONFLICT (tenant_id, import_id, row_number, position) DO UPDATE SET column_name = excluded.column_name,
    value = excluded.value, message = excluded.message
"""
Wrong = tuple[int, Problem]
"""The number of a row, and what is wrong in it."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a batch of rows."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    wrong: Sequence[Wrong] = ()


class Tally(Data, frozen=True, kw_only=True):
    """How far an import is; saved with each batch. `rows` are those of the first pass, `place` those of the present."""

    part: int = 0
    place: int = 0
    total: int = 0
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: int = 0


class RowWriter(Generic[R]):
    """What a domain does with the rows of one file. `read` and `scan` run beside the event loop."""

    batch: int = 2_000
    passes: tuple[str, ...] = ("Importing",)  # what people are told while each goes on
    scans: bool = False  # whether `scan` must have seen every row before the first is written

    def read(self, row: Row) -> R:
        """Read one row of the file; what is wrong in it is part of what it gives."""
        raise NotImplementedError

    def scan(self, row: R) -> None:
        """See a row before any is written."""

    def passed(self, row: R) -> None:
        """See a row that an earlier attempt worked through."""

    async def begin(self, ctx: Ctx, part: int) -> None:
        """Make ready for a pass."""

    async def write(self, ctx: Ctx, rows: Sequence[R], part: int) -> Outcome:
        """Write what is right of a batch in this pass."""
        raise NotImplementedError

    def undone(self) -> None:
        """The batch just written was undone, because this is a check."""

    async def finish(self, ctx: Ctx, tally: Tally) -> None:
        """Everything is imported: tell who has to know, in the transaction that ends the import."""


Prepare = Callable[[Ctx, T, bool], Awaitable[RowWriter[Any]]]
"""Makes the writer of an import: `(ctx, item, whether it is only a check)`."""


class _Undone(Exception):
    """Rolls a batch of a check back."""


async def import_file(services: Services, job: RunningJob, kind: ImportKind[T], prepare: Prepare[T]) -> None:
    """Work a whole file. A file that cannot be read ends the import with the reason; single rows never do."""
    import_id = kind.identity.parse(str(job.payload["import_id"]))
    async with job.open() as ctx:
        item = await kind.load(ctx, import_id)
        record = await kind.file_of(ctx, import_id)
        writer = await prepare(ctx, item, bool(job.payload["dry"]))
    assert job.tenant is not None
    with tempfile.TemporaryFile() as file:
        await fetch(services, job.tenant.id, record.key, file)
        work = _Work(job, kind, item, writer, file)
        try:
            await work.run()
        except HanseError as error:
            if error.status >= 500:
                raise
            await work.finish("failed", error.message)


class _Work(Generic[T]):
    """One run over one file."""

    def __init__(self, job: RunningJob, kind: ImportKind[T], item: T, writer: RowWriter[Any], file: Any) -> None:
        self.job = job
        self.kind = kind
        self.item = item
        self.id = kind.identity.parse(str(job.payload["import_id"]))
        self.writer = writer
        self.file = file
        self.dry = bool(job.payload["dry"])
        self.tally = Tally()
        self.columns = {meaning: column for column, meaning in item.mapping.items()}

    async def run(self) -> None:
        """Work pass after pass, beginning after what an earlier attempt saved; then finish."""
        saved = await self.job.saved_cursor()
        known = self.job.payload.get("rows")
        self.tally = convert(saved, Tally) if saved else Tally(total=known or 0)
        if self.writer.scans or not (saved or known is not None):
            self.tally = _changed(self.tally, total=await asyncio.to_thread(self._count))
        for part in range(self.tally.part, len(self.writer.passes)):
            await self._pass(part)
        await self.finish("checked" if self.dry else "done", "")

    async def _pass(self, part: int) -> None:
        if part != self.tally.part:
            self.tally = _changed(self.tally, part=part, place=0)
        async with self.job.open() as ctx:
            await self.writer.begin(ctx, part)
        rows = await asyncio.to_thread(self._open, self.tally.place)
        batch = await asyncio.to_thread(self._take, rows)
        while batch:
            # The next rows are read while the database works on these.
            coming = asyncio.create_task(asyncio.to_thread(self._take, rows))
            try:
                async with self.job.open() as ctx:
                    await self._note(ctx, part, len(batch), await self._write(ctx, batch, part))
            finally:
                batch = await coming

    def _open(self, after: int = 0) -> Iterator[Row]:
        rows = iter(open_rows(self.file, self.item.file_name, self.kind.limits))
        for row in islice(rows, after):
            self.writer.passed(self.writer.read(row))
        return rows

    def _count(self) -> int:
        """How many rows there are; reads the whole file, so that a broken one is noticed before anything is written."""
        if not self.writer.scans:
            return open_rows(self.file, self.item.file_name, self.kind.limits).count()
        count = 0
        for row in self._open():
            count += 1
            self.writer.scan(self.writer.read(row))
        return count

    def _take(self, rows: Iterator[Row]) -> list[Any]:
        return [self.writer.read(row) for row in islice(rows, self.writer.batch)]

    async def _write(self, ctx: Ctx, batch: Sequence[Any], part: int) -> Outcome:
        if not self.dry:
            return await self.writer.write(ctx, batch, part)
        outcome = Outcome()
        notes = len(ctx.notes)
        try:
            async with ctx.db.savepoint():
                outcome = await self.writer.write(ctx, batch, part)
                raise _Undone()
        except _Undone:
            del ctx.notes[notes:]
            self.writer.undone()
        return outcome

    async def _note(self, ctx: Ctx, part: int, count: int, outcome: Outcome) -> None:
        """Keep what is wrong and how far this is, in the batch's own transaction."""
        self.tally = _changed(
            self.tally,
            place=self.tally.place + count,
            rows=self.tally.rows + (count if part == 0 else 0),
            created=self.tally.created + outcome.created,
            updated=self.tally.updated + outcome.updated,
            unchanged=self.tally.unchanged + outcome.unchanged,
            errors=self.tally.errors + len({number for number, _ in outcome.wrong}),
        )
        if outcome.wrong and self.tally.errors <= PROBLEMS_MAXIMUM:
            await ctx.db.run(ADD_PROBLEMS, self._problems(outcome.wrong, part))
        saved = to_builtins(self.tally)
        await ctx.db.run(SET_COUNTS, {**saved, "id": self.id, "now": ctx.now})
        message = "Checking" if self.dry and part == 0 else self.writer.passes[part]
        await self.job.progress(self.tally.place, self.tally.total, message, cursor=saved, ctx=ctx)

    def _problems(self, wrong: Iterable[Wrong], part: int) -> dict[str, Any]:
        listed = list(wrong)
        seen: Counter[int] = Counter()
        positions = []
        for number, _ in listed:
            positions.append(part * PASS_POSITIONS + seen[number])
            seen[number] += 1
        return {
            "import": self.id,
            "rows": [number for number, _ in listed],
            "positions": positions,
            "columns": [self.columns.get(problem.meaning, problem.meaning)[:200] for _, problem in listed],
            "values": [problem.value[:200] for _, problem in listed],
            "messages": [problem.message[:500] for _, problem in listed],
        }

    async def finish(self, status: str, problem: str) -> None:
        """Say that it is over, together with the end of the job."""
        async with self.job.open() as ctx:
            values = {"id": self.id, "status": status, "problem": problem[:500], "now": ctx.now}
            await ctx.db.run(FINISH, values)
            done = to_builtins(self.tally)
            ctx.record(self.kind.noun, self.id, label=self.item.file_name, after={"status": status, **done})
            if status == "done":
                await self.writer.finish(ctx, self.tally)
            await self.job.complete(ctx, done)


def _changed(tally: Tally, **changes: Any) -> Tally:
    return msgspec.structs.replace(tally, **changes)


def as_wrong(number: int, problems: Iterable[Problem]) -> list[Wrong]:
    """What is wrong in one row."""
    return [(number, problem) for problem in problems]
