"""Cost centres, their budgets, and what an organization demands of its own orders."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from hanse.domains.checkout.commands.carts import place
from hanse.domains.checkout.queries.centres import load_budget, load_centre, load_rules
from hanse.domains.checkout.queries.visibility import own_organization, path_of
from hanse.domains.checkout.types import (
    Budget,
    BudgetId,
    CheckoutRules,
    CostCentre,
    CostCentreId,
    CreateBudget,
    CreateCostCentre,
    OrganizationId,
    SaveCheckoutRules,
    UpdateBudget,
    UpdateCostCentre,
)
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import clean_line
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.db.errors import AlreadyExists

INSERT_CENTRE: Final = """
INSERT INTO cost_centres (id, organization_id, code, code_key, name, created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(code)s, %(key)s, %(name)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, organization_id, code_key) DO NOTHING
"""
UPDATE_CENTRE: Final = """
UPDATE cost_centres x SET code = %(code)s, code_key = %(key)s, name = %(name)s, is_active = %(is_active)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s AND NOT EXISTS (SELECT FROM cost_centres o WHERE o.tenant_id = x.tenant_id
    AND o.organization_id = x.organization_id AND o.code_key = %(key)s AND o.id <> x.id)
"""
INSERT_BUDGET: Final = """
INSERT INTO budgets (id, cost_centre_id, period, currency, limit_minor, when_exceeded, starts_on, ends_on, created_at,
    updated_at)
VALUES (%(id)s, %(centre)s, %(period)s, %(currency)s, %(limit)s, %(when_exceeded)s, %(starts_on)s, %(ends_on)s,
    %(now)s, %(now)s)
ON CONFLICT (tenant_id, cost_centre_id, period, currency) DO NOTHING
"""
UPDATE_BUDGET: Final = """
UPDATE budgets SET limit_minor = %(limit)s, when_exceeded = %(when_exceeded)s, ends_on = %(ends_on)s,
    version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
SAVE_RULES: Final = """
INSERT INTO checkout_rules (organization_id, requires_po_number, requires_cost_centre, created_at, updated_at)
VALUES (%(id)s, %(po)s, %(centre)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, organization_id) DO UPDATE SET requires_po_number = excluded.requires_po_number,
    requires_cost_centre = excluded.requires_cost_centre, version = checkout_rules.version + 1,
    updated_at = excluded.updated_at
"""


@command("cost_centre.create", permission="cost_centre.manage")
async def create_cost_centre(ctx: Ctx, data: CreateCostCentre) -> CostCentre:
    """Add a cost centre to an organization. Raises AlreadyExists for a code that is taken, NotFound."""
    organization_id = own_organization(ctx, data.organization_id)
    path = await path_of(ctx, organization_id, "cost_centre.manage")
    ctx.authorize("cost_centre.manage", place("cost_centre", path))
    centre_id = CostCentreId.new()
    values = {**_named(data.code, data.name), "id": centre_id, "organization": organization_id, "now": ctx.now}
    if not await ctx.db.run(INSERT_CENTRE, values):
        raise _taken(data.code)
    centre = await load_centre(ctx, centre_id, "cost_centre.view")
    ctx.record("cost_centre", centre_id, label=centre.code, after={"code": centre.code, "name": centre.name})
    return centre


@command("cost_centre.update", permission="cost_centre.manage")
async def update_cost_centre(ctx: Ctx, cost_centre_id: CostCentreId, data: UpdateCostCentre) -> CostCentre:
    """Change a cost centre; orders that name it keep it. Raises AlreadyExists, PreconditionFailed."""
    before = await load_centre(ctx, cost_centre_id, "cost_centre.manage", lock=True)
    ctx.check_version(before.version)
    code = before.code if data.code is UNSET else data.code
    name = before.name if data.name is UNSET else data.name
    is_active = before.is_active if data.is_active is UNSET else data.is_active
    values = {**_named(code, name), "is_active": is_active, "id": cost_centre_id, "now": ctx.now}
    if not await ctx.db.run(UPDATE_CENTRE, values):
        raise _taken(code)
    after = await load_centre(ctx, cost_centre_id, "cost_centre.view")
    ctx.record("cost_centre", cost_centre_id, label=after.code, before=_facts(before), after=_facts(after))
    return after


def _facts(centre: CostCentre) -> dict[str, Any]:
    return {"code": centre.code, "name": centre.name, "is_active": centre.is_active}


def _named(code: str, name: str) -> dict[str, str]:
    tidy = {"code": clean_line(code), "name": clean_line(name)}
    for field, value in tidy.items():
        if not value:
            raise Invalid.field(field, "Write something people can read", "required")
    return {**tidy, "key": tidy["code"].upper()}


def _taken(code: str) -> AlreadyExists:
    sentence = f"This organization has a cost centre {clean_line(code)} already; choose another code"
    return AlreadyExists(sentence, fields=[FieldError("code", sentence, "already_exists")])


@command("budget.create", permission="budget.manage")
async def create_budget(ctx: Ctx, data: CreateBudget) -> Budget:
    """Limit what is bought at a cost centre in each month, quarter or year, in one currency.

    What is under way from before does not count. Raises AlreadyExists, Invalid, NotFound.
    """
    centre = await load_centre(ctx, data.cost_centre_id, "cost_centre.view")
    ctx.authorize("budget.manage", place("budget", centre.path))
    starts_on = data.starts_on or ctx.now.date()
    _check(data.limit.minor, starts_on, data.ends_on)
    budget_id = BudgetId.new()
    values = {
        "id": budget_id,
        "centre": data.cost_centre_id,
        "period": data.period,
        "currency": data.limit.currency,
        "limit": data.limit.minor,
        "when_exceeded": data.when_exceeded,
        "starts_on": starts_on,
        "ends_on": data.ends_on,
        "now": ctx.now,
    }
    if not await ctx.db.run(INSERT_BUDGET, values):
        sentence = f"There is a budget by {data.period.value} in {data.limit.currency} already; change that one"
        raise AlreadyExists(sentence, fields=[FieldError("period", sentence, "already_exists")])
    budget = await load_budget(ctx, budget_id, "budget.view")
    ctx.record("budget", budget_id, label=centre.code, after={"limit": budget.limit, "period": budget.period.value})
    return budget


@command("budget.update", permission="budget.manage")
async def update_budget(ctx: Ctx, budget_id: BudgetId, data: UpdateBudget) -> Budget:
    """Change a limit from now on; what is committed already stays. Raises Invalid, PreconditionFailed."""
    before = await load_budget(ctx, budget_id, "budget.manage", lock=True)
    ctx.check_version(before.version)
    limit = before.limit if data.limit is UNSET else data.limit
    if limit.currency != before.limit.currency:
        raise Invalid.field("limit", f"This budget is in {before.limit.currency}; make one for {limit.currency}")
    ends_on = before.ends_on if data.ends_on is UNSET else data.ends_on
    _check(limit.minor, before.starts_on, ends_on)
    when_exceeded = before.when_exceeded if data.when_exceeded is UNSET else data.when_exceeded
    values = {"id": budget_id, "limit": limit.minor, "when_exceeded": when_exceeded, "ends_on": ends_on, "now": ctx.now}
    await ctx.db.run(UPDATE_BUDGET, values)
    after = await load_budget(ctx, budget_id, "budget.view")
    facts = ("limit", "when_exceeded", "ends_on")
    ctx.record(
        "budget",
        budget_id,
        label=str(after.limit),
        before={name: getattr(before, name) for name in facts},
        after={name: getattr(after, name) for name in facts},
    )
    return after


def _check(limit: int, starts_on: Any, ends_on: Any) -> None:
    if limit < 0:
        raise Invalid.field("limit", "A budget is zero or more")
    if ends_on is not None and ends_on < starts_on:
        raise Invalid.field("ends_on", "It would end before it begins")


@command("checkout_rules.save", permission="checkout_rules.manage")
async def save_checkout_rules(ctx: Ctx, organization_id: OrganizationId, data: SaveCheckoutRules) -> CheckoutRules:
    """Say what an organization demands of its own orders, besides what the business demands of all."""
    before = await load_rules(ctx, organization_id, "checkout_rules.manage")
    ctx.check_version(before.version)
    values = {"id": organization_id, "po": data.requires_po_number, "centre": data.requires_cost_centre, "now": ctx.now}
    await ctx.db.run(SAVE_RULES, values)
    after = await load_rules(ctx, organization_id, "checkout_rules.view")
    ctx.record("organization", organization_id, label="order rules", before=before, after=after)
    return after
