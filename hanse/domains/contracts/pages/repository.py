"""The repository: contracts by filters and saved views, with export, and the page of all tasks."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

import msgspec

from hanse.domains.access.api import list_members
from hanse.domains.access.types import ListMembers
from hanse.domains.contracts import api
from hanse.domains.contracts.pages.parts import DESK
from hanse.domains.contracts.types import (
    ContractCounts,
    ContractFilter,
    ContractStatus,
    CreateContract,
    ListContractTemplates,
    TaskFilter,
    TaskStatus,
    TemplateStatus,
)
from hanse.domains.contracts.types.tables import EXPORTED, cells_of
from hanse.domains.organizations.api import list_organizations
from hanse.domains.organizations.types import OrganizationFilter, OrganizationStatus
from hanse.kit.tables import write_csv
from hanse.platform.context import Ctx
from hanse.platform.http.messages import Reply
from hanse.platform.web.actions import attempt, flash, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Action, Column, Filter, Option, SavedView, words
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.saved_views import saved_views_of

COLUMNS: Final = (
    Column("title", "Contract", detail="number", sort="number"),
    Column("organization_name", "Partner"),
    Column("status", "State", "status"),
    Column("turn", "Next", "custom", priority=2),
    Column("value", "Value", "money", sort="value"),
    Column("ends_on", "Last day", "custom", sort="ends"),
    Column("notice_on", "Notice until", "date", priority=3),
    Column("owner_name", "Looks after it", "person", priority=3),
    Column("updated_at", "Changed", "ago", sort="updated", priority=3),
)
_VIEWS: Final = (
    ("All", ()),
    ("To work on", (("turn", "seller"),)),
    ("With partners", (("turn", "buyer"),)),
    ("In force", (("status", "active"), ("status", "renewal"))),
    ("Ending next", (("status", "active"), ("status", "renewal"), ("sort", "ends"))),
)
TASK_COLUMNS: Final = (
    Column("title", "Task"),
    Column("contract_number", "Contract", detail="contract_title"),
    Column("organization_name", "Partner", priority=2),
    Column("kind", "Kind", "custom", priority=3),
    Column("due_on", "Due", "custom"),
    Column("assignee_name", "Who", "person", priority=2),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Contracts by filters, with how many there are of each state."""
    query = request.query(ContractFilter)
    page = await api.list_contracts(ctx, query)
    counts = await api.count_contracts(ctx, msgspec.structs.replace(query, status=[], cursor=None))
    present = request.web.scope["query_string"].decode("latin-1")
    context: dict[str, Any] = {
        "query": query,
        "page": page,
        "columns": COLUMNS,
        "counts": counts,
        "total": _total(query, counts),
        "filters": [*_filters(query, counts), *await _people_and_places(ctx, query)],
        "views": [*_views(request, counts), *await saved_views_of(ctx, DESK, present)],
        "save_view": f"/admin/views/new?{urlencode({'page': DESK, 'query': _kept(request)})}",
        "exports": [Action("CSV", f"{DESK}/export.csv?{present}", icon="file-text")]
        if ctx.may("contract.export")
        else [],
        "may_create": ctx.may_anywhere("contract.create"),
        "may_import": ctx.may("contract.import"),
    }
    return View("contracts/list.html", context)


def _kept(request: PageRequest) -> str:
    """The filters and the order at hand, as they are kept under a name; never which page of them."""
    return urlencode([(name, value) for name, value in request.web.query if name != "cursor"])


def _total(query: ContractFilter, counts: ContractCounts) -> int:
    if not query.status:
        return counts.total
    return sum(counts.statuses.get(status.value, 0) for status in query.status)


def _filters(query: ContractFilter, counts: ContractCounts) -> list[Filter]:
    options = [Option(one.value, words(one.value), str(counts.statuses.get(one.value, 0))) for one in ContractStatus]
    turns = [Option("seller", "Yours"), Option("buyer", "The partner's")]
    return [
        Filter("status", "State", options=options, value=[status.value for status in query.status]),
        Filter("turn", "Turn", "one", turns, query.turn.value if query.turn else None),
    ]


async def _people_and_places(ctx: Ctx, query: ContractFilter) -> list[Filter]:
    """Filters by partner and by who looks after it, from among those the reader may see."""
    found = []
    if ctx.may_anywhere("organization.view"):
        places = (await list_organizations(ctx, OrganizationFilter(limit=200, sort="name"))).items
        options = [Option(str(one.id), one.name) for one in places]
        chosen = str(query.organization) if query.organization else None
        found.append(Filter("organization", "Partner", "one", options, chosen))
    if ctx.may("member.view"):
        people = (await list_members(ctx, ListMembers(kind="staff", limit=200))).items
        options = [Option(str(one.id), one.display_name) for one in people]
        found.append(Filter("owner", "Looks after it", "one", options, str(query.owner) if query.owner else None))
    return found


def _views(request: PageRequest, counts: ContractCounts) -> list[SavedView]:
    present = {(name, value) for name, value in request.web.query if name in ("turn", "is_open", "sort", "status")}
    views = []
    for label, pairs in _VIEWS:
        turn = dict(pairs).get("turn")
        count = counts.turns.get(turn, 0) if turn and not present - set(pairs) else None
        views.append(SavedView(label, f"{DESK}?{urlencode(pairs)}" if pairs else DESK, present == set(pairs), count))
    return views


async def export(ctx: Ctx, request: PageRequest) -> Reply:
    """The contracts that match, as CSV. The export itself is on record."""
    page = await api.export_contracts(ctx, request.query(ContractFilter))
    rows: list[Any] = [cells_of(one) for one in page.items]
    if page.next is not None:
        rows.append(["There are more; narrow the filters to export them.", *[""] * (len(EXPORTED) - 1)])
    name = f"contracts-{ctx.tenant.handle}-{ctx.now:%Y-%m-%d}.csv"
    headers = [("content-disposition", f'attachment; filename="{name}"'), ("cache-control", "no-store")]
    return Reply(b"".join(write_csv(EXPORTED, rows)), content_type="text/csv; charset=utf-8", headers=headers)


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The form of a new contract."""
    form: Form[Any] = Form(
        {"organization_id": request.argument("organization"), "template_id": request.argument("template")}
    )
    return View("contracts/new.html", {**await _new_context(ctx, form), "form": form})


async def _new_context(ctx: Ctx, form: Form[Any]) -> dict[str, Any]:
    active = OrganizationFilter(status=[OrganizationStatus.ACTIVE], limit=200)
    places = (await list_organizations(ctx, active)).items
    templates = (await api.list_templates(ctx, ListContractTemplates(status=[TemplateStatus.ACTIVE], limit=200))).items
    return {
        "form": form,
        "organizations": [
            Option(str(one.id), one.name, one.number) for one in places if ctx.may("contract.create", one)
        ],
        "templates": [Option(str(one.id), one.name, one.description[:80]) for one in templates],
        "currency": ctx.tenant.currency,
    }


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Begin a contract."""
    form = request.form(CreateContract)
    made = await attempt(form, lambda data: api.create_contract(ctx, data))
    if made is None:
        return refused("contracts/new.html", form, await _new_context(ctx, form))
    return Redirect(f"{DESK}/{made.id}", flash(f"{made.number} is begun"))


async def tasks_page(ctx: Ctx, request: PageRequest) -> View:
    """Everything that is to be done for contracts, by day."""
    query = request.query(TaskFilter)
    if not query.status:
        query = msgspec.structs.replace(query, status=[TaskStatus.OPEN])
    page = await api.list_tasks(ctx, query)
    is_done = query.status != [TaskStatus.OPEN]
    views = [
        SavedView("Open", f"{DESK}/tasks", not query.mine and not is_done),
        SavedView("Mine", f"{DESK}/tasks?mine=true", query.mine and not is_done),
        SavedView("Closed", f"{DESK}/tasks?status=done&status=waived", is_done),
    ]
    return View("contracts/task_list.html", {"query": query, "page": page, "columns": TASK_COLUMNS, "views": views})
