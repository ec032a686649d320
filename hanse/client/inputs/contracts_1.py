"""What Hanse takes: contracts_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date
from typing import Literal, Required, TypedDict

from hanse.client.inputs.access import Money
from hanse.client.inputs.catalog_1 import Quantity, UnitPrice
from hanse.client.models import (
    ClauseStatusWord,
    ContractVersionKindWord,
    RenewalModeWord,
    SideWord,
    TaskKindWord,
    TaskStatusWord,
    TemplateStatusWord,
)


class VariableInput(TypedDict, total=False):
    """What stands in the place of a variable."""

    # Name, as in {{name}}
    name: Required[str]
    # What stands in its place
    value: Required[str]


class CreateContract(TypedDict, total=False):
    """A new draft, private to the business until it is sent to the partner. Clauses and terms come from the ..."""

    # The organization
    organization_id: Required[str]
    # What the contract is about
    title: Required[str]
    # What new contracts begin with.
    template_id: str | None
    # ISO 4217 code, such as EUR
    currency: str | None
    # First day
    starts_on: date | None
    # Last day; null: open-ended
    ends_on: date | None
    # Terms of payment, in words
    payment_terms: str | None
    # Total value over the whole term
    value: Money | None
    # What the words in double braces stand for
    variables: list[VariableInput]
    # Who looks after it; you, when left out
    owner_member_id: str | None
    # Whom at the partner it is told to
    buyer_member_id: str | None
    # The framework this one belongs to
    parent_contract_id: str | None
    # Of two contracts for one product the higher counts
    priority: int


class UpdateTask(TypedDict, total=False):
    """What changes; fields left out stay. A status other than open closes it."""

    # What has to be done
    title: str
    # The day it was due
    due_on: date
    # A remark
    note: str
    # A person in one tenant.
    assignee_member_id: str | None
    # Days before, when those concerned are reminded
    remind_days: int
    # Where it stands in its life
    status: TaskStatusWord


class TemplateVariable(TypedDict, total=False):
    """A variable somebody has to fill in, and what stands there at first."""

    # Name, as in {{name}}
    name: Required[str]
    # What people are asked for
    label: Required[str]
    # What stands in its place
    default: str


class TemplateClauseInput(TypedDict, total=False):
    """A clause written here, or taken from the library as it is now."""

    # Heading of the clause
    heading: str | None
    # Text of the clause; {{name}} stands for a variable
    body: str | None
    # Names the clause, the same through all versions
    key: str | None
    # A clause the business writes contracts with.
    library_clause_id: str | None
    # Whether it must be given
    is_required: bool | None


class CreateContractTemplate(TypedDict, total=False):
    """A template, as a draft until it is made active."""

    # Name of the template
    name: Required[str]
    # What it is for, in a sentence
    description: str
    # Terms of payment, in words
    payment_terms: str
    # Months
    duration_months: int | None
    # Days of notice before the end
    notice_days: int
    # What happens at the end of a term
    renewal_mode: RenewalModeWord
    # Months
    renewal_months: int | None
    # Prices rise on renewal by this; 30000 is 3 %
    uplift_micros: int
    # What the words in double braces stand for
    variables: list[TemplateVariable]
    # A clause written here, or taken from the library as it is now.
    clauses: list[TemplateClauseInput]


class UpdateContractTemplate(TypedDict, total=False):
    """What changes; fields left out stay, lists are replaced as a whole. Contracts keep the text they have."""

    # Name of the template
    name: str
    # What it is for, in a sentence
    description: str
    # Where it stands in its life
    status: TemplateStatusWord
    # Terms of payment, in words
    payment_terms: str
    # Months
    duration_months: int | None
    # Days of notice before the end
    notice_days: int
    # What happens at the end of a term
    renewal_mode: RenewalModeWord
    # Months
    renewal_months: int | None
    # Prices rise on renewal by this; 30000 is 3 %
    uplift_micros: int
    # What the words in double braces stand for
    variables: list[TemplateVariable]
    # A clause written here, or taken from the library as it is now.
    clauses: list[TemplateClauseInput]


class Fallback(TypedDict, total=False):
    """A wording the business may give way to."""

    # What the fallback is called
    label: Required[str]
    # Text of the clause; {{name}} stands for a variable
    body: Required[str]


class CreateLibraryClause(TypedDict, total=False):
    """A clause for contracts to come."""

    # Heading of the clause
    heading: Required[str]
    # Text of the clause; {{name}} stands for a variable
    body: Required[str]
    # Made from the heading when left out
    key: str | None
    # What it is about, such as Liability
    category: str
    # Whether it must be given
    is_required: bool
    # A wording the business may give way to.
    fallbacks: list[Fallback]
    # When to use it; for staff only
    note: str


class UpdateLibraryClause(TypedDict, total=False):
    """What changes; fields left out stay. Contracts keep the wording they have."""

    # Heading of the clause
    heading: str
    # Text of the clause; {{name}} stands for a variable
    body: str
    # What it is about, such as Liability
    category: str
    # Whether it must be given
    is_required: bool
    # A wording the business may give way to.
    fallbacks: list[Fallback]
    # When to use it; for staff only
    note: str
    # Where it stands in its life
    status: ClauseStatusWord


class UpdateContract(TypedDict, total=False):
    """Who looks after it, and how it stands beside others; fields left out stay. What is agreed changes by ..."""

    # A person in one tenant.
    owner_member_id: str | None
    # A person in one tenant.
    buyer_member_id: str | None
    # An agreement with one organization, through all its versions.
    parent_contract_id: str | None
    # Of two contracts for one product the higher counts
    priority: int


class AddTask(TypedDict, total=False):
    """Something to be done by a day. The partner sees those that are not internal."""

    # Which kind it is
    kind: Required[TaskKindWord]
    # What has to be done
    title: Required[str]
    # The day it was due
    due_on: Required[date]
    # A remark
    note: str
    # Whose it is: the buyer's or the seller's
    side: SideWord
    # For staff only
    is_internal: bool
    # A person in one tenant.
    assignee_member_id: str | None
    # Days before, when those concerned are reminded
    remind_days: int


class CreateDraft(TypedDict, total=False):
    """A new version to work on, with everything the version before it says. Without a kind: an amendment of ..."""

    # Which kind it is
    kind: ContractVersionKindWord | None
    # What the contract is about
    title: str | None
    # The first day
    starts_on: date | None
    # The last day; null when it does not end
    ends_on: date | None


class UpdateTerms(TypedDict, total=False):
    """Terms of a version; fields left out stay."""

    # What the contract is about
    title: str
    # The first day
    starts_on: date | None
    # The last day; null when it does not end
    ends_on: date | None
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
    # Total value over the whole term
    value: Money | None


class ActivateContract(TypedDict, total=False):
    """Put the signed version into force at its start. A start that is over needs `from_now`."""

    # Begin now where the agreed start is over
    from_now: bool


class TerminateContract(TypedDict, total=False):
    """End a contract before its time."""

    # Why; the other side reads it
    reason: Required[str]
    # Its last day; null: at once
    ends_on: date | None


class GiveNotice(TypedDict, total=False):
    """Say that the contract is not to go on."""

    # Why; the other side reads it
    reason: str


class RenewContract(TypedDict, total=False):
    """A new term, as a version to negotiate. What is left out comes from the version in force."""

    # The first day
    starts_on: date
    # The last day; null when it does not end
    ends_on: date | None
    # Prices rise by this; 30000 is 3 %
    uplift_micros: int


class ContractPriceInput(TypedDict, total=False):
    """One price: exactly one target, and exactly one of price, percent_off and formula, or `remove`."""

    # Article number of a variant
    sku: str | None
    # The variant
    variant_id: str | None
    # Handle of a product
    product: str | None
    # The product
    product_id: str | None
    # Handle of a category
    category: str | None
    # The category
    category_id: str | None
    # UNECE Rec 20 code; the usual one when left out
    unit: str | None
    # A decimal with up to 4 places
    minimum: str
    # In the contract's currency
    price: str | None
    # Percent off the price of the layers below
    percent_off: str | None
    # A sum over prices of the layers below
    formula: str | None
    # The tier counts all variants of the product together
    sums_variants: bool
    # Names the clause, the same through all versions
    clause: str | None
    # Whether this price is taken out
    remove: bool


class SaveContractPrices(TypedDict, total=False):
    """Prices to write in one go: all of them, or none when one is wrong. With `replace` they are all there is."""

    # The prices
    entries: Required[list[ContractPriceInput]]
    # Whether every other price is taken out
    replace: bool


class AdjustContractPrices(TypedDict, total=False):
    """Raise or lower every agreed amount by a share, rounded to the places each is written with."""

    # Prices change by this share in millionths: 3 % more is 30000, 5 % less is -50000
    uplift_micros: Required[int]


class RebateTier(TypedDict, total=False):
    """From an amount on, a share of everything bought in the period is given back."""

    # A decimal with up to 4 places
    reached: Required[str]
    # 25000 is 2.5 %
    rate_micros: Required[int]


class CommitmentInput(TypedDict, total=False):
    """One commitment: a quantity or a value for each period, of everything or of one product or category."""

    # Names the clause, the same through all versions
    key: Required[str]
    # Name people know it by
    name: Required[str]
    # How much of something: `units` whole ten-thousandths of `unit` (a UNECE Rec 20 code). May be negative.
    quantity: Quantity | None
    # Its present value
    value: Money | None
    # Article number of a variant
    sku: str | None
    # Handle of a product
    product: str | None
    # Handle of a category
    category: str | None
    # How often it begins anew
    period: Literal["month", "quarter", "term", "year"]
    # What is missing at the end: noted, billed, or added to the next period
    shortfall: Literal["bill", "extend", "none"]
    # Share of a missing value that is billed; 1000000 is all of it
    shortfall_rate_micros: int
    # Billed for each missing unit of a quantity
    shortfall_price: UnitPrice | None
    # From an amount on, a share of everything bought in the period is given back.
    rebates: list[RebateTier]
    # Names the clause, the same through all versions
    clause: str | None


class SaveCommitments(TypedDict, total=False):
    """All commitments of a version; one that is not named is taken out."""

    # What is committed to
    commitments: Required[list[CommitmentInput]]


class AddClause(TypedDict, total=False):
    """A clause written here, or taken from the library (then heading and text may be left out)."""

    # Heading of the clause
    heading: str | None
    # Text of the clause; {{name}} stands for a variable
    body: str | None
    # Names the clause, the same through all versions
    key: str | None
    # A clause the business writes contracts with.
    library_clause_id: str | None
    # What may be agreed instead
    fallback: str | None
    # Stands after this clause; at the end when left out
    after_key: str | None
    # Whether it must be given
    is_required: bool
