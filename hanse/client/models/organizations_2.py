"""What Hanse returns: organizations_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from hanse.client.models.organizations_1 import (
    ApplicationStatus,
    CheckName,
    CustomFieldKind,
    ExportStatus,
    ImportStatus,
    OrganizationType,
    StepKind,
)


class ApplicationSummary(Struct, frozen=True, kw_only=True):
    """An application on the board: how old it is and what is missing."""

    id: str
    organization_id: str
    organization_name: str
    organization_number: str
    template_name: str
    status: ApplicationStatus
    applicant_name: str | None
    done: int
    required: int
    missing: list[str]
    age_seconds: int
    submitted_at: datetime | None
    decided_at: datetime | None
    created_at: datetime


class StepDefinition(Struct, frozen=True, kw_only=True):
    """One step of a template. `body` is the text to accept or read; `check` names what is looked at automatically."""

    key: str
    kind: StepKind
    label: str
    help: str | UnsetType = UNSET
    body: str | UnsetType = UNSET
    url: str | UnsetType | None = UNSET
    check: CheckName | UnsetType | None = UNSET
    is_required: bool | UnsetType = UNSET


class OnboardingTemplate(Struct, frozen=True, kw_only=True):
    """What a tenant asks of new partners of one type."""

    id: str
    name: str
    organization_type: OrganizationType
    intro: str
    steps: list[StepDefinition]
    approves_automatically: bool
    is_public: bool
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class OrganizationExport(Struct, frozen=True, kw_only=True):
    """A file of organizations on its way out: how far it is, and in the end a link to it."""

    id: str
    status: ExportStatus
    name: str
    rows: int
    total: int | None
    size: int | None
    link: str | None
    problem: str


class ImportField(Struct, frozen=True, kw_only=True):
    """Something a column of a file can be."""

    key: str
    label: str
    help: str


class ImportFields(Struct, frozen=True, kw_only=True):
    """Everything a column can be."""

    items: list[ImportField]


class OrganizationImport(Struct, frozen=True, kw_only=True):
    """A file of organizations: how its columns are read, how far it is, and what came of it."""

    file_name: str
    status: ImportStatus
    columns: list[str]
    sample: list[list[str]]
    mapping: dict[str, str]
    decimal_style: str | None
    date_order: str | None
    job_id: UUID | None
    row_count: int
    done_count: int
    unchanged_count: int
    error_count: int
    problem: str
    version: int
    created_at: datetime
    updated_at: datetime
    id: str
    created_count: int
    updated_count: int
    created_by: str | None


class ImportProblem(Struct, frozen=True, kw_only=True):
    """What is wrong in one cell or row of a file."""

    row_number: int
    position: int
    column_name: str
    value: str
    message: str


class CustomField(Struct, frozen=True, kw_only=True):
    """Something a tenant wants to know of every partner."""

    id: str
    key: str
    label: str
    kind: CustomFieldKind
    help: str
    choices: list[str]
    is_required: bool
    is_partner_visible: bool
    position: int
    version: int
    allowed_actions: list[str]
