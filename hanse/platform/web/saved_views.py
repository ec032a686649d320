"""Saved views: a member's named filters of a list, for themselves or shared, and the page that keeps them.

A view is an address with parameters; opening one shows what its reader may see, whoever saved it.
"""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from hanse.kit.errors import Invalid, NotFound
from hanse.kit.ids import uuid7
from hanse.kit.text import clean_line
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists
from hanse.platform.db.values import Json
from hanse.platform.registry import PageRoute
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import SavedView
from hanse.platform.web.requests import PageRequest, Redirect, View, local_path
from hanse.platform.web.shell import Flash

NAME_LIMIT: Final = 60
VIEWS_LIMIT: Final = 50
QUERY_LIMIT: Final = 2_000
OF_PAGE: Final = """
SELECT v.id, v.name, v.query, v.is_shared, v.member_id = %(member)s AS is_own FROM saved_views v
WHERE v.page = %(page)s AND (v.is_shared OR v.member_id = %(member)s) ORDER BY v.name, v.id LIMIT 100
"""
COUNT: Final = "SELECT count(*) FROM saved_views WHERE member_id = %(member)s"
INSERT: Final = """
INSERT INTO saved_views (id, member_id, page, name, query, is_shared, created_at, updated_at)
VALUES (%(id)s, %(member)s, %(page)s, %(name)s, %(query)s, %(shared)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, member_id, page, name) DO NOTHING
"""
DELETE: Final = "DELETE FROM saved_views WHERE id = %(id)s AND member_id = %(member)s"


async def saved_views_of(ctx: Ctx, page: str, present: str = "") -> list[SavedView]:
    """The reader's own views of a page and those shared with them; `present` is the query string at hand."""
    rows = await ctx.db.all(OF_PAGE, {"page": page, "member": _reader(ctx)})
    return [
        SavedView(
            row["name"], f"{page}?{row['query']['q']}" if row["query"]["q"] else page, row["query"]["q"] == present
        )
        for row in rows
    ]


async def new_view_page(ctx: Ctx, request: PageRequest) -> View:
    """Asks for a name for the filters one came from, and lists the views there are."""
    return View("saved_views/new.html", await _context(ctx, request, Form({"query": request.argument("query")})))


async def save_view(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Keep the filters under a name."""
    member = _member(ctx)
    page, query = _page(request.field("page")), request.field("query")[:QUERY_LIMIT]
    name = clean_line(request.field("name"))
    form: Form[Any] = Form({"name": name, "query": query, "is_shared": request.field("is_shared")})
    if not name or len(name) > NAME_LIMIT:
        form.fail(Invalid.field("name", f"Give the view a name of at most {NAME_LIMIT} characters"))
    elif await ctx.db.value(COUNT, {"member": member}) >= VIEWS_LIMIT:
        form.fail(Invalid(f"You have {VIEWS_LIMIT} views already; remove one first"))
    else:
        values = {
            "id": uuid7(),
            "member": member,
            "page": page,
            "name": name,
            "query": Json({"q": query}),
            "shared": bool(request.field("is_shared")),
            "now": ctx.now,
        }
        if await ctx.db.run(INSERT, values):
            return Redirect(f"{page}?{query}" if query else page, Flash(message=f"The view {name} is saved"))
        form.fail(AlreadyExists("You have a view with this name here; choose another name"))
    return View("saved_views/new.html", await _context(ctx, request, form), status=422)


async def delete_view(ctx: Ctx, request: PageRequest) -> Redirect:
    """Forget one of the reader's own views."""
    page = _page(request.field("page"))
    try:
        identity = UUID(request.text("view"))
    except ValueError:
        raise NotFound from None
    if not await ctx.db.run(DELETE, {"id": identity, "member": _member(ctx)}):
        raise NotFound
    return Redirect(page, Flash(message="The view is removed"))


async def _context(ctx: Ctx, request: PageRequest, form: Form[Any]) -> dict[str, Any]:
    page = _page(request.field("page") or request.argument("page"))
    rows = await ctx.db.all(OF_PAGE, {"page": page, "member": _reader(ctx)})
    return {"form": form, "page": page, "views": rows}


def _page(text: str) -> str:
    """Only a plain path of this site can have views."""
    page = local_path(text[:100].partition("?")[0], "")
    if not page:
        raise NotFound
    return page


def _member(ctx: Ctx) -> UUID:
    if ctx.principal.member_id is None:
        raise NotFound
    return ctx.principal.member_id


def _reader(ctx: Ctx) -> UUID | None:
    return ctx.principal.member_id


VIEW_PAGES: Final = (
    PageRoute("GET", "/admin/views/new", new_view_page),
    PageRoute("POST", "/admin/views", save_view),
    PageRoute("POST", "/admin/views/{view}/delete", delete_view),
)
