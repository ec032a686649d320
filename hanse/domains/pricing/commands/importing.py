"""What becomes of the rows of a file of prices, thousands per transaction; of rows that say the same, the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

import msgspec

from hanse.domains.pricing.commands.entries import TOUCH, UPSERT, Placed, look_up, problem_of, rows_of
from hanse.domains.pricing.events import PricesChanged
from hanse.domains.pricing.queries.imports import IMPORTS
from hanse.domains.pricing.queries.lists import lock_list
from hanse.domains.pricing.rules.entries import ReadEntry
from hanse.domains.pricing.rules.rows import Reader, read_row
from hanse.domains.pricing.types.files import PriceImport
from hanse.kit.tables import Row
from hanse.platform.context import Ctx
from hanse.platform.imports import Outcome, Problem, RowWriter, Tally, Wrong, import_file
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 10_000


class PriceRow(msgspec.Struct, frozen=True):
    """A row of the file: an entry, or what is wrong; neither for a row that says nothing."""

    number: int
    entry: ReadEntry | None
    problems: list[Problem]


async def import_prices(services: Services, job: RunningJob) -> None:
    """Work a whole file of entries."""
    await import_file(services, job, IMPORTS, _writer)


async def _writer(ctx: Ctx, item: PriceImport, dry: bool) -> PriceWriter:
    prices = await lock_list(ctx, item.price_list_id, "price_list.import")
    reader = Reader(
        mapping=item.mapping,
        columns={meaning: column for column, meaning in item.mapping.items()},
        decimal_style=item.decimal_style,
        date_order=item.date_order,
        layer=prices.layer,
        zone=ZoneInfo(ctx.tenant.timezone),
    )
    return PriceWriter(item, reader)


class PriceWriter(RowWriter[PriceRow]):
    """Writes entries of one list."""

    def __init__(self, item: PriceImport, reader: Reader) -> None:
        self.batch = BATCH
        self.item = item
        self.reader = reader

    def read(self, row: Row) -> PriceRow:
        """Read one row."""
        return PriceRow(row.number, *read_row(row, self.reader, row.number))

    async def write(self, ctx: Ctx, rows: Sequence[PriceRow], part: int) -> Outcome:
        """Write what is right in a batch, in one statement."""
        prices = await lock_list(ctx, self.item.price_list_id, "price_list.import")
        wrong: list[Wrong] = [(row.number, problem) for row in rows for problem in row.problems]
        entries = [row.entry for row in rows if row.entry is not None]
        placed: dict[Any, Placed] = {}
        for entry, (target, unit) in zip(entries, await look_up(ctx, entries), strict=True):
            problem = problem_of(entry, target, unit)
            if target is None or problem is not None:
                assert problem is not None, "without a target there is a problem"
                meaning = problem.path.rpartition(".")[2]
                wrong.append((entry.position, Problem(meaning, entry.key[:200], problem.message)))
                continue
            one = Placed(entry, target, entry.unit if entry.unit is not None else unit or "")
            placed[target.int, one.unit, entry.minimum, entry.starts_at] = one
        kept = sorted(placed.values(), key=lambda one: one.target_id.int)
        written = await ctx.db.run(UPSERT, rows_of(ctx, prices, kept)) if kept else 0
        unchanged = len(rows) - len({number for number, _ in wrong}) - written
        return Outcome(updated=written, unchanged=unchanged, wrong=wrong)

    async def finish(self, ctx: Ctx, tally: Tally) -> None:
        """The list changed, and who shows its prices is told."""
        if not tally.updated:
            return
        await ctx.db.run(TOUCH, {"id": self.item.price_list_id, "now": ctx.now})
        prices = await lock_list(ctx, self.item.price_list_id, "price_list.import")
        said = {"file": self.item.file_name, "written": tally.updated}
        ctx.record("price_list", prices.id, label=prices.name, after=said)
        ctx.emit(PricesChanged(price_list_id=prices.id, written=tally.updated, removed=0), subject=prices)
