"""What imports of organizations are, and the reads of them: their state, and the problems found in their rows."""

from __future__ import annotations

from typing import Final

from hanse.domains.organizations.errors import ImportInvalidTransition
from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.rules.columns import NEEDS, STANDARD, TERMS, import_fields
from hanse.domains.organizations.types import ImportId, OrganizationImport
from hanse.kit.pagination import Page
from hanse.kit.tables import TableLimits
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.imports import (
    ImportField,
    ImportFields,
    ImportKind,
    ImportProblem,
    ListImportProblems,
    ListImports,
    authorize_plainly,
)


async def _fields(ctx: Ctx) -> list[ImportField]:
    return import_fields(await declared_fields(ctx))


def _check_rights(ctx: Ctx, item: OrganizationImport) -> None:
    """An import may do no more than whoever starts it."""
    meanings = set(item.mapping.values())
    ctx.authorize("organization.create")
    ctx.authorize("organization.manage")
    ctx.authorize("organization.update")
    if meanings & TERMS:
        ctx.authorize("organization.set_terms")
    if "status" in meanings:
        ctx.authorize("organization.activate")
    if "parent_number" in meanings:
        ctx.authorize("organization.move")
    if any(meaning.startswith("address_") for meaning in meanings):
        ctx.authorize("organization.manage_addresses")
    if "tax_number" in meanings:
        ctx.authorize("organization.manage_tax_ids")


IMPORTS: Final = ImportKind(
    name="organizations",
    noun="organization_import",
    permission="organization.import",
    job="organizations.import",
    item=OrganizationImport,
    identity=ImportId,
    refusal=ImportInvalidTransition,
    limits=TableLimits(rows=200_000, columns=200),
    standard=STANDARD,
    fields=_fields,
    needs=NEEDS,
    authorize=authorize_plainly("organization.import"),
    check_rights=_check_rights,
)


@query("organization.import_fields", permission="organization.import")
async def list_import_fields(ctx: Ctx) -> ImportFields:
    """List what a column of a file can be: the standard facts, then the declared fields."""
    return await IMPORTS.list_fields(ctx)


@query("organization.get_import", permission="organization.import")
async def get_import(ctx: Ctx, import_id: ImportId) -> OrganizationImport:
    """Read one import. Raises NotFound."""
    return await IMPORTS.load(ctx, import_id)


@query("organization.list_imports", permission="organization.import")
async def list_imports(ctx: Ctx, query: ListImports) -> Page[OrganizationImport]:
    """List imports, newest first."""
    return await IMPORTS.list(ctx, query)


@query("organization.import_problems", permission="organization.import")
async def list_import_problems(ctx: Ctx, import_id: ImportId, query: ListImportProblems) -> Page[ImportProblem]:
    """List what is wrong in the rows of a file, in the file's order."""
    return await IMPORTS.problems(ctx, import_id, query)
