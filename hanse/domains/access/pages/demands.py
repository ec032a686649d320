"""What the business demands of those who log in, beside how many of its people are ready for it."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from hanse.domains.access import api
from hanse.domains.access.errors import OwnSecondFactorFirst
from hanse.domains.access.types import DemandSecondFactor, FactorFigures, SecondFactorDemand
from hanse.platform.context import Ctx
from hanse.platform.web.actions import attempt, refused
from hanse.platform.web.forms import Form
from hanse.platform.web.parts import Slice
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

PAGE = "/admin/log-in-security"


async def demand_page(ctx: Ctx, request: PageRequest) -> View:
    """From which day whom, and who is ready."""
    demand = await api.get_second_factor_demand(ctx)
    return View("access/second_factor.html", _context(ctx, demand, Form.of(demand)))


async def save_demand(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """Set the days."""
    if not ctx.principal.authenticated_strongly:
        return Redirect(f"/account/confirm?next={PAGE}")
    days = {name: request.field(name) or None for name in ("staff_from", "partners_from")}
    body = {**days, "company_log_in_counts": bool(request.field("company_log_in_counts"))}
    form = Form.from_builtins(DemandSecondFactor, body)
    done = await attempt(form, lambda data: api.demand_second_factor(ctx, data))
    if done is None:
        demand = await api.get_second_factor_demand(ctx)
        if form.conflict is not None:
            form.compare(Form.of(demand).values, "Somebody", ctx.now)
        return refused("access/second_factor.html", form, _context(ctx, demand, form))
    is_demanded = done.staff_from or done.partners_from
    said = (
        "Saved: whom a second factor is demanded of, and from when" if is_demanded else "Nothing is demanded any more"
    )
    return Redirect(PAGE, Flash(message=said))


def _context(ctx: Ctx, demand: SecondFactorDemand, form: Form[Any]) -> dict[str, Any]:
    return {
        "demand": demand,
        "form": form,
        "may_change": "second_factor.demand" in demand.allowed_actions,
        "groups": [
            ("Staff", demand.staff, _slices(demand.staff)),
            ("Partners", demand.partners, _slices(demand.partners)),
        ],
        "needs_own": form.message == OwnSecondFactorFirst.title,
        "today": ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date().isoformat(),
    }


def _slices(figures: FactorFigures) -> list[Slice]:
    return [
        Slice("With a second factor", figures.with_one, "positive"),
        Slice("Password alone", figures.people - figures.with_one, "caution"),
    ]
