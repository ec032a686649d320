"""Signatures of a version: who has to sign, who did and how, and the evidence of it. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.contracts.types.values import ContractVersionId, VersionStatus
from hanse.domains.organizations.types import Side
from hanse.kit.ids import Id
from hanse.kit.structs import Data, Input

ContentHash = Annotated[
    str,
    Meta(
        pattern=r"^[0-9a-f]{64}\Z",
        description="SHA-256 of the content, as the version names it",
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
    ),
]


class ContractSignatureId(Id, prefix="csg"):
    """One signature on one version."""


class SignatureMethod(enum.StrEnum):
    IN_APP = "in_app"
    PAPER = "paper"


class SignVersion(Input, frozen=True, kw_only=True):
    """Sign exactly this content, by one's own name."""

    content_hash: ContentHash
    name: Annotated[str, Meta(min_length=1, max_length=200, description="One's full name, as one signs")]


class SignatureEvidence(Data, frozen=True, kw_only=True):
    """How a signature came about."""

    email: str
    ip: Annotated[str, Meta(description="Address it came from")]
    user_agent: Annotated[str, Meta(description="Program it came from")]
    request_id: Annotated[str, Meta(description="The request that gave it, as in the audit trail")]


class Signatory(Data, frozen=True, kw_only=True):
    """One who has to sign, and the signature once it is there. SignatureEvidence is shown to the own side alone."""

    position: Annotated[int, Meta(description="Which party of the version")]
    side: Side
    party: Annotated[str, Meta(description="For whom")]
    name: str
    role: str
    is_you: Annotated[bool, Meta(description="Whether the reader is this signatory")]
    id: ContractSignatureId | None
    signed_name: Annotated[str | None, Meta(description="The name that was signed with")]
    member_id: MemberId | None
    method: SignatureMethod | None
    signed_at: datetime | None
    content_hash: str | None
    statement: Annotated[str | None, Meta(description="What was declared")]
    evidence: SignatureEvidence | None


class Signatories(Data, frozen=True, kw_only=True):
    """Who signs a version. `statement` is what a signatory declares."""

    version_id: ContractVersionId
    version_status: VersionStatus
    content_hash: Annotated[str | None, Meta(description="What is signed; nothing before it is frozen")]
    statement: str
    signatories: list[Signatory]
    is_complete: bool
    may_sign: Annotated[bool, Meta(description="Whether the reader can sign now")]
    obstacle: Annotated[str, Meta(description="Why not, for a person")]
