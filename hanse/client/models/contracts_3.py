"""What Hanse returns: contracts_3. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from hanse.client.models.contracts_1 import Side, SignatureMethod, VersionStatus


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
