"""What becomes of the rows of a file of organizations: first every one is written, then those are placed whose parent
stands further down in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hanse.domains.access.api import reindex_members_at
from hanse.domains.organizations.commands.indexing import index_organizations
from hanse.domains.organizations.commands.placing import Forest, place_rows
from hanse.domains.organizations.commands.rowwise import apply_batch
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.imports import IMPORTS
from hanse.domains.organizations.rules.rows import ParsedRow, Reader, read_row
from hanse.domains.organizations.types import OrganizationImport
from hanse.kit.tables import Row
from hanse.platform.context import Ctx
from hanse.platform.imports import Outcome, RowWriter, import_file
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

BATCH: Final = 100
# Plans that were made for small tables (also those of foreign keys) would go through whole tables as these grow.
FORGET_PLANS = "DISCARD PLANS"


async def import_rows(services: Services, job: RunningJob) -> None:
    """Work a whole file of organizations."""
    await import_file(services, job, IMPORTS, _writer)


async def _writer(ctx: Ctx, item: OrganizationImport, dry: bool) -> OrganizationWriter:
    reader = Reader(
        mapping=item.mapping,
        decimal_style=item.decimal_style,
        date_order=item.date_order,
        custom={field.key: field for field in await declared_fields(ctx)},
        currency=ctx.tenant.currency,
    )
    return OrganizationWriter(reader, dry)


class OrganizationWriter(RowWriter[ParsedRow]):
    """Writes organizations, then places them in the tree."""

    def __init__(self, reader: Reader, dry: bool) -> None:
        self.batch = BATCH
        self.reader = reader
        self.dry = dry
        self.forest = Forest()
        self.scans = True
        if "parent_number" in reader.mapping.values():
            self.passes = ("Importing", "Placing in the tree")

    def read(self, row: Row) -> ParsedRow:
        """Read one row."""
        return read_row(row, self.reader)

    def scan(self, row: ParsedRow) -> None:
        """Know every number the file brings, for parents that stand below their children."""
        self.forest.mention(row)

    async def begin(self, ctx: Ctx, part: int) -> None:
        """Placing needs the whole tree of the business."""
        if part:
            await self.forest.load(ctx)

    async def write(self, ctx: Ctx, rows: Sequence[ParsedRow], part: int) -> Outcome:
        """Write a batch, or place it."""
        await ctx.db.run(FORGET_PLANS)
        return await (self._place(ctx, rows) if part else self._apply(ctx, rows))

    async def _apply(self, ctx: Ctx, rows: Sequence[ParsedRow]) -> Outcome:
        told = {"is_told": False} if self.dry else {}
        outcomes = await apply_batch(ctx, rows, self.forest, **told)
        kinds = [outcome.kind for outcome in outcomes]
        return Outcome(
            created=kinds.count("created"),
            updated=kinds.count("updated"),
            unchanged=kinds.count("unchanged"),
            wrong=[
                (row.row_number, problem)
                for row, outcome in zip(rows, outcomes, strict=True)
                for problem in outcome.problems
            ],
        )

    async def _place(self, ctx: Ctx, rows: Sequence[ParsedRow]) -> Outcome:
        found = await place_rows(ctx, rows, self.forest, dry=self.dry)
        if found.moved:
            await index_organizations(ctx, found.moved)
            await reindex_members_at(ctx, found.moved)
        return Outcome(wrong=found.problems)
