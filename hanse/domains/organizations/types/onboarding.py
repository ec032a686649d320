"""Onboarding as it is given and taken: templates, applications with their steps, bank details. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.organizations.types.values import (
    Country,
    Email,
    Name,
    OrganizationStatus,
    OrganizationType,
    Phone,
    Reason,
    Website,
)
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject
from hanse.platform.files.kinds import ScanState


class TemplateId(Id, prefix="obt"):
    """A checklist a tenant asks of new partners."""


class ApplicationId(Id, prefix="oba"):
    """One partner's way through a checklist."""


class StepId(Id, prefix="obs"):
    """One step of an application."""


class BankAccountId(Id, prefix="bnk"):
    """Where an organization is paid."""


class FileId(Id, prefix="fil"):
    """A document given for a step."""


class StepKind(enum.StrEnum):
    DOCUMENT = "document"
    TAX_ID = "tax_id"
    ADDRESS = "address"
    CONTACT = "contact"
    BANK = "bank"
    TERMS = "terms"
    TRAINING = "training"
    CHECK = "check"


class CheckName(enum.StrEnum):
    """What Hanse looks at by itself."""

    EMAIL_CONFIRMED = "email_confirmed"
    TAX_ID_CONFIRMED = "tax_id_confirmed"
    TAX_ID_UNIQUE = "tax_id_unique"
    NAME_UNIQUE = "name_unique"


class StepStatus(enum.StrEnum):
    TODO = "todo"
    DONE = "done"
    WAITING = "waiting"
    FAILED = "failed"


class ApplicationStatus(enum.StrEnum):
    OPEN = "open"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    REJECTED = "rejected"


class StepDefinition(Input, frozen=True, kw_only=True):
    """One step of a template. `body` is the text to accept or read; `check` names what is looked at automatically."""

    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,39}\Z", description="Short name, unlike those of other steps")]
    kind: StepKind
    label: Annotated[str, Meta(min_length=1, max_length=200)]
    help: Annotated[str, Meta(max_length=1000)] = ""
    body: Annotated[str, Meta(max_length=20_000)] = ""
    url: Annotated[str, Meta(max_length=500)] | None = None
    check: CheckName | None = None
    is_required: bool = True


Steps = Annotated[list[StepDefinition], Meta(min_length=1, max_length=30)]


class OnboardingTemplate(Data, frozen=True, kw_only=True):
    """What a tenant asks of new partners of one type."""

    id: TemplateId
    name: str
    organization_type: OrganizationType
    intro: str
    steps: list[StepDefinition]
    approves_automatically: bool
    is_public: bool
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="onboarding_template", id=self.id)


class SaveTemplate(Input, frozen=True, kw_only=True):
    """A checklist; applications that are under way keep the steps they began with."""

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    organization_type: OrganizationType
    intro: Annotated[str, Meta(max_length=4000, description="What applicants read first")] = ""
    steps: Steps
    approves_automatically: Annotated[bool, Meta(description="Let in without a person when every check passes")] = False
    is_public: Annotated[bool, Meta(description="Offered on the public application page")] = True


class StepFile(Data, frozen=True, kw_only=True):
    """A document of a step."""

    id: FileId
    name: str
    content_type: str
    size: int
    created_at: datetime
    link: Annotated[str, Meta(description="Works for some minutes")]
    scan_state: ScanState | None = None


class Step(Data, frozen=True, kw_only=True):
    """One step of an application, and how it stands."""

    id: StepId
    key: str
    kind: StepKind
    label: str
    help: str
    body: str
    url: str | None
    check: CheckName | None
    is_required: bool
    status: StepStatus
    message: str
    is_reopened: Annotated[bool, Meta(description="Somebody asked for a change here")] = False
    proof: dict[str, Any] | None
    completed_at: datetime | None
    files: list[StepFile] = []


class Application(Data, frozen=True, kw_only=True):
    """One partner's way through a checklist."""

    id: ApplicationId
    organization_id: OrganizationId
    organization_name: str
    organization_status: OrganizationStatus
    template_name: str
    intro: str
    approves_automatically: bool
    status: ApplicationStatus
    message: Annotated[str, Meta(description="What the business last told the applicant")]
    country: str | None
    applicant_member_id: MemberId | None
    applicant_name: str | None
    steps: list[Step]
    done: int
    required: int
    submitted_at: datetime | None
    decided_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(
            kind="onboarding",
            id=self.id,
            organizations=tuple(self.path),
            owner_member_id=self.applicant_member_id.uuid if self.applicant_member_id else None,
            attributes={"status": self.status.value},
        )


class ApplicationSummary(Data, frozen=True, kw_only=True):
    """An application on the board: how old it is and what is missing."""

    id: ApplicationId
    organization_id: OrganizationId
    organization_name: str
    organization_number: str
    template_name: str
    status: ApplicationStatus
    applicant_name: str | None
    done: int
    required: int
    missing: Annotated[list[str], Meta(description="Labels of required steps that are not done")]
    age_seconds: int
    submitted_at: datetime | None
    decided_at: datetime | None
    created_at: datetime


class ListApplications(PageQuery, frozen=True, kw_only=True):
    """Which applications, oldest first; without a status those under way."""

    status: ApplicationStatus | None = None
    organization_id: OrganizationId | None = None


class ListTemplates(PageQuery, frozen=True, kw_only=True):
    """Which checklists."""

    type: OrganizationType | None = None


class StartOnboarding(Input, frozen=True, kw_only=True):
    """Which checklist a prospect goes through."""

    template_id: TemplateId


class CompleteStep(Input, frozen=True, kw_only=True):
    """That the terms were accepted, or the training read."""

    accepted: bool


class AddDocument(Input, frozen=True, kw_only=True):
    """A document as base64 text, with its file name."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    content: Annotated[bytes, Meta(min_length=1)]
    content_type: Annotated[str, Meta(max_length=120)] = ""


class Decide(Input, frozen=True, kw_only=True):
    """A few words for the applicant."""

    message: Annotated[str, Meta(max_length=2000)] = ""


class Refuse(Input, frozen=True, kw_only=True):
    """Why; the applicant reads it."""

    reason: Reason


class AskForChanges(Input, frozen=True, kw_only=True):
    """What is to be mended, and which steps are opened again."""

    reason: Reason
    steps: Annotated[list[StepId], Meta(max_length=30)] = []


class Apply(Input, frozen=True, kw_only=True):
    """A business that wants to become a partner, and the person who applies for it.

    Somebody who is logged in applies with their account and leaves name, e-mail and password out.
    """

    template_id: TemplateId
    organization_name: Name
    country: Country
    website: Website | None = None
    phone: Phone | None = None
    display_name: Annotated[str, Meta(max_length=200, description="Your own name")] = ""
    email: Email | None = None
    password: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


class ConfirmApplication(Input, frozen=True, kw_only=True):
    """The token of the mailed link, and the password chosen before."""

    token: Annotated[str, Meta(min_length=10, max_length=200)]
    password: Annotated[str, Meta(min_length=1, max_length=1024)]


class BankAccount(Data, frozen=True, kw_only=True):
    """Where an organization is paid, without the number."""

    id: BankAccountId
    organization_id: OrganizationId
    holder: str
    country: str
    last_four: str
    bank_code: str | None
    bank_name: str
    created_at: datetime


class SaveBankAccount(Input, frozen=True, kw_only=True):
    """An account by its IBAN, or by account number and bank code where there is none. It replaces the one before."""

    holder: Annotated[str, Meta(min_length=1, max_length=200)]
    country: Country
    account_number: Annotated[str, Meta(min_length=4, max_length=50, description="IBAN, or the account number")]
    bank_code: Annotated[str, Meta(max_length=40, description="BIC, sort code or routing number")] | None = None
    bank_name: Annotated[str, Meta(max_length=200)] = ""


class RevealedBankAccount(Data, frozen=True, kw_only=True):
    """The whole number; reading it is audited."""

    id: BankAccountId
    account_number: str
