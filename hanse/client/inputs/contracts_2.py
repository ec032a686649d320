"""What Hanse takes: contracts_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.inputs.contracts_1 import VariableInput
from hanse.client.models import (
    ChangeKindWord,
    ClauseStatusWord,
    ContractChangeStatusWord,
    ContractStatusWord,
    RenewalModeWord,
    SideWord,
    TaskKindWord,
    TaskStatusWord,
    TemplateStatusWord,
)


class UpdateClause(TypedDict, total=False):
    """What changes of a clause; fields left out stay. `fallback` takes that wording of the library, and null ..."""

    # Heading of the clause
    heading: str
    # Text of the clause; {{name}} stands for a variable
    body: str
    # What may be agreed instead
    fallback: str | None


class MoveClause(TypedDict, total=False):
    """Where a clause goes; null: to the beginning."""

    # Names the clause, the same through all versions
    after_key: str | None


class SetVariables(TypedDict, total=False):
    """Values of variables; others stay. An empty value takes one away."""

    # What the words in double braces stand for
    variables: Required[list[VariableInput]]


class PartyInput(TypedDict, total=False):
    """Who agrees, and who signs for them."""

    # Whose it is: the buyer's or the seller's
    side: Required[SideWord]
    # Name of the party
    name: Required[str]
    # Where it is
    address: str
    # Number in a public register
    registration: str
    # Who signs
    signatory_name: str
    # As what they sign
    signatory_role: str
    # Where the signatory is reached
    signatory_email: str
    # Who signs here, as themselves
    signatory_member_id: str | None


class SetParties(TypedDict, total=False):
    """All parties, in order."""

    # Who agrees, and who signs for them.
    parties: Required[list[PartyInput]]


class ProposeChange(TypedDict, total=False):
    """A change of one clause. `add` needs heading and text, `change` at least one of them; `add` and `move` ..."""

    # Which kind it is
    kind: Required[ChangeKindWord]
    # Which clause; a new one's is made when left out
    clause_key: str | None
    # Heading of the clause
    heading: str | None
    # Text of the clause; {{name}} stands for a variable
    body: str | None
    # Names the clause, the same through all versions
    after_key: str | None
    # Why; both sides read it
    note: str


class DecideChange(TypedDict, total=False):
    """A word about the decision; the other side reads it."""

    # Why; the other side reads it
    reason: str


class MoveContract(TypedDict, total=False):
    """A step with a word about it."""

    # Why; the other side reads it
    comment: str


class EndContract(TypedDict, total=False):
    """Why it ends; the other side reads it."""

    # Why; the other side reads it
    reason: Required[str]


class AddComment(TypedDict, total=False):
    """A comment on the contract, one of its clauses, or a proposed change."""

    # The text
    body: Required[str]
    # A state of a contract that is negotiated, approved and signed as a whole.
    version_id: str | None
    # Names the clause, the same through all versions
    clause_key: str | None
    # A change of a clause that one side proposes.
    change_id: str | None
    # For staff only
    is_internal: bool


class AddContractAttachment(TypedDict, total=False):
    """A file of at most 20 MB. An internal one is seen by staff only, and belongs to no text."""

    # Name of the file
    name: Required[str]
    # The bytes, base64
    content: Required[bytes]
    # Media type, such as application/pdf
    content_type: str
    # For staff only
    is_internal: bool
    # Annex of this version only
    version_id: str | None


class ImportContract(TypedDict, total=False):
    """A contract that both sides signed elsewhere: the file, and its key terms."""

    # The organization
    organization_id: Required[str]
    # What the contract is about
    title: Required[str]
    # Name of the file, with its ending: .pdf or .docx
    name: Required[str]
    # The bytes, base64
    content: Required[bytes]
    # Media type, such as application/pdf
    content_type: str
    # Day of the last signature
    signed_on: Required[date]
    # Who signed for the business
    signed_by_seller: Required[str]
    # Who signed for the partner
    signed_by_buyer: Required[str]
    # First day
    starts_on: Required[date]
    # Last day; null: open-ended
    ends_on: date | None
    # ISO 4217 code, such as EUR
    currency: str | None
    # Total value over the whole term
    value: Money | None
    # Terms of payment, in words
    payment_terms: str
    # Days of notice before the end
    notice_days: int
    # What happens at the end of a term
    renewal_mode: RenewalModeWord
    # Months
    renewal_months: int | None
    # Prices rise on renewal by this; 30000 is 3 %
    uplift_micros: int
    # Who looks after it; you, when left out
    owner_member_id: str | None


class SignVersion(TypedDict, total=False):
    """Sign exactly this content, by one's own name."""

    # SHA-256 of the content, as the version names it
    content_hash: Required[str]
    # One's full name, as one signs
    name: Required[str]


class ContractListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the number, title or organization
    q: str
    # Where it stands in its life
    status: list[ContractStatusWord]
    # Whose turn it is
    turn: SideWord
    # Only those that have not ended, or only those that have
    is_open: bool
    # Whose it is
    organization: str
    # Of this organization and those below it
    below: str
    # A person in one tenant.
    owner: str
    # An agreement with one organization, through all its versions.
    parent: str
    # Ending before this day
    ends_before: date
    # Order of the list; a minus sign in front means descending
    sort: Literal["-ends", "-number", "-updated", "-value", "ends", "number", "updated", "value"]


class ContractCountsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the number, title or organization
    q: str
    # Where it stands in its life
    status: list[ContractStatusWord]
    # Whose turn it is
    turn: SideWord
    # Only those that have not ended, or only those that have
    is_open: bool
    # Whose it is
    organization: str
    # Of this organization and those below it
    below: str
    # A person in one tenant.
    owner: str
    # An agreement with one organization, through all its versions.
    parent: str
    # Ending before this day
    ends_before: date
    # Order of the list; a minus sign in front means descending
    sort: Literal["-ends", "-number", "-updated", "-value", "ends", "number", "updated", "value"]


class ContractExportQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the number, title or organization
    q: str
    # Where it stands in its life
    status: list[ContractStatusWord]
    # Whose turn it is
    turn: SideWord
    # Only those that have not ended, or only those that have
    is_open: bool
    # Whose it is
    organization: str
    # Of this organization and those below it
    below: str
    # A person in one tenant.
    owner: str
    # An agreement with one organization, through all its versions.
    parent: str
    # Ending before this day
    ends_before: date
    # Order of the list; a minus sign in front means descending
    sort: Literal["-ends", "-number", "-updated", "-value", "ends", "number", "updated", "value"]


class ContractTasksQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # An agreement with one organization, through all its versions.
    contract: str
    # Where it stands in its life
    status: list[TaskStatusWord]
    # Which kind it is
    kind: list[TaskKindWord]
    # Whose it is: the buyer's or the seller's
    side: SideWord
    # Only those assigned to the reader
    mine: bool
    # Only what is due before this day
    due_before: date


class ContractTemplateListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the name
    q: str
    # Where it stands in its life
    status: list[TemplateStatusWord]


class ContractTemplateClausesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Part of the heading
    q: str
    # What it is about, such as Liability
    category: str
    # Where it stands in its life
    status: list[ClauseStatusWord]


class ContractStepsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ContractVersionsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ContractPricesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # SKU, or handle of a product or category
    q: str
    # Only those kept, changed or new
    origin: Literal["changed", "kept", "new"]


class ContractDrawdownsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ContractRenewalsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Days until the last day for notice
    within: int
    # Open ones, when left out
    status: list[Literal["lapsed", "noticed", "open", "renewed", "replaced"]]
    # How it goes on
    mode: list[RenewalModeWord]
    # Whose it is
    organization: str
    # A person in one tenant.
    owner: str


class ContractCalendarQuery(TypedDict, total=False):
    """What is asked for."""

    # From this day on
    since: date
    # Up to and with this day
    until: date
    # Whose it is
    organization: str


class ContractChangesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Where it stands in its life
    status: list[ContractChangeStatusWord]


class ContractCompareQuery(TypedDict, total=False):
    """What is asked for."""

    # The earlier one
    left: int
    # The later one
    right: int
    # How often the earlier one was handed over when it was read; null for what it is now
    left_round: int
    # How often the later one was handed over when it was read; null for what it is now
    right_round: int
