"""Imports as people drive them: upload, map the columns, check without writing, import. A job works the rows."""

from __future__ import annotations

from hanse.domains.organizations.queries.imports import IMPORTS
from hanse.domains.organizations.types import ImportId, OrganizationImport
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.imports import MapColumns, UploadImport


@command("organization.upload_import", permission="organization.import")
async def upload_import(ctx: Ctx, data: UploadImport) -> OrganizationImport:
    """Take a CSV or XLSX file in and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
    return await IMPORTS.upload(ctx, data)


@command("organization.map_import", permission="organization.import")
async def map_import(ctx: Ctx, import_id: ImportId, data: MapColumns) -> OrganizationImport:
    """Say what each column is. Columns of terms, status or place in the tree ask for the rights to change those.

    Raises Invalid, Forbidden, ImportInvalidTransition while it runs or after it is done.
    """
    return await IMPORTS.map(ctx, import_id, data)


@command("organization.check_import", permission="organization.import")
async def check_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Try every row without keeping anything; what would be wrong is listed. Raises ImportInvalidTransition."""
    return await IMPORTS.start(ctx, import_id, dry=True)


@command("organization.run_import", permission="organization.import")
async def run_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Import every row that is right; the others are listed. Doing it twice changes nothing more.

    Raises ImportInvalidTransition, Invalid.
    """
    return await IMPORTS.start(ctx, import_id, dry=False)
