"""The audit trail, the events behind it, and their counts, in the forms outsiders read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.access.types.values import ApiKeyId, AuditEntryId, DeadJobId, EventId, MemberId
from hanse.kit.diff import Change
from hanse.kit.structs import Data


class AuditRecord(Data, frozen=True, kw_only=True):
    """One entry of the audit trail. What names a person is null once it was erased."""

    id: AuditEntryId
    occurred_at: datetime
    actor_kind: str
    actor_id: Annotated[str | None, Meta(description="Member or account")]
    actor_name: str | None
    on_behalf_of: MemberId | None
    on_behalf_name: str | None
    api_key_id: ApiKeyId | None
    ip: str | None
    user_agent: str | None
    request_id: str | None
    action: str
    outcome: Annotated[str, Meta(description="allowed, denied or failed")]
    subject_kind: str | None
    subject_id: str | None
    subject_label: str | None
    reason: str | None
    changes: list[Change]
    is_erased: bool


class EventRecord(Data, frozen=True, kw_only=True):
    """One fact that happened, as subscribers got it."""

    id: EventId
    name: Annotated[str, Meta(description="Such as member.joined.v1")]
    subject_kind: str | None
    subject_id: str | None
    payload: dict[str, Any]
    occurred_at: datetime
    request_id: str | None


class DayCount(Data, frozen=True, kw_only=True):
    """How many changes one day saw, in the business's time zone."""

    day: datetime
    changes: int


class HomeFigures(Data, frozen=True, kw_only=True):
    """Counts for the home page of staff; None for what the reader may not know."""

    staff: int | None
    partner_people: int | None
    open_invitations: int | None
    without_second_factor: int | None
    dead_jobs: int | None


class FailedJob(Data, frozen=True, kw_only=True):
    """Background work that ended without its effect, and why."""

    id: DeadJobId
    name: str
    error: str
    attempts: int
    started_by: str
    request_id: str
    died_at: datetime
    replayed_at: datetime | None
