"""The import wizard of prices: upload, map the columns, check, import, report. Each step has an address."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hanse.domains.pricing import api
from hanse.domains.pricing.pages.parts import LIST, head_of
from hanse.domains.pricing.types import PriceImportId, PriceListId
from hanse.domains.pricing.types.files import (
    ListPriceImportProblems,
    ListPriceImports,
    MapPriceColumns,
    PriceImport,
    PriceImportStatus,
    UploadPrices,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, Step
from hanse.platform.web.requests import PageRequest, Redirect, View

IMPORTS = "/admin/price-imports"
STYLES = (Option("point", "1,234.50 (decimal point)"), Option("comma", "1.234,50 (decimal comma)"))
ORDERS = (Option("dmy", "31/01/2026 (day first)"), Option("mdy", "01/31/2026 (month first)"))
COLUMNS = (
    Column("file_name", "File"),
    Column("status", "State", "status"),
    Column("row_count", "Rows", "number"),
    Column("error_count", "With problems", "number", priority=2),
    Column("created_at", "Uploaded", "ago"),
)
PROBLEMS = (
    Column("row_number", "Row", "number"),
    Column("column_name", "Column"),
    Column("value", "Value"),
    Column("message", "What to mend"),
)


def _id(request: PageRequest) -> PriceImportId:
    return request.id("price_import_id", PriceImportId)


async def upload_page(ctx: Ctx, request: PageRequest) -> View:
    """Upload a file, and the imports there were."""
    return await _upload_view(ctx, request, Form())


async def _upload_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    item = await api.get_price_list(ctx, request.id("price_list_id", PriceListId))
    page = await api.list_price_imports(ctx, item.id, ListPriceImports(limit=20))
    fields = (await api.list_price_import_columns(ctx)).items
    context = {**head_of(ctx, item, "import"), "page": page, "columns": COLUMNS, "form": form, "fields": fields}
    return View("pricing/imports.html", context, status=form.status if form.status >= 400 else 200)


async def upload(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the file and go on to its columns."""
    form: Form[Any] = Form()
    chosen = request.file("file")
    if chosen is None:
        form.errors["file"] = ["Choose a CSV or Excel file first"]
        form.status = 422
        return await _upload_view(ctx, request, form)
    form.data = UploadPrices(name=chosen.filename[:200], content=chosen.content or b" ")
    identity = request.id("price_list_id", PriceListId)
    made = await attempt(form, lambda data: api.upload_prices(ctx, identity, data))
    if made is None:
        form.errors.setdefault("file", []).append(form.message or "This file cannot be read")
        form.message = ""
        return await _upload_view(ctx, request, form)
    return Redirect(f"{IMPORTS}/{made.id}")


async def import_page(ctx: Ctx, request: PageRequest) -> View:
    """Where an import stands: its columns, its progress, or its report."""
    item = await api.get_price_import(ctx, _id(request))
    return await _view(ctx, request, item, Form({"decimal_style": item.decimal_style, "date_order": item.date_order}))


async def _view(ctx: Ctx, request: PageRequest, item: PriceImport, form: Form[Any]) -> View:
    is_busy = item.status in (PriceImportStatus.CHECKING, PriceImportStatus.IMPORTING)
    progress = await ctx.services.jobs.progress_of(ctx, item.job_id) if is_busy and item.job_id else None
    problems = []
    if item.error_count:
        problems = (await api.list_price_import_problems(ctx, item.id, ListPriceImportProblems(limit=50))).items
    prices = await api.get_price_list(ctx, item.price_list_id)
    fields = (await api.list_price_import_columns(ctx)).items
    context = {
        "item": item,
        "prices": prices,
        "form": form,
        "progress": progress,
        "is_busy": is_busy,
        "problems": problems,
        "problem_columns": PROBLEMS,
        "fields": [Option(field.key, field.label) for field in fields],
        "styles": STYLES,
        "orders": ORDERS,
        "steps": _steps(item),
        "root": f"{IMPORTS}/{item.id}",
        "list_root": f"{LIST}/{item.price_list_id}",
        "editing": item.status is PriceImportStatus.UPLOADED or request.argument("columns") == "1",
    }
    view = View("pricing/import.html", context, status=form.status if form.status >= 400 else 200)
    view.block = "progress" if request.argument("poll") else None
    return view


def _steps(item: PriceImport) -> list[Step]:
    reached = {
        PriceImportStatus.UPLOADED: 1,
        PriceImportStatus.CHECKING: 2,
        PriceImportStatus.CHECKED: 2,
        PriceImportStatus.FAILED: 2,
        PriceImportStatus.IMPORTING: 3,
        PriceImportStatus.DONE: 4,
    }[item.status]
    names = ("Upload", "Columns", "Check", "Import")
    return [
        Step(name, "done" if number < reached else "current" if number == reached else "todo")
        for number, name in enumerate(names)
    ]


async def save_mapping(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep what each column is, and check at once."""
    identity = _id(request)
    item = await api.get_price_import(ctx, identity)
    mapping = {
        column: value for number, column in enumerate(item.columns) if (value := request.field(f"column.{number}"))
    }
    values = {
        "mapping": mapping,
        "decimal_style": request.field("decimal_style") or None,
        "date_order": request.field("date_order") or None,
    }
    form: Form[Any] = Form(values)
    try:
        form.data = convert(values, MapPriceColumns)
    except Invalid as error:
        form.fail(error)
    if await attempt(form, lambda data: _map_and_check(ctx, identity, data)) is None:
        form.values["mapping"] = mapping
        return await _view(ctx, request, item, form)
    return Redirect(f"{IMPORTS}/{identity}")


async def _map_and_check(ctx: Ctx, identity: PriceImportId, data: MapPriceColumns) -> PriceImport:
    saved = await api.map_prices(ctx, identity, data)
    # The version the reader saw is the one before the columns were kept.
    ctx.origin = replace(ctx.origin, expected_version=saved.version)
    return await api.check_prices(ctx, saved.id)


async def run(ctx: Ctx, request: PageRequest) -> Redirect:
    """Import the rows that are right."""
    done = Redirect(f"{IMPORTS}/{_id(request)}", flash("The import has started; you may leave this page", "info"))
    return await press(ctx, request, lambda: api.run_price_import(ctx, _id(request)), done)
