"""Versions of a contract and what they say. Data only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.approvals.types import ApprovalId
from hanse.domains.contracts.types.values import (
    ContractAttachmentId,
    ContractClauseId,
    ContractId,
    ContractTemplateId,
    ContractVersionId,
    ContractVersionKind,
    LibraryClauseId,
    Months,
    NoticeDays,
    PaymentText,
    RenewalMode,
    Title,
    UpliftMicros,
    VersionStatus,
)
from hanse.domains.organizations.types import Side
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.files.kinds import ScanState


class ContractParty(Data, frozen=True, kw_only=True):
    """Who agrees, and who signs for them."""

    position: int
    side: Side
    name: str
    address: str
    registration: Annotated[str, Meta(description="Number in a public register")]
    organization_id: OrganizationId | None
    signatory_name: str
    signatory_role: str
    signatory_email: str
    signatory_member_id: MemberId | None


class ContractClause(Data, frozen=True, kw_only=True):
    """A clause of a version. `text` is the body with the values of its variables; unknown ones stand as written."""

    id: ContractClauseId
    position: int
    key: str
    heading: str
    body: str
    text: str
    library_clause_id: LibraryClauseId | None
    library_version: int | None
    is_required: bool
    is_standard: Annotated[bool, Meta(description="Word for word as in the library or template")]
    fallback: Annotated[str | None, Meta(description="Which fallback of the library it is")]


class ContractAttachment(Data, frozen=True, kw_only=True):
    """A file of a contract. `url` is a link of minutes; `sha256` is of the bytes."""

    id: ContractAttachmentId
    version_id: ContractVersionId | None
    is_internal: bool
    side: Side
    name: str
    content_type: str
    size: int
    sha256: str
    author_name: str
    created_at: datetime
    url: str
    scan_state: ScanState | None = None


class FrozenContractFile(Data, frozen=True, kw_only=True):
    """A file as a version names it."""

    name: str
    size: int
    sha256: str


class ContractContent(Data, frozen=True, kw_only=True):
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
    prices: list[dict[str, Any]] = []
    commitments: list[dict[str, Any]] = []


class ContractVersion(Data, frozen=True, kw_only=True):
    """A version, without its text. From approval on nothing of it changes."""

    id: ContractVersionId
    contract_id: ContractId
    number: int
    kind: ContractVersionKind
    status: VersionStatus
    status_reason: str | None
    title: str
    currency: str
    starts_on: date | None
    ends_on: Annotated[date | None, Meta(description="Last day; null: open-ended")]
    starts_at: datetime | None
    ends_at: Annotated[datetime | None, Meta(description="Its end, not part of it")]
    payment_terms: str
    notice_days: int
    renewal_mode: RenewalMode
    renewal_months: int | None
    uplift_micros: int
    value: Money | None
    template_id: ContractTemplateId | None
    based_on_id: ContractVersionId | None
    approval_id: Annotated[ApprovalId | None, Meta(description="For staff only")]
    content_hash: Annotated[str | None, Meta(description="SHA-256 of the content, once it is frozen")]
    frozen_at: datetime | None
    sent_at: Annotated[datetime | None, Meta(description="When it went to the partner first")]
    last_round: Annotated[int, Meta(description="How often it was handed over")]
    made_by_name: str
    version: int
    created_at: datetime
    updated_at: datetime
    may_edit: Annotated[bool, Meta(description="Whether the reader may change it now")] = False


class ListContractVersions(PageQuery, frozen=True, kw_only=True):
    """Newest first."""


class CreateDraft(Input, frozen=True, kw_only=True):
    """A new version to work on, with everything the version before it says. Without a kind: an amendment of what is in
    force, or the original anew."""

    kind: ContractVersionKind | None = None
    title: Title | None = None
    starts_on: date | UnsetType | None = UNSET
    ends_on: date | UnsetType | None = UNSET


class UpdateTerms(Input, frozen=True, kw_only=True):
    """Terms of a version; fields left out stay."""

    title: Title | UnsetType = UNSET
    starts_on: date | UnsetType | None = UNSET
    ends_on: date | UnsetType | None = UNSET
    payment_terms: PaymentText | UnsetType = UNSET
    notice_days: NoticeDays | UnsetType = UNSET
    renewal_mode: RenewalMode | UnsetType = UNSET
    renewal_months: Months | UnsetType | None = UNSET
    uplift_micros: UpliftMicros | UnsetType = UNSET
    value: Annotated[Money | UnsetType | None, Meta(description="Total value over the whole term")] = UNSET
