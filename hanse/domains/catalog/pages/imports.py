"""Where the import of products stands among the pages."""

from __future__ import annotations

from hanse.domains.catalog import api
from hanse.domains.catalog.types import MapProductColumns, ProductImport, ProductImportId
from hanse.kit.pagination import Page
from hanse.platform.context import Ctx
from hanse.platform.imports import ListImports, UploadImport
from hanse.platform.imports.pages import Extra, Where, Wizard
from hanse.platform.web.parts import Action, Crumb
from hanse.platform.web.requests import PageRequest

LIST = "/admin/products"
UPLOAD = f"{LIST}/import"
ACTIVATING = Extra(
    name="is_activating",
    label="Sell new products at once",
    help="Otherwise they are drafts, unless a column says their status.",
)


async def _take(ctx: Ctx, request: PageRequest, data: UploadImport) -> ProductImport:
    return await api.upload_import(ctx, data)


async def _earlier(ctx: Ctx, request: PageRequest) -> Page[ProductImport]:
    return await api.list_imports(ctx, ListImports(limit=20))


async def _where(ctx: Ctx, request: PageRequest, item: ProductImport | None) -> Where:
    return Where(
        upload=UPLOAD,
        crumbs=(Crumb("Products", LIST),),
        shown=Action("Show the products", f"{LIST}?sort=-updated"),
    )


async def _extras(ctx: Ctx) -> tuple[Extra, ...]:
    return (ACTIVATING,) if ctx.may("product.activate") else ()


WIZARD = Wizard(
    title="Import products",
    things=("product", "products"),
    hint="The first row names the columns, in any order. A row is a variant: a known SKU changes it, a new one "
    "creates it.",
    address=UPLOAD,
    identity=ProductImportId,
    parameter="import_id",
    permission="product.import",
    input=MapProductColumns,
    take=_take,
    earlier=_earlier,
    fields=api.list_import_fields,
    get=api.get_import,
    map=api.map_import,
    check=api.check_import,
    run=api.run_import,
    problems=api.list_import_problems,
    where=_where,
    extras=_extras,
)
