"""What the clock does to an approval: remind, ask more people, or end it with a no."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from hanse.domains.approvals.commands.carrying import TIMER, carry_out
from hanse.domains.approvals.commands.submitting import audited
from hanse.domains.approvals.queries.people import find_people
from hanse.domains.approvals.queries.records import LOCK, Known, Record, find_record, replaced
from hanse.domains.approvals.rules.machine import decide, waiting
from hanse.domains.approvals.types import ApprovalId
from hanse.domains.approvals.types.machine import TimerFired
from hanse.kit.structs import from_row
from hanse.platform.context import Ctx
from hanse.platform.registry import TimerKind
from hanse.platform.timers import Timer

MANAGERS: Final = """
SELECT m.id AS person, up.id, up.display_name AS name, up.status = 'active' AS is_active,
    up.approval_limit_minor AS minor, up.approval_currency AS currency, up.manager_member_id AS manager
FROM members m JOIN members up ON up.tenant_id = m.tenant_id AND up.id = m.manager_member_id
WHERE m.id = ANY (%(ids)s::uuid[])
"""


async def level_due(ctx: Ctx, timer: Timer) -> None:
    """A level of an approval has waited long enough. Does nothing when it was decided meanwhile."""
    record = await find_record(ctx, LOCK, {"id": timer.subject_id})
    if record is None:
        return
    record, event = await _event(ctx, record, timer)
    outcome = decide(record.definition, record.state, event)
    if outcome.state == record.state:
        return
    after = await carry_out(ctx, record, outcome, [])
    ctx.record("approval", ApprovalId(after.id), label=after.title, before=audited(record), after=audited(after))


async def _event(ctx: Ctx, record: Record, timer: Timer) -> tuple[Record, TimerFired]:
    """The event, with the present managers of those who are asked, and the present last resort."""
    rows = await ctx.db.all(MANAGERS, {"ids": list(waiting(record.state))})
    managers: dict[UUID, UUID] = {}
    known = dict(record.known or {})
    for row in rows:
        managers[row.pop("person")] = row["id"]
        known[row.pop("id")] = from_row(row, Known)
    people = await find_people(ctx, (), (), record.definition.barred)
    for one in people.candidates:
        known.setdefault(one.member_id, Known(name=one.name, is_active=True))
    record = replaced(record, known=known)
    event = TimerFired(
        at=ctx.now,
        due_at=timer.due_at,
        level=int(timer.payload["level"]),
        step=int(timer.payload["step"]),
        active=record.active(),
        managers=managers,
        ultimate=people.ultimate(),
    )
    return record, event


TIMERS: Final = (TimerKind(TIMER, level_due),)
