"""What organizations add to the home pages: applications that wait, partners in figures, one's own company."""

from __future__ import annotations

from hanse.domains.organizations import api
from hanse.domains.organizations.pages.buyer import ONBOARDING, present_organization
from hanse.domains.organizations.types import (
    Application,
    ApplicationStatus,
    ListApplications,
    ListParts,
    Organization,
    OrganizationFilter,
    OrganizationStatus,
)
from hanse.kit.errors import NotFound
from hanse.platform.context import Ctx
from hanse.platform.web.home import HomePart, Panel, Task
from hanse.platform.web.parts import Stat

BOARD = "/admin/applications"
LATE_SECONDS = 2 * 24 * 3600


async def load_staff(ctx: Ctx) -> HomePart:
    """Applications to decide, and how many partners there are."""
    counts = await api.count_organizations(ctx, OrganizationFilter())
    tasks: list[Task] = []
    if ctx.may_anywhere("onboarding.view"):
        waiting = await api.list_applications(ctx, ListApplications(status=ApplicationStatus.IN_REVIEW, limit=100))
        late = sum(item.age_seconds > LATE_SECONDS for item in waiting.items)
        if waiting.items:
            tasks.append(
                Task(
                    label="application to decide" if len(waiting.items) == 1 else "applications to decide",
                    count=len(waiting.items),
                    href=f"{BOARD}?status=in_review",
                    detail=f"{late} older than two days" if late else "",
                    icon="clipboard-check",
                    tone="caution" if late else "neutral",
                )
            )
    statuses = counts.statuses
    stats = [Stat("Active partners", statuses.get("active", 0), "number", href="/admin/organizations?status=active")]
    return HomePart(tasks=tasks, stats=stats)


async def load_partner(ctx: Ctx) -> HomePart:
    """What this person can do now so that business goes on, and the facts of their company."""
    organization = await present_organization(ctx)
    if organization is None:
        return HomePart()
    application = await running_application(ctx, organization)
    context = {
        "organization": organization,
        "application": application,
        "contacts": (await api.list_contacts(ctx, organization.id, ListParts(limit=20))).items,
    }
    return HomePart(
        tasks=await _tasks(ctx, organization, application),
        stats=_stats(organization),
        panels=[Panel(template="organizations/home_company.html", context=context)],
    )


async def running_application(ctx: Ctx, organization: Organization) -> Application | None:
    """The application of an organization while it is not decided."""
    if not ctx.may("onboarding.view", organization):
        return None
    try:
        found = await api.get_latest_application(ctx, organization.id)
    except NotFound:
        return None
    return found if found.status in (ApplicationStatus.OPEN, ApplicationStatus.IN_REVIEW) else None


async def _tasks(ctx: Ctx, organization: Organization, application: Application | None) -> list[Task]:
    tasks: list[Task] = []
    if application is not None and application.status is ApplicationStatus.OPEN:
        left = application.required - application.done
        label = "step of your application is left" if left == 1 else "steps of your application are left"
        tasks.append(Task(label=label, count=left, href=ONBOARDING, icon="list-checks", detail=application.message))
    may, root = organization.allowed_actions, f"/app/organization/{organization.id}"
    if application is None and organization.status is OrganizationStatus.ACTIVE:
        if "organization.manage_addresses" in may:
            addresses = await api.list_addresses(ctx, organization.id, ListParts(limit=1))
            if not addresses.items:
                tasks.append(Task(label="Add a billing address", href=f"{root}/addresses/new", icon="map-pin"))
        if "organization.manage_contacts" in may:
            contacts = await api.list_contacts(ctx, organization.id, ListParts(limit=1))
            if not contacts.items:
                tasks.append(Task(label="Name somebody to talk to", href=f"{root}/contacts/new", icon="contact-round"))
    return tasks


def _stats(organization: Organization) -> list[Stat]:
    stats = []
    if organization.credit_limit is not None:
        stats.append(Stat("Credit limit", organization.credit_limit, "money"))
    if organization.payment_terms is not None:
        stats.append(Stat("Payment terms", f"{organization.payment_terms.days} days"))
    if organization.child_count:
        stats.append(Stat("Organizations below", organization.child_count, "number", href="/app/organization"))
    return stats
