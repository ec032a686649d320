"""Exports of organizations as CSV or XLSX, streamed; the file can be imported again and then changes nothing."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from typing import IO, Any, BinaryIO, Final, cast

from hanse.domains.organizations.queries.fields import declared_fields
from hanse.domains.organizations.queries.organizations import FILTERS, VISIBLE, filter_parameters, scope_of
from hanse.domains.organizations.rules.columns import CUSTOM, import_fields
from hanse.domains.organizations.types import (
    ExportedFile,
    ExportId,
    ExportOrganizations,
    ImportField,
    OrganizationFilter,
)
from hanse.kit.money import Money
from hanse.kit.tables import CsvEncoder, XlsxEncoder
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import Upload, keep_file, link_to
from hanse.platform.files.kinds import EXPORT

FILES: Final = "organization_export"
SPOOL: Final = 8_000_000
_PIECE: Final = 256 * 1024
_TOGETHER: Final = 250
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


@command("organization.export")
async def export_organizations(ctx: Ctx, data: ExportOrganizations) -> ExportedFile:
    """Make a file of the organizations a list shows; the export is recorded, and the link works for minutes."""
    ctx.authorize("organization.export")
    wanted = OrganizationFilter(
        q=data.q, status=data.status, type=data.type, tag=data.tag, manager=data.manager, below=data.below
    )
    parameters = filter_parameters(scope_of(ctx, wanted), wanted)
    fields = import_fields(await declared_fields(ctx))
    export_id = ExportId.new()
    name = f"organizations-{ctx.now.date().isoformat()}.{data.format}"
    with tempfile.SpooledTemporaryFile(max_size=SPOOL) as file:
        count = await _write(ctx, file, data, fields, parameters)
        upload = Upload(tenant_id=ctx.tenant.id, purpose=EXPORT, name=name)
        stored = await ctx.services.files.put(upload, _pieces(file))
    record = await keep_file(ctx, stored, FILES, export_id)
    ctx.record("organization_export", export_id, label=name, after={"rows": count, "filters": _filters(data)})
    return ExportedFile(id=export_id, name=record.name, rows=count, size=record.size, link=link_to(ctx, record))


def _filters(data: ExportOrganizations) -> dict[str, Any]:
    names = ("q", "status", "type", "tag", "manager", "below")
    return {name: value for name in names if (value := getattr(data, name))}


async def _write(
    ctx: Ctx, file: IO[bytes], data: ExportOrganizations, fields: Sequence[ImportField], parameters: dict[str, Any]
) -> int:
    """Stream the rows into a file, some at a time and beside the event loop; gives how many there were."""
    keys = [field.key for field in fields]
    sheet = _Sheet(data.format, [field.label for field in fields], file)
    waiting: list[list[Any]] = []
    count = 0
    async for row in ctx.db.stream(ROWS + _ORDERS[data.sort], parameters):
        waiting.append(_cells(row, keys))
        count += 1
        if len(waiting) >= _TOGETHER:
            await asyncio.to_thread(sheet.write, waiting)
            waiting = []
    await asyncio.to_thread(sheet.finish, waiting)
    return count


class _Sheet:
    """CSV or XLSX, written in blocking calls."""

    def __init__(self, kind: str, headings: list[str], file: IO[bytes]) -> None:
        self._file = file
        self._csv = CsvEncoder(headings) if kind == "csv" else None
        self._xlsx = XlsxEncoder(headings, cast(BinaryIO, file), "Organizations") if kind == "xlsx" else None
        if self._csv is not None:
            file.write(self._csv.header())

    def write(self, rows: list[list[Any]]) -> None:
        """Add some rows."""
        for cells in rows:
            if self._csv is not None:
                self._file.write(self._csv.row(cells))
            elif self._xlsx is not None:
                self._xlsx.row(cells)

    def finish(self, rows: list[list[Any]]) -> None:
        """Add the last rows and complete the file."""
        self.write(rows)
        if self._xlsx is not None:
            self._xlsx.close()


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


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    file.seek(0)
    while piece := await asyncio.to_thread(file.read, _PIECE):
        yield piece
