"""Stock out of files, at once or by a job, and out of pasted lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from hanse.domains.catalog.types import VariantId
from hanse.domains.inventory.commands.setting import VARIANTS, Setting, set_levels
from hanse.domains.inventory.queries.files import FILES
from hanse.domains.inventory.queries.locations import load_location
from hanse.domains.inventory.rules.rows import (
    StockRow,
    find_columns,
    pasted,
    pasted_amount,
    read_stock_row,
    sku_key,
)
from hanse.domains.inventory.types import (
    ImportStock,
    ReadStockLines,
    RowProblem,
    StockChange,
    StockFile,
    StockImported,
    StockLines,
)
from hanse.kit.errors import FieldError, HanseError, Invalid
from hanse.kit.ids import uuid7
from hanse.kit.tables import Row, TableLimits, detect_decimal_style, open_table
from hanse.kit.text import clean_line
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.imports import FileStyle, Outcome, RowWriter, import_file
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

ROWS_MAXIMUM: Final = 50_000
PROBLEMS_SHOWN: Final = 500
BATCH: Final = 5_000


@command("inventory.import")
async def import_stock(ctx: Ctx, data: ImportStock) -> StockImported:
    """Set levels from a file at once; rows with a mistake are passed over and named.

    Raises Invalid for a file that cannot be read, NotFound for a place that is not there.
    """
    ctx.authorize("inventory.import")
    table = open_table(io.BytesIO(data.content), data.name, TableLimits(rows=ROWS_MAXIMUM, columns=100))
    mapping = find_columns(table.columns)
    if data.location_id is None and "location" not in mapping.values():
        raise Invalid.field("location_id", "Choose a place, or add a column that names it", "required")
    read = list(table)
    quantity = next(column for column, meaning in mapping.items() if meaning == "quantity")
    decimals = detect_decimal_style(row.values.get(quantity, "") for row in read)
    style = FileStyle(mapping=mapping, decimal_style=decimals, date_order=None)
    place = (await load_location(ctx, data.location_id)).id.uuid if data.location_id else None
    setting = Setting(place, clean_line(data.reason) or f"File {data.name}", data.is_dry_run)
    done = await set_levels(ctx, [read_stock_row(row, style) for row in read], setting)
    told = {"file": data.name, "rows": len(read), "changed": done.updated, "dry_run": data.is_dry_run}
    ctx.record("stock_import", uuid7(), label=data.name, after=told)
    problems = _problems(done, read, mapping)
    return StockImported(
        rows=len(read),
        changed=done.updated,
        unchanged=done.unchanged,
        problems=problems[:PROBLEMS_SHOWN],
        problem_count=len(problems),
        is_dry_run=data.is_dry_run,
    )


def _problems(done: Outcome, rows: Sequence[Row], mapping: dict[str, str]) -> list[RowProblem]:
    """Refusals as lines of the report, in the file's order, with the cells as they were typed."""
    columns = {meaning: column for column, meaning in mapping.items()}
    values = {row.number: row.values for row in rows}
    found = []
    for number, problem in sorted(done.wrong, key=lambda one: one[0]):
        column = columns.get(problem.meaning, "")
        value = values[number].get(column, "")[:100]
        found.append(RowProblem(row=number, column=column, value=value, message=problem.message))
    return found


async def import_levels(services: Services, job: RunningJob) -> None:
    """Work a whole file of stock."""
    await import_file(services, job, FILES, _writer)


async def _writer(ctx: Ctx, item: StockFile, dry: bool) -> StockWriter:
    style = FileStyle(mapping=item.mapping, decimal_style=item.decimal_style, date_order=item.date_order)
    place = (await load_location(ctx, item.location_id)).id.uuid if item.location_id else None
    return StockWriter(style, Setting(place, f"File {item.file_name}", dry))


class StockWriter(RowWriter[StockRow]):
    """Sets levels."""

    def __init__(self, style: FileStyle, setting: Setting) -> None:
        self.batch = BATCH
        self.style = style
        self.setting = setting

    def read(self, row: Row) -> StockRow:
        """Read one row."""
        return read_stock_row(row, self.style)

    def passed(self, row: StockRow) -> None:
        """Remember its SKU and place, so that a later row of the same is still refused."""
        if not row.problems:
            self.setting.remember(row)

    async def write(self, ctx: Ctx, rows: Sequence[StockRow], part: int) -> Outcome:
        """Book a batch."""
        return await set_levels(ctx, rows, self.setting)


@query("inventory.read_lines", permission="inventory.view")
async def read_stock_lines(ctx: Ctx, query: ReadStockLines) -> StockLines:
    """Read pasted lines of SKU and amount. Raises Invalid with a sentence for each line that cannot be read."""
    ctx.authorize("inventory.view")
    lines = list(pasted(query.text))
    keys = sorted({sku_key(sku) for _, sku, _ in lines} - {""})
    rows = {row["sku_key"]: row for row in await ctx.db.all(VARIANTS, {"keys": keys})}
    found: list[StockChange] = []
    problems: list[FieldError] = []
    for number, sku, amount in lines:
        variant = rows.get(sku_key(sku))
        if variant is None:
            shown = sku[:40] or amount[:40]
            problems.append(FieldError("text", f"Line {number}: no product has the SKU {shown}", "not_found"))
            continue
        try:
            quantity = pasted_amount(amount, variant["stock_unit"])
            found.append(StockChange(variant_id=VariantId(variant["id"]), quantity=quantity))
        except HanseError as error:
            problems.append(FieldError("text", f"Line {number}: {error.message}", error.code))
    if problems or not found:
        raise Invalid("Some lines cannot be read", fields=problems or [FieldError("text", "Write some lines first")])
    return StockLines(lines=found)
