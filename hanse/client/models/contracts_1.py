"""What Hanse returns: contracts_1. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from hanse.client.models.access import Money
from hanse.client.words import Word


class ContractStatus(Word):
    """The words of ContractStatus."""

    ACTIVE = "active"
    APPROVAL = "approval"
    APPROVED = "approved"
    CANCELLED = "cancelled"
    DRAFT = "draft"
    EXPIRED = "expired"
    NEGOTIATION = "negotiation"
    RENEWAL = "renewal"
    REVIEW = "review"
    SIGNED = "signed"
    TERMINATED = "terminated"


ContractStatusWord: TypeAlias = (
    ContractStatus
    | Literal[
        "active",
        "approval",
        "approved",
        "cancelled",
        "draft",
        "expired",
        "negotiation",
        "renewal",
        "review",
        "signed",
        "terminated",
    ]
)


class Side(Word):
    """Who of the two: the partner that buys, or the business that sells."""

    BUYER = "buyer"
    SELLER = "seller"


SideWord: TypeAlias = Side | Literal["buyer", "seller"]


class ContractVersionKind(Word):
    """The words of ContractVersionKind."""

    AMENDMENT = "amendment"
    ORIGINAL = "original"
    RENEWAL = "renewal"


ContractVersionKindWord: TypeAlias = ContractVersionKind | Literal["amendment", "original", "renewal"]


class VersionStatus(Word):
    """The words of VersionStatus."""

    ACTIVE = "active"
    APPROVAL = "approval"
    APPROVED = "approved"
    DRAFT = "draft"
    ENDED = "ended"
    NEGOTIATION = "negotiation"
    REVIEW = "review"
    SIGNED = "signed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


VersionStatusWord: TypeAlias = (
    VersionStatus
    | Literal[
        "active", "approval", "approved", "draft", "ended", "negotiation", "review", "signed", "superseded", "withdrawn"
    ]
)


class TaskKind(Word):
    """The words of TaskKind."""

    MILESTONE = "milestone"
    NOTICE = "notice"
    OBLIGATION = "obligation"
    RENEWAL = "renewal"
    SERVICE_LEVEL = "service_level"


TaskKindWord: TypeAlias = TaskKind | Literal["milestone", "notice", "obligation", "renewal", "service_level"]


class TaskStatus(Word):
    """The words of TaskStatus."""

    DONE = "done"
    OPEN = "open"
    WAIVED = "waived"


TaskStatusWord: TypeAlias = TaskStatus | Literal["done", "open", "waived"]


class TemplateStatus(Word):
    """The words of TemplateStatus."""

    ACTIVE = "active"
    ARCHIVED = "archived"
    DRAFT = "draft"


TemplateStatusWord: TypeAlias = TemplateStatus | Literal["active", "archived", "draft"]


class RenewalMode(Word):
    """The words of RenewalMode."""

    AUTO = "auto"
    EVERGREEN = "evergreen"
    MANUAL = "manual"
    NONE = "none"


RenewalModeWord: TypeAlias = RenewalMode | Literal["auto", "evergreen", "manual", "none"]


class ClauseStatus(Word):
    """The words of ClauseStatus."""

    ACTIVE = "active"
    ARCHIVED = "archived"


ClauseStatusWord: TypeAlias = ClauseStatus | Literal["active", "archived"]


class ChangeKind(Word):
    """The words of ChangeKind."""

    ADD = "add"
    CHANGE = "change"
    MOVE = "move"
    REMOVE = "remove"


ChangeKindWord: TypeAlias = ChangeKind | Literal["add", "change", "move", "remove"]


class ContractChangeStatus(Word):
    """The words of ContractChangeStatus."""

    ACCEPTED = "accepted"
    OPEN = "open"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


ContractChangeStatusWord: TypeAlias = ContractChangeStatus | Literal["accepted", "open", "rejected", "withdrawn"]


class TimelineKind(Word):
    """Of what kind an entry of the timeline is."""

    AMENDMENT = "amendment"
    AUDIT = "audit"
    CHANGE = "change"
    COMMENT = "comment"
    CONTRACT = "contract"
    DECISION = "decision"
    FILE = "file"
    ORDER = "order"
    RENEWAL = "renewal"
    SETTLEMENT = "settlement"
    SIGNATURE = "signature"
    STEP = "step"
    TASK = "task"
    VERSION = "version"


TimelineKindWord: TypeAlias = (
    TimelineKind
    | Literal[
        "amendment",
        "audit",
        "change",
        "comment",
        "contract",
        "decision",
        "file",
        "order",
        "renewal",
        "settlement",
        "signature",
        "step",
        "task",
        "version",
    ]
)


class SignatureMethod(Word):
    """The words of SignatureMethod."""

    IN_APP = "in_app"
    PAPER = "paper"


SignatureMethodWord: TypeAlias = SignatureMethod | Literal["in_app", "paper"]


class ContractSummary(Struct, frozen=True, kw_only=True):
    """A contract in a list, as its reader may see it."""

    id: str
    number: str
    organization_id: str
    organization_name: str
    title: str
    status: ContractStatus
    side: Side
    turn: Side | None
    currency: str
    value: Money | None
    owner_member_id: str | None
    owner_name: str | None
    working_kind: ContractVersionKind | None
    working_status: VersionStatus | None
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: date | None
    notice_on: date | None
    moved_at: datetime
    created_at: datetime
    updated_at: datetime
    version: int
    path: list[UUID]
    allowed_actions: list[str]


class Contract(Struct, frozen=True, kw_only=True):
    """An agreement as its reader may see it. `next_actions` is what they may do now, by the state and their ..."""

    id: str
    number: str
    organization_id: str
    organization_name: str
    title: str
    status: ContractStatus
    status_reason: str | None
    side: Side
    turn: Side | None
    currency: str
    value: Money | None
    priority: int
    owner_member_id: str | None
    owner_name: str | None
    buyer_member_id: str | None
    buyer_name: str | None
    parent_contract_id: str | None
    parent_number: str | None
    active_version_id: str | None
    working_version_id: str | None
    working_kind: ContractVersionKind | None
    working_status: VersionStatus | None
    last_version: int
    starts_at: datetime | None
    ends_at: datetime | None
    ends_on: date | None
    notice_on: date | None
    terminated_at: datetime | None
    termination_reason: str | None
    sent_at: datetime | None
    moved_at: datetime
    version: int
    created_at: datetime
    updated_at: datetime
    path: list[UUID]
    next_actions: list[str]
    allowed_actions: list[str]


class ContractCounts(Struct, frozen=True, kw_only=True):
    """How many contracts the reader sees, by state and by whose turn it is; value in force by currency."""

    total: int
    statuses: dict[str, int]
    turns: dict[str, int]
    active_value: list[Money]


class ContractTask(Struct, frozen=True, kw_only=True):
    """An obligation, a milestone, a day for notice, a renewal or a service level to look at."""

    id: str
    contract_id: str
    contract_number: str
    contract_title: str
    organization_id: str
    organization_name: str
    kind: TaskKind
    title: str
    note: str
    due_on: date
    side: Side
    is_internal: bool
    assignee_member_id: str | None
    assignee_name: str | None
    remind_days: int
    reminded_on: date | None
    status: TaskStatus
    is_late: bool
    done_by_name: str | None
    done_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class TemplateSummary(Struct, frozen=True, kw_only=True):
    """A template in a list."""

    id: str
    name: str
    description: str
    status: TemplateStatus
    clause_count: int
    used_in: int
    version: int
    updated_at: datetime
    allowed_actions: list[str]


class TemplateVariable(Struct, frozen=True, kw_only=True):
    """A variable somebody has to fill in, and what stands there at first."""

    name: str
    label: str
    default: str | UnsetType = UNSET


class TemplateClause(Struct, frozen=True, kw_only=True):
    """A clause of a template."""

    position: int
    key: str
    heading: str
    body: str
    library_clause_id: str | None
    is_required: bool


class ContractTemplate(Struct, frozen=True, kw_only=True):
    """What new contracts begin with."""

    id: str
    name: str
    description: str
    status: TemplateStatus
    payment_terms: str
    duration_months: int | None
    notice_days: int
    renewal_mode: RenewalMode
    renewal_months: int | None
    uplift_micros: int
    variables: list[TemplateVariable]
    clauses: list[TemplateClause]
    undeclared: list[str]
    used_in: int
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class Fallback(Struct, frozen=True, kw_only=True):
    """A wording the business may give way to."""

    label: str
    body: str


class LibraryClause(Struct, frozen=True, kw_only=True):
    """A clause the business writes contracts with. `version` counts its wordings."""

    id: str
    key: str
    heading: str
    body: str
    category: str
    is_required: bool
    fallbacks: list[Fallback]
    note: str
    status: ClauseStatus
    used_in: int
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: list[str]


class ContractStep(Struct, frozen=True, kw_only=True):
    """Something that happened, for the timeline."""

    action: str
    status: VersionStatus
    side: Side | None
    is_internal: bool
    author_name: str
    version_id: str | None
    version_number: int | None
    comment: str
    created_at: datetime
