"""What has to be done for a contract, as its partner reads it; their own they note and close here."""

from __future__ import annotations

from typing import Any

from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import ROOM, contract_id
from hanse.domains.contracts.pages.rooms import frame
from hanse.domains.contracts.types import AddTask, ContractTaskId, TaskFilter, TaskStatus, UpdateTask
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.requests import PageRequest, Redirect, View

_TEMPLATE = "contracts/duties.html"
_DONE = {"open": "It is open again", "done": "Done"}


async def page(ctx: Ctx, request: PageRequest) -> View:
    """Everything that has to be done, by day."""
    return View(_TEMPLATE, await _context(ctx, request, Form({})))


async def _context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    base = await frame(ctx, request, "tasks")
    query = TaskFilter(contract=base["contract"].id, limit=100, cursor=request.argument("cursor") or None)
    found = await api.list_tasks(ctx, query)
    may_write = "contract.manage_tasks" in base["contract"].allowed_actions
    return {**base, "tasks": found.items, "next": found.next, "may_write": may_write, "form": form}


async def add(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Note a task of one's own side."""
    identity = contract_id(request)
    given = {name: request.field(name) for name in ("title", "due_on", "note")}
    body = {"kind": "obligation", "side": "buyer", **{name: value for name, value in given.items() if value}}
    form: Form[Any] = Form.from_builtins(AddTask, body)
    form.values = dict(given)
    if await attempt(form, lambda data: api.add_task(ctx, identity, data)) is None:
        return refused(_TEMPLATE, form, await _context(ctx, request, form))
    return Redirect(f"{ROOM}/{identity}/tasks", flash("Noted"))


async def close(ctx: Ctx, request: PageRequest) -> Redirect:
    """Say that a task of one's own side is done, or open it again."""
    task_id = request.id("task_id", ContractTaskId)
    wanted = request.field("status")
    if wanted not in _DONE:
        raise NotFound()
    data = UpdateTask(status=TaskStatus(wanted))
    done = Redirect(f"{ROOM}/{contract_id(request)}/tasks", flash(_DONE[wanted]))
    return await press(ctx, request, lambda: api.update_task(ctx, task_id, data), done)
