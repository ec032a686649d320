"""What becomes of the rows of a file of products: batches into the catalogue, findable at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hanse.domains.catalog.commands.keeping import REINDEX_JOB
from hanse.domains.catalog.commands.upserting import Upserting, write_batch
from hanse.domains.catalog.events import ProductsImported
from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.imports import IMPORTS
from hanse.domains.catalog.rules.rows import ProductReader, ProductRow, read_product_row
from hanse.domains.catalog.types import ProductImport
from hanse.kit.tables import Row
from hanse.platform.context import Ctx
from hanse.platform.imports import Outcome, RowWriter, Tally, import_file
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 2_000


async def import_rows(services: Services, job: RunningJob) -> None:
    """Work a whole file of products."""
    await import_file(services, job, IMPORTS, _writer)


async def _writer(ctx: Ctx, item: ProductImport, dry: bool) -> ProductWriter:
    reader = ProductReader(
        mapping={column: item.mapping[column] for column in item.columns if column in item.mapping},
        decimal_style=item.decimal_style,
        date_order=item.date_order,
        attributes=await declared_attributes(ctx),
    )
    return ProductWriter(item, reader, dry)


class ProductWriter(RowWriter[ProductRow]):
    """Writes products and variants."""

    def __init__(self, item: ProductImport, reader: ProductReader, dry: bool) -> None:
        self.batch = BATCH
        self.item = item
        self.reader = reader
        self.dry = dry
        self.upserting = Upserting(activates=item.is_activating)

    def read(self, row: Row) -> ProductRow:
        """Read one row."""
        return read_product_row(row, self.reader)

    def passed(self, row: ProductRow) -> None:
        """Remember its SKU, so that a later row with the same one is still refused."""
        if not row.problems:
            self.upserting.rows.setdefault(row.sku_key, row.row_number)

    async def write(self, ctx: Ctx, rows: Sequence[ProductRow], part: int) -> Outcome:
        """Write a batch; in a check without what makes products findable."""
        done = await write_batch(ctx, rows, self.upserting, indexes=not self.dry)
        wrong = [(row.row_number, problem) for row in rows for problem in row.problems]
        return Outcome(created=done.created, updated=done.updated, unchanged=done.unchanged, wrong=wrong)

    def undone(self) -> None:
        """Read the categories anew: those that were made are undone."""
        self.upserting.forget_places()

    async def finish(self, ctx: Ctx, tally: Tally) -> None:
        """Products are found in the catalogue already; the search of everything follows."""
        if tally.created + tally.updated:
            ctx.emit(ProductsImported(import_id=self.item.id, created=tally.created, updated=tally.updated))
            await ctx.services.jobs.enqueue(ctx, REINDEX_JOB, {"documents": True})
