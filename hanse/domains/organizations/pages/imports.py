"""Where the import of organizations stands among the pages."""

from __future__ import annotations

from hanse.domains.organizations import api
from hanse.domains.organizations.types import ImportId, OrganizationImport
from hanse.kit.pagination import Page
from hanse.platform.context import Ctx
from hanse.platform.imports import ListImports, MapColumns, UploadImport
from hanse.platform.imports.pages import Where, Wizard
from hanse.platform.web.parts import Action, Crumb
from hanse.platform.web.requests import PageRequest

LIST = "/admin/organizations"
UPLOAD = f"{LIST}/import"


async def _take(ctx: Ctx, request: PageRequest, data: UploadImport) -> OrganizationImport:
    return await api.upload_import(ctx, data)


async def _earlier(ctx: Ctx, request: PageRequest) -> Page[OrganizationImport]:
    return await api.list_imports(ctx, ListImports(limit=20))


async def _where(ctx: Ctx, request: PageRequest, item: OrganizationImport | None) -> Where:
    return Where(
        upload=UPLOAD,
        crumbs=(Crumb("Organizations", LIST),),
        shown=Action("Show the organizations", f"{LIST}?sort=-updated"),
    )


WIZARD = Wizard(
    title="Import organizations",
    things=("organization", "organizations"),
    hint="The first row names the columns, in any order. Rows whose number is known change that organization; others "
    "create one.",
    address=UPLOAD,
    identity=ImportId,
    parameter="import_id",
    permission="organization.import",
    input=MapColumns,
    take=_take,
    earlier=_earlier,
    fields=api.list_import_fields,
    get=api.get_import,
    map=api.map_import,
    check=api.check_import,
    run=api.run_import,
    problems=api.list_import_problems,
    where=_where,
)
