"""Cost centres with their budgets, and what an organization demands of its own orders."""

from __future__ import annotations

from datetime import date
from typing import Any

from hanse.domains.checkout import api
from hanse.domains.checkout.pages.parts import present_organization
from hanse.domains.checkout.types import (
    Budget,
    BudgetFilter,
    BudgetHistory,
    BudgetId,
    BudgetPeriod,
    CostCentre,
    CostCentreFilter,
    CostCentreId,
    CreateBudget,
    CreateCostCentre,
    SaveCheckoutRules,
    UpdateBudget,
    UpdateCostCentre,
)
from hanse.kit.currencies import get_currency
from hanse.kit.money import Money
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, flash, press
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Column, Option, Series
from hanse.platform.web.requests import PageRequest, Redirect, View

CENTRES = "/app/cost-centres"
PERIODS = (Option("month", "Month"), Option("quarter", "Quarter"), Option("year", "Year"))
EXCEEDED = (
    Option("approval", "Somebody has to agree", "The order waits for approval"),
    Option("refuse", "Nothing is ordered", "The order is refused"),
)
ENTRIES = (
    Column("title", "Request", detail="order_number"),
    Column("status", "State", "status"),
    Column("amount", "Amount", "money"),
    Column("created_at", "Sent", "ago", priority=2),
)


async def list_page(ctx: Ctx, request: PageRequest) -> View:
    """Cost centres with what is used of their budgets."""
    return await _list_view(ctx, request, Form({}))


async def _list_view(ctx: Ctx, request: PageRequest, form: Form[Any]) -> View:
    organization_id = await present_organization(ctx)
    query = request.query(CostCentreFilter)
    page = await api.list_cost_centres(
        ctx, CostCentreFilter(organization=organization_id, cursor=query.cursor, limit=query.limit)
    )
    budgets: dict[str, list[Budget]] = {}
    if ctx.may_anywhere("budget.view"):
        for budget in (await api.list_budgets(ctx, BudgetFilter(organization=organization_id, limit=200))).items:
            budgets.setdefault(str(budget.cost_centre_id), []).append(budget)
    rules = await api.get_checkout_rules(ctx, organization_id) if ctx.may_anywhere("checkout_rules.view") else None
    context = {
        "page": page,
        "budgets": budgets,
        "form": form,
        "rules": rules,
        "rules_form": Form.of(rules) if rules is not None else Form(),
        "may_rule": rules is not None and "checkout_rules.manage" in rules.allowed_actions,
        "may_manage": ctx.may_anywhere("cost_centre.manage"),
        "labels": {"code": "Code", "name": "Name"},
    }
    return View("checkout/centres.html", context, status=form.status if form.status >= 400 else 200)


async def create(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Add a cost centre."""
    form: Form[CreateCostCentre] = Form.read(
        CreateCostCentre, [(name, request.field(name)) for name in ("code", "name")]
    )
    if form.data is not None:
        organization_id = await present_organization(ctx)
        form.data = CreateCostCentre(organization_id=organization_id, code=form.data.code, name=form.data.name)
    made = await attempt(form, lambda data: api.create_cost_centre(ctx, data))
    if made is None:
        return await _list_view(ctx, request, form)
    return Redirect(f"{CENTRES}/{made.id}", flash("The cost centre is ready; set a budget where you want a limit"))


async def save_rules(ctx: Ctx, request: PageRequest) -> Redirect:
    """What is demanded of orders."""
    organization_id = await present_organization(ctx)
    data = SaveCheckoutRules(
        requires_po_number=request.field("requires_po_number") == "true",
        requires_cost_centre=request.field("requires_cost_centre") == "true",
    )
    done = Redirect(CENTRES, flash("The rules are saved"))
    return await press(ctx, request, lambda: api.save_checkout_rules(ctx, organization_id, data), done)


def _id(request: PageRequest) -> CostCentreId:
    return request.id("cost_centre_id", CostCentreId)


async def page(ctx: Ctx, request: PageRequest) -> View:
    """One cost centre with each budget over the last periods."""
    centre = await api.get_cost_centre(ctx, _id(request))
    return await _view(ctx, centre, Form({"period": "month", "when_exceeded": "approval"}))


async def _view(ctx: Ctx, centre: CostCentre, form: Form[Any]) -> View:
    budgets: list[BudgetHistory] = []
    if ctx.may_anywhere("budget.view"):
        found = await api.list_budgets(ctx, BudgetFilter(cost_centre=centre.id, limit=20))
        budgets = [await api.get_budget(ctx, budget.id) for budget in found.items]
    context = {
        "centre": centre,
        "root": f"{CENTRES}/{centre.id}",
        "budgets": [_drawn(one) for one in budgets],
        "form": form,
        "periods": PERIODS,
        "exceeded": EXCEEDED,
        "columns": ENTRIES,
        "currency": ctx.tenant.currency,
        "may_manage": "cost_centre.manage" in centre.allowed_actions,
        "may_budget": ctx.may("budget.manage", centre),
        "labels": {"limit": "Limit", "period": "Begins anew each", "when_exceeded": "Beyond it"},
    }
    return View("checkout/centre.html", context, status=form.status if form.status >= 400 else 200)


def _drawn(history: BudgetHistory) -> dict[str, Any]:
    """A budget with its chart."""
    budget = history.budget
    scale = 10 ** get_currency(budget.limit.currency).exponent
    return {
        "budget": budget,
        "entries": history.entries,
        "labels": [_short(budget.period, use.period_start) for use in history.periods],
        "series": [
            Series("Spent", [_major(use.spent, scale) for use in history.periods], "accent"),
            Series("Committed", [_major(use.committed, scale) for use in history.periods], "caution"),
        ],
        "share": budget.used_basis_points / 10_000,
        "used": budget.committed + budget.spent,
    }


def _short(period: BudgetPeriod, start: date) -> str:
    """A period in few letters, so that twelve of them stand side by side on a phone."""
    if period is BudgetPeriod.YEAR:
        return f"{start:%Y}"
    if period is BudgetPeriod.QUARTER:
        return f"Q{(start.month + 2) // 3} {start:%y}"
    return f"{start:%b}" if start.month > 1 else f"{start:%Y}"


def _major(amount: Money, scale: int) -> float:
    """An amount for a chart, which only draws it."""
    return amount.minor / scale


async def save(ctx: Ctx, request: PageRequest) -> Redirect:
    """Another code or name, or out of use."""
    identity = _id(request)
    data = UpdateCostCentre(
        code=request.field("code")[:40] or "-",
        name=request.field("name")[:120] or "-",
        is_active=request.field("is_active") == "true",
    )
    done = Redirect(f"{CENTRES}/{identity}", flash("The changes are saved"))
    return await press(ctx, request, lambda: api.update_cost_centre(ctx, identity, data), done)


async def add_budget(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set a budget."""
    centre = await api.get_cost_centre(ctx, _id(request))
    pairs = [(name, value) for name, value in request.fields if isinstance(value, str)]
    form: Form[CreateBudget] = Form.read(CreateBudget, [*pairs, ("cost_centre_id", str(centre.id))])
    if await attempt(form, lambda data: api.create_budget(ctx, data)) is None:
        return await _view(ctx, centre, form)
    return Redirect(f"{CENTRES}/{centre.id}", flash("The budget counts from now on"))


async def save_budget(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Another limit."""
    identity = request.id("budget_id", BudgetId)
    centre = await api.get_cost_centre(ctx, _id(request))
    form: Form[UpdateBudget] = request.form(UpdateBudget)
    if await attempt(form, lambda data: api.update_budget(ctx, identity, data)) is None:
        return await _view(ctx, centre, form)
    return Redirect(f"{CENTRES}/{centre.id}", flash("The new limit counts from now on"))
