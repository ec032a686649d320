"""What Hanse takes: organizations_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Any, Literal, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.models import (
    CheckNameWord,
    CustomFieldKindWord,
    OrganizationStatusWord,
    OrganizationTypeWord,
    StepKindWord,
)


class PaymentTermsInput(TypedDict, total=False):
    """Net days, and optionally a discount for paying within fewer days."""

    # Days
    days: Required[int]
    # Days
    discount_days: int | None
    # Hundredths of a percent
    discount_basis_points: int | None


class CreateOrganization(TypedDict, total=False):
    """A new partner. Without a number the next free one is used; it starts as a prospect unless told otherwise."""

    # Name the organization trades under
    name: Required[str]
    # Customer or vendor number; made when left out
    number: str | None
    # Name in the commercial register
    legal_name: str | None
    # What the partner is; several at once
    types: list[OrganizationTypeWord]
    # The one above it in the tree; null at the top
    parent_id: str | None
    # Address on the web
    website: str | None
    # E-mail address
    email: str | None
    # Telephone number
    phone: str | None
    # ISO 4217 code, such as EUR
    currency: str | None
    # Such as de-DE
    locale: str | None
    # When invoices are due
    payment_terms: PaymentTermsInput | None
    # The largest sum that may be open
    credit_limit: Money | None
    # Group of customers with the same prices
    price_group: str | None
    # The person who looks after it
    manager_member_id: str | None
    # Words to group by
    tags: list[str]
    # Values of the declared custom fields, by key
    custom: dict[str, Any]
    # For staff only
    notes: str
    # Start as an active partner, without onboarding
    is_active: bool


class UpdateOrganization(TypedDict, total=False):
    """What changes; fields left out stay. Status and place in the tree have actions of their own."""

    # Name the organization trades under
    name: str
    # Customer or vendor number; made when left out
    number: str
    # Name in the commercial register
    legal_name: str | None
    # What the partner is; several at once
    types: list[OrganizationTypeWord]
    # Address on the web
    website: str | None
    # E-mail address
    email: str | None
    # Telephone number
    phone: str | None
    # ISO 4217 code, such as EUR
    currency: str | None
    # Such as de-DE
    locale: str | None
    # When invoices are due
    payment_terms: PaymentTermsInput | None
    # The largest sum that may be open
    credit_limit: Money | None
    # Group of customers with the same prices
    price_group: str | None
    # The person who looks after it
    manager_member_id: str | None
    # Words to group by
    tags: list[str]
    # Values of the declared custom fields, by key
    custom: dict[str, Any]
    # For staff only
    notes: str


class MoveOrganization(TypedDict, total=False):
    """The new place in the tree; null makes it a root. Everything below moves along."""

    # The one above it in the tree; null at the top
    parent_id: Required[str | None]


class ChangeStatus(TypedDict, total=False):
    """Why, and for a suspension whether its people may still log in to read."""

    # Why; kept in the audit trail
    reason: Required[str]
    # For a suspension: also stop the log-ins of its people
    blocks_log_in: bool


class SaveAddress(TypedDict, total=False):
    """A postal address, checked by the rules of its country; becoming the default takes that from the one before."""

    # What people call it, such as Warehouse
    label: str
    # Who receives what is sent there
    recipient: str
    # Street and house number
    line1: Required[str]
    # Building, floor, or whatever else the address needs
    line2: str
    # Postal code
    postal_code: str
    # City
    city: str
    # State, province or county, where the country has them
    region: str
    # ISO 3166 country code, such as DE
    country: Required[str]
    # Telephone number
    phone: str | None
    # Whether invoices go there unless told otherwise
    is_billing_default: bool
    # Whether goods go there unless told otherwise
    is_shipping_default: bool


class SaveContact(TypedDict, total=False):
    """A person to talk to; a new primary contact takes that from the one before. Notes are kept for staff."""

    # Name people know it by
    name: Required[str]
    # What they do, such as Purchasing
    role: str
    # E-mail address
    email: str | None
    # Telephone number
    phone: str | None
    # Whether this is the first person to turn to
    is_primary: bool
    # Taken from staff only
    notes: str


class SaveTaxId(TypedDict, total=False):
    """A tax number. Its form is checked at once; a European VAT number is then looked up in the register."""

    # vat, ein, eori, ...
    kind: str
    # ISO 3166 country code, such as DE
    country: Required[str]
    # The number it carries
    number: Required[str]


class SaveBankAccount(TypedDict, total=False):
    """An account by its IBAN, or by account number and bank code where there is none. It replaces the one before."""

    # Who owns the account
    holder: Required[str]
    # ISO 3166 country code, such as DE
    country: Required[str]
    # IBAN, or the account number
    account_number: Required[str]
    # BIC, sort code or routing number
    bank_code: str | None
    # Name of the bank
    bank_name: str


class StartOnboarding(TypedDict, total=False):
    """Which checklist a prospect goes through."""

    # A checklist a tenant asks of new partners.
    template_id: Required[str]


class Decide(TypedDict, total=False):
    """A few words for the applicant."""

    # A few words for the one who reads it
    message: str


class Refuse(TypedDict, total=False):
    """Why; the applicant reads it."""

    # Why; kept in the audit trail
    reason: Required[str]


class AskForChanges(TypedDict, total=False):
    """What is to be mended, and which steps are opened again."""

    # Why; kept in the audit trail
    reason: Required[str]
    # One step of an application.
    steps: list[str]


class CompleteStep(TypedDict, total=False):
    """That the terms were accepted, or the training read."""

    # Whether it is accepted; only true goes on
    accepted: Required[bool]


class AddDocument(TypedDict, total=False):
    """A document as base64 text, with its file name."""

    # Name people know it by
    name: Required[str]
    # The file as base64 text
    content: Required[bytes]
    # Media type, such as application/pdf
    content_type: str


class StepDefinition(TypedDict, total=False):
    """One step of a template. `body` is the text to accept or read; `check` names what is looked at automatically."""

    # Short name, unlike those of other steps
    key: Required[str]
    # Which kind it is
    kind: Required[StepKindWord]
    # What people read
    label: Required[str]
    # A sentence that explains it
    help: str
    # The text to read or to accept
    body: str
    # Where more about it stands
    url: str | None
    # What Hanse looks at by itself.
    check: CheckNameWord | None
    # Whether it must be given
    is_required: bool


class SaveTemplate(TypedDict, total=False):
    """A checklist; applications that are under way keep the steps they began with."""

    # Name people know it by
    name: Required[str]
    # What the organization is
    organization_type: Required[OrganizationTypeWord]
    # What applicants read first
    intro: str
    # One step of a template. `body` is the text to accept or read; `check` names what is looked at automatically.
    steps: Required[list[StepDefinition]]
    # Let in without a person when every check passes
    approves_automatically: bool
    # Offered on the public application page
    is_public: bool


class ExportOrganizations(TypedDict, total=False):
    """Which organizations (as in the list), and the kind of file."""

    # Kind of file to make
    format: Literal["csv", "xlsx"]
    # Words to look for
    q: str | None
    # Where it stands in its life
    status: list[OrganizationStatusWord]
    # Only of these types
    type: list[OrganizationTypeWord]
    # Only with all of these tags
    tag: list[str]
    # Only those this person looks after
    manager: str | None
    # Names an organization, at which roles are assigned. What an organization is, a domain above this one says.
    below: str | None
    # Order of the list; a minus sign in front means descending
    sort: Literal["-created", "-name", "-number", "-updated", "created", "name", "number", "updated"]


class UploadImport(TypedDict, total=False):
    """A CSV or XLSX file as base64 text, with its name."""

    # Name people know it by
    name: Required[str]
    # The file as base64 text
    content: Required[bytes]


class MapColumns(TypedDict, total=False):
    """What each column is; columns left out are not read. Without styles, what is ambiguous is an error of its ..."""

    # What each column of the file is, such as {'Artikelnummer': 'sku'}
    mapping: Required[dict[str, str]]
    # How numbers are written in the file
    decimal_style: Literal["comma", "point"] | None
    # How dates are written in the file
    date_order: Literal["dmy", "mdy"] | None


class CreateCustomField(TypedDict, total=False):
    """A custom field; `key` and `kind` never change once it exists."""

    # Short name for programs and files
    key: Required[str]
    # What people read
    label: Required[str]
    # Which kind it is
    kind: Required[CustomFieldKindWord]
    # A sentence that explains it
    help: str
    # For a field of kind choice
    choices: list[str]
    # Whether it must be given
    is_required: bool
    # People of the organization see and change it
    is_partner_visible: bool
    # Lower comes first
    position: int


class UpdateCustomField(TypedDict, total=False):
    """What a custom field is called and demands from now on; values that are there stay."""

    # What people read
    label: Required[str]
    # A sentence that explains it
    help: str
    # For a field of kind choice
    choices: list[str]
    # Whether it must be given
    is_required: bool
    # Whether people of the organization see and change it
    is_partner_visible: bool
    # Lower comes first
    position: int


class OrganizationListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of a name, number, e-mail address or tax number
    q: str
    # Where it stands in its life
    status: list[OrganizationStatusWord]
    # Only of these types
    type: list[OrganizationTypeWord]
    # Only with all of these tags
    tag: list[str]
    # Only those this person looks after
    manager: str
    # Directly below this organization
    parent: str
    # Anywhere below this organization, or itself
    below: str
    # Only organizations that stand at the top of what the reader sees
    roots: bool
    # Order of the list; a minus sign in front means descending
    sort: Literal["-created", "-name", "-number", "-updated", "created", "name", "number", "updated"]


class OrganizationCountsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of a name, number, e-mail address or tax number
    q: str
    # Where it stands in its life
    status: list[OrganizationStatusWord]
    # Only of these types
    type: list[OrganizationTypeWord]
    # Only with all of these tags
    tag: list[str]
    # Only those this person looks after
    manager: str
    # Directly below this organization
    parent: str
    # Anywhere below this organization, or itself
    below: str
    # Only organizations that stand at the top of what the reader sees
    roots: bool
    # Order of the list; a minus sign in front means descending
    sort: Literal["-created", "-name", "-number", "-updated", "created", "name", "number", "updated"]
