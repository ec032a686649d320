"""What organizations are made of, as they are given and taken. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.kit.ids import Id
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

__all__ = ["OrganizationId"]

Name = Annotated[str, Meta(min_length=1, max_length=200, description="Name the organization trades under")]
Number = Annotated[str, Meta(min_length=1, max_length=40, description="Customer or vendor number; made when left out")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166 country code, such as DE")]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217 code, such as EUR")]
Email = Annotated[str, Meta(min_length=3, max_length=320, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="E-mail address")]
Phone = Annotated[str, Meta(max_length=60, description="Telephone number")]
Tag = Annotated[str, Meta(min_length=1, max_length=40, description="A word to group by")]
Days = Annotated[int, Meta(ge=0, le=365, description="Days")]
BasisPoints = Annotated[int, Meta(ge=0, le=10_000, description="Hundredths of a percent")]
CustomValues = Annotated[dict[str, Any], Meta(max_length=100, description="Values of the declared custom fields, by key")]
Reason = Annotated[str, Meta(min_length=1, max_length=500, description="Why; kept in the audit trail")]


class AddressId(Id, prefix="adr"):
    """A postal address of an organization."""


class ContactId(Id, prefix="ctc"):
    """A person to talk to, who need not have a log-in."""


class TaxIdId(Id, prefix="tax"):
    """A tax number of an organization."""


class CustomFieldId(Id, prefix="cfd"):
    """A custom field the tenant declared."""


class OrganizationStatus(enum.StrEnum):
    PROSPECT = "prospect"
    APPLIED = "applied"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class OrganizationType(enum.StrEnum):
    BUYER = "buyer"
    VENDOR = "vendor"
    DISTRIBUTOR = "distributor"
    RESELLER = "reseller"
    CARRIER = "carrier"
    OTHER = "other"


class TaxIdStatus(enum.StrEnum):
    UNCHECKED = "unchecked"
    WELL_FORMED = "well_formed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class CustomFieldKind(enum.StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    URL = "url"


class PaymentTerms(Data, frozen=True):
    """When an invoice is due, and the discount for paying early."""

    days: int
    discount_days: int | None = None
    discount_basis_points: int | None = None


class PaymentTermsInput(Input, frozen=True):
    """Net days, and optionally a discount for paying within fewer days."""

    days: Days
    discount_days: Days | None = None
    discount_basis_points: BasisPoints | None = None


class Ancestor(Data, frozen=True):
    """One step on the way up the tree."""

    id: OrganizationId
    name: str


class OrganizationSummary(Data, frozen=True):
    """An organization in a list."""

    id: OrganizationId
    number: str
    name: str
    status: OrganizationStatus
    types: list[OrganizationType]
    parent_id: OrganizationId | None
    parent_name: str | None
    manager_member_id: MemberId | None
    manager_name: str | None
    tags: list[str]
    health: int | None
    member_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return _subject(self)


class Organization(Data, frozen=True):
    """A partner of the business, with everything that is known of it."""

    id: OrganizationId
    number: str
    name: str
    legal_name: str | None
    status: OrganizationStatus
    status_reason: str | None
    types: list[OrganizationType]
    parent_id: OrganizationId | None
    ancestors: Annotated[list[Ancestor], Meta(description="From the root down to the parent")]
    website: str | None
    email: str | None
    phone: str | None
    currency: str | None
    locale: str | None
    payment_terms: PaymentTerms | None
    credit_limit: Money | None
    price_group: str | None
    manager_member_id: MemberId | None
    manager_name: str | None
    tags: list[str]
    custom: dict[str, Any]
    notes: Annotated[str, Meta(description="For staff only; empty for partners")]
    blocks_log_in: bool
    active_since: datetime | None
    health: int | None
    member_count: int
    child_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return _subject(self)


def _subject(organization: Organization | OrganizationSummary) -> Subject:
    manager = organization.manager_member_id
    return Subject(
        kind="organization",
        id=organization.id,
        organizations=tuple(organization.path),
        owner_member_id=manager.uuid if manager else None,
        attributes={
            "status": organization.status.value,
            "types": [kind.value for kind in organization.types],
            "tags": list(organization.tags),
        },
    )


class CreateOrganization(Input, frozen=True):
    """A new partner. Without a number the next free one is used; it starts as a prospect unless told otherwise."""

    name: Name
    number: Number | None = None
    legal_name: Annotated[str, Meta(max_length=200)] | None = None
    types: Annotated[list[OrganizationType], Meta(max_length=6)] = []
    parent_id: OrganizationId | None = None
    website: Annotated[str, Meta(max_length=300)] | None = None
    email: Email | None = None
    phone: Phone | None = None
    currency: Currency | None = None
    locale: Annotated[str, Meta(max_length=20)] | None = None
    payment_terms: PaymentTermsInput | None = None
    credit_limit: Money | None = None
    price_group: Annotated[str, Meta(max_length=60)] | None = None
    manager_member_id: MemberId | None = None
    tags: Annotated[list[Tag], Meta(max_length=50)] = []
    custom: CustomValues = {}
    notes: Annotated[str, Meta(max_length=10_000)] = ""
    is_active: Annotated[bool, Meta(description="Start as an active partner, without onboarding")] = False


class UpdateOrganization(Input, frozen=True):
    """What changes; fields left out stay. Status and place in the tree have actions of their own."""

    name: Name | UnsetType = UNSET
    number: Number | UnsetType = UNSET
    legal_name: Annotated[str, Meta(max_length=200)] | None | UnsetType = UNSET
    types: Annotated[list[OrganizationType], Meta(max_length=6)] | UnsetType = UNSET
    website: Annotated[str, Meta(max_length=300)] | None | UnsetType = UNSET
    email: Email | None | UnsetType = UNSET
    phone: Phone | None | UnsetType = UNSET
    currency: Currency | None | UnsetType = UNSET
    locale: Annotated[str, Meta(max_length=20)] | None | UnsetType = UNSET
    payment_terms: PaymentTermsInput | None | UnsetType = UNSET
    credit_limit: Money | None | UnsetType = UNSET
    price_group: Annotated[str, Meta(max_length=60)] | None | UnsetType = UNSET
    manager_member_id: MemberId | None | UnsetType = UNSET
    tags: Annotated[list[Tag], Meta(max_length=50)] | UnsetType = UNSET
    custom: CustomValues | UnsetType = UNSET
    notes: Annotated[str, Meta(max_length=10_000)] | UnsetType = UNSET


class MoveOrganization(Input, frozen=True):
    """The new place in the tree; null makes it a root. Everything below moves along."""

    parent_id: OrganizationId | None


class ChangeStatus(Input, frozen=True):
    """Why, and for a suspension whether its people may still log in to read."""

    reason: Reason
    blocks_log_in: Annotated[bool, Meta(description="For a suspension: also stop the log-ins of its people")] = True


class Address(Data, frozen=True):
    """A postal address."""

    id: AddressId
    organization_id: OrganizationId
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


class SaveAddress(Input, frozen=True):
    """A postal address; becoming the default of a kind takes that from the one before."""

    label: Annotated[str, Meta(max_length=80)] = ""
    recipient: Annotated[str, Meta(max_length=200)] = ""
    line1: Annotated[str, Meta(min_length=1, max_length=200)]
    line2: Annotated[str, Meta(max_length=200)] = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=120)] = ""
    region: Annotated[str, Meta(max_length=120)] = ""
    country: Country
    phone: Phone | None = None
    is_billing_default: bool = False
    is_shipping_default: bool = False


class Contact(Data, frozen=True):
    """A person to talk to."""

    id: ContactId
    organization_id: OrganizationId
    name: str
    role: str
    email: str | None
    phone: str | None
    is_primary: bool
    notes: str
    version: int


class SaveContact(Input, frozen=True):
    """A person to talk to; a new primary contact takes that from the one before."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    role: Annotated[str, Meta(max_length=120)] = ""
    email: Email | None = None
    phone: Phone | None = None
    is_primary: bool = False
    notes: Annotated[str, Meta(max_length=2000)] = ""


class TaxId(Data, frozen=True):
    """A tax number with the proof of its latest check."""

    id: TaxIdId
    organization_id: OrganizationId
    kind: str
    country: str
    number: str
    status: TaxIdStatus
    checked_at: datetime | None
    checked_by: str | None
    answer: dict[str, Any] | None


class SaveTaxId(Input, frozen=True):
    """A tax number; its form is checked at once."""

    kind: Annotated[str, Meta(min_length=1, max_length=20, description="vat, ein, eori, ...")] = "vat"
    country: Country
    number: Annotated[str, Meta(min_length=2, max_length=60)]


class CustomField(Data, frozen=True):
    """Something a tenant wants to know of every partner."""

    id: CustomFieldId
    key: str
    label: str
    kind: CustomFieldKind
    help: str
    choices: list[str]
    is_required: bool
    is_partner_visible: bool
    position: int
    version: int

    def subject(self) -> Subject:
        return Subject(kind="custom_field", id=self.id)


class SaveCustomField(Input, frozen=True):
    """A custom field; `key` and `kind` never change once it exists."""

    key: Annotated[str, Meta(pattern="^[a-z][a-z0-9_]{0,59}$", description="Short name for programs")]
    label: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: CustomFieldKind
    help: Annotated[str, Meta(max_length=400)] = ""
    choices: Annotated[list[Annotated[str, Meta(min_length=1, max_length=120)]], Meta(max_length=200)] = []
    is_required: bool = False
    is_partner_visible: bool = False
    position: Annotated[int, Meta(ge=0, le=10_000)] = 0
