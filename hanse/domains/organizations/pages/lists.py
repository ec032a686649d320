"""The list of organizations for staff: filters, saved views, bulk actions, export, and the tree."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import msgspec

from hanse.domains.access.types import MemberId
from hanse.domains.organizations import api
from hanse.domains.organizations.pages.parts import STATUSES, TYPES, address_of, manager_options
from hanse.domains.organizations.types import (
    ExportId,
    ExportOrganizations,
    OrganizationCounts,
    OrganizationFilter,
    OrganizationId,
    OrganizationSummary,
    UpdateOrganization,
)
from hanse.kit.errors import Invalid
from hanse.kit.structs import convert, to_builtins, to_json
from hanse.platform.context import Ctx
from hanse.platform.http.messages import JSON, Reply
from hanse.platform.web.actions import flash, press
from hanse.platform.web.parts import Action, Column, Filter, Option, SavedView, TreeNode
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.saved_views import saved_views_of

LIST = "/admin/organizations"
BULK_MAXIMUM = 200
TREE_MAXIMUM = 1_000
COLUMNS = (
    Column("name", "Name", detail="number", sort="name"),
    Column("status", "Status", "status"),
    Column("types", "Types", "custom", priority=2),
    Column("parent_name", "Below", priority=3, hidden=True),
    Column("manager_name", "Manager", "person", priority=2),
    Column("tags", "Tags", "tags", priority=3),
    Column("member_count", "People", "number", priority=3, hidden=True),
    Column("health", "Health", "number", priority=3, help="0 to 100; see the Health page of a partner"),
    Column("updated_at", "Changed", "ago", sort="updated", priority=2),
)
_VIEWS = (
    ("All", ()),
    ("Active", ("active",)),
    ("Applications", ("applied", "in_review")),
    ("Prospects", ("prospect",)),
    ("Suspended", ("suspended",)),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Organizations by filters, with how many there are of each status."""
    query = request.query(OrganizationFilter)
    page = await api.list_organizations(ctx, query)
    counts = await api.count_organizations(ctx, msgspec.structs.replace(query, status=[], cursor=None))
    total = await _total(ctx, query, counts)
    managers = await manager_options(ctx)
    present = request.web.scope["query_string"].decode("latin-1")
    context = {
        "query": query,
        "page": page,
        "total": total,
        "columns": COLUMNS,
        "filters": _filters(query, counts, managers),
        "views": [*_views(query, counts), *await saved_views_of(ctx, LIST, present)],
        "save_view": f"/admin/views/new?{urlencode({'page': LIST, 'query': present})}",
        "exports": _exports(request) if ctx.may("organization.export") else [],
        "bulk": await _bulk(ctx, managers),
        "may_create": ctx.may("organization.create"),
        "may_import": ctx.may("organization.import"),
    }
    return View("organizations/list.html", context)


async def _total(ctx: Ctx, query: OrganizationFilter, counts: OrganizationCounts) -> int:
    if not query.status:
        return counts.total
    return sum(counts.statuses.get(status.value, 0) for status in query.status)


def _filters(query: OrganizationFilter, counts: OrganizationCounts, managers: list[Option]) -> list[Filter]:
    def counted(value: str, label: str, numbers: dict[str, int]) -> Option:
        return Option(value, label, str(numbers.get(value, 0)))

    filters = [
        Filter(
            "status",
            "Status",
            options=[counted(option.value, option.label, counts.statuses) for option in STATUSES],
            value=[status.value for status in query.status],
        ),
        Filter(
            "type",
            "Type",
            options=[counted(option.value, option.label, counts.types) for option in TYPES],
            value=[kind.value for kind in query.type],
        ),
    ]
    tags = sorted({*counts.tags, *query.tag})
    if tags:
        filters.append(Filter("tag", "Tag", options=[counted(tag, tag, counts.tags) for tag in tags], value=query.tag))
    if managers:
        chosen = str(query.manager) if query.manager else None
        filters.append(Filter("manager", "Manager", "one", managers, chosen))
    return filters


def _views(query: OrganizationFilter, counts: OrganizationCounts) -> list[SavedView]:
    present = tuple(status.value for status in query.status)
    views = []
    for label, statuses in _VIEWS:
        count = sum(counts.statuses.get(status, 0) for status in statuses) if statuses else counts.total
        href = f"{LIST}?{urlencode([('status', status) for status in statuses])}" if statuses else LIST
        views.append(SavedView(label, href, present == statuses, count))
    return views


def _exports(request: PageRequest) -> list[Action]:
    query = request.web.scope["query_string"].decode()
    return [
        Action("CSV", post=f"{LIST}/export?format=csv&{query}", icon="file-text"),
        Action("Excel", post=f"{LIST}/export?format=xlsx&{query}", icon="file-spreadsheet"),
    ]


async def _bulk(ctx: Ctx, managers: list[Option]) -> dict[str, Any]:
    may = ctx.may("organization.manage")
    return {"allowed": may, "managers": managers if may else []}


async def export(ctx: Ctx, request: PageRequest) -> Redirect:
    """Make the file and go to it, or to where one sees how far it is."""
    known = set(ExportOrganizations.__struct_fields__)
    values: dict[str, Any] = {}
    for name, value in request.web.query:
        if name in known and value:
            if name in ("status", "type", "tag"):
                values.setdefault(name, []).append(value)
            else:
                values[name] = value
    made = await api.export_organizations(ctx, convert(values, ExportOrganizations, strict=False))
    return Redirect(made.link or f"{LIST}/exports/{made.id}")


async def export_page(ctx: Ctx, request: PageRequest) -> View:
    """How far an export is; at its end the link to the file."""
    item = await api.get_export(ctx, request.id("export_id", ExportId))
    view = View("organizations/export.html", {"item": item, "root": f"{LIST}/exports/{item.id}", "list_root": LIST})
    view.block = "progress" if request.argument("poll") else None
    return view


async def bulk(ctx: Ctx, request: PageRequest) -> Redirect:
    """Assign a manager to, or tag, every ticked organization; one refusal undoes all."""
    chosen = request.field_list("selected")[:BULK_MAXIMUM]
    back = request.next_path(LIST)
    if not chosen:
        return Redirect(back, flash("Tick some organizations first", "caution"))

    async def apply() -> None:
        for text in chosen:
            await _apply_bulk(ctx, request, _id(text))

    said = f"{len(chosen)} organization{'s' if len(chosen) != 1 else ''} changed"
    return await press(ctx, request, apply, Redirect(back, flash(said)), back)


def _id(text: str) -> OrganizationId:
    try:
        return OrganizationId.parse(text)
    except ValueError:
        raise Invalid("One of the ticked rows is not there any more; load the list again") from None


async def _apply_bulk(ctx: Ctx, request: PageRequest, organization_id: OrganizationId) -> None:
    tag, manager = request.field("tag").strip(), request.field("manager")
    if manager:
        value = None if manager == "none" else _member(manager)
        await api.update_organization(ctx, organization_id, UpdateOrganization(manager_member_id=value))
    if tag:
        present = await api.get_organization(ctx, organization_id)
        change = convert(to_builtins({"tags": [*present.tags, tag]}), UpdateOrganization)
        await api.update_organization(ctx, organization_id, change)
    if not (tag or manager):
        raise Invalid("Choose a manager or write a tag first")


def _member(text: str) -> MemberId:
    try:
        return MemberId.parse(text)
    except ValueError:
        raise Invalid("Choose a manager of the list") from None


async def tree_page(ctx: Ctx, request: PageRequest) -> View:
    """All organizations as a tree, as far as one page holds it; parts of larger trees open on their own page."""
    wanted = request.query(OrganizationFilter)
    base = msgspec.structs.replace(wanted, limit=200, sort="name", cursor=None)
    items: list[OrganizationSummary] = []
    cursor: str | None = None
    while len(items) < TREE_MAXIMUM:
        page = await api.list_organizations(ctx, msgspec.structs.replace(base, cursor=cursor))
        items.extend(page.items)
        cursor = page.next
        if cursor is None:
            break
    counts = await api.count_organizations(ctx, base)
    context = {
        "nodes": tree_of(ctx, items),
        "query": wanted,
        "shown": len(items),
        "total": counts.total,
        "may_create": ctx.may("organization.create"),
    }
    return View("organizations/tree.html", context)


def tree_of(
    ctx: Ctx, items: list[OrganizationSummary], current: OrganizationId | None = None, *, numbers: bool = True
) -> list[TreeNode]:
    """Summaries as nodes; those whose parent is not among them stand at the top. Narrow places have no numbers."""
    below: dict[OrganizationId | None, list[OrganizationSummary]] = {}
    known = {item.id for item in items}
    for item in items:
        below.setdefault(item.parent_id if item.parent_id in known else None, []).append(item)

    def node(item: OrganizationSummary, depth: int) -> TreeNode:
        children = [node(child, depth + 1) for child in below.get(item.id, [])]
        more = f"{item.child_count} below" if item.child_count and not children else ""
        return TreeNode(
            label=item.name,
            href=address_of(ctx, item.id),
            children=children,
            detail=" · ".join(filter(None, (item.number if numbers else "", more))),
            status=item.status.value,
            open=depth < 2,
            current=item.id == current,
        )

    return [node(item, 0) for item in below.get(None, [])]


async def choices(ctx: Ctx, request: PageRequest) -> Reply:
    """Organizations that fit what was typed, for fields that choose one."""
    query = OrganizationFilter(q=request.argument("q")[:100] or None, limit=20)
    page = await api.list_organizations(ctx, query)
    items = [
        {"value": str(item.id), "label": item.name, "detail": f"{item.number} {item.parent_name or ''}".strip()}
        for item in page.items
    ]
    return Reply(to_json({"items": items}), content_type=JSON, headers=[("cache-control", "no-store")])
