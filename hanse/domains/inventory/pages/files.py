"""Where files of stock stand among the pages: setting stock from a file, and taking it out as one."""

from __future__ import annotations

from hanse.domains.inventory import api
from hanse.domains.inventory.pages.parts import STOCK, places
from hanse.domains.inventory.types import ExportStock, MapStockColumns, StockFile, StockFileId
from hanse.kit.pagination import Page
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.imports import ListImports, UploadImport
from hanse.platform.imports.pages import Count, Extra, Where, Wizard
from hanse.platform.web.parts import Action, Crumb
from hanse.platform.web.requests import PageRequest, Redirect

UPLOAD = f"{STOCK}/import"


async def _take(ctx: Ctx, request: PageRequest, data: UploadImport) -> StockFile:
    return await api.upload_stock(ctx, data)


async def _earlier(ctx: Ctx, request: PageRequest) -> Page[StockFile]:
    return await api.list_stock_files(ctx, ListImports(limit=20))


async def _where(ctx: Ctx, request: PageRequest, item: StockFile | None) -> Where:
    return Where(upload=UPLOAD, crumbs=(Crumb("Stock", STOCK),), shown=Action("Show the stock", STOCK))


async def _extras(ctx: Ctx) -> tuple[Extra, ...]:
    place = Extra(
        name="location_id",
        label="All of it lies at",
        options=tuple(await places(ctx)),
        blank="A column names the place",
    )
    return (place,) if place.options else ()


def _counts(item: StockFile) -> tuple[Count, ...]:
    return (("Changed", "Would change", item.changed_count),)


async def export(ctx: Ctx, request: PageRequest) -> Redirect:
    """Make the file and go to it."""
    wanted = {"format": request.argument("format") or "csv", "location_id": request.argument("location") or None}
    return Redirect((await api.export_stock(ctx, convert(wanted, ExportStock))).link)


WIZARD = Wizard(
    title="Set stock from a file",
    things=("level", "levels"),
    hint="A column for the SKU, one for how much there is, and one for the place unless all lies in one; in any order.",
    address=UPLOAD,
    identity=StockFileId,
    parameter="stock_file_id",
    permission="inventory.import",
    input=MapStockColumns,
    take=_take,
    earlier=_earlier,
    fields=api.list_stock_file_columns,
    get=api.get_stock_file,
    map=api.map_stock,
    check=api.check_stock,
    run=api.run_stock,
    problems=api.list_stock_file_problems,
    where=_where,
    counts=_counts,
    extras=_extras,
)
