"""What is said about a contract, its files, and its timeline. Data only."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.contracts.types.values import Body, ClauseKey, ContractChangeId, ContractCommentId, ContractVersionId
from hanse.domains.organizations.types import Side
from hanse.kit.diff import Change
from hanse.kit.money import Money
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


class TimelineKind(enum.StrEnum):
    """Of what kind an entry of the timeline is."""

    STEP = "step"
    VERSION = "version"
    AMENDMENT = "amendment"
    RENEWAL = "renewal"
    CONTRACT = "contract"
    DECISION = "decision"
    CHANGE = "change"
    COMMENT = "comment"
    SIGNATURE = "signature"
    FILE = "file"
    TASK = "task"
    ORDER = "order"
    SETTLEMENT = "settlement"
    AUDIT = "audit"


class TimelineEntry(Data, frozen=True, kw_only=True):
    """One thing that happened, of whatever kind."""

    kind: TimelineKind
    title: Annotated[str, Meta(description="What it was: the step, the decision, the action; with what it was about")]
    text: Annotated[str, Meta(description="What was said with it")]
    side: Side | None
    is_internal: bool
    author_name: str
    version_number: int | None
    amount: Annotated[Money | None, Meta(description="What an order drew, or a period came to")]
    changes: Annotated[list[Change], Meta(description="What changed, as the audit trail keeps it")]
    ref: Annotated[str, Meta(description="The id of the order, approval, contract or audit entry it tells of")]
    at: datetime


class ListTimeline(PageQuery, frozen=True, kw_only=True):
    """Newest first."""

    kind: Annotated[list[TimelineKind], Meta(max_length=20, description="Only entries of these kinds")] = []
