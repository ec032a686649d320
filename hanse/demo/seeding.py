"""Seeds the demo world once, and tells who can log in to it."""

from __future__ import annotations

from collections.abc import Callable

from hanse.demo.builder import Builder, Built
from hanse.demo.loom import LOOM
from hanse.demo.nordhaven import NORDHAVEN
from hanse.demo.plan import PASSWORD, BusinessPlan
from hanse.kit.structs import Data
from hanse.platform.services import Services

PLANS = (NORDHAVEN, LOOM)
Progress = Callable[[str], None]


class DemoLogIn(Data, frozen=True, kw_only=True):
    """Somebody a visitor of the demo may be."""

    label: str
    detail: str
    email: str
    password: str
    business: str
    business_name: str


class SeededBusiness(Data, frozen=True, kw_only=True):
    """The main ids of a demo business, for scripts; empty when it was there before."""

    handle: str
    id: str
    members: dict[str, str] = {}
    organizations: dict[str, str] = {}


class SeedReport(Data, frozen=True, kw_only=True):
    """What was made, and every demo log-in."""

    was_made: bool
    businesses: list[SeededBusiness]
    log_ins: list[DemoLogIn]


def demo_log_ins() -> list[DemoLogIn]:
    """The log-ins the log-in page shows in demo mode."""
    return [
        DemoLogIn(
            label=f"{person.shown}",
            detail=f"{person.title or person.name}, {plan.name}" if person.at is None else person.name,
            email=f"{person.key}@{plan.domain}",
            password=PASSWORD,
            business=plan.handle,
            business_name=plan.name,
        )
        for plan in PLANS
        for person in plan.people
        if person.shown is not None
    ]


async def seed(services: Services, on_progress: Progress = lambda _: None) -> SeedReport:
    """Build what is missing of the demo world; a business that is there stays as it is."""
    made: list[SeededBusiness] = []
    was_made = False
    for plan in PLANS:
        present = await services.tenants.by_handle(services, plan.handle)
        if present is not None:
            made.append(SeededBusiness(handle=plan.handle, id=str(present.id)))
            continue
        on_progress(f"Building {plan.name}")
        made.append(_report(plan, await Builder(services, plan).build()))
        was_made = True
    return SeedReport(was_made=was_made, businesses=made, log_ins=demo_log_ins())


def _report(plan: BusinessPlan, built: Built) -> SeededBusiness:
    return SeededBusiness(
        handle=plan.handle,
        id=str(built.tenant.id),
        members={key: str(value) for key, value in built.members.items()},
        organizations={key: str(value) for key, value in built.organizations.items()},
    )
