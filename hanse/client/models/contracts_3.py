"""What Hanse returns: contracts_3. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from hanse.client.models.access import Change, Money
from hanse.client.models.contracts_1 import Side, SignatureMethod, TimelineKind, VersionStatus


class TimelineEntry(Struct, frozen=True, kw_only=True):
    """One thing that happened, of whatever kind."""

    kind: TimelineKind
    title: str
    text: str
    side: Side | None
    is_internal: bool
    author_name: str
    version_number: int | None
    amount: Money | None
    changes: list[Change]
    ref: str
    at: datetime


class ContractComment(Struct, frozen=True, kw_only=True):
    """Something that was said. Internal ones are the seller's own and never shown to the partner."""

    id: str
    version_id: str | None
    clause_key: str | None
    change_id: str | None
    side: Side
    is_internal: bool
    author_name: str
    body: str
    created_at: datetime


class ContractAttachment(Struct, frozen=True, kw_only=True):
    """A file of a contract. `url` is a link of minutes; `sha256` is of the bytes."""

    id: str
    version_id: str | None
    is_internal: bool
    side: Side
    name: str
    content_type: str
    size: int
    sha256: str
    author_name: str
    created_at: datetime
    url: str
    scan_state: str | None


class SignatureEvidence(Struct, frozen=True, kw_only=True):
    """How a signature came about."""

    email: str
    ip: str
    user_agent: str
    request_id: str


class Signatory(Struct, frozen=True, kw_only=True):
    """One who has to sign, and the signature once it is there. SignatureEvidence is shown to the own side alone."""

    position: int
    side: Side
    party: str
    name: str
    role: str
    is_you: bool
    id: str | None
    signed_name: str | None
    member_id: str | None
    method: SignatureMethod | None
    signed_at: datetime | None
    content_hash: str | None
    statement: str | None
    evidence: SignatureEvidence | None


class Signatories(Struct, frozen=True, kw_only=True):
    """Who signs a version. `statement` is what a signatory declares."""

    version_id: str
    version_status: VersionStatus
    content_hash: str | None
    statement: str
    signatories: list[Signatory]
    is_complete: bool
    may_sign: bool
    obstacle: str


class ContractPaper(Struct, frozen=True, kw_only=True):
    """A PDF that is being made."""

    document_id: str
    version_id: str
    is_sealed: bool
