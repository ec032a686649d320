"""Organizations in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.organizations.types.organizations import Sort
from hanse.domains.organizations.types.values import OrganizationStatus, OrganizationType
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class ImportId(Id, prefix="oim"):
    """One file of organizations on its way in."""


class ExportId(Id, prefix="oex"):
    """One file of organizations made to be taken out."""


class ImportStatus(enum.StrEnum):
    UPLOADED = "uploaded"
    CHECKING = "checking"
    CHECKED = "checked"
    IMPORTING = "importing"
    DONE = "done"
    FAILED = "failed"


DecimalStyle = Literal["point", "comma"]
DateOrder = Literal["dmy", "mdy"]
Mapping = Annotated[
    dict[Annotated[str, Meta(max_length=200)], Annotated[str, Meta(max_length=80)]],
    Meta(max_length=200, description='What each column of the file is, such as {"Kundennummer": "number"}'),
]


class ImportField(Data, frozen=True, kw_only=True):
    """Something a column of a file can be."""

    key: str
    label: str
    help: str = ""


class OrganizationImport(Data, frozen=True, kw_only=True):
    """A file of organizations: how its columns are read, how far it is, and what came of it."""

    id: ImportId
    file_name: str
    status: ImportStatus
    columns: list[str]
    sample: Annotated[list[list[str]], Meta(description="The first rows, by column")]
    mapping: dict[str, str]
    decimal_style: DecimalStyle | None
    date_order: DateOrder | None
    job_id: UUID | None
    row_count: int
    created_count: int
    updated_count: int
    unchanged_count: int
    error_count: int
    problem: Annotated[str, Meta(description="Why the file as a whole failed")]
    created_by: MemberId | None
    version: int
    created_at: datetime
    updated_at: datetime

    def subject(self) -> Subject:
        return Subject(
            kind="organization_import", id=self.id, owner_member_id=self.created_by.uuid if self.created_by else None
        )


class ImportProblem(Data, frozen=True, kw_only=True):
    """What is wrong in one cell or row of a file."""

    row_number: Annotated[int, Meta(description="As a spreadsheet program shows it")]
    position: int
    column_name: str
    value: str
    message: str


class ListImports(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, newest first."""


class ListImportProblems(PageQuery, frozen=True, kw_only=True):
    """Which part of the list, by row."""


class UploadImport(Input, frozen=True, kw_only=True):
    """A CSV or XLSX file as base64 text, with its name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]


class MapColumns(Input, frozen=True, kw_only=True):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its row."""

    mapping: Mapping
    decimal_style: DecimalStyle | None = None
    date_order: DateOrder | None = None


class ExportOrganizations(Input, frozen=True, kw_only=True):
    """Which organizations (as in the list), and the kind of file."""

    format: Literal["csv", "xlsx"] = "csv"
    q: Annotated[str, Meta(max_length=100)] | None = None
    status: Annotated[list[OrganizationStatus], Meta(max_length=6)] = []
    type: Annotated[list[OrganizationType], Meta(max_length=6)] = []
    tag: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=20)] = []
    manager: MemberId | None = None
    below: OrganizationId | None = None
    sort: Sort = "number"


class ExportStatus(enum.StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class OrganizationExport(Data, frozen=True, kw_only=True):
    """A file of organizations on its way out: how far it is, and in the end a link to it."""

    id: ExportId
    status: ExportStatus
    name: str
    rows: Annotated[int, Meta(description="How many are in the file so far")]
    total: int | None
    size: Annotated[int | None, Meta(description="Bytes of the whole file")] = None
    link: Annotated[str | None, Meta(description="Works for minutes; ask again for a fresh one")] = None
    problem: Annotated[str, Meta(description="Why there is no file")] = ""
