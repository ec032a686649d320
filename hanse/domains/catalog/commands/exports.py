"""Exports of products as CSV or XLSX, made by a job; the file can be imported again and then changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.imports import EXPORT_FILES, EXPORT_JOB
from hanse.domains.catalog.queries.products import FILTERS, filter_parameters
from hanse.domains.catalog.queries.viewing import Viewer
from hanse.domains.catalog.rules.attributes import words_of_value
from hanse.domains.catalog.rules.columns import ATTRIBUTE, product_fields
from hanse.domains.catalog.rules.wording import options_text, parts_text
from hanse.domains.catalog.types import (
    ExportProducts,
    OptionRule,
    ProductExport,
    ProductExportId,
    ProductFilter,
    ProductOption,
)
from hanse.kit.errors import Invalid
from hanse.kit.quantity import QUANTITY_PLACES
from hanse.kit.scaled import format_decimal
from hanse.kit.structs import convert, from_row, to_builtins
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.files import keep_file
from hanse.platform.imports import ImportField, Sheet
from hanse.platform.imports.sheets import TOGETHER
from hanse.platform.jobs import RunningJob
from hanse.platform.services import Services

KNOWN_CATEGORY: Final = "SELECT 1 FROM categories WHERE id = %(id)s"
_TELL: Final = 5_000
ROWS: Final = f"""
WITH places AS MATERIALIZED (
    SELECT c.id, (SELECT string_agg(a.name, ' > ' ORDER BY cardinality(a.path)) FROM categories a
        WHERE a.tenant_id = c.tenant_id AND a.id = ANY(c.path)) AS name
    FROM categories c)
SELECT v.sku, p.handle AS product, p.name, v.name AS variant_name, p.kind, p.status, p.brand, p.summary, p.description,
    p.tax_class, v.gtin, v.weight, v.lead_time_days, v.stock_unit, v.is_stocked, u.unit AS sale_unit,
    u.ratio_numerator, u.ratio_denominator, u.minimum, u.maximum, u.step, p.seo_title, p.seo_description,
    p.attributes || v.attributes AS said,
    CASE WHEN p.kind = 'configurable' THEN jsonb_build_object(
        'options', (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'key', o.key, 'label', o.label, 'help', o.help,
            'is_required', o.is_required, 'choices', o.choices) ORDER BY o.position, o.key) FROM product_options o
            WHERE o.tenant_id = p.tenant_id AND o.product_id = p.id),
        'rules', (SELECT jsonb_agg(jsonb_build_object('id', r.id, 'kind', r.kind, 'if_option', r.if_option,
            'if_choice', r.if_choice, 'then_option', r.then_option, 'then_choices', r.then_choices,
            'message', r.message) ORDER BY r.position, r.id) FROM option_rules r
            WHERE r.tenant_id = p.tenant_id AND r.product_id = p.id)) END AS choosing,
    CASE WHEN p.kind = 'bundle' THEN (SELECT jsonb_agg(jsonb_build_object('sku', w.sku, 'quantity', b.quantity)
        ORDER BY b.position, w.sku_key) FROM bundle_items b
        JOIN variants w ON w.tenant_id = b.tenant_id AND w.id = b.component_variant_id
        WHERE b.tenant_id = v.tenant_id AND b.variant_id = v.id) END AS held,
    (SELECT string_agg(n.name, '; ' ORDER BY k.position, k.category_id) FROM product_categories k
        JOIN places n ON n.id = k.category_id WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id) AS categories
FROM products p
JOIN variants v ON v.tenant_id = p.tenant_id AND v.product_id = p.id
LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
WHERE {FILTERS}
ORDER BY p.name_key, p.id, v.position, v.id
"""  # noqa: S608 - put together from constants


@command("product.export")
async def export_products(ctx: Ctx, data: ExportProducts) -> ProductExport:
    """Have a file made of the products a list shows, a row for each variant; ask for it until it is done."""
    ctx.authorize("product.export")
    if data.category is not None and not await ctx.db.value(KNOWN_CATEGORY, {"id": data.category}):
        raise Invalid.field("category", "There is no such category", "not_found")
    job = await ctx.services.jobs.enqueue(ctx, EXPORT_JOB, {"wanted": to_builtins(data)}, track=True)
    export_id = ProductExportId(job)
    ctx.record("product_export", export_id, label=f"products.{data.format}", after=to_builtins(data))
    return ProductExport(id=export_id, state="queued", rows=0, name=None, size=None, link=None)


async def make_export(services: Services, job: RunningJob) -> None:
    """Write the file and keep it."""
    wanted = convert(job.payload["wanted"], ExportProducts)
    assert job.tenant is not None
    async with job.open() as ctx:
        fields = product_fields((await declared_attributes(ctx)).values())
        name = f"products-{ctx.now.date().isoformat()}.{wanted.format}"
    with Sheet(wanted.format, [field.label for field in fields], "Products") as sheet:
        async with job.open() as ctx:
            count = await sheet.fill(
                ctx.db.stream(ROWS, filter_parameters(Viewer(sees_all=True), _filter_of(wanted)), batch=TOGETHER),
                lambda row: _cells(row, fields),
                lambda done: _tell(job, done),
            )
        stored = await sheet.keep(services, job.tenant.id, name)
    async with job.open() as ctx:
        await keep_file(ctx, stored, EXPORT_FILES, job.id)
        await job.progress(count, count, "Done", ctx=ctx)
        await job.complete(ctx, {"rows": count})


def _filter_of(wanted: ExportProducts) -> ProductFilter:
    return ProductFilter(
        q=wanted.q, status=wanted.status, kind=wanted.kind, category=wanted.category, brand=wanted.brand
    )


async def _tell(job: RunningJob, done: int) -> None:
    if done % _TELL == 0:
        await job.progress(done, None, "Writing rows")


def _cells(row: dict[str, Any], fields: Sequence[ImportField]) -> list[Any]:
    said = row["said"]
    values = {
        **row,
        "units_per": _ratio(row["ratio_numerator"], row["ratio_denominator"], row["sale_unit"] != row["stock_unit"]),
        **{name: _decimal(row[name]) for name in ("weight", "minimum", "maximum", "step")},
        "options": _options(row["choosing"]),
        "parts": parts_text(row["held"] or ()) or None,
        "is_stocked": "yes" if row["is_stocked"] else "no",
        **{f"{ATTRIBUTE}{key}": "; ".join(words_of_value(value)) for key, value in said.items()},
    }
    return [values.get(field.key) for field in fields]


def _options(choosing: dict[str, Any] | None) -> str | None:
    """What is to be chosen, in words an import reads back."""
    if choosing is None or not choosing["options"]:
        return None
    options = [from_row({**one, "id": UUID(one["id"])}, ProductOption) for one in choosing["options"]]
    rules = [from_row({**one, "id": UUID(one["id"])}, OptionRule) for one in choosing["rules"] or ()]
    return options_text(options, rules)


def _ratio(numerator: int | None, denominator: int | None, is_other: bool) -> str | None:
    """How many stock units a sale unit holds, where four decimal places can say it."""
    if not is_other or not numerator or not denominator or numerator * 10**QUANTITY_PLACES % denominator:
        return None
    return format_decimal(numerator * 10**QUANTITY_PLACES // denominator, QUANTITY_PLACES, 0)


def _decimal(units: int | None) -> str | None:
    return None if units is None else format_decimal(units, QUANTITY_PLACES, 0)
