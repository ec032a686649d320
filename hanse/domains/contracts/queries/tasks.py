"""Reads of tasks: those of the contracts the reader may see. Internal ones are the seller's own."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID

from hanse.domains.contracts.queries.contracts import VISIBLE, load_contract, reader_side, scope_parameters
from hanse.domains.contracts.rules.dates import today_in
from hanse.domains.contracts.types import Contract, ContractId, ContractTask, ContractTaskId, TaskFilter
from hanse.domains.organizations.types import Side
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

TASK: Final = """
SELECT t.id, t.contract_id, c.number AS contract_number, c.title AS contract_title, c.organization_id,
    o.name AS organization_name, t.kind, t.title, t.note, t.due_on, t.side, t.is_internal, t.assignee_member_id,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = t.tenant_id AND m.id = t.assignee_member_id)
        AS assignee_name,
    t.remind_days, t.reminded_on, t.status, t.status = 'open' AND t.due_on < %(today)s AS is_late, t.done_by_name,
    t.done_at, t.version, t.created_at, t.updated_at
FROM contract_tasks t JOIN contracts c ON c.tenant_id = t.tenant_id AND c.id = t.contract_id
JOIN organizations o ON o.tenant_id = c.tenant_id AND o.id = c.organization_id
"""
GET_TASK: Final = TASK + "WHERE t.id = %(id)s"
LIST_TASKS: Final = (
    TASK
    + f"""WHERE {VISIBLE} AND (%(side)s = 'seller' OR NOT t.is_internal)
  AND (%(contract)s::uuid IS NULL OR t.contract_id = %(contract)s)
  AND (%(statuses)s::text[] IS NULL OR t.status = ANY(%(statuses)s))
  AND (%(kinds)s::text[] IS NULL OR t.kind = ANY(%(kinds)s))
  AND (%(of_side)s::text IS NULL OR t.side = %(of_side)s)
  AND (%(mine)s::uuid IS NULL OR t.assignee_member_id = %(mine)s)
  AND (%(due_before)s::date IS NULL OR t.due_on < %(due_before)s)
  AND (%(after)s::date IS NULL OR (t.due_on, t.id) > (%(after)s, %(after_id)s))
ORDER BY t.due_on, t.id LIMIT %(limit)s
"""
)
CONTRACT_OF: Final = "SELECT contract_id FROM contract_tasks WHERE id = %(id)s"


@query("contract.tasks", permission="contract.view")
async def list_tasks(ctx: Ctx, query: TaskFilter) -> Page[ContractTask]:
    """Tasks of the contracts the reader may see, by the day they are due."""
    scope = ctx.scope("contract.view")
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    parameters = {
        **scope_parameters(scope),
        "today": today_in(ctx.now, ctx.tenant.timezone),
        "side": reader_side(ctx).value,
        "contract": query.contract,
        "statuses": [status.value for status in query.status] or None,
        "kinds": [kind.value for kind in query.kind] or None,
        "of_side": query.side.value if query.side else None,
        "mine": ctx.principal.member_id if query.mine else None,
        "due_before": query.due_before,
        "after": _day(after[0]),
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_TASKS, parameters)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["due_on"].isoformat(), row["id"]))
    return Page([from_row(row, ContractTask) for row in page.items], page.next)


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text is not None else None
    except ValueError:
        raise NotFound("Begin the list again") from None


async def load_task(ctx: Ctx, task_id: ContractTaskId, permission: str) -> tuple[Contract, ContractTask]:
    """A task with its contract, for a reader who holds `permission` on that. Raises NotFound, Forbidden."""
    contract_id: UUID | None = await ctx.db.value(CONTRACT_OF, {"id": task_id})
    if contract_id is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    contract = await load_contract(ctx, ContractId(contract_id), permission)
    values: dict[str, Any] = {"id": task_id, "today": today_in(ctx.now, ctx.tenant.timezone)}
    task = from_row(await ctx.db.one(GET_TASK, values), ContractTask)
    if task.is_internal and contract.side is Side.BUYER:
        raise NotFound()
    return contract, task
