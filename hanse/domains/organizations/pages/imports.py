"""The import wizard: upload, map the columns, check, import, report. Each step has an address and can be resumed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hanse.domains.organizations import api
from hanse.domains.organizations.types import (
    ImportId,
    ImportProblem,
    ImportStatus,
    ListImportProblems,
    ListImports,
    MapColumns,
    OrganizationImport,
    UploadImport,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert
from hanse.kit.tables import CsvEncoder
from hanse.platform.context import Ctx
from hanse.platform.files.links import content_disposition
from hanse.platform.http.messages import Reply
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, Step
from hanse.platform.web.requests import PageRequest, Redirect, View

LIST = "/admin/organizations/import"
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
REPORT_MAXIMUM = 100_000


def _id(request: PageRequest) -> ImportId:
    return request.id("import_id", ImportId)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Upload a file, and the imports there were."""
    return await _list_view(ctx, Form())


async def _list_view(ctx: Ctx, form: Form[Any]) -> View:
    page = await api.list_imports(ctx, ListImports(limit=20))
    fields = (await api.list_import_fields(ctx)).items
    context = {"page": page, "columns": COLUMNS, "form": form, "fields": fields}
    return View("organizations/imports.html", context, status=form.status if form.status >= 400 else 200)


async def upload(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Take the file and go on to its columns."""
    form: Form[Any] = Form()
    chosen = request.file("file")
    if chosen is None:
        form.errors["file"] = ["Choose a CSV or Excel file first"]
        form.status = 422
        return await _list_view(ctx, form)
    form.data = UploadImport(name=chosen.filename[:200], content=chosen.content or b" ")
    made = await attempt(form, lambda data: api.upload_import(ctx, data))
    if made is None:
        form.errors.setdefault("file", []).append(form.message)
        form.message = ""
        return await _list_view(ctx, form)
    return Redirect(f"{LIST}/{made.id}")


async def import_page(ctx: Ctx, request: PageRequest) -> View:
    """Where an import stands: its columns, its progress, or its report."""
    item = await api.get_import(ctx, _id(request))
    return await _view(ctx, request, item, Form({"decimal_style": item.decimal_style, "date_order": item.date_order}))


async def _view(ctx: Ctx, request: PageRequest, item: OrganizationImport, form: Form[Any]) -> View:
    is_busy = item.status in (ImportStatus.CHECKING, ImportStatus.IMPORTING)
    progress = await ctx.services.jobs.progress_of(ctx, item.job_id) if is_busy and item.job_id else None
    problems = []
    if item.error_count:
        problems = (await api.list_import_problems(ctx, item.id, ListImportProblems(limit=50))).items
    fields = (await api.list_import_fields(ctx)).items
    context = {
        "item": item,
        "form": form,
        "progress": progress,
        "is_busy": is_busy,
        "problems": problems,
        "problem_columns": PROBLEMS,
        "fields": [Option(field.key, field.label) for field in fields],
        "styles": STYLES,
        "orders": ORDERS,
        "steps": _steps(item),
        "root": f"{LIST}/{item.id}",
        "editing": item.status is ImportStatus.UPLOADED or request.argument("columns") == "1",
    }
    view = View("organizations/import.html", context, status=form.status if form.status >= 400 else 200)
    view.block = "progress" if request.argument("poll") else None
    return view


def _steps(item: OrganizationImport) -> list[Step]:
    reached = {
        ImportStatus.UPLOADED: 1,
        ImportStatus.CHECKING: 2,
        ImportStatus.CHECKED: 2,
        ImportStatus.FAILED: 2,
        ImportStatus.IMPORTING: 3,
        ImportStatus.DONE: 4,
    }[item.status]
    names = ("Upload", "Columns", "Check", "Import")
    return [
        Step(name, "done" if number < reached else "current" if number == reached else "todo")
        for number, name in enumerate(names)
    ]


async def save_mapping(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep what each column is, and check at once."""
    identity = _id(request)
    item = await api.get_import(ctx, identity)
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
        form.data = convert(values, MapColumns)
    except Invalid as error:
        form.fail(error)
    if await attempt(form, lambda data: _map_and_check(ctx, identity, data)) is None:
        form.values["mapping"] = mapping
        return await _view(ctx, request, item, form)
    return Redirect(f"{LIST}/{identity}")


async def _map_and_check(ctx: Ctx, identity: ImportId, data: MapColumns) -> OrganizationImport:
    saved = await api.map_import(ctx, identity, data)
    # The version the reader saw is the one before the columns were kept.
    ctx.origin = replace(ctx.origin, expected_version=saved.version)
    return await api.check_import(ctx, saved.id)


async def check(ctx: Ctx, request: PageRequest) -> Redirect:
    """Try every row again without keeping anything."""
    return await press(ctx, request, lambda: api.check_import(ctx, _id(request)), Redirect(f"{LIST}/{_id(request)}"))


async def run(ctx: Ctx, request: PageRequest) -> Redirect:
    """Import the rows that are right."""
    done = Redirect(f"{LIST}/{_id(request)}", flash("The import has started; you may leave this page", "info"))
    return await press(ctx, request, lambda: api.run_import(ctx, _id(request)), done)


async def problems_file(ctx: Ctx, request: PageRequest) -> Reply:
    """Every problem as a CSV file, to mend the rows by."""
    item = await api.get_import(ctx, _id(request))
    encoder = CsvEncoder(["Row", "Column", "Value", "What to mend"])
    parts = [encoder.header()]
    cursor: str | None = None
    while len(parts) <= REPORT_MAXIMUM:
        page = await api.list_import_problems(ctx, item.id, ListImportProblems(limit=200, cursor=cursor))
        parts.extend(encoder.row(_cells(problem)) for problem in page.items)
        cursor = page.next
        if cursor is None:
            break
    name = f"{item.file_name.rpartition('.')[0] or item.file_name} - problems.csv"
    headers = [("content-disposition", content_disposition(name)), ("cache-control", "no-store")]
    return Reply(b"".join(parts), content_type="text/csv; charset=utf-8", headers=headers)


def _cells(problem: ImportProblem) -> list[Any]:
    return [problem.row_number, problem.column_name, problem.value, problem.message]
