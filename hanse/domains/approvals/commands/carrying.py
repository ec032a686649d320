"""Carrying out what the decision function gave: state, seats and history in one statement, then timers,
notifications, events.

Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.approvals.commands.telling import tell
from hanse.domains.approvals.events import ApprovalApproved, ApprovalEscalated, ApprovalRecalled, ApprovalRejected
from hanse.domains.approvals.queries.records import Record, everybody, replaced, seated
from hanse.domains.approvals.rules.machine import waiting
from hanse.domains.approvals.types import ApprovalId, ApprovalStatus, Happening
from hanse.domains.approvals.types.machine import (
    Alerted,
    Asked,
    Effect,
    Escalated,
    Finished,
    Outcome,
    ReminderSent,
    TimerSet,
)
from hanse.kit.ids import uuid7
from hanse.kit.structs import Data
from hanse.platform.authz import Subject
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json

TIMER: Final = "approvals.level"
HAPPENED: Final = """
    INSERT INTO approval_events (id, approval_id, kind, level, member_id, for_member_id, actor_name, comment, details,
        position, created_at)
    SELECT e.id, %(id)s, e.kind, e.level, e.member_id, e.for_member_id, e.actor_name, e.comment, e.details,
        %(version)s * 100 + e.position, %(now)s
    FROM jsonb_to_recordset(%(events)s) AS e (id uuid, kind text, level integer, member_id uuid, for_member_id uuid,
        actor_name text, comment text, details jsonb, position integer)
"""
SAVE: Final = """
WITH changed AS (
    UPDATE approvals SET state = %(state)s, people = %(people)s, status = %(status)s, reason = %(reason)s,
        due_at = %(due_at)s, decided_at = %(decided_at)s, version = %(version)s, updated_at = %(now)s
    WHERE id = %(id)s
), gone AS (
    UPDATE approval_seats SET is_waiting = false
    WHERE approval_id = %(id)s AND is_waiting AND member_id <> ALL (%(members)s::uuid[])
), happened AS (:happened)
INSERT INTO approval_seats (approval_id, member_id, is_waiting)
SELECT %(id)s, s.member_id, s.is_waiting
FROM unnest(%(members)s::uuid[], %(waiting)s::boolean[]) AS s (member_id, is_waiting)
ON CONFLICT (tenant_id, approval_id, member_id) DO UPDATE SET is_waiting = excluded.is_waiting
    WHERE approval_seats.is_waiting <> excluded.is_waiting
""".replace(":happened", HAPPENED)


class Entry(Data, frozen=True, kw_only=True):
    """One line of the history. `details.members` are those it was about."""

    kind: Happening
    level: int | None = None
    member_id: UUID | None = None
    for_member_id: UUID | None = None
    actor_name: str = ""
    comment: str = ""
    details: dict[str, Any] = {}
    position: int = 0
    id: UUID


def entry(
    ctx: Ctx,
    kind: Happening,
    *,
    level: int | None = None,
    comment: str = "",
    for_member: UUID | None = None,
    members: Iterable[UUID] = (),
) -> Entry:
    """A line of the history by whoever acts now, in place of `for_member`, about `members`."""
    return Entry(
        id=uuid7(),
        kind=kind,
        level=level,
        member_id=ctx.principal.member_id,
        actor_name=ctx.principal.display_name[:200],
        for_member_id=for_member,
        comment=comment,
        details={"members": [str(one) for one in members]},
    )


def _by_hanse(kind: Happening, level: int | None, comment: str = "", members: Iterable[UUID] = ()) -> Entry:
    return Entry(
        id=uuid7(),
        kind=kind,
        level=level,
        actor_name="Hanse",
        comment=comment,
        details={"members": [str(one) for one in members]},
    )


async def carry_out(ctx: Ctx, record: Record, outcome: Outcome, first: Sequence[Entry], reason: str = "") -> Record:
    """Store the next state and everything that follows from it; returns the record as it is then."""
    entries = [*first, *_history(outcome.effects)]
    finished = next((one for one in outcome.effects if isinstance(one, Finished)), None)
    after = replaced(
        record,
        state=outcome.state,
        status=outcome.state.status,
        people=everybody(record.people, record.definition, outcome.state),
        reason=(reason or finished.reason) if finished else record.reason,
        due_at=_due(record, outcome),
        decided_at=ctx.now if finished else None,
        version=record.version + 1,
    )
    await save(ctx, after, entries)
    await _timers(ctx, after, outcome.effects)
    await tell(ctx, after, outcome.effects)
    _announce(ctx, after, outcome.effects)
    return after


async def save(ctx: Ctx, record: Record, entries: Sequence[Entry]) -> None:
    """Write state, seats and history of a record whose version was raised; a version has 99 lines at most."""
    seats, asked = seated(record.definition, record.state), set(waiting(record.state))
    await ctx.db.later(
        SAVE,
        {
            "id": record.id,
            "state": record.state,
            "people": record.people,
            "status": record.status,
            "reason": record.reason[:1000],
            "due_at": record.due_at,
            "decided_at": record.decided_at,
            "now": ctx.now,
            "version": record.version,
            "events": history(entries),
            "members": seats,
            "waiting": [seat in asked for seat in seats],
        },
    )


def history(entries: Sequence[Entry]) -> Json:
    """Lines of the history of one version, in order; there are 99 at most."""
    return Json([msgspec.structs.replace(one, position=at) for at, one in enumerate(entries[:99])])


def _due(record: Record, outcome: Outcome) -> datetime | None:
    """When the open level has taken longer than it may: said when it opens, and kept while it is open."""
    if outcome.state.status is not ApprovalStatus.PENDING:
        return None
    level = record.definition.levels[outcome.state.level]
    opened = next((one for one in outcome.effects if isinstance(one, TimerSet) and one.step == 0), None)
    if opened is None:
        return record.due_at
    return opened.due_at - timedelta(seconds=level.remind_seconds) + timedelta(seconds=level.timeout_seconds)


def _history(effects: Sequence[Effect]) -> list[Entry]:
    entries: list[Entry] = []
    for effect in effects:
        if isinstance(effect, Asked):
            entries.append(_by_hanse(Happening.ASKED, effect.level, members=effect.members))
        elif isinstance(effect, ReminderSent):
            entries.append(_by_hanse(Happening.REMINDED, effect.level, members=effect.members))
        elif isinstance(effect, Escalated):
            entries.append(_by_hanse(Happening.ESCALATED, effect.level, members=effect.members))
        elif isinstance(effect, Alerted):
            entries.append(_by_hanse(Happening.ALERTED, effect.level, effect.reason))
        elif isinstance(effect, Finished):
            entries.append(_by_hanse(Happening.FINISHED, None, effect.reason or str(effect.status.value)))
    return entries


async def _timers(ctx: Ctx, record: Record, effects: Sequence[Effect]) -> None:
    """Set a timer of its own for each step. None is ever replaced or taken back: one that fires holds its row and waits
    for the approval's, so that a decision at that moment would wait for it in turn. One that comes late does nothing.
    """
    for effect in effects:
        if isinstance(effect, TimerSet):
            payload = {"level": effect.level, "step": effect.step}
            key = f"{effect.level}:{effect.step}"
            await ctx.services.timers.set(ctx, TIMER, "approval", record.id, effect.due_at, payload=payload, key=key)


def subject_of(record: Record) -> Subject:
    """What events and the audit trail say it is about."""
    return Subject(kind="approval", id=ApprovalId(record.id), owner_member_id=record.requester_member_id)


def _announce(ctx: Ctx, record: Record, effects: Sequence[Effect]) -> None:
    about: dict[str, Any] = {
        "approval_id": ApprovalId(record.id),
        "subject_kind": record.subject_kind,
        "subject_id": record.subject_ref,
    }
    whole = {**about, "document_hash": record.document_hash}
    for effect in effects:
        if isinstance(effect, Escalated):
            ctx.emit(ApprovalEscalated(**about), subject=subject_of(record))
        elif isinstance(effect, Finished) and effect.status is ApprovalStatus.APPROVED:
            ctx.emit(ApprovalApproved(**whole), subject=subject_of(record))
        elif isinstance(effect, Finished) and effect.status is ApprovalStatus.REJECTED:
            ctx.emit(ApprovalRejected(**whole, reason=record.reason), subject=subject_of(record))
        elif isinstance(effect, Finished) and effect.status is ApprovalStatus.RECALLED:
            ctx.emit(ApprovalRecalled(**whole), subject=subject_of(record))
