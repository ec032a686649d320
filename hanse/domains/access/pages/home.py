"""The home pages of staff and partners, put together from what the domains add; and what access adds for staff."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from hanse.domains.access import api
from hanse.domains.access.pages.parts import is_staff, timeline
from hanse.domains.access.types import HomeFigures, ListAuditEntries
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task, load_home
from hanse.platform.web.requests import PageRequest, Redirect, View

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
    """What access adds to the home page of staff: people to look after, and the latest of the trail."""
    tasks = _tasks(await api.get_home_figures(ctx))
    return HomePart(tasks=tasks, panels=await _trail(ctx) if ctx.may("audit.view") else ())


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
    page = await api.list_audit_entries(ctx, ListAuditEntries(limit=RECENT, outcome="allowed"))
    entries = timeline(ctx, page.items, whole=True)
    return [Panel(template="access/home_trail.html", context={"entries": entries})]
