"""Exports of organizations as CSV or XLSX, streamed; the file can be imported again and then changes nothing.

Small ones are made while the caller waits, large ones by a job whose progress can be followed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.organizations import FILTERS, VISIBLE, filter_parameters, scope_of
from hanse.domains.organizations.rules.columns import CUSTOM, import_fields
from hanse.domains.organizations.types import (
    ExportId,
    ExportOrganizations,
    ExportStatus,
    OrganizationExport,
    OrganizationFilter,
)
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.structs import convert, to_builtins
from hanse.platform.authz import Scope
from hanse.platform.commands import command, query
from hanse.platform.context import Ctx
from hanse.platform.files import FileRecord, find_file, keep_file, link_to
from hanse.platform.imports import ImportField, Sheet
from hanse.platform.imports.sheets import Cells
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

EXPORT_JOB: Final = "organizations.export"
FILES: Final = "organization_export"
AT_ONCE: Final = 1_000
"""Up to so many rows the answer itself brings the file; more of them are a job."""
_ORDERS: Final = {
    f"{sign}{name}": f" ORDER BY {column} {direction}, o.id {direction}"
    for name, column in (
        ("name", "o.search_key"),
        ("number", "o.number"),
        ("updated", "o.updated_at"),
        ("created", "o.created_at"),
    )
    for sign, direction in (("", "ASC"), ("-", "DESC"))
}
ROWS: Final = """
SELECT o.number, o.name, o.legal_name, o.status, o.types, o.website, o.email, o.phone, o.currency, o.locale,
    o.payment_days, o.discount_days, o.discount_basis_points, o.credit_limit_minor, o.credit_currency, o.price_group,
    o.tags, o.notes, o.custom,
    (SELECT p.number FROM organizations p WHERE p.tenant_id = o.tenant_id AND p.id = o.parent_id) AS parent_number,
    (SELECT m.email FROM members m WHERE m.tenant_id = o.tenant_id AND m.id = o.manager_member_id) AS manager_email,
    a.line1, a.line2, a.postal_code, a.city, a.region, a.country, t.country AS tax_country, t.number AS tax_number
FROM organizations o
LEFT JOIN organization_addresses a
    ON a.tenant_id = o.tenant_id AND a.organization_id = o.id AND a.is_billing_default
LEFT JOIN LATERAL (
    SELECT x.country, x.number FROM organization_tax_ids x
    WHERE x.tenant_id = o.tenant_id AND x.organization_id = o.id AND x.kind = 'vat' ORDER BY x.id LIMIT 1
) t ON true
WHERE :filters""".replace(":filters", VISIBLE + FILTERS)


COUNT: Final = "SELECT count(*) FROM organizations o WHERE :filters".replace(":filters", VISIBLE + FILTERS)


@command("organization.export")
async def export_organizations(ctx: Ctx, data: ExportOrganizations) -> OrganizationExport:
    """Make a file of the organizations a list shows: at once when they are few, else by a job (see `get_export`).

    The export is recorded, and holds what its maker may see when asking for it.
    """
    ctx.authorize("organization.export")
    wanted = _filter_of(data)
    scope = scope_of(ctx, wanted)
    total = await ctx.db.value(COUNT, filter_parameters(scope, wanted))
    name = f"organizations-{ctx.now.date().isoformat()}.{data.format}"
    if total > AT_ONCE:
        payload = {"data": to_builtins(data), "scope": to_builtins(scope), "name": name, "total": total}
        export_id = ExportId(await ctx.services.jobs.enqueue(ctx, EXPORT_JOB, payload, track=True))
        ctx.record("organization_export", export_id, label=name, after={"filters": _filters(data)})
        return OrganizationExport(id=export_id, status=ExportStatus.RUNNING, name=name, rows=0, total=total)
    fields = import_fields(await declared_fields(ctx))
    with Sheet(data.format, [field.label for field in fields], "Organizations") as sheet:
        count = await sheet.fill(_rows(ctx, data, scope), _cells_of(fields))
        stored = await sheet.keep(ctx.services, ctx.tenant.id, name)
    export_id = ExportId.new()
    record = await keep_file(ctx, stored, FILES, export_id)
    result = {"file_id": str(record.id), "name": record.name, "rows": count}
    await ctx.services.jobs.note_done(ctx, export_id.uuid, EXPORT_JOB, count, result)
    ctx.record("organization_export", export_id, label=name, after={"rows": count, "filters": _filters(data)})
    return _done(ctx, export_id, record, count)


async def export_rows(services: Services, job: RunningJob) -> None:
    """The job of a large export: the rows of one instant into a file, the file into the store, then it is told."""
    assert job.tenant is not None
    data = convert(job.payload["data"], ExportOrganizations)
    scope = convert(job.payload["scope"], Scope)
    total = int(job.payload["total"])
    async with job.open() as ctx:
        fields = import_fields(await declared_fields(ctx))
    with Sheet(data.format, [field.label for field in fields], "Organizations") as sheet:
        async with job.open() as ctx:
            count = await sheet.fill(
                _rows(ctx, data, scope),
                _cells_of(fields),
                lambda done: job.progress(done, max(done, total), "Writing"),
            )
        stored = await sheet.keep(services, job.tenant.id, job.payload["name"])
    async with job.open() as ctx:
        record = await keep_file(ctx, stored, FILES, job.id)
        ctx.record("organization_export", job.id, label=record.name, after={"rows": count, "filters": _filters(data)})
        await job.complete(ctx, {"file_id": str(record.id), "name": record.name, "rows": count})


@query("organization.get_export", permission="organization.export")
async def get_export(ctx: Ctx, export_id: ExportId) -> OrganizationExport:
    """How far an export of one's own is, and a fresh link once it is there. Raises NotFound."""
    ctx.authorize("organization.export")
    found = await ctx.services.jobs.progress_of(ctx, export_id.uuid)
    maker = ctx.principal.member_id or ctx.principal.account_id
    if found is None or found.name != EXPORT_JOB or found.actor_id != maker:
        raise NotFound()
    if found.state == "done":
        record = await find_file(ctx, FILES, export_id, UUID(found.result["file_id"]))
        return _done(ctx, export_id, record, found.result["rows"])
    status = ExportStatus.FAILED if found.is_over else ExportStatus.RUNNING
    problem = found.message if found.is_over else ""
    return OrganizationExport(id=export_id, status=status, name="", rows=found.done, total=found.total, problem=problem)


def _done(ctx: Ctx, export_id: ExportId, record: FileRecord, rows: int) -> OrganizationExport:
    return OrganizationExport(
        id=export_id,
        status=ExportStatus.DONE,
        name=record.name,
        rows=rows,
        total=rows,
        size=record.size,
        link=link_to(ctx, record),
    )


def _filter_of(data: ExportOrganizations) -> OrganizationFilter:
    return OrganizationFilter(
        q=data.q, status=data.status, type=data.type, tag=data.tag, manager=data.manager, below=data.below
    )


def _filters(data: ExportOrganizations) -> dict[str, Any]:
    names = ("q", "status", "type", "tag", "manager", "below")
    return {name: value for name in names if (value := getattr(data, name))}


def _rows(ctx: Ctx, data: ExportOrganizations, scope: Scope) -> AsyncIterator[dict[str, Any]]:
    return ctx.db.stream(ROWS + _ORDERS[data.sort], filter_parameters(scope, _filter_of(data)))


def _cells_of(fields: Sequence[ImportField]) -> Cells:
    keys = [field.key for field in fields]
    return lambda row: _cells(row, keys)


def _cells(row: dict[str, Any], keys: Sequence[str]) -> list[Any]:
    points = row["discount_basis_points"]
    limit = Money(row["credit_limit_minor"], row["credit_currency"]) if row["credit_currency"] else None
    values = {
        **row,
        "types": "; ".join(row["types"]),
        "tags": "; ".join(row["tags"]),
        "discount_percent": f"{points // 100}.{points % 100:02d}" if points is not None else None,
        "credit_limit": limit.amount if limit else None,
        **{f"address_{name}": row[name] for name in ("line1", "line2", "postal_code", "city", "region", "country")},
        **{f"{CUSTOM}{name}": value for name, value in row["custom"].items()},
    }
    return [values.get(key) for key in keys]
