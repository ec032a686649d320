"""What Hanse returns: organizations_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.words import Word


class OrganizationStatus(Word):
    """The words of OrganizationStatus."""

    ACTIVE = "active"
    APPLIED = "applied"
    CLOSED = "closed"
    IN_REVIEW = "in_review"
    PROSPECT = "prospect"
    SUSPENDED = "suspended"


OrganizationStatusWord: TypeAlias = (
    OrganizationStatus | Literal["active", "applied", "closed", "in_review", "prospect", "suspended"]
)


class OrganizationType(Word):
    """The words of OrganizationType."""

    BUYER = "buyer"
    CARRIER = "carrier"
    DISTRIBUTOR = "distributor"
    OTHER = "other"
    RESELLER = "reseller"
    VENDOR = "vendor"


OrganizationTypeWord: TypeAlias = (
    OrganizationType | Literal["buyer", "carrier", "distributor", "other", "reseller", "vendor"]
)


class TaxIdStatus(Word):
    """How far a tax number is proved."""

    CONFIRMED = "confirmed"
    PENDING = "pending"
    REFUSED = "refused"
    UNCHECKED = "unchecked"
    UNREACHABLE = "unreachable"
    WELL_FORMED = "well_formed"


TaxIdStatusWord: TypeAlias = (
    TaxIdStatus | Literal["confirmed", "pending", "refused", "unchecked", "unreachable", "well_formed"]
)


class FactorName(Word):
    """The words of FactorName."""

    DISPUTES = "disputes"
    FREQUENCY = "frequency"
    PAYMENT = "payment"
    RECENCY = "recency"
    SUPPORT = "support"
    UTILISATION = "utilisation"


FactorNameWord: TypeAlias = (
    FactorName | Literal["disputes", "frequency", "payment", "recency", "support", "utilisation"]
)


class Trend(Word):
    """The words of Trend."""

    DOWN = "down"
    FLAT = "flat"
    UP = "up"


TrendWord: TypeAlias = Trend | Literal["down", "flat", "up"]


class ApplicationStatus(Word):
    """The words of ApplicationStatus."""

    APPROVED = "approved"
    IN_REVIEW = "in_review"
    OPEN = "open"
    REJECTED = "rejected"


ApplicationStatusWord: TypeAlias = ApplicationStatus | Literal["approved", "in_review", "open", "rejected"]


class StepKind(Word):
    """The words of StepKind."""

    ADDRESS = "address"
    BANK = "bank"
    CHECK = "check"
    CONTACT = "contact"
    DOCUMENT = "document"
    TAX_ID = "tax_id"
    TERMS = "terms"
    TRAINING = "training"


StepKindWord: TypeAlias = (
    StepKind | Literal["address", "bank", "check", "contact", "document", "tax_id", "terms", "training"]
)


class CheckName(Word):
    """What Hanse looks at by itself."""

    EMAIL_CONFIRMED = "email_confirmed"
    NAME_UNIQUE = "name_unique"
    TAX_ID_CONFIRMED = "tax_id_confirmed"
    TAX_ID_UNIQUE = "tax_id_unique"


CheckNameWord: TypeAlias = CheckName | Literal["email_confirmed", "name_unique", "tax_id_confirmed", "tax_id_unique"]


class StepStatus(Word):
    """The words of StepStatus."""

    DONE = "done"
    FAILED = "failed"
    TODO = "todo"
    WAITING = "waiting"


StepStatusWord: TypeAlias = StepStatus | Literal["done", "failed", "todo", "waiting"]


class ExportStatus(Word):
    """The words of ExportStatus."""

    DONE = "done"
    FAILED = "failed"
    RUNNING = "running"


ExportStatusWord: TypeAlias = ExportStatus | Literal["done", "failed", "running"]


class ImportStatus(Word):
    """The words of ImportStatus."""

    CHECKED = "checked"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"
    IMPORTING = "importing"
    UPLOADED = "uploaded"


ImportStatusWord: TypeAlias = ImportStatus | Literal["checked", "checking", "done", "failed", "importing", "uploaded"]


class CustomFieldKind(Word):
    """The words of CustomFieldKind."""

    BOOLEAN = "boolean"
    CHOICE = "choice"
    DATE = "date"
    NUMBER = "number"
    TEXT = "text"
    URL = "url"


CustomFieldKindWord: TypeAlias = CustomFieldKind | Literal["boolean", "choice", "date", "number", "text", "url"]


class OrganizationSummary(Struct, frozen=True, kw_only=True):
    """An organization in a list."""

    id: str
    number: str
    name: str
    status: OrganizationStatus
    types: list[OrganizationType]
    parent_id: str | None
    parent_name: str | None
    manager_member_id: str | None
    manager_name: str | None
    tags: list[str]
    health: int | None
    member_count: int
    child_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class Ancestor(Struct, frozen=True, kw_only=True):
    """One step on the way up the tree."""

    id: str
    name: str


class PaymentTerms(Struct, frozen=True, kw_only=True):
    """When an invoice is due, and the discount for paying early."""

    days: int
    discount_days: int | None
    discount_basis_points: int | None


class Organization(Struct, frozen=True, kw_only=True):
    """A partner of the business, with everything the reader may know of it."""

    id: str
    number: str
    name: str
    legal_name: str | None
    status: OrganizationStatus
    status_reason: str | None
    types: list[OrganizationType]
    parent_id: str | None
    ancestors: list[Ancestor]
    website: str | None
    email: str | None
    phone: str | None
    currency: str | None
    locale: str | None
    payment_terms: PaymentTerms | None
    credit_limit: Money | None
    price_group: str | None
    manager_member_id: str | None
    manager_name: str | None
    tags: list[str]
    custom: dict[str, Any]
    notes: str
    blocks_log_in: bool
    active_since: datetime | None
    health: int | None
    member_count: int
    child_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    allowed_actions: list[str]


class OrganizationCounts(Struct, frozen=True, kw_only=True):
    """How many organizations the reader sees: in all, and by status, type and tag."""

    total: int
    statuses: dict[str, int]
    types: dict[str, int]
    tags: dict[str, int]


class Address(Struct, frozen=True, kw_only=True):
    """A postal address."""

    id: str
    organization_id: str
    label: str
    recipient: str
    line1: str
    line2: str
    postal_code: str
    city: str
    region: str
    country: str
    phone: str | None
    is_billing_default: bool
    is_shipping_default: bool
    version: int


class Contact(Struct, frozen=True, kw_only=True):
    """A person to talk to."""

    id: str
    organization_id: str
    name: str
    role: str
    email: str | None
    phone: str | None
    is_primary: bool
    notes: str
    version: int


class TaxId(Struct, frozen=True, kw_only=True):
    """A tax number with the proof of its latest check: when, by whom or what, and the answer as it was given."""

    id: str
    organization_id: str
    kind: str
    country: str
    number: str
    status: TaxIdStatus
    checked_at: datetime | None
    checked_by: str | None
    answer: dict[str, Any] | None


class BankAccount(Struct, frozen=True, kw_only=True):
    """Where an organization is paid, without the number."""

    id: str
    organization_id: str
    holder: str
    country: str
    last_four: str
    bank_code: str | None
    bank_name: str
    created_at: datetime


class RevealedBankAccount(Struct, frozen=True, kw_only=True):
    """The whole number; reading it is audited."""

    id: str
    account_number: str


class Factor(Struct, frozen=True, kw_only=True):
    """One factor of a score. Without data it has no value and no part in the score."""

    name: FactorName
    label: str
    help: str
    weight: int
    value: float | None
    detail: str
    score: int | None
    trend: Trend | None


class HealthPoint(Struct, frozen=True, kw_only=True):
    """The score of one day."""

    day: date
    score: int | None


class Health(Struct, frozen=True, kw_only=True):
    """How a partnership goes: the score, what it is made of, and how it was."""

    organization_id: str
    score: int | None
    factors: list[Factor]
    computed_at: datetime | None
    history: list[HealthPoint]


class StepFile(Struct, frozen=True, kw_only=True):
    """A document of a step."""

    id: str
    name: str
    content_type: str
    size: int
    created_at: datetime
    link: str
    scan_state: str | None


class Step(Struct, frozen=True, kw_only=True):
    """One step of an application, and how it stands."""

    id: str
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
    is_reopened: bool
    proof: dict[str, Any] | None
    completed_at: datetime | None
    files: list[StepFile]


class Application(Struct, frozen=True, kw_only=True):
    """One partner's way through a checklist."""

    id: str
    organization_id: str
    organization_name: str
    organization_status: OrganizationStatus
    template_name: str
    intro: str
    approves_automatically: bool
    status: ApplicationStatus
    message: str
    country: str | None
    applicant_member_id: str | None
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
    allowed_actions: list[str]
