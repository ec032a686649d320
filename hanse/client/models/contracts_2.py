"""What Hanse returns: contracts_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from hanse.client.models.access import Money
from hanse.client.models.approvals import PreviewLevel, UnitPrice
from hanse.client.models.contracts_1 import (
    ChangeKind,
    ContractChangeStatus,
    ContractVersionKind,
    RenewalMode,
    Side,
    VersionStatus,
)
from hanse.client.models.pricing import EntryKind, TargetKind


class ContractVersion(Struct, frozen=True, kw_only=True):
    """A version, without its text. From approval on nothing of it changes."""

    id: str
    contract_id: str
    number: int
    kind: ContractVersionKind
    status: VersionStatus
    status_reason: str | None
    title: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    starts_at: datetime | None
    ends_at: datetime | None
    payment_terms: str
    notice_days: int
    renewal_mode: RenewalMode
    renewal_months: int | None
    uplift_micros: int
    value: Money | None
    template_id: str | None
    based_on_id: str | None
    approval_id: str | None
    content_hash: str | None
    frozen_at: datetime | None
    sent_at: datetime | None
    last_round: int
    made_by_name: str
    version: int
    created_at: datetime
    updated_at: datetime
    may_edit: bool


class PublishedTerm(Struct, frozen=True, kw_only=True):
    """Since when and until when the prices of a version hold."""

    version_id: str
    version_number: int
    price_list_id: str | None
    starts_at: datetime
    ends_at: datetime | None


class RebateTier(Struct, frozen=True, kw_only=True):
    """From an amount on, a share of everything bought in the period is given back."""

    reached: str
    rate_micros: int


class Commitment(Struct, frozen=True, kw_only=True):
    """A commitment of a version. `unit` is a unit of measure, or the currency of a value."""

    id: str
    key: str
    name: str
    measure: str
    of: str
    of_code: str
    of_name: str
    amount: str
    unit: str
    period: str
    shortfall: str
    shortfall_rate_micros: int
    shortfall_price: UnitPrice | None
    rebates: list[RebateTier]
    clause: str | None


class PeriodProgress(Struct, frozen=True, kw_only=True):
    """How far one period is. `asked` includes what an earlier one left."""

    id: str
    starts_on: date
    ends_on: date | None
    is_running: bool
    asked: str
    carried: str
    drawn: str
    expected: str
    projected: str
    pace: str
    share_permille: int
    expected_permille: int
    value: Money
    closed_at: datetime | None
    missing: str | None
    shortfall: Money | None
    rebate: Money | None


class CommitmentProgress(Struct, frozen=True, kw_only=True):
    """A commitment in force with its periods, the earliest first."""

    commitment: Commitment
    periods: list[PeriodProgress]


class UtilisationMonth(Struct, frozen=True, kw_only=True):
    """What was bought in a month under the contract, less what was cancelled, and up to its end."""

    month: date
    value: Money
    total: Money


class Utilisation(Struct, frozen=True, kw_only=True):
    """How a contract is used: by month since it began, and each running commitment."""

    contract_id: str
    currency: str
    months: list[UtilisationMonth]
    running: list[CommitmentProgress]


class Renewal(Struct, frozen=True, kw_only=True):
    """A contract in force whose term ends: until when notice is possible, and what happens without one."""

    contract_id: str
    version_id: str
    number: str
    title: str
    organization_id: str
    organization_name: str
    owner_member_id: str | None
    owner_name: str | None
    mode: RenewalMode
    status: str
    ends_on: date
    notice_on: date
    days_left: int
    mark: int | None
    outcome: str
    value: Money | None
    notice_side: Side | None
    notice_reason: str | None
    notice_by_name: str | None
    noticed_at: datetime | None
    next_version_id: str | None
    version: int


class RenewalState(Struct, frozen=True, kw_only=True):
    """What becomes of one contract; nothing where it has no end, or is not in force."""

    renewal: Renewal | None


class ContractPrice(Struct, frozen=True, kw_only=True):
    """A price of a version. `previous` is the amount in the version it is based on."""

    id: str
    target: TargetKind
    code: str
    name: str
    unit: str
    minimum: str
    kind: EntryKind
    unit_price: UnitPrice | None
    percent_off: str | None
    formula: str | None
    sums_variants: bool
    clause: str | None
    clause_label: str
    origin: str
    previous: UnitPrice | None


class SavedContractPrices(Struct, frozen=True, kw_only=True):
    """What came of it."""

    written: int
    removed: int
    total: int


class PriceCounts(Struct, frozen=True, kw_only=True):
    """How an amendment compares with the version it is based on."""

    total: int
    kept: int
    changed: int
    new: int
    gone: int


class PriceConflict(Struct, frozen=True, kw_only=True):
    """A product that another contract in force prices as well, and which of the two counts."""

    code: str
    name: str
    other_contract_id: str
    other_number: str
    other_title: str
    other_organization: str
    is_stronger: bool
    reason: str


class Drawdown(Struct, frozen=True, kw_only=True):
    """What one order line took of a period."""

    order_id: str
    order_number: str
    line_name: str
    drawn: str
    released: str
    value: Money
    drawn_at: datetime


class RenewalCounts(Struct, frozen=True, kw_only=True):
    """How many wait for a decision, by how near the last day for notice is."""

    within_30: int
    within_60: int
    within_90: int
    later: int


class CalendarDay(Struct, frozen=True, kw_only=True):
    """Something that happens on a day."""

    day: date
    kind: str
    contract_id: str
    number: str
    title: str
    organization_name: str
    what: str


class ContractParty(Struct, frozen=True, kw_only=True):
    """Who agrees, and who signs for them."""

    position: int
    side: Side
    name: str
    address: str
    registration: str
    organization_id: str | None
    signatory_name: str
    signatory_role: str
    signatory_email: str
    signatory_member_id: str | None


class ContractClause(Struct, frozen=True, kw_only=True):
    """A clause of a version. `text` is the body with the values of its variables; unknown ones stand as written."""

    id: str
    position: int
    key: str
    heading: str
    body: str
    text: str
    library_clause_id: str | None
    library_version: int | None
    is_required: bool
    is_standard: bool
    fallback: str | None


class FrozenContractFile(Struct, frozen=True, kw_only=True):
    """A file as a version names it."""

    name: str
    size: int
    sha256: str


class ContractContent(Struct, frozen=True, kw_only=True):
    """Everything a version fixes. This is what is hashed and signed, so a field more is a new form of content."""

    number: str
    version: int
    kind: ContractVersionKind
    title: str
    organization: str
    currency: str
    starts_on: date | None
    ends_on: date | None
    payment_terms: str
    notice_days: int
    renewal_mode: RenewalMode
    renewal_months: int | None
    uplift_micros: int
    value: Money | None
    parties: list[ContractParty]
    clauses: list[ContractClause]
    variables: dict[str, str]
    attachments: list[FrozenContractFile]
    prices: list[dict[str, Any]]
    commitments: list[dict[str, Any]]


class ContractText(Struct, frozen=True, kw_only=True):
    """What a version says, as its reader may see it: the partner reads what was last handed over."""

    version_id: str
    version: int
    is_live: bool
    content: ContractContent
    content_hash: str | None
    missing_variables: list[str]


class Segment(Struct, frozen=True, kw_only=True):
    """A run of text that both have, or only one of the two."""

    kind: str
    text: str


class ContractChange(Struct, frozen=True, kw_only=True):
    """A proposed change of a clause. The other side sees it once the contract was handed over."""

    id: str
    contract_id: str
    version_id: str
    clause_key: str
    clause_heading: str | None
    kind: ChangeKind
    heading: str | None
    body: str | None
    after_key: str | None
    note: str
    side: Side
    author_name: str
    status: ContractChangeStatus
    sent_at: datetime | None
    decided_by_name: str | None
    decided_at: datetime | None
    reason: str
    created_at: datetime
    version: int
    segments: list[Segment]
    may_decide: bool
    may_withdraw: bool


class ContractCheck(Struct, frozen=True, kw_only=True):
    """What submitting a version would mean now: what is missing, and who would have to agree."""

    problems: list[str]
    needs_approval: bool
    sentences: list[str]
    non_standard_clauses: int
    levels: list[PreviewLevel]
    policies: list[str]


class TermChange(Struct, frozen=True, kw_only=True):
    """A term that differs."""

    field: str
    label: str
    before: Any
    after: Any


class ClauseDifference(Struct, frozen=True, kw_only=True):
    """A clause on both sides; `segments` is its text word by word."""

    kind: str
    key: str
    before_position: int | None
    after_position: int | None
    before_heading: str | None
    after_heading: str | None
    segments: list[Segment]


class ContractDifference(Struct, frozen=True, kw_only=True):
    """How one state of a contract differs from another."""

    left: int
    right: int
    left_round: int | None
    right_round: int | None
    terms: list[TermChange]
    clauses: list[ClauseDifference]
    unchanged_clauses: int


class ContractRound(Struct, frozen=True, kw_only=True):
    """One handing over of a version."""

    version_id: str
    version_number: int
    number: int
    side: Side
    comment: str
    author_name: str
    created_at: datetime
