"""The pages of an import: upload, columns, check, import, report. Each step has an address and can be resumed.

A domain makes one `Wizard` from its own operations and says where it stands among its pages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Generic

from hanse.kit.errors import Invalid
from hanse.kit.ids import Id
from hanse.kit.pagination import Page
from hanse.kit.structs import convert
from hanse.kit.tables import CsvEncoder
from hanse.platform.context import Ctx
from hanse.platform.files.links import content_disposition
from hanse.platform.http.messages import Reply
from hanse.platform.imports.kind import T
from hanse.platform.imports.types import (
    ImportFields,
    ImportProblem,
    ImportStatus,
    ListImportProblems,
    MapColumns,
    UploadImport,
)
from hanse.platform.registry import PageRoute
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Column, Crumb, Option, Stat, Step
from hanse.platform.web.requests import PageRequest, Redirect, View

STYLES: Final = (Option("point", "1,234.50 (decimal point)"), Option("comma", "1.234,50 (decimal comma)"))
ORDERS: Final = (Option("dmy", "31/01/2026 (day first)"), Option("mdy", "01/31/2026 (month first)"))
COLUMNS: Final = (
    Column("file_name", "File"),
    Column("status", "State", "status"),
    Column("row_count", "Rows", "number"),
    Column("error_count", "With problems", "number", priority=2),
    Column("created_at", "Uploaded", "ago"),
)
PROBLEMS: Final = (
    Column("row_number", "Row", "number"),
    Column("column_name", "Column"),
    Column("value", "Value"),
    Column("message", "What to mend"),
)
PROBLEMS_SHOWN: Final = 50
REPORT_MAXIMUM: Final = 100_000
_REACHED: Final = {
    ImportStatus.UPLOADED: 1,
    ImportStatus.CHECKING: 2,
    ImportStatus.CHECKED: 2,
    ImportStatus.FAILED: 2,
    ImportStatus.IMPORTING: 3,
    ImportStatus.DONE: 4,
}


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where an import stands among the pages of its domain. `upload` is the page that takes files."""

    upload: str
    crumbs: tuple[Crumb, ...]
    shown: Action  # what one wants to see once it is done
    template: str = "imports/upload.html"
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Extra:
    """A further question of the mapping step: a box to tick, or a choice when there are options."""

    name: str
    label: str
    help: str = ""
    options: tuple[Option, ...] = ()
    blank: str = ""


Count = tuple[str, str, int]
"""What happened to so many rows: as it is said afterwards, and beforehand."""


def made_and_changed(item: Any) -> tuple[Count, ...]:
    """The counts of most imports."""
    return (("Created", "Would be created", item.created_count), ("Changed", "Would change", item.updated_count))


async def no_extras(ctx: Ctx) -> tuple[Extra, ...]:
    """Nothing else is asked."""
    return ()


@dataclass(frozen=True, kw_only=True)
class Wizard(Generic[T]):
    """The pages of one kind of import. `take`, `earlier` and `where` know where in the domain the reader is."""

    title: str
    things: tuple[str, str]  # one and many
    hint: str  # what a row is
    address: str  # /admin/…/import; an import is below it
    identity: type[Id]
    parameter: str  # the id's name in addresses
    permission: str
    input: type[MapColumns]
    take: Callable[[Ctx, PageRequest, UploadImport], Awaitable[T]]
    earlier: Callable[[Ctx, PageRequest], Awaitable[Page[T]]]
    fields: Callable[[Ctx], Awaitable[ImportFields]]
    get: Callable[[Ctx, Any], Awaitable[T]]
    map: Callable[[Ctx, Any, Any], Awaitable[T]]
    check: Callable[[Ctx, Any], Awaitable[T]]
    run: Callable[[Ctx, Any], Awaitable[T]]
    problems: Callable[[Ctx, Any, ListImportProblems], Awaitable[Page[ImportProblem]]]
    where: Callable[[Ctx, PageRequest, T | None], Awaitable[Where]]
    counts: Callable[[T], tuple[Count, ...]] = made_and_changed
    extras: Callable[[Ctx], Awaitable[tuple[Extra, ...]]] = no_extras

    def pages(self, upload: str) -> tuple[PageRoute, ...]:
        """The routes of the wizard; `upload` is the address that takes files."""
        one = f"{self.address}/{{{self.parameter}}}"
        return (
            PageRoute("GET", upload, self.upload_page, permission=self.permission),
            PageRoute("POST", upload, self.upload, permission=self.permission, uploads=True),
            PageRoute("GET", one, self.import_page, permission=self.permission),
            PageRoute("POST", f"{one}/mapping", self.save_mapping, permission=self.permission),
            PageRoute("POST", f"{one}/check", self.check_again, permission=self.permission),
            PageRoute("POST", f"{one}/run", self.start, permission=self.permission),
            PageRoute("GET", f"{one}/problems.csv", self.problems_file, permission=self.permission),
        )

    def _id(self, request: PageRequest) -> Any:
        return request.id(self.parameter, self.identity)

    async def upload_page(self, ctx: Ctx, request: PageRequest) -> View:
        """Upload a file, and the imports there were."""
        return await self._upload_view(ctx, request, Form())

    async def _upload_view(self, ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
        where = await self.where(ctx, request, None)
        context = {
            **where.context,
            "wizard": self,
            "where": where,
            "imports": await self.earlier(ctx, request),
            "columns": COLUMNS,
            "form": form,
            "fields": (await self.fields(ctx)).items,
        }
        return View(where.template, context, status=form.status if form.status >= 400 else 200)

    async def upload(self, ctx: Ctx, request: PageRequest) -> View | Redirect:
        """Take the file and go on to its columns."""
        form: Form[Any] = Form()
        chosen = request.file("file")
        if chosen is None:
            form.errors["file"] = ["Choose a CSV or Excel file first"]
            form.status = 422
            return await self._upload_view(ctx, request, form)
        form.data = UploadImport(name=chosen.filename[:200], content=chosen.content or b" ")
        made = await attempt(form, lambda data: self.take(ctx, request, data))
        if made is None:
            form.errors.setdefault("file", []).append(form.message or "This file cannot be read")
            form.message = ""
            return await self._upload_view(ctx, request, form)
        return Redirect(f"{self.address}/{made.id}")  # type: ignore[attr-defined]

    async def import_page(self, ctx: Ctx, request: PageRequest) -> View:
        """Where an import stands: its columns, its progress, or its report."""
        item = await self.get(ctx, self._id(request))
        return await self._view(ctx, request, item, Form.of(item))

    async def _view(self, ctx: Ctx, request: PageRequest, item: T, form: Form[Any]) -> View:
        identity = self._id(request)
        is_busy = item.is_busy
        problems = []
        if item.error_count and not is_busy:
            problems = (await self.problems(ctx, identity, ListImportProblems(limit=PROBLEMS_SHOWN))).items
        editing = item.status is ImportStatus.UPLOADED or request.argument("columns") == "1" or form.status >= 400
        context = {
            "wizard": self,
            "where": await self.where(ctx, request, item),
            "item": item,
            "form": form,
            "progress": await ctx.services.jobs.progress_of(ctx, item.job_id) if is_busy and item.job_id else None,
            "is_busy": is_busy,
            "problems": problems,
            "problem_columns": PROBLEMS,
            "problems_shown": PROBLEMS_SHOWN,
            "counts": self._stats(item),
            "changes": sum(count for _, _, count in self.counts(item)),
            "steps": _steps(item),
            "root": f"{self.address}/{identity}",
            "editing": editing and not is_busy and item.status is not ImportStatus.DONE,
        }
        if context["editing"]:
            context |= {
                "mapping": form.values.get("mapping") or item.mapping,
                "fields": [Option(one.key, one.label) for one in (await self.fields(ctx)).items],
                "styles": STYLES,
                "orders": ORDERS,
                "extras": await self.extras(ctx),
            }
        view = View("imports/import.html", context, status=form.status if form.status >= 400 else 200)
        view.block = "progress" if request.argument("poll") else None
        return view

    def _stats(self, item: T) -> list[Stat]:
        is_done = item.status is ImportStatus.DONE
        counted = [(done if is_done else before, count) for done, before, count in self.counts(item)]
        rows = [("Rows", item.row_count), *counted, ("Unchanged", item.unchanged_count)]
        return [Stat(label, count, "number") for label, count in (*rows, ("With problems", item.error_count))]

    async def save_mapping(self, ctx: Ctx, request: PageRequest) -> View | Redirect:
        """Keep what each column is, and check at once."""
        identity = self._id(request)
        item = await self.get(ctx, identity)
        columns = enumerate(item.columns)
        mapping = {column: value for at, column in columns if (value := request.field(f"column.{at}"))}
        values: dict[str, Any] = {"mapping": mapping}
        for name in ("decimal_style", "date_order"):
            values[name] = request.field(name) or None
        for extra in await self.extras(ctx):
            given = request.field(extra.name)
            values[extra.name] = (given or None) if extra.options else given == "true"
        form: Form[Any] = Form(values)
        try:
            form.data = convert(values, self.input)
        except Invalid as error:
            form.fail(error)
        if await attempt(form, lambda data: self._map_and_check(ctx, identity, data)) is None:
            form.status = max(form.status, 400)
            return await self._view(ctx, request, item, form)
        return Redirect(f"{self.address}/{identity}")

    async def _map_and_check(self, ctx: Ctx, identity: Any, data: MapColumns) -> T:
        saved = await self.map(ctx, identity, data)
        # The version the reader saw is the one before the columns were kept.
        ctx.origin = replace(ctx.origin, expected_version=saved.version)
        return await self.check(ctx, identity)

    async def check_again(self, ctx: Ctx, request: PageRequest) -> Redirect:
        """Try every row again without keeping anything."""
        identity = self._id(request)
        return await press(ctx, request, lambda: self.check(ctx, identity), Redirect(f"{self.address}/{identity}"))

    async def start(self, ctx: Ctx, request: PageRequest) -> Redirect:
        """Import the rows that are right."""
        identity = self._id(request)
        said = flash("The import has started; you may leave this page", "info")
        return await press(ctx, request, lambda: self.run(ctx, identity), Redirect(f"{self.address}/{identity}", said))

    async def problems_file(self, ctx: Ctx, request: PageRequest) -> Reply:
        """Every problem as a CSV file, to mend the rows by."""
        identity = self._id(request)
        item = await self.get(ctx, identity)
        encoder = CsvEncoder(["Row", "Column", "Value", "What to mend"])
        parts = [encoder.header()]
        cursor: str | None = None
        while len(parts) <= REPORT_MAXIMUM:
            page = await self.problems(ctx, identity, ListImportProblems(limit=200, cursor=cursor))
            parts.extend(
                encoder.row([problem.row_number, problem.column_name, problem.value, problem.message])
                for problem in page.items
            )
            cursor = page.next
            if cursor is None:
                break
        name = f"{item.file_name.rpartition('.')[0] or item.file_name} - problems.csv"
        headers = [("content-disposition", content_disposition(name)), ("cache-control", "no-store")]
        return Reply(b"".join(parts), content_type="text/csv; charset=utf-8", headers=headers)


def _steps(item: Any) -> list[Step]:
    reached = _REACHED[item.status]
    return [
        Step(name, "done" if number < reached else "current" if number == reached else "todo")
        for number, name in enumerate(("Upload", "Columns", "Check", "Import"))
    ]
