"""One kind of import: what a domain says about it, and the steps people take, the same for every kind.

The domain's own operations call these steps; they ask for its permission and say in the audit trail what happened.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Generic, TypeVar
from uuid import UUID

from hanse.kit.errors import HanseError, NotFound
from hanse.kit.ids import Id
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.kit.tables import TableLimits
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.files import IMPORT, FileRecord, Upload, find_file, keep_file
from hanse.platform.imports.columns import FieldTable, Need, check_mapping, guess_mapping
from hanse.platform.imports.looking import look_at
from hanse.platform.imports.types import (
    BUSY,
    ImportField,
    ImportFields,
    ImportProblem,
    ImportState,
    ImportStatus,
    ListImportProblems,
    ListImports,
    MapColumns,
    UploadImport,
)

T = TypeVar("T", bound=ImportState)
SELECT: Final = """
SELECT id, target_id, file_name, status, columns, sample, mapping, decimal_style, date_order, options, job_id,
    row_count, done_count, created_count, updated_count, unchanged_count, error_count, problem, created_by, version,
    created_at, updated_at
FROM imports WHERE kind = %(kind)s
"""
GET: Final = SELECT + "AND id = %(id)s"
LIST: Final = (
    SELECT
    + """
AND (%(target)s::uuid IS NULL OR target_id = %(target)s) AND (%(after)s::uuid IS NULL OR id < %(after)s)
ORDER BY id DESC LIMIT %(limit)s
"""
)
FILE_OF: Final = "SELECT file_id FROM imports WHERE id = %(id)s"
LOCK: Final = "SELECT id FROM imports WHERE id = %(id)s AND kind = %(kind)s FOR UPDATE"
INSERT: Final = """
INSERT INTO imports (id, kind, target_id, file_id, file_name, status, columns, sample, mapping, decimal_style,
    created_by, created_at, updated_at)
VALUES (%(id)s, %(kind)s, %(target)s, %(file)s, %(name)s, 'uploaded', %(columns)s, %(sample)s, %(mapping)s,
    %(decimal)s, %(by)s, %(now)s, %(now)s)
"""
SET_MAPPING: Final = """
UPDATE imports SET mapping = %(mapping)s, decimal_style = %(decimal)s, date_order = %(date_order)s,
    options = %(options)s, status = 'uploaded', problem = '', row_count = 0, done_count = 0, created_count = 0,
    updated_count = 0, unchanged_count = 0, error_count = 0, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
START: Final = """
UPDATE imports SET status = %(status)s, job_id = %(job)s, problem = '', row_count = 0, done_count = 0,
    created_count = 0, updated_count = 0, unchanged_count = 0, error_count = 0, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
FORGET_PROBLEMS: Final = "DELETE FROM import_problems WHERE import_id = %(id)s"
SELECT_PROBLEMS: Final = """
SELECT row_number, position, column_name, value, message FROM import_problems WHERE import_id = %(id)s
"""
LIST_PROBLEMS: Final = (
    SELECT_PROBLEMS
    + """
AND (%(after_row)s::integer IS NULL OR (row_number, position) > (%(after_row)s, %(after_position)s))
ORDER BY row_number, position LIMIT %(limit)s
"""
)
ALL_PROBLEMS: Final = SELECT_PROBLEMS + "ORDER BY row_number, position"


def authorize_plainly(permission: str) -> Callable[[Ctx, Any], Awaitable[None]]:
    """Ask for the permission alone, for imports that go nowhere in particular."""

    async def authorize(ctx: Ctx, target: Any) -> None:
        ctx.authorize(permission)

    return authorize


def no_more_rights(ctx: Ctx, item: Any) -> None:
    """Whoever may import may do all that these rows do."""


@dataclass(frozen=True, kw_only=True)
class ImportKind(Generic[T]):
    """What a domain says about its imports.

    `authorize(ctx, target_id)` asks for the permission, where the rows go somewhere in particular; `check_rights` asks
    for what these very columns and options take besides. `options` names the domain's own fields of the mapping step.
    """

    name: str  # of its rows in `imports`
    noun: str  # in the audit trail, and the kind of subject its file belongs to
    permission: str
    job: str
    item: type[T]
    identity: type[Id]
    refusal: type[HanseError]
    limits: TableLimits
    standard: FieldTable
    fields: Callable[[Ctx], Awaitable[list[ImportField]]]
    needs: tuple[Need, ...]
    authorize: Callable[[Ctx, UUID | None], Awaitable[None]]
    check_rights: Callable[[Ctx, T], None] = no_more_rights
    options: tuple[str, ...] = ()
    target: str = ""  # the item's name for where the rows go
    written: str = ""  # the item's name for created and changed rows together, where it does not tell them apart

    async def upload(self, ctx: Ctx, data: UploadImport, target: Id | None = None) -> T:
        """Keep a CSV or XLSX file and guess what its columns are. Raises TableUnreadable and its kin, FileRefused."""
        target_id = target.uuid if target is not None else None
        await self.authorize(ctx, target_id)
        upload = Upload(tenant_id=ctx.tenant.id, purpose=IMPORT, name=data.name)
        stored = await ctx.services.files.put(upload, data.content)
        look = await look_at(data.content, stored.name, self.limits)
        import_id = self.identity.new()
        record = await keep_file(ctx, stored, self.noun, import_id)
        values: dict[str, Any] = {
            "id": import_id,
            "kind": self.name,
            "target": target_id,
            "file": record.id,
            "name": record.name,
            "columns": look.columns,
            "sample": Json(look.sample),
            "mapping": Json(guess_mapping(look.columns, await self.fields(ctx), self.standard)),
            "decimal": look.decimal_style,
            "by": ctx.principal.member_id,
            "now": ctx.now,
        }
        await ctx.db.run(INSERT, values)
        ctx.record(self.noun, import_id, label=record.name, after={"file": record.name})
        return await self.load(ctx, import_id)

    async def map(self, ctx: Ctx, import_id: Id, data: MapColumns) -> T:
        """Say what each column is. Raises Invalid, Forbidden, and the kind's refusal while it runs or once done."""
        before = await self._lock(ctx, import_id)
        ctx.check_version(before.version)
        if before.status in (*BUSY, ImportStatus.DONE):
            raise self.refusal("The columns of an import that runs or is done cannot be changed")
        values = {
            "id": import_id,
            "mapping": Json(check_mapping(data.mapping, before.columns, await self.fields(ctx), self.needs)),
            "decimal": data.decimal_style,
            "date_order": data.date_order,
            "options": Json({name: getattr(data, name) for name in self.options}),
            "now": ctx.now,
        }
        await ctx.db.run(SET_MAPPING, values)
        await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
        after = await self.load(ctx, import_id)
        self.check_rights(ctx, after)
        audited = ("status", "mapping", "decimal_style", "date_order", *self.options)
        ctx.record(
            self.noun,
            import_id,
            label=after.file_name,
            before={name: getattr(before, name) for name in audited},
            after={name: getattr(after, name) for name in audited},
        )
        return after

    async def start(self, ctx: Ctx, import_id: Id, *, dry: bool) -> T:
        """Have a job try every row, or import those that are right. Raises Invalid, and the kind's refusal."""
        before = await self._lock(ctx, import_id)
        if not dry:
            # Who imports must have seen these very columns; a check harms nobody.
            ctx.check_version(before.version)
        if before.is_busy:
            raise self.refusal("This import is under way")
        check_mapping(before.mapping, before.columns, await self.fields(ctx), self.needs)
        self.check_rights(ctx, before)
        status = ImportStatus.CHECKING if dry else ImportStatus.IMPORTING
        # A file that was read to its end once need not be read for its length again.
        known = before.row_count if before.status in (ImportStatus.CHECKED, ImportStatus.DONE) else None
        payload = {"import_id": import_id, "dry": dry, "rows": known}
        job = await ctx.services.jobs.enqueue(ctx, self.job, payload, track=True)
        await ctx.db.run(START, {"id": import_id, "status": status, "job": job, "now": ctx.now})
        await ctx.db.run(FORGET_PROBLEMS, {"id": import_id})
        after = await self.load(ctx, import_id)
        ctx.record(
            self.noun,
            import_id,
            label=after.file_name,
            before={"status": before.status},
            after={"status": after.status},
        )
        return after

    async def _lock(self, ctx: Ctx, import_id: Id) -> T:
        await ctx.db.maybe(LOCK, {"id": import_id, "kind": self.name})
        return await self.load(ctx, import_id)

    # ---- reading ------------------------------------------------------------------------------------------------

    async def load(self, ctx: Ctx, import_id: Id) -> T:
        """One import for whoever may import there. Raises NotFound, Forbidden."""
        row: dict[str, Any] | None = await ctx.db.maybe(GET, {"id": import_id, "kind": self.name})
        if row is None:
            ctx.authorize_absent(self.permission)
            raise NotFound()
        await self.authorize(ctx, row["target_id"])
        return self._shape(row)

    async def list(self, ctx: Ctx, query: ListImports, target: Id | None = None) -> Page[T]:
        """The imports, newest first; with a target those that go there."""
        target_id = target.uuid if target is not None else None
        await self.authorize(ctx, target_id)
        after = decode_cursor(query.cursor, UUID)
        values = {"kind": self.name, "target": target_id, "after": after and after[0], "limit": query.limit + 1}
        rows = [self._shape(row) for row in await ctx.db.all(LIST, values)]
        return page_of(rows, query.limit, lambda item: encode_cursor(_id_of(item)))

    async def problems(self, ctx: Ctx, import_id: Id, query: ListImportProblems) -> Page[ImportProblem]:
        """What is wrong in the rows of a file, in the file's order."""
        await self.load(ctx, import_id)
        after = decode_cursor(query.cursor, int, int) or (None, None)
        values = {"id": import_id, "after_row": after[0], "after_position": after[1], "limit": query.limit + 1}
        rows = await ctx.db.all(LIST_PROBLEMS, values, into=ImportProblem)
        return page_of(rows, query.limit, lambda item: encode_cursor(item.row_number, item.position))

    async def stream_problems(self, ctx: Ctx, import_id: Id) -> AsyncIterator[ImportProblem]:
        """Every problem of an import the caller has asked about, in constant memory."""
        async for row in ctx.db.stream(ALL_PROBLEMS, {"id": import_id}):
            yield from_row(row, ImportProblem)

    async def list_fields(self, ctx: Ctx) -> ImportFields:
        """What a column of a file can be."""
        ctx.authorize(self.permission)
        return ImportFields(items=await self.fields(ctx))

    async def file_of(self, ctx: Ctx, import_id: Id) -> FileRecord:
        """The file of an import the caller has asked about."""
        file_id: UUID = await ctx.db.value(FILE_OF, {"id": import_id})
        return await find_file(ctx, self.noun, import_id, file_id)

    def _shape(self, row: Mapping[str, Any]) -> T:
        target = {self.target: row["target_id"]} if self.target else {}
        written = {self.written: row["created_count"] + row["updated_count"]} if self.written else {}
        return from_row({**row, **row["options"], **target, **written}, self.item)


def _id_of(item: Any) -> UUID:
    found: UUID = item.id.uuid
    return found
