"""What is said about a contract, its files, and its timeline. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.contracts.types.values import Body, ClauseKey, ContractChangeId, ContractCommentId, ContractVersionId
from hanse.domains.organizations.types import Side
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input

ATTACHMENT_BYTES = 20_000_000


class ContractComment(Data, frozen=True, kw_only=True):
    """Something that was said. Internal ones are the seller's own and never shown to the partner."""

    id: ContractCommentId
    version_id: ContractVersionId | None
    clause_key: str | None
    change_id: ContractChangeId | None
    side: Side
    is_internal: bool
    author_name: str
    body: str
    created_at: datetime


class AddComment(Input, frozen=True, kw_only=True):
    """A comment on the contract, one of its clauses, or a proposed change."""

    body: Body
    version_id: ContractVersionId | None = None
    clause_key: ClauseKey | None = None
    change_id: ContractChangeId | None = None
    is_internal: Annotated[bool, Meta(description="For staff only")] = False


class ListComments(PageQuery, frozen=True, kw_only=True):
    """Newest first."""

    clause_key: ClauseKey | None = None
    is_internal: Annotated[bool | None, Meta(description="Only internal ones, or only those both sides read")] = None


class AddContractAttachment(Input, frozen=True, kw_only=True):
    """A file of at most 20 MB. An internal one is seen by staff only, and belongs to no text."""

    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the file")]
    content: Annotated[bytes, Meta(description="The bytes, base64")]
    content_type: Annotated[str, Meta(max_length=120)] = ""
    is_internal: bool = False
    version_id: Annotated[ContractVersionId | None, Meta(description="Annex of this version only")] = None


class ListAttachments(PageQuery, frozen=True, kw_only=True):
    """Newest first."""


class TimelineEntry(Data, frozen=True, kw_only=True):
    """One thing that happened, of whatever kind."""

    kind: Annotated[str, Meta(description="step, comment, change, task or approval")]
    title: str
    text: str
    side: Side | None
    is_internal: bool
    author_name: str
    version_number: int | None
    at: datetime
    href: str = ""


class ListTimeline(PageQuery, frozen=True, kw_only=True):
    """Newest first."""
