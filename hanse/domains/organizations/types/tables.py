"""Organizations in files: imports with their mapping and problems, exports. Data only."""

from __future__ import annotations

import enum
from typing import Annotated, Literal

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.organizations.types.organizations import Sort
from hanse.domains.organizations.types.values import OrganizationStatus, OrganizationType
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.imports.types import ImportState


class ImportId(Id, prefix="oim"):
    """One file of organizations on its way in."""


class ExportId(Id, prefix="oex"):
    """One file of organizations made to be taken out."""


class OrganizationImport(ImportState, frozen=True, kw_only=True):
    """A file of organizations: how its columns are read, how far it is, and what came of it."""

    id: ImportId
    created_count: int
    updated_count: int
    created_by: MemberId | None

    def subject(self) -> Subject:
        return Subject(
            kind="organization_import", id=self.id, owner_member_id=self.created_by.uuid if self.created_by else None
        )


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
