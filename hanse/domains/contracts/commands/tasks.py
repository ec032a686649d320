"""Tasks of contracts: obligations, milestones and days for notice, and the reminders before them."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import UNSET, structs

from hanse.domains.access.types import MemberId
from hanse.domains.contracts.commands.contracts import MEMBER_OF
from hanse.domains.contracts.commands.steps import author_of
from hanse.domains.contracts.commands.telling import Message, people_of, tell_people
from hanse.domains.contracts.events import ContractTaskDue
from hanse.domains.contracts.ports import TASK
from hanse.domains.contracts.queries.contracts import lock_contract
from hanse.domains.contracts.queries.tasks import load_task
from hanse.domains.contracts.rules.dates import today_in
from hanse.domains.contracts.types import (
    AddTask,
    Contract,
    ContractId,
    ContractStatus,
    ContractTask,
    ContractTaskId,
    TaskStatus,
    UpdateTask,
)
from hanse.domains.organizations.types import Side
from hanse.kit.errors import Forbidden, Invalid, NotFound
from hanse.kit.text import clean_line, clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.timers import Timer

REMIND: Final = "contract.task_reminder"
MORNING: Final = time(8)
INSERT_TASK: Final = """
INSERT INTO contract_tasks (id, contract_id, kind, title, note, due_on, side, is_internal, assignee_member_id,
    remind_days, status, source, created_at, updated_at)
VALUES (%(id)s, %(contract)s, %(kind)s, %(title)s, %(note)s, %(due_on)s, %(side)s, %(is_internal)s, %(assignee)s,
    %(remind_days)s, 'open', %(source)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, contract_id, source) WHERE source IS NOT NULL DO NOTHING
"""
UPDATE_TASK: Final = """
UPDATE contract_tasks SET title = %(title)s, note = %(note)s, due_on = %(due_on)s, assignee_member_id = %(assignee)s,
    remind_days = %(remind_days)s, status = %(status)s, done_by_name = %(done_by)s, done_at = %(done_at)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
LOCK_TASK: Final = "SELECT id FROM contract_tasks WHERE id = %(id)s FOR UPDATE"
REMINDED: Final = """
UPDATE contract_tasks SET reminded_on = %(today)s
WHERE id = %(id)s AND status = 'open' AND (reminded_on IS NULL OR reminded_on < %(today)s)
"""


@command("contract.add_task", permission="contract.manage_tasks")
async def add_task(ctx: Ctx, contract_id: ContractId, data: AddTask) -> ContractTask:
    """Note something that has to be done by a day. Raises Invalid, Forbidden."""
    contract = await lock_contract(ctx, contract_id, "contract.manage_tasks")
    if contract.side is Side.BUYER and (data.is_internal or data.side is Side.SELLER):
        raise Forbidden("You note tasks of your own side; write a comment to ask the other one")
    await _check_assignee(ctx, contract, data.side, data.assignee_member_id)
    task_id = await note_task(ctx, contract, data)
    assert task_id is not None, "a task without a source is always new"
    ctx.record("contract", contract_id, label=contract.number, after={"task": data.title, "due_on": data.due_on})
    return (await load_task(ctx, task_id, "contract.manage_tasks"))[1]


async def note_task(ctx: Ctx, contract: Contract, data: AddTask, source: str | None = None) -> ContractTaskId | None:
    """Write a task and set its reminders; the caller has authorised. `source` names what derived it: nothing happens,
    and None is the answer, where it was derived before."""
    task_id = ContractTaskId.new()
    written = await ctx.db.run(
        INSERT_TASK,
        {
            "id": task_id,
            "contract": contract.id,
            "kind": data.kind,
            "title": clean_line(data.title),
            "note": clean_text(data.note),
            "due_on": data.due_on,
            "side": data.side,
            "is_internal": data.is_internal,
            "assignee": data.assignee_member_id,
            "remind_days": data.remind_days,
            "source": source,
            "now": ctx.now,
        },
    )
    if not written:
        return None
    _, task = await load_task(ctx, task_id, "contract.view")
    await _set_reminders(ctx, task)
    return task_id


@command("contract.update_task", permission="contract.manage_tasks")
async def update_task(ctx: Ctx, task_id: ContractTaskId, data: UpdateTask) -> ContractTask:
    """Change a task, or close it as done or waived. Raises PreconditionFailed, PreconditionRequired, Invalid."""
    await ctx.db.maybe(LOCK_TASK, {"id": task_id})
    contract, before = await load_task(ctx, task_id, "contract.manage_tasks")
    if contract.side is not Side.SELLER and before.side is not contract.side:
        raise Forbidden("This is a task of the other side")
    ctx.check_version(before.version, required=True)
    given = {name: value for name in data.__struct_fields__ if (value := getattr(data, name)) is not UNSET}
    wanted = structs.replace(before, **given)
    await _check_assignee(ctx, contract, before.side, given.get("assignee_member_id"))
    is_open = wanted.status is TaskStatus.OPEN
    values: dict[str, Any] = {
        "id": task_id,
        "title": clean_line(wanted.title),
        "note": clean_text(wanted.note),
        "due_on": wanted.due_on,
        "assignee": wanted.assignee_member_id,
        "remind_days": wanted.remind_days,
        "status": wanted.status,
        "done_by": None if is_open else before.done_by_name or author_of(ctx)[:200],
        "done_at": None if is_open else before.done_at or ctx.now,
        "now": ctx.now,
    }
    await ctx.db.run(UPDATE_TASK, values)
    _, after = await load_task(ctx, task_id, "contract.manage_tasks")
    await _set_reminders(ctx, after)
    ctx.record("contract", contract.id, label=contract.number, before=_audited(before), after=_audited(after))
    return after


async def _check_assignee(ctx: Ctx, contract: Contract, side: Side, member: MemberId | None) -> None:
    if member is None:
        return
    place = contract.organization_id if side is Side.BUYER else None
    if not await ctx.db.value(MEMBER_OF, {"member": member, "organization": place}):
        raise Invalid.field("assignee_member_id", "Choose an active member of the side that has to do it", "not_found")


def _audited(task: ContractTask) -> dict[str, Any]:
    return {
        "task": task.title,
        "due_on": task.due_on,
        "status": task.status.value,
        "assignee": task.assignee_name,
    }


async def _set_reminders(ctx: Ctx, task: ContractTask) -> None:
    """Wake up some days before, and on the day itself; a closed task wakes nobody."""
    await ctx.services.timers.cancel(ctx, REMIND, "contract_task", task.id)
    if task.status is not TaskStatus.OPEN:
        return
    zone = ZoneInfo(ctx.tenant.timezone)
    for key, days in (("early", task.remind_days), ("day", 0)):
        at = datetime.combine(task.due_on - timedelta(days=days), MORNING, zone)
        if at > ctx.now:
            await ctx.services.timers.set(ctx, REMIND, "contract_task", task.id, at, key=key)


async def remind(ctx: Ctx, timer: Timer) -> None:
    """Tell who has to do it, once a day at most; those who look after the contract where nobody is named."""
    task_id = ContractTaskId(timer.subject_id)
    try:
        contract, task = await load_task(ctx, task_id, "contract.view")
    except NotFound:
        return
    today = today_in(ctx.now, ctx.tenant.timezone)
    ended = (ContractStatus.TERMINATED, ContractStatus.EXPIRED, ContractStatus.CANCELLED)
    if contract.status in ended or not await ctx.db.run(REMINDED, {"id": task_id, "today": today}):
        return
    days = (task.due_on - today).days
    when = "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"
    people = [task.assignee_member_id.uuid] if task.assignee_member_id else []
    if not people and not (task.side is Side.BUYER and contract.sent_at is None):
        people = await people_of(ctx, contract, task.side)
    message = Message(people, TASK, f"{contract.number}: {task.title} is due {when}", task.note[:500])
    await tell_people(ctx, contract, task.side, message)
    event = ContractTaskDue(contract_id=contract.id, organization_id=contract.organization_id, task_id=task_id)
    ctx.emit(event, subject=contract)
