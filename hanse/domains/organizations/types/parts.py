"""What belongs to an organization: addresses, contacts, tax numbers; and the custom fields. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.access.types import OrganizationId
from hanse.domains.organizations.types.values import (
    AddressId,
    ContactId,
    Country,
    CustomFieldId,
    CustomFieldKind,
    Email,
    Phone,
    TaxIdId,
    TaxIdStatus,
)
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class Address(Data, frozen=True, kw_only=True):
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


class SaveAddress(Input, frozen=True, kw_only=True):
    """A postal address, checked by the rules of its country; becoming the default takes that from the one before."""

    label: Annotated[str, Meta(max_length=80, description="What people call it, such as Warehouse")] = ""
    recipient: Annotated[str, Meta(max_length=200)] = ""
    line1: Annotated[str, Meta(min_length=1, max_length=200, description="Street and house number")]
    line2: Annotated[str, Meta(max_length=200)] = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    city: Annotated[str, Meta(max_length=120)] = ""
    region: Annotated[
        str, Meta(max_length=120, description="State, province or county, where the country has them")
    ] = ""
    country: Country
    phone: Phone | None = None
    is_billing_default: bool = False
    is_shipping_default: bool = False


class Contact(Data, frozen=True, kw_only=True):
    """A person to talk to."""

    id: ContactId
    organization_id: OrganizationId
    name: str
    role: str
    email: str | None
    phone: str | None
    is_primary: bool
    notes: Annotated[str, Meta(description="For staff only")]
    version: int


class SaveContact(Input, frozen=True, kw_only=True):
    """A person to talk to; a new primary contact takes that from the one before. Notes are kept for staff."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    role: Annotated[str, Meta(max_length=120, description="What they do, such as Purchasing")] = ""
    email: Email | None = None
    phone: Phone | None = None
    is_primary: bool = False
    notes: Annotated[str, Meta(max_length=2000, description="Taken from staff only")] = ""


class TaxId(Data, frozen=True, kw_only=True):
    """A tax number with the proof of its latest check: when, by whom or what, and the answer as it was given."""

    id: TaxIdId
    organization_id: OrganizationId
    kind: str
    country: str
    number: str
    status: TaxIdStatus
    checked_at: datetime | None
    checked_by: str | None
    answer: dict[str, Any] | None


class SaveTaxId(Input, frozen=True, kw_only=True):
    """A tax number. Its form is checked at once; a European VAT number is then looked up in the register."""

    kind: Annotated[
        str, Meta(min_length=1, max_length=20, pattern=r"^[a-z][a-z0-9_]*\Z", description="vat, ein, eori, ...")
    ] = "vat"
    country: Country
    number: Annotated[str, Meta(min_length=2, max_length=60)]


class CustomField(Data, frozen=True, kw_only=True):
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
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="custom_field", id=self.id)


Choices = Annotated[
    list[Annotated[str, Meta(min_length=1, max_length=120)]],
    Meta(max_length=200, description="For a field of kind choice"),
]
Label = Annotated[str, Meta(min_length=1, max_length=120, description="What people read")]
Help = Annotated[str, Meta(max_length=400)]
Position = Annotated[int, Meta(ge=0, le=10_000, description="Lower comes first")]


class CreateCustomField(Input, frozen=True, kw_only=True):
    """A custom field; `key` and `kind` never change once it exists."""

    key: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,59}\Z", description="Short name for programs and files")]
    label: Label
    kind: CustomFieldKind
    help: Help = ""
    choices: Choices = []
    is_required: bool = False
    is_partner_visible: Annotated[bool, Meta(description="People of the organization see and change it")] = False
    position: Position = 0


class UpdateCustomField(Input, frozen=True, kw_only=True):
    """What a custom field is called and demands from now on; values that are there stay."""

    label: Label
    help: Help = ""
    choices: Choices = []
    is_required: bool = False
    is_partner_visible: bool = False
    position: Position = 0


class ListParts(PageQuery, frozen=True, kw_only=True):
    """Which part of the list."""


class ListCustomFields(PageQuery, frozen=True, kw_only=True):
    """Which part of the list."""
