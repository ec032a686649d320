"""The home pages of staff and partners, put together from what the domains add; and what access adds for staff."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from hanse.domains.access import api
from hanse.domains.access.pages.parts import is_staff, timeline
from hanse.domains.access.types import HomeFigures, ListAuditEntries
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task, load_home
from hanse.platform.web.parts import Series, Stat
from hanse.platform.web.requests import PageRequest, Redirect, View

DAYS = 14
RECENT = 8


async def staff_home(ctx: Ctx, request: PageRequest) -> View | Redirect:
    """What needs the reader, the figures of the day, and what happened."""
    if not is_staff(ctx):
        return Redirect("/app")
    return View("access/home.html", {"part": await load_home(ctx, "admin"), "greeting": _greeting(ctx)})


async def partner_home(ctx: Ctx, request: PageRequest) -> View:
    """The same for partners' people."""
    return View("access/home.html", {"part": await load_home(ctx, "app"), "greeting": _greeting(ctx)})


def _greeting(ctx: Ctx) -> str:
    zone = ZoneInfo(ctx.principal.timezone or ctx.tenant.timezone)
    hour = ctx.now.astimezone(zone).hour
    part = "morning" if 4 <= hour < 12 else "afternoon" if 12 <= hour < 18 else "evening"
    first = ctx.principal.display_name.partition(" ")[0].strip(",.")
    return f"Good {part}, {first}"


async def load_people(ctx: Ctx) -> HomePart:
    """What access adds to the home page of staff: people to look after, figures, and the latest of the trail."""
    figures = await api.get_home_figures(ctx)
    tasks = _tasks(figures)
    stats = []
    if figures.staff is not None:
        stats.append(Stat(label="Staff", value=figures.staff, kind="number", href="/admin/members?kind=staff"))
        stats.append(
            Stat(
                label="People of partners",
                value=figures.partner_people,
                kind="number",
                href="/admin/members?kind=partner",
            )
        )
    return HomePart(tasks=tasks, stats=stats, panels=await _trail(ctx) if ctx.may("audit.view") else ())


def _tasks(figures: HomeFigures) -> list[Task]:
    tasks = []
    if figures.open_invitations:
        label = _counted(figures.open_invitations, "open invitation", "open invitations")
        tasks.append(
            Task(label=label, count=figures.open_invitations, href="/admin/invitations?status=open", icon="mail")
        )
    if figures.without_second_factor:
        label = _counted(figures.without_second_factor, "of your staff logs in", "of your staff log in")
        tasks.append(
            Task(
                label=f"{label} with a password alone",
                count=figures.without_second_factor,
                href="/admin/members?kind=staff",
                detail="Ask for an authenticator or a passkey; everybody sets it up under their account.",
                icon="shield-alert",
                tone="caution",
            )
        )
    if figures.dead_jobs:
        label = _counted(figures.dead_jobs, "background job failed", "background jobs failed")
        tasks.append(
            Task(label=label, count=figures.dead_jobs, href="/admin/jobs", icon="triangle-alert", tone="critical")
        )
    return tasks


def _counted(number: int, one: str, many: str) -> str:
    return one if number == 1 else many


async def _trail(ctx: Ctx) -> list[Panel]:
    counted = {item.day.date(): item.changes for item in await api.changes_per_day(ctx, DAYS)}
    today = ctx.now.astimezone(ZoneInfo(ctx.tenant.timezone)).date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    chart = {
        "labels": [f"{day.day} {day:%b}" for day in days],
        "series": [Series("Changes", [counted.get(day, 0) for day in days])],
        "total": sum(counted.get(day, 0) for day in days),
    }
    page = await api.list_audit_entries(ctx, ListAuditEntries(limit=RECENT, outcome="allowed"))
    entries = timeline(ctx, page.items, whole=True)
    return [Panel(template="access/home_trail.html", context={"chart": chart, "entries": entries})]
