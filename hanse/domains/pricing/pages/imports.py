"""Where the import of prices stands among the pages: below its list."""

from __future__ import annotations

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import LIST, head_of
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import PriceImport
from hanse.kit.pagination import Page
from hanse.platform.context import Ctx
from hanse.platform.imports import ListImports, MapColumns, UploadImport
from hanse.platform.imports.pages import Count, Where, Wizard
from hanse.platform.web.parts import Action, Crumb
from hanse.platform.web.requests import PageRequest


def _list_of(request: PageRequest) -> PriceListId:
    return request.id("price_list_id", PriceListId)


async def _take(ctx: Ctx, request: PageRequest, data: UploadImport) -> PriceImport:
    return await api.upload_prices(ctx, _list_of(request), data)


async def _earlier(ctx: Ctx, request: PageRequest) -> Page[PriceImport]:
    return await api.list_price_imports(ctx, _list_of(request), ListImports(limit=20))


async def _where(ctx: Ctx, request: PageRequest, item: PriceImport | None) -> Where:
    prices = await api.get_price_list(ctx, item.price_list_id if item else _list_of(request))
    root = f"{LIST}/{prices.id}"
    return Where(
        upload=f"{root}/import",
        crumbs=(Crumb("Price lists", LIST), Crumb(prices.name, root)),
        shown=Action("Show the prices", root),
        template="pricing/imports.html",
        context=head_of(ctx, prices, "import") if item is None else {},
    )


def _counts(item: PriceImport) -> tuple[Count, ...]:
    return (("Written", "Would be written", item.written_count),)


WIZARD = Wizard(
    title="Import prices",
    things=("entry", "entries"),
    hint="CSV or Excel. The first row names the columns, in any order. Nothing is kept before you have seen what would "
    "happen.",
    address="/admin/price-imports",
    identity=PriceImportId,
    parameter="price_import_id",
    permission="price_list.import",
    input=MapColumns,
    take=_take,
    earlier=_earlier,
    fields=api.list_price_import_columns,
    get=api.get_price_import,
    map=api.map_prices,
    check=api.check_prices,
    run=api.run_price_import,
    problems=api.list_price_import_problems,
    where=_where,
    counts=_counts,
)
