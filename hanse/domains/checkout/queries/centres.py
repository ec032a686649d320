"""Reads of cost centres, budgets with what is used of them, and the rules of ordering."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from hanse.domains.checkout.policies import PO_NUMBER_REQUIRED, TERMS
from hanse.domains.checkout.queries.visibility import PATH, WITHIN, path_of, within_parameters
from hanse.domains.checkout.rules.budgets import period_end, period_start, previous_starts, used_share
from hanse.domains.checkout.types import (
    Budget,
    BudgetEntry,
    BudgetFilter,
    BudgetHistory,
    BudgetId,
    BudgetPeriod,
    BudgetUse,
    CheckoutRules,
    CostCentre,
    CostCentreFilter,
    CostCentreId,
    OrganizationId,
)
from hanse.domains.tenants.api import setting
from hanse.kit.errors import NotFound
from hanse.kit.money import Money
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx

SELECT_CENTRES: Final = """
SELECT x.id, x.organization_id, x.code, x.name, x.is_active, x.version, x.created_at, x.updated_at,
    (SELECT o.name FROM organizations o WHERE o.tenant_id = x.tenant_id AND o.id = x.organization_id)
        AS organization_name, :path
FROM cost_centres x
""".replace(":path", PATH)
GET_CENTRE: Final = SELECT_CENTRES + "WHERE x.id = %(id)s"
LOCK_CENTRE: Final = GET_CENTRE + " FOR UPDATE OF x"
LIST_CENTRES: Final = (
    SELECT_CENTRES
    + "WHERE "
    + WITHIN
    + """
  AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s) AND (x.is_active OR NOT %(active)s)
  AND (%(after_id)s::uuid IS NULL OR (x.code_key, x.id) > (%(after_key)s, %(after_id)s))
ORDER BY x.code_key, x.id LIMIT %(limit)s
"""
)
# What the present period uses comes with the budget; each period has its own first day.
SELECT_BUDGETS: Final = """
SELECT b.id, b.cost_centre_id, x.organization_id, b.period, b.currency, b.limit_minor, b.when_exceeded, b.starts_on,
    b.ends_on, b.version,
    coalesce((SELECT sum(e.amount_minor)::bigint FROM budget_entries e WHERE e.tenant_id = b.tenant_id
        AND e.budget_id = b.id AND e.status = 'committed' AND e.period_start = CASE b.period WHEN 'month' THEN
        %(month)s::date WHEN 'quarter' THEN %(quarter)s::date ELSE %(year)s::date END), 0) AS committed_minor,
    coalesce((SELECT sum(e.amount_minor)::bigint FROM budget_entries e WHERE e.tenant_id = b.tenant_id
        AND e.budget_id = b.id AND e.status = 'spent' AND e.period_start = CASE b.period WHEN 'month' THEN
        %(month)s::date WHEN 'quarter' THEN %(quarter)s::date ELSE %(year)s::date END), 0) AS spent_minor, :path
FROM budgets b JOIN cost_centres x ON x.tenant_id = b.tenant_id AND x.id = b.cost_centre_id
""".replace(":path", PATH)
GET_BUDGET: Final = SELECT_BUDGETS + "WHERE b.id = %(id)s"
LOCK_BUDGET: Final = "SELECT id FROM budgets WHERE id = %(id)s FOR UPDATE"
LIST_BUDGETS: Final = (
    SELECT_BUDGETS
    + "WHERE "
    + WITHIN
    + """
  AND (%(organization)s::uuid IS NULL OR x.organization_id = %(organization)s)
  AND (%(centre)s::uuid IS NULL OR b.cost_centre_id = %(centre)s)
  AND (%(after)s::uuid IS NULL OR b.id > %(after)s) ORDER BY b.id LIMIT %(limit)s
"""
)
HISTORY: Final = """
SELECT e.period_start, coalesce(sum(e.amount_minor) FILTER (WHERE e.status = 'committed'), 0)::bigint AS committed,
    coalesce(sum(e.amount_minor) FILTER (WHERE e.status = 'spent'), 0)::bigint AS spent
FROM budget_entries e WHERE e.budget_id = %(id)s AND e.period_start >= %(first)s GROUP BY e.period_start
"""
ENTRIES: Final = """
SELECT e.request_id, r.title, r.order_number, e.amount_minor, e.status, e.created_at
FROM budget_entries e JOIN order_requests r ON r.tenant_id = e.tenant_id AND r.id = e.request_id
WHERE e.budget_id = %(id)s AND e.period_start = %(start)s ORDER BY e.created_at DESC, e.id DESC LIMIT 100
"""
GET_RULES: Final = """
SELECT requires_po_number, requires_cost_centre, version FROM checkout_rules WHERE organization_id = %(id)s
"""


def today(ctx: Ctx) -> date:
    """The day it is where the business is."""
    return ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date()


def period_parameters(day: date) -> dict[str, date]:
    """The first days of the present periods, as SELECT_BUDGETS takes them."""
    return {period.value: period_start(period, day) for period in BudgetPeriod}


@query("cost_centre.list", permission="cost_centre.view")
async def list_cost_centres(ctx: Ctx, query: CostCentreFilter) -> Page[CostCentre]:
    """List the cost centres the reader may see, by code."""
    scope = ctx.scope("cost_centre.view")
    after = decode_cursor(query.cursor, str, UUID) or ("", None)
    wanted = {
        **within_parameters(scope),
        "organization": query.organization,
        "active": query.active,
        "after_key": after[0],
        "after_id": after[1],
        "limit": query.limit + 1,
    }
    rows = await ctx.db.all(LIST_CENTRES, wanted, into=CostCentre)
    page = page_of(rows, query.limit, lambda one: encode_cursor(one.code.upper(), one.id.uuid))
    return Page([_with_actions(ctx, one) for one in page.items], page.next)


@query("cost_centre.get", permission="cost_centre.view")
async def get_cost_centre(ctx: Ctx, cost_centre_id: CostCentreId) -> CostCentre:
    """Read one cost centre. Raises NotFound."""
    return await load_centre(ctx, cost_centre_id, "cost_centre.view")


async def load_centre(ctx: Ctx, centre_id: CostCentreId, permission: str, *, lock: bool = False) -> CostCentre:
    """One cost centre for who holds `permission` on it. Raises NotFound, Forbidden."""
    centre = await ctx.db.maybe(LOCK_CENTRE if lock else GET_CENTRE, {"id": centre_id}, into=CostCentre)
    if centre is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    ctx.authorize(permission, centre)
    return _with_actions(ctx, centre)


def _with_actions(ctx: Ctx, centre: CostCentre) -> CostCentre:
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["cost_centre"], centre)
    return msgspec.structs.replace(centre, allowed_actions=actions)


@query("budget.list", permission="budget.view")
async def list_budgets(ctx: Ctx, query: BudgetFilter) -> Page[Budget]:
    """List the budgets the reader may see, with what is used of the present period."""
    scope = ctx.scope("budget.view")
    after = decode_cursor(query.cursor, UUID)
    wanted = {
        **within_parameters(scope),
        **period_parameters(today(ctx)),
        "organization": query.organization,
        "centre": query.cost_centre,
        "after": after and after[0],
        "limit": query.limit + 1,
    }
    page = page_of(await ctx.db.all(LIST_BUDGETS, wanted), query.limit, lambda row: encode_cursor(row["id"]))
    return Page([_build_budget(ctx, row) for row in page.items], page.next)


@query("budget.get", permission="budget.view")
async def get_budget(ctx: Ctx, budget_id: BudgetId) -> BudgetHistory:
    """Read one budget with its last twelve periods and what the present one is made of. Raises NotFound."""
    budget = await load_budget(ctx, budget_id, "budget.view")
    starts = previous_starts(budget.period, budget.period_start, 12)
    used = {row["period_start"]: row for row in await ctx.db.all(HISTORY, {"id": budget_id, "first": starts[0]})}
    currency = budget.limit.currency
    periods = [
        BudgetUse(
            period_start=start,
            committed=Money(used[start]["committed"] if start in used else 0, currency),
            spent=Money(used[start]["spent"] if start in used else 0, currency),
        )
        for start in starts
    ]
    rows = await ctx.db.all(ENTRIES, {"id": budget_id, "start": budget.period_start})
    entries = [from_row({**row, "amount": Money(row.pop("amount_minor"), currency)}, BudgetEntry) for row in rows]
    return BudgetHistory(budget=budget, periods=periods, entries=entries)


async def load_budget(ctx: Ctx, budget_id: BudgetId, permission: str, *, lock: bool = False) -> Budget:
    """One budget for who holds `permission` on it; with `lock`, held until the transaction ends. Raises NotFound."""
    if lock:
        await ctx.db.maybe(LOCK_BUDGET, {"id": budget_id})
    row = await ctx.db.maybe(GET_BUDGET, {"id": budget_id, **period_parameters(today(ctx))})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    budget = _build_budget(ctx, row)
    ctx.authorize(permission, budget)
    return budget


def _build_budget(ctx: Ctx, row: dict[str, Any]) -> Budget:
    currency, day = row.pop("currency"), today(ctx)
    limit, committed, spent = (row.pop(name) for name in ("limit_minor", "committed_minor", "spent_minor"))
    period = BudgetPeriod(row["period"])
    budget = from_row(
        {
            **row,
            "limit": Money(limit, currency),
            "committed": Money(committed, currency),
            "spent": Money(spent, currency),
            "left": Money(limit - committed - spent, currency),
            "used_basis_points": used_share(committed + spent, limit),
            "period_start": period_start(period, day),
            "period_end": period_end(period, day),
        },
        Budget,
    )
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["budget"], budget)
    return msgspec.structs.replace(budget, allowed_actions=actions)


@query("checkout_rules.get", permission="checkout_rules.view")
async def get_checkout_rules(ctx: Ctx, organization_id: OrganizationId) -> CheckoutRules:
    """What is demanded of an organization's orders. Raises NotFound."""
    return await load_rules(ctx, organization_id, "checkout_rules.view")


async def load_rules(ctx: Ctx, organization_id: OrganizationId, permission: str) -> CheckoutRules:
    """What is demanded of an organization's orders, for who holds `permission` there. Raises NotFound, Forbidden."""
    path = await path_of(ctx, organization_id, permission)
    row = await ctx.db.maybe(GET_RULES, {"id": organization_id})
    found = row or {"requires_po_number": False, "requires_cost_centre": False, "version": 0}
    rules = CheckoutRules(
        organization_id=organization_id,
        tenant_requires_po_number=bool(await setting(ctx, PO_NUMBER_REQUIRED)),
        terms=str(await setting(ctx, TERMS)),
        path=path,
        **found,
    )
    ctx.authorize(permission, rules)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["checkout_rules"], rules)
    return msgspec.structs.replace(rules, allowed_actions=actions)
