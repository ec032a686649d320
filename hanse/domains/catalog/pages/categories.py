"""The tree of categories, and the page of one: its facts, what is in it, and who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hanse.domains.catalog import api
from hanse.domains.catalog.pages.parts import all_categories, category_options
from hanse.domains.catalog.pages.pieces import assignment_form, read_assignment
from hanse.domains.catalog.types import (
    Category,
    CategoryId,
    CreateCategory,
    ListAssignments,
    UpdateCategory,
    ViewAs,
)
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press, refused
from hanse.platform.web.conflicts import show_conflict
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import TreeNode
from hanse.platform.web.requests import PageRequest, Redirect, View

ROOT = "/admin/categories"
LABELS = {
    "name": "Name",
    "handle": "Handle",
    "parent_id": "Below",
    "description": "Description",
    "position": "Place",
    "seo_title": "Title",
    "seo_description": "Description for search engines",
}


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """The whole tree."""
    categories = await all_categories(ctx)
    context = {"nodes": tree_of(categories), "may_manage": ctx.may("category.manage"), "count": len(categories)}
    return View("catalog/categories.html", context)


def tree_of(categories: Sequence[Category], current: CategoryId | None = None) -> list[TreeNode]:
    """Categories as nodes, with how many products stand in each or below it."""
    below: dict[CategoryId | None, list[Category]] = {}
    for item in categories:
        below.setdefault(item.parent_id, []).append(item)

    def node(item: Category, depth: int) -> TreeNode:
        return TreeNode(
            label=item.name,
            href=f"{ROOT}/{item.id}",
            children=[node(child, depth + 1) for child in below.get(item.id, [])],
            detail=f"{item.product_count:,} product{'s' if item.product_count != 1 else ''}",
            open=depth < 2,
            current=item.id == current,
        )

    return [node(item, 0) for item in below.get(None, [])]


async def new_page(ctx: Ctx, request: PageRequest) -> View:
    """The empty form."""
    ctx.authorize("category.manage")
    return View("catalog/category.html", await _context(ctx, Form({"parent_id": request.argument("parent")}), None))


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add the category."""
    form = request.form(CreateCategory)
    made = await attempt(form, lambda data: api.create_category(ctx, data))
    if made is None:
        return refused("catalog/category.html", form, await _context(ctx, form, None))
    return Redirect(ROOT, flash(f"{made.name} is added"))


async def edit_page(ctx: Ctx, request: PageRequest) -> View:
    """The form with what is known, and who sees the category."""
    category = await _category(ctx, request)
    return View("catalog/category.html", await _context(ctx, Form.of(category), category))


async def save(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Save the changes; another parent moves everything below too."""
    category = await _category(ctx, request)
    form = request.form(UpdateCategory)
    saved = await attempt(form, lambda data: api.update_category(ctx, category.id, data))
    if saved is None:
        await show_conflict(ctx, form, Form.of(category), "category", category.id)
        return refused("catalog/category.html", form, await _context(ctx, form, category))
    return Redirect(f"{ROOT}/{category.id}", flash("The changes are saved"))


async def delete(ctx: Ctx, request: PageRequest) -> Redirect:
    """Take the category away."""
    category = await _category(ctx, request)
    done = Redirect(ROOT, flash(f"{category.name} is deleted"))
    return await press(ctx, request, lambda: api.delete_category(ctx, category.id), done, f"{ROOT}/{category.id}")


async def assign(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Show everything in the category to somebody."""
    category = await _category(ctx, request)
    form = read_assignment(request, {"category_id": str(category.id)})
    made = await attempt(form, lambda data: api.create_assignment(ctx, data))
    if made is None:
        context = await _context(ctx, Form.of(category), category)
        context["assign_form"] = form
        return View("catalog/category.html", context, status=form.status if form.status >= 400 else 422)
    return Redirect(f"{ROOT}/{category.id}#visibility", flash("The category is shown to exactly those listed"))


async def _category(ctx: Ctx, request: PageRequest) -> Category:
    return await api.get_category(ctx, request.id("category_id", CategoryId), ViewAs())


async def _context(ctx: Ctx, form: Form[Any], category: Category | None) -> dict[str, Any]:
    others = [item for item in await all_categories(ctx) if category is None or category.id.uuid not in item.path]
    context: dict[str, Any] = {
        "category": category,
        "labels": LABELS,
        "parents": category_options(others),
        "post": f"{ROOT}/{category.id}" if category else f"{ROOT}/new",
        "root": f"{ROOT}/{category.id}" if category else ROOT,
        "may_manage": ctx.may("category.manage"),
        "assignments_here": [],
    }
    if category is not None:
        query = ListAssignments(category_id=category.id, limit=200)
        context["assignments_here"] = (await api.list_assignments(ctx, query)).items
    shown = await assignment_form(ctx, Form({"audience": "organization"}))
    return {**context, **shown, "assign_form": shown["form"], "form": form}
